"""Complaints at the pages: who handles them, what nobody undoes any more, and the same in the package."""

import re
from datetime import timedelta

import pytest

from servicepunt.domains.awards.actions import deciding
from servicepunt.domains.hiring.rules.course import Kind, Result
from servicepunt.domains.tenders.actions import asking, offering
from servicepunt.domains.tenders.rules.outcome import stage_of
from servicepunt.domains.tenders.rules.stages import Stage
from servicepunt.domains.tenders.tests import cast
from servicepunt.entrypoints.awarding.tests.test_after import SIGNED, signed
from servicepunt.entrypoints.awarding.tests.test_pages import visit
from servicepunt.entrypoints.awarding.tests.test_replay import verified

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
    hanna = visit(made, "Hanna", at)
    page = hanna.text("afronding/")
    assert "De punten kloppen niet." in page and "iemand die niet aan deze aanvraag werkte" in page
    assert 'value="klacht_afgehandeld"' not in page
    answer = hanna.post("afronding/gebeurtenis/", kind="klacht_afgehandeld", result="ongegrond", reason="Klopt wel.")
    assert answer.status_code == 422
    assert "iemand die niet aan deze aanvraag werkte" in answer.content.decode()
    wim = visit(made, "Wim", at)
    page = wim.text("afronding/")
    assert 'value="klacht_afgehandeld"' in page and 'value="winnaar_valt_af"' not in page
    answer = wim.post("afronding/gebeurtenis/", kind="klacht_afgehandeld", result="ongegrond", reason="Klopt wel.")
    assert answer.status_code == 302
    assert stage_of(made.dossier, at=at) == Stage.SUSPENDED


@pytest.mark.parametrize("result", [None, Result.DISMISSED, Result.UPHELD])
def test_a_complaint_and_what_became_of_it_are_replayed(result):
    made = complained()
    at = cast.ADVICE + 2 * DAY
    if result is not None:
        deciding.note_happening(
            tender=made.tender, kind=Kind.COMPLAINT_SETTLED, result=result, reason="Nagelopen.",
            by=made.people["Wim"], at=at,
        )  # fmt: skip
    verified(made, at)


def test_a_stale_page_undoes_no_signature_and_sets_no_day_before_it(visit):
    made, winner = signed()
    at, before = SIGNED + DAY, made.tender.lines.count()
    hanna = visit(made, "Hanna", at)
    for path, typed in (
        ("afronding/gebeurtenis/", {"kind": "winnaar_valt_af", "reason": "Weg."}),
        ("afronding/gebeurtenis/", {"kind": "klacht", "reason": "Brief.", "at": "2026-07-23T10:00"}),
        ("afronding/document/", {"offer": winner, "check": "VOG", "verdict": "afgekeurd"}),
        ("afronding/begin/", {"day": "2026-08-01"}),
    ):
        answer = hanna.post(path, **typed)
        assert (path, answer.status_code) == (path, 422)
        assert "getekend" in answer.content.decode()
    assert made.tender.lines.count() == before
    assert stage_of(made.dossier, at=at) == Stage.RUNNING


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
    typed = {"kind": "klacht_afgehandeld", "result": "ongegrond", "reason": "Zo staat het in de aanvraag."}
    assert visit(made, "Wim", at).post("afronding/gebeurtenis/", **typed)["Location"].endswith("/afronding/")
    verified(made, at)
