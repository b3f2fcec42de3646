"""What a supplier can still do after the letters, and what it reads when nobody is awarded."""

import html
from datetime import timedelta

import pytest

from servicepunt.domains.awards.actions import choosing, deciding
from servicepunt.domains.hiring.rules.course import Kind
from servicepunt.domains.logbook.models import Entry
from servicepunt.domains.mail.models import OutgoingLetter
from servicepunt.domains.tenders import tasks
from servicepunt.domains.tenders.actions import drafting
from servicepunt.domains.tenders.rules.labels import pseudonym
from servicepunt.domains.tenders.rules.outcome import stage_of
from servicepunt.domains.tenders.rules.stages import NEXT_MOVE, Stage
from servicepunt.domains.tenders.tests import cast

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SIGNED = cast.ADVICE + 25 * DAY
ROOT = "/aanvragen/30954/"


def text(answer):
    return html.unescape(answer.content.decode())


def test_nobody_withdraws_after_the_signature_and_until_then_one_can(hands, visit):
    made = cast.announced(3, 3)
    winner = made.dossier.decisions[0].offers[0]
    supplier = next(each for each in made.suppliers if each.pk == made.dossier.offers[winner].by)
    hands.at = cast.ADVICE + DAY
    client = visit(supplier)
    assert f"Trek {pseudonym(winner)} terug" in text(client.get(f"{ROOT}inschrijvingen/"))
    for check in made.dossier.request.checks:
        deciding.note_happening(
            tender=made.tender, kind=Kind.CHECK_PASSED, offer=winner, check=check, by=made.people["Hanna"], at=hands.at
        )
    deciding.note_happening(tender=made.tender, kind=Kind.SIGNED, by=made.people["Vera"], at=SIGNED)
    hands.at = SIGNED + DAY
    client = visit(supplier)
    assert f"Trek {pseudonym(winner)} terug" not in text(client.get(f"{ROOT}inschrijvingen/"))
    answer = client.post(f"{ROOT}inschrijvingen/{winner}/trek-terug/", follow=True)
    assert "De overeenkomst is getekend" in text(answer)
    assert stage_of(made.dossier, at=hands.at) == Stage.RUNNING


def failed():
    """Three invited, and nobody passed."""
    made = cast.invited(3, 3)
    duo = [made.people["Ilse"], made.people["Kees"]]
    for place, label in enumerate(made.dossier.rounds[0].invited):
        starts = cast.TALKS + timedelta(hours=place)
        choosing.plan_talk(
            tender=made.tender, offer=label, starts_at=starts, place="Kamer 2", interviewers=duo,
            by=made.people["Hanna"], at=cast.OPENING + DAY,
        )  # fmt: skip
        for each in duo:
            choosing.grade(
                tender=made.tender, offer=label, by=each, notes={}, at=starts + timedelta(hours=1),
                grades=dict.fromkeys(("klant", "probleem", "communicatie"), "matig"),
            )  # fmt: skip
    return made


def test_when_nobody_passed_the_desk_reads_what_to_do_and_suppliers_that_nobody_is_awarded(hands, visit):
    made = failed()
    hands.at = cast.ADVICE
    assert stage_of(made.dossier, at=hands.at) == Stage.FAILED
    assert "Trek de aanvraag in" in NEXT_MOVE[Stage.FAILED][1]
    assert NEXT_MOVE[Stage.FAILED][1] in text(visit(made.people["Hanna"]).get("/inhuur/30954/"))
    client = visit(made.suppliers[1])
    page = text(client.get(f"{ROOT}uitslag/"))
    assert "Er wordt niet gegund" in page and "De uitslag is er nog niet" not in page
    assert "Uitslag</a>" in page


def test_who_was_still_in_hears_why_the_request_was_withdrawn_when_nobody_passed(hands, visit):
    made = failed()
    why = "Niemand haalde op elke competentie een voldoende."
    drafting.cancel(tender=made.tender, reason=why, by=made.people["Hanna"], at=cast.ADVICE)
    hands.at = cast.ADVICE + DAY
    for each in made.suppliers:
        assert why in text(visit(each).get(ROOT))
    told = Entry.objects.filter(name="tender.suppliers_concerned").order_by("pk").last()
    tasks.tell_suppliers.call(**told.data)
    assert OutgoingLetter.objects.filter(title__startswith="Aanvraag ingetrokken").count() == len(made.suppliers)


def test_who_is_in_the_race_again_does_not_read_that_somebody_else_was_chosen(hands, visit):
    made = cast.announced(3, 3)
    winner = made.dossier.decisions[0].offers[0]
    hands.at = cast.ADVICE + DAY
    deciding.note_happening(
        tender=made.tender, kind=Kind.CHECK_FAILED, offer=winner, check="VOG", reason="Van een ander.",
        by=made.people["Hanna"], at=hands.at,
    )  # fmt: skip
    for supplier in made.suppliers:
        page = text(visit(supplier).get(f"{ROOT}uitslag/"))
        is_winner = supplier.pk == made.dossier.offers[winner].by
        assert ("Voorlopige gunning vervallen" if is_winner else "Nog niet beslist") in page
        assert "Niet gekozen" not in page
