"""A complaint is received, handled and answered at every stage, by somebody who never worked on the request."""

from datetime import timedelta

import pytest

from servicepunt.domains.awards.actions import complaining, deciding
from servicepunt.domains.hiring.rules.course import Kind, Result
from servicepunt.domains.tenders.actions import asking, drafting
from servicepunt.domains.tenders.queries import frame_of, list_tenders
from servicepunt.domains.tenders.queries.vault import Vault
from servicepunt.domains.tenders.rules.complaints import open_cases, open_complaints
from servicepunt.domains.tenders.rules.outcome import stage_of
from servicepunt.domains.tenders.rules.refusals import AlreadyDone, Refused
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.domains.tenders.rules.stages import Stage
from servicepunt.domains.tenders.tests import cast

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MOMENTS = {
    "published": cast.START + DAY,
    "sent": cast.CLOSING + HOUR,
    "opened": cast.OPENING + HOUR,
    "scored": cast.OPENING + HOUR,
    "listed": cast.OPENING + HOUR,
    "invited": cast.OPENING + DAY + HOUR,
    "interviewed": cast.TALKS + 12 * HOUR,
    "decided": cast.ADVICE + HOUR,
    "announced": cast.ADVICE + HOUR,
}


def complained(made, at, supplier=0):
    by = made.suppliers[supplier]
    asking.ask(tender=made.tender, kind="klacht", text="De eis sluit ons uit.", by=by, at=at)
    return open_complaints(made.dossier)[-1].id


def handle(made, complaint, at, who="Wim", text="De eis past bij het werk.", result=Result.DISMISSED):
    complaining.handle_complaint(
        tender=made.tender, complaint=complaint, result=result, text=text, by=made.people[who], at=at
    )


@pytest.mark.parametrize(("stage", "at"), MOMENTS.items())
@pytest.mark.parametrize("result", Result)
def test_a_complaint_is_handled_at_every_stage_and_the_stage_stays_what_it_is(stage, at, result):
    made = getattr(cast, stage)() if stage == "published" else getattr(cast, stage)(3, 3)
    before = stage_of(made.dossier, at=at)
    complaint = complained(made, at)
    for name in ("Hanna", "Bram", "Vera", "Wim"):
        frame = frame_of(made.look(name, at))
        assert frame.complaints == 1 and "behandel de klacht" in frame.move, (name, frame.move)
    assert frame_of(made.look("Ada", at)).complaints == 0
    assert [each.is_mine for each in list_tenders("beurt", "", viewer=made.people["Wim"], at=at)] == [True]
    handle(made, complaint, at, result=result)
    told = made.dossier.questions[complaint]
    assert (told.result, told.answered_by) == (result, made.people["Wim"].pk)
    assert told.answer.startswith("kluis:") and Vault(made.tender).show(told.answer) == "De eis past bij het werk."
    assert not open_complaints(made.dossier) and frame_of(made.look("Hanna", at)).complaints == 0
    made.tender.refresh_from_db()
    assert made.tender.complaints == 0
    upheld = stage == "announced" and result == Result.UPHELD
    assert stage_of(made.dossier, at=at) == (Stage.ADVICE if upheld else before)


@pytest.mark.parametrize("who", ["Hanna", "Bram", "Ada", "Ilse", "Vera", "Truus"])
def test_who_worked_on_the_request_handles_no_complaint_at_any_stage(who):
    made = cast.published()
    complaint = complained(made, cast.START + DAY)
    with pytest.raises(Refused, match="iemand die niet aan deze aanvraag werkte"):
        handle(made, complaint, cast.START + DAY, who)


def test_while_nobody_can_handle_a_complaint_the_desk_reads_what_to_do():
    made = cast.published()
    at, hanna = cast.START + DAY, made.people["Hanna"]
    complaint = complained(made, at)
    drafting.take_seat(tender=made.tender, person=made.people["Wim"], seat=Seat.AUDITOR, by=hanna, at=at)
    frame = frame_of(made.look("Hanna", at))
    assert "een collega auditor" in frame.move and frame.is_my_move
    outsider = cast.somebody("Otto")
    drafting.give_seat(tender=made.tender, person=outsider, seat=Seat.AUDITOR, by=hanna, at=at)
    assert "Ook de auditor: behandel de klacht" in frame_of(made.look("Hanna", at)).move
    complaining.handle_complaint(
        tender=made.tender, complaint=complaint, result=Result.DISMISSED, text="Nagelopen.", by=outsider, at=at
    )
    assert not open_complaints(made.dossier)


def test_a_complaint_before_the_decision_holds_no_signature_once_it_was_handled():
    made = cast.interviewed(3, 3)
    at = cast.TALKS + 12 * HOUR
    first, second = complained(made, at), complained(made, at + HOUR, 1)
    handle(made, second, at + 2 * HOUR, result=Result.UPHELD)
    with pytest.raises(AlreadyDone):
        handle(made, second, at + 3 * HOUR)
    winner = made.dossier.rounds[0].invited[0]
    given = {"tender": made.tender, "offers": [winner], "reason": "Het sterkst.", "at": cast.ADVICE}
    deciding.advise(**given, by=made.people["Bram"])
    deciding.decide_award(**given, by=made.people["Vera"])
    names = [name for name, _ in deciding.award_messages(made.dossier, at=cast.ADVICE)]
    deciding.send_letters(
        tender=made.tender, letters=dict.fromkeys(names, b"Brief"), digests=dict.fromkeys(names, "0" * 64),
        by=made.people["Hanna"], at=cast.ADVICE,
    )  # fmt: skip
    assert stage_of(made.dossier, at=cast.ADVICE) == Stage.DISPUTE
    handle(made, first, cast.ADVICE + DAY)
    assert stage_of(made.dossier, at=cast.ADVICE + DAY) == Stage.SUSPENDED


def test_the_desk_notes_a_complaint_that_came_by_letter_with_the_day_on_which_it_came():
    made = cast.published()
    at = cast.START + 3 * DAY
    given = {"tender": made.tender, "by": made.people["Hanna"], "at": at}
    complaining.note_complaint(**given, text="Brief van Leverancier 2.", received_at=cast.START + DAY, command="een")
    complaining.note_complaint(**given, text="Brief van Leverancier 2.", received_at=cast.START + DAY, command="een")
    [complaint] = open_complaints(made.dossier)
    [happened] = made.dossier.happenings
    assert complaint.asked_at == happened.at == cast.START + DAY
    for text, moment, why in (
        (" ", None, "van wie"),
        ("Brief.", at + HOUR, "toekomst"),
        ("Brief.", cast.START - DAY, "nog niet gepubliceerd"),
    ):
        with pytest.raises(Refused, match=why):
            complaining.note_complaint(**given, text=text, received_at=moment)
    with pytest.raises(Refused, match="inhuurdesk"):
        complaining.note_complaint(**given | {"by": made.people["Ada"]}, text="Brief.", received_at=None)


def test_an_answer_to_a_complaint_names_no_other_candidate_and_no_other_supplier():
    made = cast.opened(3, 3)
    complaint = complained(made, cast.OPENING)
    for name in ("Kandidaat 2", "leverancier 3"):
        with pytest.raises(Refused, match="wie er nog meer meedoet"):
            handle(made, complaint, cast.OPENING, text=f"{name} gaf hetzelfde op.")
    handle(made, complaint, cast.OPENING, text="Kandidaat 1 van Leverancier 1 telt mee.")


def test_an_answer_needs_an_outcome_and_words():
    made = cast.published()
    at = cast.START + DAY
    complaint = complained(made, at)
    for result, text, why in ((None, "Nagelopen.", "gegrond"), (Result.UPHELD, " ", "antwoord")):
        with pytest.raises(Refused, match=why):
            handle(made, complaint, at, result=result, text=text)
    with pytest.raises(Refused, match="niet in het dossier"):
        handle(made, "V0", at)
    with pytest.raises(Refused, match="bij Klachten"):
        asking.answer(tender=made.tender, question=complaint, public="x", text="y", by=made.people["Hanna"], at=at)


def test_a_court_case_comes_and_ends_at_any_stage_and_holds_the_signature():
    made = cast.published()
    at, hanna = cast.START + DAY, made.people["Hanna"]
    note = {"tender": made.tender, "by": hanna, "at": at, "reason": "Kort geding over eis 2."}
    with pytest.raises(Refused, match="Er loopt geen zaak"):
        deciding.note_happening(**note, kind=Kind.RULING, result=Result.DISMISSED)
    deciding.note_happening(**note, kind=Kind.SUMMONS)
    with pytest.raises(Refused, match="hoe de rechter"):
        deciding.note_happening(**note, kind=Kind.RULING)
    deciding.note_happening(**note, kind=Kind.RULING, result=Result.DISMISSED)
    with pytest.raises(Refused, match="Er loopt geen zaak"):
        deciding.note_happening(**note, kind=Kind.RULING, result=Result.DISMISSED)
    with pytest.raises(Refused, match="geen verzonden beslissing"):
        deciding.note_happening(**note, kind=Kind.WINNER_DROPPED)
    with pytest.raises(Refused, match="tabblad Klachten"):
        deciding.note_happening(**note, kind=Kind.COMPLAINT)


def test_complaints_and_cases_end_in_any_order():
    made = cast.announced(3, 3)
    at = cast.ADVICE + DAY
    first, second = complained(made, at), complained(made, at + HOUR, 1)
    handle(made, second, at + 2 * HOUR)
    assert [each.id for each in open_complaints(made.dossier)] == [first]
    note = {"tender": made.tender, "by": made.people["Hanna"], "reason": "Kort geding over eis 2."}
    for hours in (3, 4):
        deciding.note_happening(**note, kind=Kind.SUMMONS, at=at + hours * HOUR)
    older, newer = open_cases(made.dossier)
    ruled = {**note, "kind": Kind.RULING, "result": Result.DISMISSED, "at": at + 5 * HOUR}
    with pytest.raises(Refused, match="Er lopen 2 zaken"):
        deciding.note_happening(**ruled)
    deciding.note_happening(**ruled, case=newer.id)
    assert open_cases(made.dossier) == [older]
    with pytest.raises(Refused, match="Er loopt geen zaak"):
        deciding.note_happening(**ruled, case=newer.id)
    deciding.note_happening(**ruled)
    handle(made, first, at + 6 * HOUR)
    assert not open_cases(made.dossier)
    assert stage_of(made.dossier, at=at + 6 * HOUR) == Stage.SUSPENDED
