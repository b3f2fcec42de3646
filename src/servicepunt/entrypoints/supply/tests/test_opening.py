"""The opening by two people: who may, wrong passphrases, at once, and what the record says."""

import threading
from datetime import timedelta
from functools import partial

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from servicepunt.domains.awards.actions import assessing, unsealing
from servicepunt.domains.people.tests.cast import at_once
from servicepunt.domains.tenders.actions import offering
from servicepunt.domains.tenders.models import Envelope, Fact
from servicepunt.domains.tenders.tests import cast
from servicepunt.entrypoints.supply import opening

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
ROOT = "/inhuur/30954/openen/"


@pytest.fixture
def made(hands):
    hands.at = cast.OPENING
    return cast.sent(3, suppliers=3)


def text(answer):
    return " ".join(answer.content.decode().split())


def give(client, name, phrase=None):
    return client.post(f"{ROOT}geef-deel/", {"passphrase": phrase or cast.PASSPHRASES[name]})


def test_two_open_one_after_the_other_and_the_page_says_whose_turn_it_is(made, visit):
    hanna, wim = visit(made.people["Hanna"]), visit(made.people["Wim"])
    assert "Eerste deel voor de inhoud" in text(hanna.get(ROOT))
    assert give(hanna, "Hanna").status_code == 302
    page = text(hanna.get(ROOT))
    assert "Jij gaf het eerste deel" in page and "Bram of Wim" in page and 'type="password"' not in page
    assert "Tweede deel: open de inhoud" in text(wim.get(ROOT))
    assert made.dossier.opened_at is None
    give(wim, "Wim")
    assert made.dossier.opened_by == (made.people["Hanna"].pk, made.people["Wim"].pk)
    page = text(wim.get(ROOT))
    assert "door Hanna en Wim" in page and "De tarieven gaan open als de punten van stap 2 zijn vergrendeld" in page


def test_one_person_twice_opens_nothing(made, visit):
    hanna = visit(made.people["Hanna"])
    for _ in range(3):
        give(hanna, "Hanna")
    assert made.dossier.opened_at is None
    assert set(made.dossier.openings.values()) == {made.people["Hanna"].pk}


def test_before_closing_nobody_opens(made, visit, hands):
    hands.at = cast.CLOSING - timedelta(microseconds=1)
    hanna = visit(made.people["Hanna"])
    assert "Tot dan kan niemand iets openen" in text(hanna.get(ROOT))
    give(hanna, "Hanna")
    assert made.dossier.openings == {}


@pytest.mark.parametrize("name", ["Ada", "Ilse", "Truus", "Sanne 1"])
def test_for_who_has_nothing_to_do_with_it_the_page_is_not_there(made, visit, name):
    person = made.people.get(name) or made.suppliers[0]
    client = visit(person)
    for address in ("", "sleutel/", "proces-verbaal/", "proces-verbaal.pdf", "signalen/"):
        assert client.get(f"{ROOT}{address}").status_code == 404, address
    assert give(client, "Hanna").status_code == 404


def test_who_signs_looks_and_does_not_open(made, visit):
    vera = visit(made.people["Vera"])
    assert "Jij bent geen sleutelhouder" in text(vera.get(ROOT))
    assert give(vera, "Hanna").status_code == 422
    assert vera.get(f"{ROOT}sleutel/").status_code == 404


def test_a_wrong_passphrase_is_said_and_after_five_it_ends_for_a_quarter_in_every_session(made, visit):
    hanna = visit(made.people["Hanna"])
    assert hanna.post(f"{ROOT}geef-deel/", {"passphrase": ""}).status_code == 422
    for _ in range(opening.TRIES):
        answer = give(hanna, "Hanna", "dit is hem echt niet")
        assert answer.status_code == 422
        assert "Deze wachtzin hoort niet bij jouw sleutel" in text(answer)
        assert "dit is hem echt niet" not in text(answer)
    other = visit(made.people["Hanna"])
    for answer in (
        give(other, "Hanna"),
        other.post(f"{ROOT}sleutel/probeer/", {"passphrase": cast.PASSPHRASES["Hanna"]}),
    ):
        assert answer.status_code == 422
        assert "te vaak" in text(answer)
    assert made.dossier.openings == {}
    assert give(visit(made.people["Bram"]), "Bram").status_code == 302
    cache.clear()
    assert give(other, "Hanna").status_code == 302


def test_right_passphrases_take_no_turns(made, visit):
    hanna = visit(made.people["Hanna"])
    for _ in range(opening.TRIES + 2):
        answer = hanna.post(f"{ROOT}sleutel/probeer/", {"passphrase": cast.PASSPHRASES["Hanna"]})
        assert answer.status_code == 302
    assert made.dossier.openings == {}


def together(*acts):
    """Do these at the same moment, each over a connection of its own, and return what they came to."""
    barrier, found = threading.Barrier(len(acts)), []

    def one(act):
        try:
            barrier.wait(30)
            found.append(act())
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(act,)) for act in acts]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(found) == len(acts)
    return found


@at_once
@pytest.mark.django_db(transaction=True)
def test_many_wrong_tries_at_once_are_counted_all(made, visit):
    clients = [visit(made.people["Hanna"]) for _ in range(9)]
    answers = together(*[partial(give, client, "Hanna", "dit is hem echt niet") for client in clients])
    assert sum("hoort niet bij" in text(answer) for answer in answers) <= opening.TRIES
    assert any("te vaak" in text(answer) for answer in answers)


@at_once
@pytest.mark.django_db(transaction=True)
def test_two_who_open_at_the_same_moment_open_once(made, visit):
    give(visit(made.people["Hanna"]), "Hanna")
    answers = together(*[partial(give, visit(made.people[name]), name) for name in ("Bram", "Wim")])
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Fact.objects.filter(name="geopend").count() == 1


@at_once
@pytest.mark.django_db(transaction=True)
def test_two_who_begin_at_the_same_moment_leave_one_first(made, visit):
    answers = together(*[partial(give, visit(made.people[name]), name) for name in ("Bram", "Wim")])
    assert [answer.status_code for answer in answers] == [302, 302]
    # Who came second is told so, or came late enough to be the second of two.
    assert Fact.objects.filter(name="opening_begonnen").count() == 1


def test_an_opening_that_stops_halfway_leaves_nothing(made, visit, monkeypatch):
    give(visit(made.people["Hanna"]), "Hanna")
    kept, count = unsealing._kept, []

    def stops(*args):
        count.append(1)
        return kept(*args) if len(count) < 2 else 1 / 0

    monkeypatch.setattr(unsealing, "_kept", stops)
    client = visit(made.people["Wim"], raise_request_exception=False)
    assert give(client, "Wim").status_code == 500
    assert made.dossier.opened_at is None
    monkeypatch.setattr(unsealing, "_kept", kept)
    assert give(client, "Wim").status_code == 302
    assert len([each for each in made.dossier.offers.values() if each.opened]) == 3


def test_the_record_names_everything_and_what_was_never_opened(made, visit, hands):
    label = made.labels[1]
    offering.withdraw_offer(tender=made.tender, label=label, by=made.suppliers[1], at=cast.CLOSING - MINUTE)
    offering.note_late(tender=made.tender, by=made.suppliers[2], at=cast.CLOSING + timedelta(seconds=3))
    Envelope.objects.filter(offer__label=made.labels[2], kind="inhoud").update(sealed=b"weg")
    cast.two_open(made, cast.Kind.CONTENT, cast.OPENING)
    wim = visit(made.people["Wim"])
    page = text(wim.get(f"{ROOT}proces-verbaal/"))
    offers = made.dossier.offers
    for words in (
        "di 14 juli 2026, 09:00:00", "di 14 juli 2026, 10:00:00", "Hanna en Wim", "Leverancier 1",
        offers[made.k(1)].last.content, offers[made.k(1)].last.rate,
        "Niet geopend: teruggetrokken op di 14 juli 2026, 08:59:00",
        "Onleesbaar: De envelop is niet die van het ontvangstbewijs.", "Sanne 3, di 14 juli 2026, 09:00:03",
        "zijn nog dicht",
    ):  # fmt: skip
        assert words in page, words
    assert "Kandidaat" not in page
    assert "80,50" not in page and "80.50" not in page
    first, second = (wim.get(f"{ROOT}proces-verbaal.pdf").content for _ in range(2))
    assert first.startswith(b"%PDF-") and first == second
    # Who chooses in step 3 must not know which number is whose.
    covered = text(visit(made.people["Bram"]).get(f"{ROOT}proces-verbaal/"))
    assert (
        "afgedekt" in covered
        and "Leverancier" not in covered.partition("Wat er lag</caption>")[2].partition("<tbody>")[2]
    )


def test_before_the_opening_there_is_no_record(made, visit):
    assert visit(made.people["Hanna"]).get(f"{ROOT}proces-verbaal/").status_code == 404


def test_a_holder_tries_and_changes_the_passphrase_and_opens_with_it(made, visit):
    bram = visit(made.people["Bram"])
    address = f"{ROOT}sleutel/"
    before = text(bram.get(address))
    old, new = cast.PASSPHRASES["Bram"], "een heel andere wachtzin"
    assert (
        bram.post(
            f"{address}vernieuw/", {"passphrase": old, "new_passphrase": new, "passphrase_again": "anders"}
        ).status_code
        == 422
    )
    answer = bram.post(f"{address}vernieuw/", {"passphrase": old, "new_passphrase": "kort", "passphrase_again": "kort"})
    assert "ten minste 16 tekens" in text(answer)
    answer = bram.post(
        f"{address}vernieuw/", {"passphrase": "niet de oude zin", "new_passphrase": new, "passphrase_again": new}
    )
    assert "hoort niet bij jouw sleutel" in text(answer)
    assert (
        bram.post(
            f"{address}vernieuw/", {"passphrase": old, "new_passphrase": new, "passphrase_again": new}
        ).status_code
        == 302
    )
    assert text(bram.get(address)) != before
    give(visit(made.people["Hanna"]), "Hanna")
    assert give(bram, "Bram").status_code == 422
    assert give(bram, "Bram", new).status_code == 302
    assert made.dossier.opened_at is not None


def test_the_desk_is_told_of_one_person_twice_and_of_rates_once_they_are_open(hands, visit):
    hands.at = cast.OPENING
    made = cast.sent(2, suppliers=2)
    again = cast.manifest("kandidaat 1")
    offering.send_offer(
        tender=made.tender, manifest=again, files={"cv.pdf": b"%PDF-"}, rate="30,00", by=made.suppliers[1],
        at=cast.CLOSING - MINUTE,
    )  # fmt: skip
    cast.two_open(made, cast.Kind.CONTENT, cast.OPENING)
    hanna = visit(made.people["Hanna"])
    page = text(hanna.get(f"{ROOT}signalen/"))
    assert f"{made.shown(1)} (Leverancier 1) en {made.shown(3)} (Leverancier 2) lijken van dezelfde persoon" in page
    assert "De tarieven zijn nog dicht" in page and "80,50" not in page
    for name in ("Bram", "Wim", "Vera"):
        assert visit(made.people[name]).get(f"{ROOT}signalen/").status_code == 404


def test_rates_open_after_the_lock_by_two_and_the_desk_sees_their_value(hands, visit):
    hands.at = cast.OPENING
    made = cast.scored(4, suppliers=2)
    hanna, wim, bram = (visit(made.people[name]) for name in ("Hanna", "Wim", "Bram"))
    assert "tarieven gaan open als" in text(hanna.get(ROOT))
    give(hanna, "Hanna")
    assert "tarief" not in made.dossier.openings
    assessing.lock(tender=made.tender, by=made.people["Hanna"], at=cast.OPENING)
    assert "Eerste deel voor de tarieven" in text(hanna.get(ROOT))
    give(hanna, "Hanna")
    give(wim, "Wim")
    assert made.dossier.rates_opened_at == cast.OPENING
    page = text(hanna.get(f"{ROOT}signalen/"))
    assert "€ 80,50" in page and "€ 189014,00" in page and "2348 uur" in page
    assert "80,50" not in text(bram.get(ROOT)) + text(bram.get(f"{ROOT}proces-verbaal/"))


def test_a_passphrase_is_not_given_back_to_a_screen_when_the_session_is_over(made):
    stranger = Client()
    words = {"passphrase": "paarse fiets bij het gemaal", "new_passphrase": "zeven eenden op de IJssel"}
    for address in ("geef-deel/", "sleutel/probeer/", "sleutel/vernieuw/"):
        page = text(stranger.post(f"{ROOT}{address}", words))
        assert "fiets" not in page and "eenden" not in page
