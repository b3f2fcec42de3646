"""One person with two suppliers at the pages: the desk says so, both suppliers are asked alike, all of it replays."""

from datetime import timedelta

import pytest

from servicepunt.domains.awards.actions import assessing, deciding
from servicepunt.domains.awards.tests.test_comparing import AT, compare, invite, listed_twice, scored, talk
from servicepunt.domains.hiring.rules.order import in_order
from servicepunt.domains.mail.models import OutgoingLetter
from servicepunt.domains.tenders.rules.labels import pseudonym
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.domains.tenders.tests import cast
from servicepunt.entrypoints.awarding.tests.test_after import follow
from servicepunt.entrypoints.awarding.tests.test_pages import visit
from servicepunt.entrypoints.awarding.tests.test_replay import verified

__all__ = ["visit"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def made(monkeypatch):
    return listed_twice(monkeypatch)


def test_the_desk_says_it_is_one_person_and_each_supplier_gets_the_same_request(made, visit):
    hanna = visit(made, "Hanna", AT)
    page = hanna.text("openen/signalen/")
    assert "Is dit één persoon?" in page and "Je zei" not in page
    both = ",".join(made.labels[:2])
    refused = hanna.post("openen/signalen/persoon/", offers=both)
    assert refused.status_code == 422 and "Kies of dit één persoon is." in refused.content.decode()
    other = hanna.post("openen/signalen/persoon/", offers=",".join(made.labels[2:4]), is_same="ja")
    assert other.status_code == 422
    key = "5f0c8c0e-52b7-4c62-8a2c-0f3f6a1f6b12"
    for _ in range(2):
        assert hanna.post("openen/signalen/persoon/", offers=both, is_same="ja", key=key).status_code == 302
    assert made.dossier.compared == {tuple(made.labels[:2]): True}
    assert "Je zei: dit is één persoon." in hanna.text("openen/signalen/")
    for name in ("Bram", "Wim", "Vera", "Ada"):
        assert visit(made, name, AT).post("openen/signalen/persoon/", offers=both, is_same="ja").status_code == 404
    follow(made)
    mails = OutgoingLetter.objects.filter(title__startswith="Laat de kandidaat kiezen")
    assert sorted(mail.to[0] for mail in mails) == sorted(each.email for each in made.suppliers[:2])
    said = {mail.text.replace(pseudonym(label), "K") for mail in mails for label in made.labels[:2]
            if pseudonym(label) in mail.text}  # fmt: skip
    assert len(said) == 1
    names = ["Kandidaat 1", *(each.supplier.name for each in made.suppliers), *(each.name for each in made.suppliers)]
    assert not [name for name in names for mail in mails if name in mail.text]


def test_the_pages_say_that_one_talk_counts_for_both_and_both_letters_tell_its_grades(made, visit):
    compare(made)
    scored(made)
    assert "Dit is dezelfde persoon als" in visit(made, "Bram", AT).text("keuze/")
    invite(made)
    kept, other = in_order(made.labels[:2])
    for place, label in enumerate([kept, made.k(3), made.k(4)]):
        talk(made, label, at=cast.TALKS + timedelta(hours=place))
    page = visit(made, "Hanna", cast.ADVICE).text("gesprekken/")
    assert page.count("Het ene gesprek staat daar, en telt voor beide inschrijvingen.") == 1
    assert f'id="plan-{other}"' not in page
    given = {"tender": made.tender, "offers": [other], "reason": "Past.", "at": cast.ADVICE}
    deciding.advise(**given, by=made.people["Bram"])
    deciding.decide_award(**given, by=made.people["Vera"])
    vera = visit(made, "Vera", cast.ADVICE)
    shown = vera.text("gunning/")
    assert "noemt iets van een ander" not in shown and "<td>goed</td>" in shown
    letter = vera.text(f"brief/{kept}/")
    assert "Klantgericht: goed." in letter and "deze kandidaat bij een andere leverancier" in letter
    assert "Klantgericht: goed." in vera.text(f"brief/{other}/")


def test_what_the_desk_said_the_one_talk_and_a_relation_are_replayed(made):
    compare(made, is_same=False)
    compare(made)
    scored(made)
    invite(made)
    kept, other = in_order(made.labels[:2])
    for place, label in enumerate([kept, made.k(3), made.k(4)]):
        talk(made, label, at=cast.TALKS + timedelta(hours=place))
    verified(made, cast.ADVICE)
    related = {"tender": made.tender, "offers": [other], "text": "Zus", "at": cast.ADVICE}
    assessing.declare_interest(**related, by=made.people["Kees"])
    verified(made, cast.ADVICE)


def test_a_desk_that_also_interviews_reads_that_a_colleague_is_waited_for_and_nothing_of_an_offer(made, visit):
    cast.seated_before(made, "Hanna", Seat.INTERVIEWER, at=AT)
    hanna = visit(made, "Hanna", AT)
    assert "openen/signalen/" in hanna.text("openen/")
    page = hanna.text("openen/signalen/")
    assert "Eén groep inschrijvingen lijkt van dezelfde persoon" in page and "personen/" in page
    assert not any(pseudonym(label) in page or f">{label}" in page for label in made.labels)
    assert not any(each.supplier.name in page for each in made.suppliers)
    both = ",".join(made.labels[:2])
    assert hanna.post("openen/signalen/persoon/", offers=both, is_same="ja").status_code == 404
