"""Rows that are written by fixed statements are those that Django would have written."""

import pytest
from django.db import IntegrityError, transaction

from servicepunt.domains.agreements.models import Norm, PriorityMatrix
from servicepunt.domains.agreements.queries import in_force
from servicepunt.domains.logbook.actions.rows import change, insert, insert_together
from servicepunt.domains.logbook.models import Entry
from servicepunt.domains.tickets.actions.numbers import next_place
from servicepunt.domains.tickets.models import Message, Ticket
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


ALSO = "UPDATE people_team SET name = %s WHERE id = %s"


def test_rows_of_several_tables_are_kept_together_with_what_is_written_besides(village):
    first = Ticket.objects.get(pk=village.ticket(agent=village.fatima).pk)
    copy = Ticket(**values(first) | {"id": first.pk + 70, "number": "M2607 9999", "wait_note": "50% %s"})
    said = Message(ticket=copy, author=village.bram, audience="public", channel="phone", text="", written_at=NOON)
    lines = [line(subject=copy.pk), line(actor=None, data={})]
    insert_together([copy], [said], lines, also=(ALSO, ["’t Loket", village.second_line.pk]))
    assert values(Ticket.objects.get(pk=first.pk + 70)) == values(copy)
    assert values(Message.objects.get(pk=said.pk)) == values(said)
    kept = list(Entry.objects.filter(name="x.done").order_by("id"))
    assert [(one.pk, values(one)) for one in kept] == [(one.pk, values(one)) for one in lines]
    village.second_line.refresh_from_db()
    assert village.second_line.name == "’t Loket"


def test_of_rows_that_are_kept_together_none_is_kept_when_one_may_not_be(village):
    first = Ticket.objects.get(pk=village.ticket().pk)
    copy = Ticket(**values(first) | {"id": first.pk + 70, "number": "M2607 9999", "priority": 5})
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_together([copy], [line()], also=(ALSO, ["’t Loket", village.second_line.pk]))
    assert not Ticket.objects.filter(number="M2607 9999").exists()
    assert not Entry.objects.filter(name="x.done").exists()


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


def test_with_a_number_comes_what_we_agreed_and_the_row_that_the_ticket_gets(village):
    last = village.ticket()
    row, number, name, agreed = next_place(NOON, requester=village.joost.pk)
    assert (row > last.pk, number, name) == (True, "M2607 0002", village.joost.name)
    assert agreed is in_force()
    assert agreed.norms
    for each in (PriorityMatrix, Norm):
        each.objects.all().delete()
    *_, agreed = next_place(NOON, requester=village.joost.pk)
    assert agreed is in_force()
    assert not agreed.norms


def test_a_row_is_given_out_once(village):
    last = village.ticket()
    Ticket.objects.filter(pk=last.pk).delete()
    assert next_place(NOON, requester=village.joost.pk)[0] > last.pk
