"""What stands around every page of the desk, and what a page costs with it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servicepunt.config import navigation
from servicepunt.design.environment import url
from servicepunt.domains.mail.actions import queue_letter
from servicepunt.domains.mail.models import IncomingLetter, Mailbox, OutgoingLetter
from servicepunt.domains.mail.queries import letters_aside_count
from servicepunt.domains.people.models import Person
from servicepunt.domains.tickets.queries.access import hidden_tickets
from servicepunt.domains.worklist.queries import around
from tests.village import MINUTE, NOON

SILENT = timedelta(minutes=11)
DAY = timedelta(days=1)
# Session, person, list, counts, choices and mail.
MOST = 4


@pytest.fixture
def letters(village):
    """Letters that wait: about nothing, about a ticket, about a secret one, and about a letter out of that one."""
    ticket = village.ticket()
    secret = village.ticket(team=village.second_line, is_confidential=True)
    sent = queue_letter(
        mailbox=village.mailbox, key="geheim", to=["joost@voorbeeld.example"], title="x", text="x",
        about="ticket", subject=secret.pk, at=NOON,
    )  # fmt: skip
    for place, (about, subject) in enumerate(
        [("", None), ("ticket", ticket.pk), ("ticket", None), ("ticket", secret.pk), ("outgoing", sent.pk)]
    ):
        IncomingLetter.objects.create(
            mailbox=village.mailbox, digest=f"{place}", raw="x", size=1, received_at=NOON, kept_at=NOON,
            state="failed" if place == 1 else "aside", about=about, subject=subject,
        )  # fmt: skip
    IncomingLetter.objects.create(
        mailbox=village.mailbox, digest="klaar", raw="x", size=1, received_at=NOON, kept_at=NOON, state="accepted"
    )


@pytest.mark.parametrize(("name", "count"), [("fatima", 3), ("bram", 5), ("joost", 0)])
def test_letters_about_a_secret_ticket_wait_only_for_who_may_see_it(village, letters, name, count):
    viewer = Person.objects.get(pk=getattr(village, name).pk)
    assert around(viewer=viewer, at=NOON).mail.aside == count
    assert letters_aside_count(viewer, hidden=hidden_tickets(viewer)) == count


@pytest.fixture
def stuck(village, letters):
    """Letters out that did not arrive: of a ticket, of a secret one, of nothing, for a new password, and long ago."""
    ticket = village.ticket()
    secret = OutgoingLetter.objects.get(key="geheim").subject
    sent = [("een", "ticket", ticket.pk), ("twee", "ticket", secret), ("drie", "", None), ("system:1", "", None)]
    for key, about, subject in [*sent, ("lang-geleden", "", None), ("kwam-aan", "", None)]:
        queue_letter(
            mailbox=village.mailbox, key=key, to=["els@voorbeeld.example"], title="x", text="x",
            about=about, subject=subject, at=NOON - 15 * DAY if key == "lang-geleden" else NOON,
        )  # fmt: skip
    OutgoingLetter.objects.exclude(key__in=["geheim", "kwam-aan"]).update(state="bounced")
    OutgoingLetter.objects.filter(key="drie").update(state="uncertain")


@pytest.mark.parametrize(("name", "count"), [("fatima", 2), ("bram", 3), ("joost", 0)])
def test_letters_of_two_weeks_that_did_not_arrive_are_counted_for_who_may_see_them(village, stuck, name, count):
    viewer = Person.objects.get(pk=getattr(village, name).pk)
    assert around(viewer=viewer, at=NOON + MINUTE).mail.stuck == count


def test_the_menu_counts_the_letters_that_wait_and_those_that_did_not_arrive(village, stuck, rf):
    request = rf.get("/balie/")
    request.user, request.at = Person.objects.get(pk=village.fatima.pk), NOON + MINUTE
    assert {each.label: each.count for each in navigation._desk(request, url).modules}["Post"] == 3 + 2


def test_a_mailbox_that_is_not_read_or_cannot_send_is_told_with_the_servers_words(village, letters):
    Mailbox.objects.update(imap_host="mail.example", watched_since=NOON, last_error="Geen verbinding")
    OutgoingLetter.objects.update(attempts=3, server_words="421 later")
    quiet = around(viewer=village.fatima, at=NOON + 9 * MINUTE).mail
    assert quiet.alarms == []
    told = around(viewer=village.fatima, at=NOON + SILENT).mail
    assert [(one.mailbox, one.words, one.is_sending) for one in told.alarms] == [
        (village.mailbox.pk, "Geen verbinding", False),
        (village.mailbox.pk, "421 later", True),
    ]
    read, sent = navigation._alarms(told, village.fatima, url)
    assert read.title == "Postbus servicepunt@voorbeeld.example wordt niet gelezen"
    assert sent.title == "Postbus servicepunt@voorbeeld.example verstuurt niets"
    assert (read.text, read.url) == ("Geen verbinding. Meld dit bij de functioneel beheerder.", "")
    read, _ = navigation._alarms(told, village.willemien, url)
    assert (read.text, read.url) == ("Geen verbinding.", f"/beheer/postbussen/{village.mailbox.pk}/")
    Mailbox.objects.update(last_success_at=NOON + SILENT)
    OutgoingLetter.objects.update(state="sent")
    assert around(viewer=village.fatima, at=NOON + SILENT).mail.alarms == []


@pytest.mark.parametrize(
    "query", ["", "?view=open&priority=3&agent=none", "?view=all&q=vpn", "?view=open&q=bestaatniet"]
)
def test_the_worklist_asks_the_same_few_things_however_long_it_is(village, letters, client, query):
    client.force_login(village.fatima)
    client.get("/balie/")
    costs = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/balie/{query}").status_code == 200
        costs.append(len(asked))
        for _ in range(10):
            village.ticket()
    assert costs == [MOST, MOST], [one["sql"] for one in asked]


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("/portaal/", ["Start"]),
        ("/portaal/meldingen/", ["Mijn meldingen"]),
        ("/portaal/melding/M2611-0001/", ["Mijn meldingen"]),
        ("/portaal/vraag/", ["Stel een vraag"]),
    ],
)
def test_the_portal_marks_the_list_that_a_ticket_is_in(village, rf, path, marked):
    request = rf.get(path)
    request.user, request.at = village.joost, NOON
    links = navigation._portal(request, url).links
    assert [each.label for each in links if each.is_current or each.is_around] == marked


@pytest.mark.parametrize(
    ("path", "current", "above"),
    [
        ("/inhuur/", "Inhuur", None),
        ("/inhuur/nieuw/", None, "Inhuur"),
        ("/inhuur/30954/vragen/", None, "Inhuur"),
        ("/balie/telefoon/", "Telefoon en balie", None),
        ("/balie/post/uit/", None, "Post"),
        ("/elders/", None, None),
    ],
)
def test_the_menu_marks_the_module_that_a_page_hangs_below(village, rf, path, current, above):
    request = rf.get(path)
    request.user, request.at = village.bram, NOON
    modules = navigation._modules(request, around(viewer=village.bram, at=NOON).mail, url)
    assert [each.label for each in modules if each.is_current] == ([current] if current else [])
    assert [each.label for each in modules if each.is_around] == ([above] if above else [])
