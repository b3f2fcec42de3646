"""Whole rows by fixed SQL are what Django's own queries give, and are found by an index."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servicepunt.domains.logbook.models import Entry
from servicepunt.domains.people.models import Person
from servicepunt.domains.tickets import actions
from servicepunt.domains.tickets.actions.writing import lock_ticket, written_before
from servicepunt.domains.tickets.models import Message, Ticket
from servicepunt.domains.tickets.queries.access import get_ticket
from servicepunt.domains.tickets.queries.history import lines_of
from tests.village import NOON


def values(instance):
    """Return every field of an instance, and its type."""
    return instance and [(name, type(value), value) for name, value in instance.__dict__.items() if name[0] != "_"]


def test_a_ticket_comes_with_who_and_what_it_points_at(village):
    taken, free = village.ticket(), village.ticket(is_confidential=True)
    actions.take_ticket(ticket=taken, by=village.fatima, at=NOON)
    for ticket in (taken, free):
        known = Ticket.objects.select_related("requester__department").get(pk=ticket.pk)
        with CaptureQueriesContext(connection) as asked:
            viewer = Person.objects.get(pk=village.fatima.pk)
            found = get_ticket(ticket.number.replace(" ", "-"), viewer=viewer)
            department = found.requester.department
            others = [(found.team, known.team_id), (found.agent, known.agent_id), (found.supplier, None)]
        assert len(asked) == 3  # the viewer, their teams, and everything else
        assert values(found) == values(known)
        assert values(department) == values(known.requester.department)
        assert [(one and one.pk) for one, _ in others] == [pk for _, pk in others]
        assert not found._state.adding


def test_a_locked_ticket_and_its_lines_are_what_is_kept(village):
    ticket = village.ticket()
    actions.write_note(ticket=ticket, text="Gebeld", by=village.fatima, at=NOON)
    locked = lock_ticket(ticket.pk)
    assert values(locked) == values(Ticket.objects.get(pk=ticket.pk))
    assert (locked.mailbox, locked.supplier) == (village.mailbox, None)
    kept = Entry.objects.filter(about="ticket", subject=ticket.pk).order_by("id")
    assert [values(line) for line in lines_of(ticket.pk)] == [values(line) for line in kept]


def test_sqlite_looks_a_key_up_and_walks_no_messages_when_few_have_one(village):
    if connection.vendor != "sqlite":
        pytest.skip("plans of SQLite")
    ticket = village.ticket()
    Message.objects.bulk_create(
        Message(ticket=ticket, audience="public", channel="phone", text="x", written_at=NOON) for _ in range(200)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with CaptureQueriesContext(connection) as asked:
        assert written_before("form:1:abc", author=village.fatima) == (None, "form:1:abc")
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {asked[0]['sql']}")
        plan = " ".join(str(line) for line in cursor.fetchall())
    assert "SEARCH t USING INDEX" in plan
