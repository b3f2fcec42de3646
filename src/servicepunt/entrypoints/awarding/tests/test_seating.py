"""Colleagues hear once that they have a role: what is asked, until when, and where."""

import pytest

from servicepunt.domains.mail.models import OutgoingLetter
from servicepunt.domains.people.rules import Role
from servicepunt.domains.tenders.actions import drafting
from servicepunt.domains.tenders.rules.seats import INSIDE, Seat
from servicepunt.domains.tenders.tests import cast
from servicepunt.entrypoints.awarding.seating import UNKNOWN, seated
from servicepunt.entrypoints.awarding.tests.test_after import follow

pytestmark = pytest.mark.django_db


def test_everybody_with_a_role_gets_one_mail_and_who_began_the_request_and_suppliers_none():
    made = cast.drafted(suppliers=2)
    follow(made)
    mails = {letter.to[0].partition("@")[0]: letter for letter in OutgoingLetter.objects.all()}
    assert set(mails) == {name.lower() for name in made.people} - {"hanna"}
    assert OutgoingLetter.objects.count() == len(mails)
    ada = mails["ada"]
    assert ada.title == "Je bent beoordelaar: Medewerker servicepunt (30954)"
    for words in (
        "elke inschrijving op de eisen en de criteria",
        "de sluiting op 14 juli 2026, 09:00 uur",
        "uiterlijk op 16 juli 2026",
        "/inhuur/30954/",
    ):
        assert words in ada.text
    assert "De gesprekken zijn op 20 juli 2026." in mails["ilse"].text


def test_who_lost_the_role_meanwhile_hears_nothing_and_who_gets_it_back_hears_it_once():
    made = cast.drafted(suppliers=1)
    hanna, nora = made.people["Hanna"], cast.somebody("Nora")
    given = {"tender": made.tender, "person": nora, "seat": Seat.ASSESSOR, "by": hanna, "at": cast.START}
    drafting.give_seat(**given)
    drafting.take_seat(**given)
    follow(made)
    assert not OutgoingLetter.objects.filter(text__contains="Beste Nora").exists()
    drafting.give_seat(**given)
    follow(made)
    assert OutgoingLetter.objects.filter(text__contains="Beste Nora").count() == 1


def test_a_withdrawn_request_asks_nobody():
    hanna = cast.somebody("Hanna", Role.COORDINATOR)
    tender = drafting.start_tender(draft={"titel": "Adviseur"}, settings={}, texts={}, by=hanna, at=cast.START)
    drafting.give_seat(tender=tender, person=cast.somebody("Ada"), seat=Seat.ASSESSOR, by=hanna, at=cast.START)
    drafting.cancel(tender=tender, reason="Toch niet.", by=hanna, at=cast.START)
    follow(cast.Procedure(tender, {}, []))
    assert not OutgoingLetter.objects.exists()


@pytest.mark.parametrize("seat", sorted(INSIDE))
@pytest.mark.parametrize("planning", [{}, {"sluiting": "ooit", "gesprekken_op": "x"}])
def test_without_a_planning_the_mail_says_that_it_is_still_to_come(seat, planning):
    _, text = seated(seat, name="Ada", number="1", title="T", planning=planning, link="https://x.example/")
    assert UNKNOWN in text
