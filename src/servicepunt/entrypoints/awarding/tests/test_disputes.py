"""Complaints at the pages: who handles them, what nobody undoes any more, and the same in the package."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from servicepunt.domains.awards.actions import assessing, complaining, deciding
from servicepunt.domains.hiring.rules.course import Result
from servicepunt.domains.mail.models import OutgoingLetter
from servicepunt.domains.tenders.actions import asking, offering
from servicepunt.domains.tenders.rules.complaints import complaints_of
from servicepunt.domains.tenders.rules.outcome import stage_of
from servicepunt.domains.tenders.rules.stages import Stage
from servicepunt.domains.tenders.tests import cast
from servicepunt.entrypoints.awarding.tests.test_after import SIGNED, follow, signed
from servicepunt.entrypoints.awarding.tests.test_pages import visit
from servicepunt.entrypoints.awarding.tests.test_replay import verified
from servicepunt.foundation.sealing import Kind

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)

__all__ = ["visit"]


def complained(at=cast.ADVICE + DAY):
    made = cast.announced(3, 3)
    asking.ask(tender=made.tender, kind="klacht", text="De punten kloppen niet.", by=made.suppliers[0], at=at)
    return made


def test_the_desk_reads_who_handles_a_complaint_and_cannot_do_it_itself(visit):
    made = complained()
    at = cast.ADVICE + 2 * DAY
    [complaint] = made.dossier.questions
    hanna = visit(made, "Hanna", at)
    assert "De punten kloppen niet." in hanna.text("afronding/")
    page = hanna.text("klachten/")
    assert "De punten kloppen niet." in page and "iemand die niet aan deze aanvraag werkte" in page
    assert 'name="result" value="gegrond"' not in page.partition("vastleggen")[0]
    answer = hanna.post(f"klachten/{complaint}/", result="ongegrond", text="Klopt wel.")
    assert answer.status_code == 422
    assert "iemand die niet aan deze aanvraag werkte" in answer.content.decode()
    wim = visit(made, "Wim", at)
    assert "Handel de klacht af" in wim.text("klachten/") and "Leg een klacht vast" not in wim.text("klachten/")
    refused = wim.post(f"klachten/{complaint}/", text="Klopt wel.")
    assert refused.status_code == 422 and "Klopt wel." in refused.content.decode()
    assert wim.post(f"klachten/{complaint}/", result="ongegrond", text="Klopt wel.").status_code == 302
    assert stage_of(made.dossier, at=at) == Stage.SUSPENDED
    page = visit(made, "Bram", at).text("klachten/")
    assert "Klopt wel." in page and "door Wim" in page and "Ongegrond" in page


def test_a_complaint_shows_on_every_page_of_the_request_and_who_complains_reads_the_answer(visit):
    made = cast.published()
    at = cast.START + DAY
    asking.ask(tender=made.tender, kind="klacht", text="De eis sluit ons uit.", by=made.suppliers[0], at=at)
    [complaint] = made.dossier.questions
    for name in ("Hanna", "Bram", "Vera", "Wim"):
        page = visit(made, name, at).text("")
        assert "1 klacht open" in page and 'href="/inhuur/30954/klachten/"' in page
    assert "klacht open" not in visit(made, "Ada", at).text("")
    sanne = visit(made, "Sanne 1", at).client
    assert "nog niet behandeld" in sanne.get("/aanvragen/30954/vragen/").content.decode()
    given = {"result": "gegrond", "text": "U hebt gelijk: de eis verandert."}
    assert visit(made, "Wim", at).post(f"klachten/{complaint}/", **given).status_code == 302
    page = visit(made, "Sanne 1", at).client.get("/aanvragen/30954/vragen/").content.decode()
    assert "Behandeld: gegrond" in page and "U hebt gelijk: de eis verandert." in page
    other = visit(made, "Sanne 2", at).client.get("/aanvragen/30954/vragen/").content.decode()
    assert "gelijk" not in other


def test_the_desk_notes_a_complaint_and_a_case_by_the_page(visit):
    made = cast.published()
    hanna = visit(made, "Hanna", cast.START + 2 * DAY)
    key = {"key": "5f0c8c0e-52b7-4c62-8a2c-0f3f6a1f6b11"}
    for _ in range(2):
        answer = hanna.post("klachten/vastleggen/", text="Brief van Leverancier 2.", at="2026-06-30T10:00", **key)
        assert answer.status_code == 302
    [complaint] = made.dossier.questions.values()
    assert complaint.asked_at == datetime(2026, 6, 30, 8, tzinfo=UTC)
    assert "Vastgelegd door Hanna" in hanna.text("klachten/")
    wrong = hanna.post("klachten/vastleggen/", text="Nog een brief.", at="gisteren")
    assert wrong.status_code == 422 and "Nog een brief." in wrong.content.decode()
    assert hanna.post("klachten/zaak/", reason="Kort geding.").status_code == 422
    assert hanna.post("klachten/zaak/", kind="dagvaarding", reason="Kort geding.").status_code == 302
    assert "Kort geding." in visit(made, "Vera", cast.START + 2 * DAY).text("klachten/")
    assert hanna.get("klachten/V1/").status_code == 405
    assert hanna.post("klachten/V1/", result="gegrond", text="x").status_code == 404


def test_who_handles_and_who_complained_hear_of_it_by_mail(visit):
    made = cast.published()
    at = cast.START + DAY
    asking.ask(tender=made.tender, kind="klacht", text="De eis sluit ons uit.", by=made.suppliers[0], at=at)
    [complaint] = made.dossier.questions
    follow(made)
    mails = OutgoingLetter.objects.filter(title__startswith="Klacht over aanvraag")
    assert [each.to for each in mails] == [[made.people["Wim"].email]]
    assert "De eis" not in mails[0].text
    complaining.handle_complaint(
        tender=made.tender, complaint=complaint, result=Result.UPHELD, text="Klopt.", by=made.people["Wim"], at=at
    )
    follow(made)
    answers = OutgoingLetter.objects.filter(title__startswith="Antwoord op uw klacht")
    assert [each.to for each in answers] == [[made.suppliers[0].email]]
    assert "gegrond" not in answers[0].text and "Klopt" not in answers[0].text


@pytest.mark.parametrize("result", [None, Result.DISMISSED, Result.UPHELD])
def test_a_complaint_and_what_became_of_it_are_replayed(result):
    made = complained()
    at = cast.ADVICE + 2 * DAY
    if result is not None:
        [complaint] = made.dossier.questions
        complaining.handle_complaint(
            tender=made.tender, complaint=complaint, result=result, text="Nagelopen.", by=made.people["Wim"], at=at
        )
    verified(made, at)


def test_a_stale_page_undoes_no_signature_and_sets_no_day_before_it(visit):
    made, winner = signed()
    at, before = SIGNED + DAY, made.tender.lines.count()
    hanna = visit(made, "Hanna", at)
    for path, typed in (
        ("afronding/afvaller/", {"reason": "Weg."}),
        ("klachten/vastleggen/", {"text": "Brief.", "at": "2026-07-23T10:00"}),
        ("afronding/document/", {"offer": winner, "check": "VOG", "verdict": "afgekeurd"}),
        ("afronding/begin/", {"day": "2026-08-01"}),
    ):
        answer = hanna.post(path, **typed)
        assert (path, answer.status_code) == (path, 422)
        assert "getekend" in answer.content.decode()
    assert made.tender.lines.count() == before
    assert stage_of(made.dossier, at=at) == Stage.RUNNING


def test_a_complaint_that_came_by_letter_and_an_early_one_are_replayed():
    made = cast.scored(3, 3)
    at, wim = cast.OPENING + timedelta(hours=1), made.people["Wim"]
    complaining.note_complaint(
        tender=made.tender, text="Brief.", received_at=cast.START + DAY, by=made.people["Hanna"], at=at
    )
    asking.ask(tender=made.tender, kind="klacht", text="Te laat geopend.", by=made.suppliers[1], at=at)
    first, second = complaints_of(made.dossier)
    given = {"tender": made.tender, "result": Result.DISMISSED, "text": "Nagelopen.", "by": wim}
    complaining.handle_complaint(**given, complaint=second.id, at=at)
    assert made.dossier.happenings[0].at == cast.START + DAY
    assessing.lock(tender=made.tender, by=made.people["Hanna"], at=at)
    cast.two_open(made, Kind.RATE, at)
    assessing.fix_list(tender=made.tender, by=made.people["Hanna"], at=at)
    verified(made, at)
    complaining.handle_complaint(**given, complaint=first.id, at=at + DAY)
    verified(made, at + DAY)


def test_a_document_is_rejected_with_a_reason_and_both_stay_to_be_read(visit):
    made = cast.announced(3, 3)
    winner, at = made.dossier.decisions[0].offers[0], cast.ADVICE + DAY
    hanna, typed = visit(made, "Hanna", at), {"offer": winner, "check": "VOG", "verdict": "afgekeurd"}
    refused = hanna.post("afronding/document/", **typed)
    assert refused.status_code == 422 and "wat er mis is met het document" in refused.content.decode()
    rejected = hanna.post("afronding/document/", **typed, reason="Op naam van een ander.")
    assert rejected["Location"].endswith("/afronding/")
    second = made.dossier.rounds[0].invited[1]
    given = {"tender": made.tender, "offers": [second], "reason": "Past nu het beste.", "at": at + HOUR}
    deciding.advise(**given, by=made.people["Bram"])
    deciding.decide_award(**given, by=made.people["Vera"])
    vera = visit(made, "Vera", at + HOUR)
    mark = re.search(r'name="mark" value="([^"]+)"', vera.text("gunning/")).group(1)
    assert vera.post("gunning/verstuur/", mark=mark).status_code == 302
    assert winner in made.dossier.decisions[1].letters
    shown = visit(made, "Hanna", at + HOUR).text("afronding/")
    assert "Een document is afgekeurd" in shown and "Op naam van een ander." in shown
    verified(made, at + HOUR)


def test_the_pages_of_a_decision_stay_when_a_next_round_begins_and_a_complaint_about_it_can_be_handled(visit):
    made = cast.announced()
    at = cast.ADVICE + DAY
    for label in made.dossier.rounds[0].invited:
        by = next(each for each in made.suppliers if each.pk == made.dossier.offers[label].by)
        offering.withdraw_offer(tender=made.tender, label=label, by=by, at=at)
    asking.ask(tender=made.tender, kind="klacht", text="Waarom weer kiezen?", by=made.suppliers[0], at=at)
    assert stage_of(made.dossier, at=at) == Stage.CHOICE
    bram = visit(made, "Bram", at)
    for path in ("keuze/", "gesprekken/", "gunning/", "afronding/"):
        page = bram.text(path)
        assert "80,50" not in page and "€" not in page
    [complaint] = complaints_of(made.dossier)
    typed = {"result": "ongegrond", "text": "Zo staat het in de aanvraag."}
    assert visit(made, "Wim", at).post(f"klachten/{complaint.id}/", **typed).status_code == 302
    verified(made, at)
