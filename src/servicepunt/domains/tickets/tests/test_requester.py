"""Correcting for whom a ticket is: on its page, with every right along, and back again."""

import html
import re

import pytest
from django.urls import reverse

from servicepunt.domains.mail.models import OutgoingLetter
from servicepunt.domains.people.actions import say_goodbye
from servicepunt.domains.tickets import actions
from servicepunt.domains.tickets.models import Ticket
from servicepunt.domains.tickets.queries.access import tickets_of_requester
from servicepunt.domains.tickets.queries.correspondence import may_write_by_mail, recipients_of
from servicepunt.domains.tickets.queries.history import lines_of
from servicepunt.domains.tickets.queries.search import tickets_with_words
from tests.village import MINUTE, NOON


@pytest.fixture
def ticket(village, client):
    """A ticket of Joost, that Fatima looks at."""
    client.force_login(village.fatima)
    return village.ticket()


def send(client, ticket, *, person="", words="", seen=None):
    """Send the form of the page; without script nothing but the words are known."""
    address = reverse("tickets:requester", args=[ticket.number.replace(" ", "-")])
    typed = {"requester": person, "requester_text": words, "seen": ticket.version if seen is None else seen}
    return client.post(address, typed)


def page_of(client, ticket, *, where="tickets:ticket"):
    return client.get(reverse(where, args=[ticket.number.replace(" ", "-")]))


def test_the_page_of_a_ticket_corrects_who_it_is_for(village, client, ticket):
    assert (
        f'action="{reverse("tickets:requester", args=[ticket.number.replace(" ", "-")])}"'
        in page_of(client, ticket).content.decode()
    )
    answer = send(client, ticket, person=village.els.pk, words="Els Jansen")
    assert answer.status_code == 302
    page = client.get(answer.url).content.decode()
    assert "staat op naam van Els Jansen" in page
    assert "Aanmelder gewijzigd van Joost Kuipers naar Els Jansen. Door Fatima el Amrani." in page
    assert "Els Jansen (els@voorbeeld.example)" in page
    assert tickets_with_words("jansen") == [ticket.pk]


def test_every_right_goes_along_to_the_new_requester(village, client, ticket):
    letters = OutgoingLetter.objects.count()
    send(client, ticket, person=village.els.pk)
    ticket.refresh_from_db()
    assert (ticket.requester, list(tickets_of_requester(village.joost))) == (village.els, [])
    assert recipients_of(ticket) == (["els@voorbeeld.example"], [])
    assert may_write_by_mail(ticket, "els@voorbeeld.example")
    assert not may_write_by_mail(ticket, "joost@voorbeeld.example")
    client.force_login(village.els)
    shown = page_of(client, ticket, where="portal:ticket").content.decode()
    assert "Mijn VPN valt elk half uur weg." in shown
    assert "Joost Kuipers" in shown
    client.force_login(village.joost)
    assert page_of(client, ticket, where="portal:ticket").status_code == 404
    # Nobody is confirmed again what was confirmed when it came in.
    assert OutgoingLetter.objects.count() == letters


def test_who_reads_along_gets_an_answer_once_as_the_requester(village, client, ticket):
    actions.add_participant(ticket=ticket, person=village.els, by=village.fatima, at=NOON)
    ticket.refresh_from_db()
    send(client, ticket, person=village.els.pk)
    ticket.refresh_from_db()
    assert recipients_of(ticket) == (["els@voorbeeld.example"], [])


def test_a_correction_after_somebody_elses_change_is_refused_and_keeps_who_was_chosen(village, client, ticket):
    seen = ticket.version
    actions.take_ticket(ticket=ticket, by=village.sanne, at=NOON)
    answer = send(client, ticket, person=village.els.pk, words="Els Jansen", seen=seen)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Sanne de Wit wijzigde dit net" in page
    assert re.search(rf'name="requester_text" value="Els Jansen".*?name="requester" value="{village.els.pk}"', page)
    assert Ticket.objects.get(pk=ticket.pk).requester == village.joost


def test_who_corrects_the_other_is_told_what_changed(village, client, ticket):
    seen = ticket.version
    actions.change_requester(ticket=ticket, requester=village.bram, seen=seen, by=village.sanne, at=NOON)
    page = send(client, ticket, person=village.els.pk, seen=seen).content.decode()
    assert "Aanmelder gewijzigd van Joost Kuipers naar Bram Hofman. Door Sanne de Wit" in page


def test_the_same_requester_again_writes_nothing(village, client, ticket):
    send(client, ticket, person=village.els.pk)
    ticket.refresh_from_db()
    lines = len(lines_of(ticket.pk))
    assert send(client, ticket, person=village.els.pk).status_code == 302
    assert len(lines_of(ticket.pk)) == lines == Ticket.objects.get(pk=ticket.pk).version


def test_without_script_one_who_fits_is_chosen_and_of_more_one_is_asked(village, client, ticket):
    page = send(client, ticket, words="burgerzaken").content.decode()
    assert "Zoek en kies de aanmelder uit de lijst." in page
    assert f'<input type="radio" name="requester" value="{village.els.pk}">' in page
    assert Ticket.objects.get(pk=ticket.pk).requester == village.joost
    assert send(client, ticket, words="els jansen").status_code == 302
    assert Ticket.objects.get(pk=ticket.pk).requester == village.els


@pytest.mark.parametrize("person", ["", "new", "0", "x", "9" * 30])
def test_nobody_of_ours_is_no_requester(client, ticket, person):
    answer = send(client, ticket, person=person, words="Piet Onbekend")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert '<a href="#id_requester">Zoek en kies de aanmelder uit de lijst.</a>' in page
    assert 'value="Piet Onbekend"' in page


def test_who_left_cannot_be_chosen(village, client, ticket):
    say_goodbye(person=village.els, by=village.willemien, at=NOON)
    assert send(client, ticket, person=village.els.pk).status_code == 422


def test_the_list_to_choose_from_offers_nobody_new(village, client, ticket):
    offered = re.search(r'data-combobox[^>]* data-url="([^"]+)"', page_of(client, ticket).content.decode())
    address = html.unescape(offered[1])
    found = client.get(address, {"q": "jansen"} | dict([address.partition("?")[2].split("=")])).content.decode()
    assert "Els Jansen" in found
    assert "Nieuwe beller" not in found


def test_a_correction_is_undone(village, client, ticket):
    page = client.get(send(client, ticket, person=village.els.pk).url).content.decode()
    where, fields = re.search(r'action="([^"]+)" data-undo>(.*?)</form>', page).groups()
    sent = {name: html.unescape(value) for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', fields)}
    assert "ongedaan gemaakt" in client.post(where, sent, follow=True).content.decode()
    assert Ticket.objects.get(pk=ticket.pk).requester == village.joost


def test_a_correction_leaves_the_clocks_and_the_waiting_as_they_are(village, ticket):
    actions.let_ticket_wait(
        ticket=ticket, reason="requester", until=NOON + 60 * MINUTE, note="", seen=None, by=village.fatima, at=NOON
    )
    ticket.refresh_from_db()
    before = (ticket.status, ticket.wait_until, ticket.due_at, ticket.look_at)
    actions.change_requester(ticket=ticket, requester=village.els, seen=None, by=village.fatima, at=NOON)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.wait_until, ticket.due_at, ticket.look_at) == before


def test_an_employee_corrects_nothing(village, client, ticket):
    client.force_login(village.joost)
    assert send(client, ticket, person=village.els.pk).status_code in {403, 404}
    assert Ticket.objects.get(pk=ticket.pk).requester == village.joost
