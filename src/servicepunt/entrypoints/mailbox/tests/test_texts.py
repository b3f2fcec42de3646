"""Standard texts: an administrator writes them, an agent chooses one filled in for the ticket."""

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from servicepunt.domains.logbook.models import Entry
from servicepunt.domains.mail.models import StandardText
from servicepunt.domains.tickets.models import Message

NEW = "/beheer/standaardteksten/nieuw/"
TYPED = {"seen": "0", "title": "Herstart", "text": "Start {nummer} opnieuw op, {voornaam}.", "is_offered": "on"}


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def willemien(village):
    return signed_in(village.willemien)


@pytest.fixture
def fatima(village):
    return signed_in(village.fatima)


def address(ticket, name="texts"):
    return reverse(f"tickets:{name}", args=[ticket.number.replace(" ", "-")])


def offered(client, ticket):
    """Return what a script gets to insert."""
    return [
        html.unescape(text) for text in re.findall(r'data-text="([^"]*)"', client.get(address(ticket)).content.decode())
    ]


def test_a_text_is_made_once_changed_and_chosen_filled_in(village, willemien, fatima):
    assert willemien.post(NEW, TYPED).status_code == 302
    for same in ("Herstart", "herstart", " HERSTART "):
        again = willemien.post(NEW, TYPED | {"title": same}).content.decode()
        assert "al een tekst met deze titel: Herstart. Kies een andere titel." in again
    ticket = village.ticket()
    assert offered(fatima, ticket) == [f"Start {ticket.number} opnieuw op, Joost."]
    made = StandardText.objects.get()
    page = f"/beheer/standaardteksten/{made.pk}/"
    assert willemien.post(page, TYPED | {"seen": made.version, "text": "Anders."}).status_code == 302
    assert offered(fatima, ticket) == ["Anders."]
    assert Entry.objects.filter(name="text.changed").count() == 2


def test_a_change_over_the_change_of_another_is_refused_with_both_texts(village, willemien):
    willemien.post(NEW, TYPED)
    page = f"/beheer/standaardteksten/{StandardText.objects.get().pk}/"
    willemien.post(page, TYPED | {"seen": "1", "text": "Van een ander."})
    mine = TYPED | {"seen": "1", "title": "Opnieuw", "text": "Van mij."}
    refused = willemien.post(page, mine)
    assert refused.status_code == 409
    shown = refused.content.decode()
    assert "Willemien Bos wijzigde dit net" in shown
    assert "De titel is nu: Herstart" in shown
    assert "<p>Van een ander.</p>" in shown
    assert "Van mij.</textarea>" in shown
    assert StandardText.objects.get().text == "Van een ander."
    seen = re.search(r'name="seen" value="(\d+)"', shown)
    assert willemien.post(page, mine | {"seen": seen[1]}).status_code == 302
    assert StandardText.objects.get().text == "Van mij."


def test_a_place_that_nobody_can_fill_in_is_refused_and_the_known_ones_are_named(willemien):
    refused = html.unescape(willemien.post(NEW, TYPED | {"text": "Dag {achternaam}"}).content.decode())
    assert "{achternaam} kennen we niet. Gebruik een van deze: {voornaam}, {naam}, {nummer}" in refused
    assert not StandardText.objects.exists()


def test_a_text_that_is_not_offered_is_kept_and_not_shown_to_agents(village, willemien, fatima):
    willemien.post(NEW, {name: value for name, value in TYPED.items() if name != "is_offered"})
    assert offered(fatima, village.ticket()) == []
    assert "Wordt niet aangeboden" in willemien.get("/beheer/standaardteksten/").content.decode()


def test_without_script_the_texts_are_listed_and_the_chosen_one_is_added(village, willemien, fatima):
    willemien.post(NEW, TYPED)
    ticket = village.ticket()
    typed = {"text": "Dank je.", "audience": "internal", "seen": str(ticket.version)}
    listed = fatima.post(address(ticket), typed).content.decode()
    assert "Dank je.</textarea>" in listed
    chosen = re.search(r'name="use" value="(\d+)"', listed)
    page = fatima.post(address(ticket), typed | {"use": chosen[1]}).content.decode()
    assert f"Dank je.\n\nStart {ticket.number} opnieuw op, Joost.</textarea>" in page
    assert 'value="internal" checked' in page
    assert not Message.objects.filter(audience="internal").exists()


def test_an_agent_does_not_find_the_texts_of_the_administrator(fatima):
    assert fatima.get("/beheer/standaardteksten/").status_code == 404
