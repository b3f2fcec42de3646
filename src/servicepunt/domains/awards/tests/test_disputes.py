"""A complaint holds the signature until somebody from outside handled it, and nothing undoes a signature."""

from datetime import UTC, date, datetime, timedelta

import pytest

from servicepunt.domains.awards.actions import complaining, deciding
from servicepunt.domains.awards.rules.ending import over_on
from servicepunt.domains.hiring.rules.course import Kind, Result
from servicepunt.domains.tenders.actions import asking, drafting, offering
from servicepunt.domains.tenders.rules.complaints import complaints_of
from servicepunt.domains.tenders.rules.outcome import played, stage_of
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.domains.tenders.rules.stages import Stage
from servicepunt.domains.tenders.tests import cast

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SIGNING = datetime(2026, 8, 20, 10, tzinfo=UTC)
CHECKS = ("VOG", "Geheimhoudingsverklaring")


def announced():
    made = cast.announced(3, 3)
    winner = made.dossier.decisions[0].offers[0]
    for check in CHECKS:
        noted(made, Kind.CHECK_PASSED, cast.ADVICE + DAY, "Hanna", offer=winner, check=check)
    return made, winner


def noted(made, kind, at, who, **more):
    deciding.note_happening(tender=made.tender, kind=kind, by=made.people[who], at=at, **more)


def complained(made, at):
    asking.ask(tender=made.tender, kind="klacht", text="De punten kloppen niet.", by=made.suppliers[0], at=at)


def handle(made, who, at=SIGNING, result=Result.DISMISSED):
    complaint = complaints_of(made.dossier)[-1]
    complaining.handle_complaint(
        tender=made.tender, complaint=complaint.id, result=result, text="Nagelopen.", by=made.people[who], at=at
    )


def signed():
    made, winner = announced()
    noted(made, Kind.SIGNED, SIGNING, "Vera")
    return made, winner


@pytest.mark.parametrize("at", [cast.ADVICE + 2 * DAY, cast.ADVICE - DAY])
def test_a_complaint_of_a_supplier_holds_the_signature_until_it_is_handled(at):
    if at < cast.ADVICE:
        made = cast.interviewed(3, 3)
        complained(made, at)
        made, winner = decided_on(made)
    else:
        made, winner = announced()
        complained(made, at)
    assert stage_of(made.dossier, at=SIGNING) == Stage.DISPUTE
    with pytest.raises(Refused, match="klacht of zaak"):
        noted(made, Kind.SIGNED, SIGNING, "Vera")
    handle(made, "Wim")
    noted(made, Kind.SIGNED, SIGNING, "Vera")
    assert stage_of(made.dossier, at=SIGNING) == Stage.RUNNING


def decided_on(made):
    winner = made.dossier.rounds[0].invited[0]
    given = {"tender": made.tender, "offers": [winner], "reason": "Op alle competenties het sterkst.",
             "at": cast.ADVICE}  # fmt: skip
    deciding.advise(**given, by=made.people["Bram"])
    deciding.decide_award(**given, by=made.people["Vera"])
    names = [name for name, _ in deciding.award_messages(made.dossier, at=cast.ADVICE)]
    deciding.send_letters(
        tender=made.tender, letters=dict.fromkeys(names, b"Brief"), digests=dict.fromkeys(names, "0" * 64),
        by=made.people["Hanna"], at=cast.ADVICE,
    )  # fmt: skip
    for check in CHECKS:
        noted(made, Kind.CHECK_PASSED, cast.ADVICE + DAY, "Hanna", offer=winner, check=check)
    return made, winner


@pytest.mark.parametrize("who", ["Hanna", "Bram", "Ada", "Ilse", "Vera", "Truus"])
def test_who_worked_on_the_request_does_not_handle_a_complaint_about_it(who):
    made, _ = announced()
    complained(made, cast.ADVICE + 2 * DAY)
    with pytest.raises(Refused, match="iemand die niet aan deze aanvraag werkte"):
        handle(made, who)


def test_an_auditor_who_was_interviewer_before_does_not_handle_it_either():
    made, _ = announced()
    complained(made, cast.ADVICE + 2 * DAY)
    given = {"tender": made.tender, "by": made.people["Hanna"], "at": cast.ADVICE + 2 * DAY}
    drafting.take_seat(**given, person=made.people["Ilse"], seat=Seat.INTERVIEWER)
    drafting.give_seat(**given, person=made.people["Ilse"], seat=Seat.AUDITOR)
    with pytest.raises(Refused, match="niet aan deze aanvraag werkte"):
        handle(made, "Ilse")


def test_after_the_signature_nobody_undoes_the_award():
    made, winner = signed()
    later = SIGNING + DAY
    supplier = next(each for each in made.suppliers if each.pk == made.dossier.offers[winner].by)
    before = made.tender.lines.count()
    for act in (
        lambda: offering.withdraw_offer(tender=made.tender, label=winner, by=supplier, at=later),
        lambda: noted(made, Kind.WINNER_DROPPED, later, "Hanna", offer=winner, reason="Weg."),
        lambda: noted(made, Kind.CHECK_FAILED, later, "Hanna", offer=winner, check=CHECKS[0], reason="Oud."),
        lambda: noted(made, Kind.SIGNED, later, "Vera"),
        lambda: complaining.note_complaint(
            tender=made.tender, text="Brief.", received_at=cast.ADVICE + 2 * DAY, by=made.people["Hanna"], at=later
        ),
        lambda: noted(made, Kind.WINNER_DROPPED, later, "Hanna", offer=winner, happened_at=cast.ADVICE + 2 * DAY),
    ):
        with pytest.raises(Refused, match="getekend"):
            act()
    assert made.tender.lines.count() == before
    complained(made, later)
    assert stage_of(made.dossier, at=later) == Stage.RUNNING


def test_the_first_working_day_is_not_before_the_signature():
    made, _ = signed()
    given = {"tender": made.tender, "by": made.people["Bram"], "at": SIGNING}
    with pytest.raises(Refused, match="20-08-2026"):
        deciding.start_contract(**given, starts_on=date(2026, 8, 19))
    deciding.start_contract(**given, starts_on=date(2026, 8, 20))
    assert made.dossier.starts_on == date(2026, 8, 20)


def test_a_document_is_not_rejected_without_a_reason():
    made, winner = announced()
    given = {"offer": winner, "check": CHECKS[0]}
    with pytest.raises(Refused, match="wat er mis is"):
        noted(made, Kind.CHECK_FAILED, cast.ADVICE + 2 * DAY, "Hanna", **given, reason=" ")
    noted(made, Kind.CHECK_FAILED, cast.ADVICE + 2 * DAY, "Hanna", **given, reason="Van een ander.")
    assert stage_of(made.dossier, at=cast.ADVICE + 2 * DAY) == Stage.ADVICE


def test_a_summons_from_before_the_letters_is_noted_at_its_own_moment_and_holds_the_signature():
    made, _ = announced()
    noted(made, Kind.SUMMONS, cast.ADVICE + DAY, "Hanna", happened_at=cast.ADVICE - DAY, reason="Kort geding.")
    assert made.dossier.happenings[-1].at == cast.ADVICE - DAY
    assert stage_of(made.dossier, at=SIGNING) == Stage.DISPUTE
    noted(made, Kind.RULING, SIGNING, "Hanna", result=Result.DISMISSED, reason="Afgewezen.")
    assert stage_of(made.dossier, at=SIGNING) == Stage.CONTRACT
    with pytest.raises(Refused, match="niet gepubliceerd"):
        noted(made, Kind.SUMMONS, SIGNING, "Hanna", happened_at=cast.START - DAY, reason="Kan niet.")


def test_nothing_is_over_while_a_complaint_or_case_runs_also_one_that_holds_nothing():
    made, _ = signed()
    later = SIGNING + 90 * DAY
    first = over_on(made.dossier, played(made.dossier, at=later))
    complained(made, SIGNING + DAY)
    assert first is not None and over_on(made.dossier, played(made.dossier, at=later)) is None
    handle(made, "Wim", SIGNING + 60 * DAY)
    assert over_on(made.dossier, played(made.dossier, at=later)) == (SIGNING + 60 * DAY).date()


def test_a_complaint_about_the_withdrawal_keeps_what_it_is_about():
    made = cast.listed(3, 3)
    drafting.cancel(tender=made.tender, reason="Geen geld.", by=made.people["Bram"], at=cast.OPENING + DAY)
    assert over_on(made.dossier, played(made.dossier, at=SIGNING)) == (cast.OPENING + DAY).date()
    complained(made, cast.OPENING + 2 * DAY)
    assert over_on(made.dossier, played(made.dossier, at=SIGNING)) is None
