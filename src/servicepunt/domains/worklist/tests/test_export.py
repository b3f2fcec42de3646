"""The export of everything: given in parts, however many tickets there are, and never cut off half way."""

import tracemalloc

import pytest
from django.db import OperationalError, connection
from django.urls import reverse

from servicepunt.domains.tickets.models import Ticket
from servicepunt.domains.worklist import queries as listing
from servicepunt.domains.worklist.queries import fixed
from tests.village import NOON

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 30_000
EVERYTHING = listing.Filters(view="all", sort="due")


def fill(village, count):
    """Make copies of one ticket."""
    first = village.ticket()
    fields = {field.attname: getattr(first, field.attname) for field in Ticket._meta.concrete_fields}
    del fields["id"]
    copies = (Ticket(**fields | {"number": f"K2607 {n:07d}", "title": f"Kopie {n} " + "x" * 80}) for n in range(count))
    Ticket.objects.bulk_create(copies, batch_size=1_000)


def test_thirty_thousand_tickets_are_exported_in_small_parts_and_little_memory(village, client):
    fill(village, MANY)
    client.force_login(village.fatima)
    answer = client.get(f"{reverse('worklist:export')}?view=all&sort=due")
    assert answer.streaming
    lines, largest = 0, 0
    tracemalloc.start()
    try:
        for part in answer.streaming_content:
            lines += part.count(b"\r\n")
            largest = max(largest, len(part))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert lines == MANY + 2
    assert largest < 200_000
    assert peak < 8_000_000, "the rows were in memory all at once"


def test_an_export_that_takes_longer_than_a_page_may_is_not_cut_off(village, monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL stops a statement that takes long")
    village.ticket()
    monkeypatch.setattr(fixed, "_JOINS", f"{fixed._JOINS} CROSS JOIN (SELECT pg_sleep(1)) slowly")
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '500ms'")
        try:
            rows = listing.all_rows(EVERYTHING, viewer=village.fatima, at=NOON)
            assert len(list(rows)) == 1
            cursor.execute("SHOW statement_timeout")
            assert cursor.fetchone() == ("500ms",)
            with pytest.raises(OperationalError):
                listing.worklist(EVERYTHING, viewer=village.fatima, at=NOON)
        finally:
            cursor.execute("RESET statement_timeout")


def test_who_stops_reading_half_way_leaves_a_connection_that_works(village):
    fill(village, 2_000)
    rows = listing.all_rows(EVERYTHING, viewer=village.fatima, at=NOON)
    assert next(rows)["title"]
    rows.close()
    assert Ticket.objects.count() == 2_001
