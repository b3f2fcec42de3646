"""Filling a large desk: in parts, each once, however often it stops."""

import pytest
from django.db import connection
from django.db.models import Count

from servicepunt.config.bench_base import DemoBase
from servicepunt.domains.logbook.models import Entry
from servicepunt.domains.people.models import Department, Person
from servicepunt.domains.tickets.models import Message, Ticket
from servicepunt.domains.tickets.queries.search import tickets_with_words
from servicepunt.entrypoints.bench.filling import BATCH, NotOurDatabase, Plan, fill
from tests.village import NOON

pytestmark = pytest.mark.django_db


class Stopped(Exception):
    pass


class Departments:
    """A base that is quick to make, and stops once in the middle of a batch."""

    def __init__(self):
        self.will_stop = True

    def prepare(self, *, at):
        Department.objects.create(name="first")

    def batch(self, place, count, total, *, at):
        Department.objects.create(name=f"{place} {count}")
        if place and self.will_stop:
            self.will_stop = False
            raise Stopped


def silent(_words):
    pass


def test_what_stopped_halfway_goes_on_and_does_nothing_twice():
    base, plan = Departments(), Plan(BATCH + 20, BATCH + 20)
    with pytest.raises(Stopped):
        fill(plan, base, at=NOON, say=silent)
    assert sorted(Department.objects.values_list("name", flat=True)) == [f"0 {BATCH}", "first"]
    for _ in range(2):
        fill(plan, base, at=NOON, say=silent)
        assert sorted(Department.objects.values_list("name", flat=True)) == [f"0 {BATCH}", f"{BATCH} 20", "first"]


def test_another_number_of_tickets_is_refused():
    base = Departments()
    base.will_stop = False
    fill(Plan(10, 10), base, at=NOON, say=silent)
    with pytest.raises(NotOurDatabase, match="ander aantal"):
        fill(Plan(20, 20), base, at=NOON, say=silent)


def test_a_database_of_somebody_else_is_left_alone():
    Person.objects.create(name="Joost", created_at=NOON)
    with pytest.raises(NotOurDatabase, match="al inhoud"):
        fill(Plan(10, 10), Departments(), at=NOON, say=silent)
    assert not Department.objects.exists()


def test_every_ticket_has_five_messages_and_some_have_ten():
    fill(Plan(60, 60), DemoBase(), at=NOON, say=silent)
    lengths = list(Ticket.objects.annotate(length=Count("messages")).values_list("length", flat=True))
    assert len(lengths) == 60
    assert min(lengths) >= 5
    assert sum(length >= 10 for length in lengths) >= 3


def test_earlier_quarters_are_whole_copies_with_numbers_and_words_of_their_own():
    if connection.vendor != "postgresql":
        pytest.skip("quarters are copied on PostgreSQL only")
    fill(Plan(120, 40), DemoBase(), at=NOON, say=silent)
    assert Ticket.objects.count() == 120
    assert Ticket.objects.values("number").distinct().count() == 120
    oldest = Ticket.objects.order_by("id")[0]
    assert oldest.started_at < NOON
    assert oldest.messages.count() >= 5
    lines = Entry.objects.filter(about="ticket", subject=oldest.pk)
    assert lines.count() == oldest.version
    assert {line.data["ticket"] for line in lines} == {oldest.pk}
    said = {line.data["message"] for line in lines if "message" in line.data}
    assert said <= set(oldest.messages.values_list("pk", flat=True))
    assert tickets_with_words(oldest.number.replace(" ", "")) == [oldest.pk]
    assert not Message.objects.exclude(ticket__in=Ticket.objects.all()).exists()
