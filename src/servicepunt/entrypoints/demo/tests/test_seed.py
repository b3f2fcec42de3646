"""The demo municipality: whole, believable, and the same every time."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from servicepunt.domains.people.models import Person, Supplier, Team
from servicepunt.domains.tickets.models import Message, Ticket
from servicepunt.entrypoints.demo.seed import fill

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
FEW = 400
pytestmark = pytest.mark.django_db


def contents():
    tickets = list(Ticket.objects.order_by("number").values_list("number", "title", "status", "due_at", "is_late"))
    return tickets, list(Message.objects.order_by("pk").values_list("text", flat=True))


def test_a_municipality_is_there_with_people_teams_and_a_quarter_of_work():
    fill(at=NOON, smtp_port=2525, say=lambda _: None, tickets=FEW)
    assert Person.objects.count() >= 550
    assert (Team.objects.count(), Supplier.objects.count()) == (4, 12)
    assert Ticket.objects.count() == FEW
    first = Ticket.objects.order_by("started_at").values_list("started_at", flat=True)[0]
    assert 85 <= (NOON - first).days <= 91
    assert not Ticket.objects.filter(started_at__gt=NOON).exists()
    late = Ticket.objects.filter(is_late=True).count() / FEW
    assert 0.03 < late < 0.2
    assert {"new", "open", "waiting", "solved", "closed"} == set(Ticket.objects.values_list("status", flat=True))


def once():
    """Return what a filling makes, and take it away again."""
    with transaction.atomic():
        fill(at=NOON, smtp_port=2525, say=lambda _: None, tickets=100)
        found = contents()
        transaction.set_rollback(True)
    return found


def test_the_same_moment_makes_the_same_municipality():
    assert once() == once()
