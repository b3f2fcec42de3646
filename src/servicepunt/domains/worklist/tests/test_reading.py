"""Whoever reads in a confidential ticket leaves a line: by every page that takes a ticket, a message or a file."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import URLPattern, get_resolver, reverse

from servicepunt.domains.logbook.models import Entry
from servicepunt.domains.mail.models import IncomingLetter, OutgoingLetter
from servicepunt.domains.tickets import actions
from servicepunt.domains.tickets.models import Attachment
from servicepunt.foundation.clock import now
from servicepunt.foundation.files import KeptFile
from tests.village import HOUR

RAW = b"From: Joost <joost@voorbeeld.example>\r\nSubject: VPN\r\n\r\nMijn VPN valt weg.\r\n"
# Polled by a page that was read already; it tells nothing of the ticket.
TELLS_NOTHING = {"presence"}


def pages(namespace, patterns=None, known=""):
    """Return every page under a namespace, with what it takes: new ones too."""
    found = []
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLPattern):
            found += [(one.name, one.pattern.converters)] if known == namespace and one.pattern.converters else []
        else:
            found += pages(namespace, one.url_patterns, one.namespace or known)
    return found


TICKET_PAGES = [name for name, takes in pages("tickets") if "number" in takes and name not in TELLS_NOTHING]
LETTERS = {"letter_view", "body", "raw", "release", "dismiss", "outgoing", "resend"}


@pytest.fixture
def secret(village):
    """Return a confidential ticket of the service point with an answer that has a file."""
    began = now() - HOUR
    ticket = village.ticket(is_confidential=True, team=village.service_point, at=began, started_at=began)
    digest = default_storage.save("ab/geheim", ContentFile(b"geheim"))
    file = KeptFile(name="a.txt", content_type="text/plain", size=6, digest=digest)
    actions.reply_to_ticket(ticket=ticket, text="Kijk.", seen=None, by=village.sanne, at=began, files=[file])
    ticket.refresh_from_db()
    return ticket


def readers(ticket):
    lines = Entry.objects.filter(name="ticket.confidential_read", subject=ticket.pk)
    return [line.actor for line in lines]


def test_there_are_pages_to_try():
    assert {"ticket", "clock", "preview", "texts", "solve", "unlink"} <= set(TICKET_PAGES)
    assert {name for name, takes in pages("mail") if "pk" in takes} - {"text", "mailbox", "try_mailbox"} == LETTERS


@pytest.mark.parametrize("name", TICKET_PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_page_of_a_ticket_says_who_read_it(village, secret, client, name, method):
    client.force_login(village.fatima)
    number = secret.number.replace(" ", "-")
    takes = dict.fromkeys(dict(pages("tickets"))[name], number)
    answer = getattr(client, method)(reverse(f"tickets:{name}", kwargs=takes), {"seen": 0, "number": "M2607 9999"})
    assert readers(secret) == ([] if answer.status_code == 405 else [village.fatima.pk])


def test_a_stale_change_shows_the_ticket_and_says_who_read_it(village, secret, client):
    client.force_login(village.fatima)
    page = reverse("tickets:solve", args=[secret.number.replace(" ", "-")])
    assert client.post(page, {"seen": 1, "text": "", "cause": "netwerk"}).status_code == 409
    assert readers(secret) == [village.fatima.pk]


def test_a_file_and_a_message_say_who_read_them(village, secret, client):
    client.force_login(village.fatima)
    file = Attachment.objects.get()
    assert client.get(reverse("files:attachment", args=[file.pk])).status_code == 200
    client.post(reverse("tickets:recall", args=[file.message_id]))
    assert readers(secret) == [village.fatima.pk] * 2


@pytest.mark.parametrize("name", sorted(LETTERS))
def test_every_page_of_a_letter_says_who_read_in_its_ticket(village, secret, client, name):
    client.force_login(village.sanne)
    if name in {"outgoing", "resend"}:
        letter = OutgoingLetter.objects.get(about="ticket", subject=secret.pk, key__startswith="message:")
    else:
        raw = default_storage.save("cd/brief", ContentFile(RAW))
        given = {"mailbox": village.mailbox, "raw": raw, "about": "ticket", "subject": secret.pk, "state": "aside"}
        letter = IncomingLetter.objects.create(received_at=now(), kept_at=now(), size=len(RAW), **given)
    page = reverse(f"mail:{name}", args=[letter.pk])
    answer = client.get(page)
    answer = client.post(page) if answer.status_code == 405 else answer
    assert answer.status_code < 500
    assert readers(secret) == [village.sanne.pk]


def test_in_the_portal_who_reads_along_leaves_a_line_and_the_requester_does_not(village, secret, client):
    actions.add_participant(ticket=secret, person=village.els, by=village.fatima, at=now())
    for person in (village.els, village.joost):
        client.force_login(person)
        number = secret.number.replace(" ", "-")
        assert client.get(reverse("portal:ticket", args=[number])).status_code == 200
        assert client.post(reverse("portal:answer", args=[number]), {"text": ""}).status_code == 422
        assert client.get(reverse("files:attachment", args=[Attachment.objects.get().pk])).status_code == 200
    assert readers(secret) == [village.els.pk] * 3


def test_a_ticket_that_everybody_may_see_leaves_none(village, client):
    ticket = village.ticket()
    client.force_login(village.fatima)
    assert client.get(reverse("tickets:ticket", args=[ticket.number.replace(" ", "-")])).status_code == 200
    assert readers(ticket) == []
