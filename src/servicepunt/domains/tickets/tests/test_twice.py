"""A form that is sent twice has been done once, and says so."""

import pytest
from django.urls import reverse

from servicepunt.domains.logbook.models import Entry
from servicepunt.domains.tickets import actions
from servicepunt.domains.tickets.models import Message, Ticket
from servicepunt.foundation.clock import now
from tests.village import DAY, HOUR

WAIT = {"reason": "appointment", "until": f"{now() + 9 * DAY:%Y-%m-%dT%H:%M}", "note": "Monteur"}
PRIORITY = {"impact": "department", "urgency": "blocked", "override": "", "reason": ""}
DETAILS = {"title": "VPN valt weg", "kind": "incident", "category": "", "is_confidential": ""}
KEY = "9d1c2a52-2f2d-4d6e-9a61-0d6c4f5a9b11"


def forms(village):
    """Return what is typed into each form, by the name of its page, and what is done to the ticket first."""
    solve = {"text": "", "cause": "netwerk", "seen": None, "by": village.fatima, "at": now() - HOUR}
    wait = {"reason": "approval", "note": "", "seen": None, "by": village.fatima}
    solved, close = (actions.solve_ticket, solve), {"how": "agent", "seen": None, "by": village.fatima}
    handed = {"team": village.second_line, "reason": "Te diep", "tried": "", "seen": None, "by": village.fatima}
    handed["at"] = now() - HOUR
    waiting = (actions.let_ticket_wait, wait | {"until": now() + DAY, "at": now() - HOUR})
    return {
        "assign": ({"team": village.service_point.pk, "agent": village.sanne.pk}, []),
        "escalate": ({"team": village.second_line.pk, "reason": "Te diep", "tried": "Alles"}, []),
        "hand_back": ({"reason": "Toch gewoon", "tried": ""}, [(actions.escalate_ticket, handed)]),
        "priority": (PRIORITY, []),
        "details": (DETAILS, []),
        "requester": ({"requester": village.els.pk}, []),
        "wait": (WAIT, []),
        "solve": ({"text": "", "cause": "netwerk", "key": KEY}, []),
        "solve with a word": ({"text": "Het werkt weer.", "cause": "netwerk", "key": KEY}, []),
        "resume": ({}, [waiting]),
        "close": ({}, [solved]),
        "reopen": ({}, [solved, (actions.close_ticket, close | {"at": now() - HOUR})]),
    }


NAMES = [
    "assign",
    "escalate",
    "hand_back",
    "priority",
    "details",
    "requester",
    "wait",
    "solve",
    "solve with a word",
    "resume",
]


@pytest.mark.parametrize("name", [*NAMES, "close", "reopen"])
def test_a_form_sent_twice_is_done_once_and_says_so_both_times(village, client, name):
    typed, before = forms(village)[name]
    ticket = village.ticket(at=now() - 2 * HOUR, started_at=now() - 2 * HOUR)
    for action, given in before:
        action(ticket=ticket, **given)
    ticket.refresh_from_db()
    client.force_login(village.fatima)
    page = reverse(f"tickets:{name.partition(' ')[0]}", args=[ticket.number.replace(" ", "-")])
    answers, lines = [], []
    for _ in "ab":
        answer = client.post(page, {"seen": ticket.version} | typed)
        answers.append((answer.status_code, answer["Location"] if answer.status_code == 302 else answer.content))
        lines.append((Entry.objects.count(), Message.objects.count(), Ticket.objects.get(pk=ticket.pk).version))
    assert answers[0][0] == 302
    assert answers[0] == answers[1]
    assert lines[0] == lines[1] != (0, 0, ticket.version)


def test_another_word_is_no_second_sending(village, client):
    ticket = village.ticket(at=now() - HOUR, started_at=now() - HOUR)
    client.force_login(village.fatima)
    page = reverse("tickets:escalate", args=[ticket.number.replace(" ", "-")])
    typed = {"seen": ticket.version, "team": village.second_line.pk, "reason": "Te diep", "tried": "Alles"}
    assert client.post(page, typed).status_code == 302
    assert client.post(page, typed | {"reason": "Iets anders"}).status_code == 409
    client.force_login(village.sanne)
    assert client.post(page, typed).status_code == 409
