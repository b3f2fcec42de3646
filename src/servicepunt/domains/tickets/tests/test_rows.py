"""Rows that are written by fixed statements are those that Django would have written."""

import pytest
from django.db import IntegrityError, transaction

from servicepunt.domains.logbook.actions.rows import change, insert
from servicepunt.domains.logbook.models import Entry
from servicepunt.domains.tickets.models import Ticket
from tests.village import HOUR, NOON

DATA = {"tekst": '’t "kan" – 50% %s', "geen": None, "diep": {"lijst": [1, 2.5, True]}}


def values(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}


def line(**fields):
    return Entry(**{"name": "x.done", "about": "ticket", "subject": 7, "data": DATA, "happened_at": NOON} | fields)


def test_each_row_is_kept_in_its_order_and_knows_its_number(village):
    made = [line(actor=None), line(data={}, actor=village.fatima.pk, happened_at=NOON + HOUR)]
    insert(made)
    kept = list(Entry.objects.filter(name="x.done").order_by("id"))
    assert [one.pk for one in kept] == [one.pk for one in made]
    assert [values(one) for one in kept] == [values(one) for one in made]
    assert not made[0]._state.adding


def test_a_row_with_everything_is_what_django_keeps(village):
    first = Ticket.objects.get(pk=village.ticket(agent=village.fatima).pk)
    copy = Ticket(**values(first) | {"number": "M2607 9999"})
    insert([copy])
    assert values(Ticket.objects.get(pk=copy.pk)) == values(first) | {"number": "M2607 9999"}
    with pytest.raises(IntegrityError), transaction.atomic():
        insert([Ticket(**values(first))])


def test_only_what_is_given_changes_and_only_in_that_row(village):
    ticket, other = village.ticket(), village.ticket()
    before = values(Ticket.objects.get(pk=other.pk))
    fields = {"team": village.second_line, "agent": None, "wait_until": NOON, "is_late": True, "wait_note": "50% %s"}
    wanted = values(Ticket.objects.get(pk=ticket.pk)) | {
        "team_id": village.second_line.pk,
        "agent_id": None,
        "wait_until": NOON,
        "is_late": True,
        "wait_note": "50% %s",
    }
    change(ticket, fields)
    assert values(Ticket.objects.get(pk=ticket.pk)) == values(ticket) == wanted
    assert ticket.team == village.second_line
    assert values(Ticket.objects.get(pk=other.pk)) == before
