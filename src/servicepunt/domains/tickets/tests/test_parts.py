"""Words on PostgreSQL stand in parts of 16,384 tickets: a search finds what it finds without them, the newest first."""

from importlib import import_module

import pytest
from django.db import connection

from servicepunt.domains.tickets import actions
from servicepunt.domains.tickets.actions.search import index_words
from servicepunt.domains.tickets.models import Ticket
from servicepunt.domains.tickets.queries import search
from servicepunt.domains.tickets.queries.search import part_of, tickets_with_words
from servicepunt.domains.worklist import queries as listing
from servicepunt.domains.worklist.queries import fixed
from tests.village import NOON

PART = 16_384


def leap(to):
    """Let the next ticket get this number."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(pg_get_serial_sequence('tickets_ticket', 'id'), %s, false)", [to])
        else:
            cursor.execute("UPDATE sqlite_sequence SET seq = %s - 1 WHERE name = 'tickets_ticket'", [to])


@pytest.fixture
def spread(village):
    """Tickets at both ends of parts, and with empty parts between them."""
    village.ticket(title="Iets anders", text="Hij doet het niet.")
    made = []
    for number in (PART - 1, PART, 3 * PART, 3 * PART + 1, 9 * PART - 1):
        leap(number)
        made.append(village.ticket(title=f"Beamer in zaal {number}", text="Hij doet het niet."))
        assert made[-1].pk == number
    return made


def test_words_are_found_in_every_part_the_newest_first(village, spread):
    assert tickets_with_words("beamer") == tickets_with_words("beam") == [ticket.pk for ticket in spread[::-1]]
    assert tickets_with_words(f"{PART - 1} beamer") == [PART - 1]
    assert tickets_with_words(spread[2].number) == [3 * PART]
    actions.write_note(ticket=spread[1], text="Weerhaak", by=village.fatima, at=NOON)
    assert tickets_with_words("weerhaak zaal") == [PART]


def test_the_newest_hits_are_those_of_the_last_parts(village, spread, monkeypatch):
    monkeypatch.setattr(search, "MOST_HITS", 3)
    assert tickets_with_words("beamer") == [9 * PART - 1, 3 * PART + 1, 3 * PART]


def test_what_stands_before_a_word_is_not_found_as_one(village, spread):
    assert tickets_with_words(part_of(PART)) == tickets_with_words(f"{part_of(PART)}beamer") == []


@pytest.mark.parametrize("words", ["'", "beamer'", "~", "beamer ~", "(beamer", "beamer | weerhaak", "beamer:*", "\\"])
def test_signs_that_mean_something_to_the_database_are_no_words(village, spread, words):
    assert set(tickets_with_words(words)) <= {ticket.pk for ticket in spread}


def test_open_tickets_behind_the_hits_that_were_looked_at_are_found_too(village, spread, monkeypatch):
    monkeypatch.setattr(search, "NEAR", 2)
    Ticket.objects.filter(pk__in=[spread[3].pk, spread[4].pk]).update(status="closed")
    filters = listing.Filters(view="open", sort="newest", q="beamer")
    page = listing.worklist(filters, viewer=village.fatima, at=NOON)
    assert [row["id"] for row in page.rows] == [3 * PART, PART, PART - 1]
    assert (page.total, page.is_cut) == (3, False)
    monkeypatch.setattr(search, "MOST_HITS", 2)
    monkeypatch.setattr(fixed, "CAP", 2)
    page = listing.worklist(filters, viewer=village.fatima, at=NOON)
    assert [row["id"] for row in page.rows] == [3 * PART, PART]
    assert page.is_capped


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps words without parts")
def test_words_of_before_are_put_into_parts_and_taken_out_again(village, spread):
    def kept():
        with connection.cursor() as cursor:
            cursor.execute("SELECT ticket_id, words::text FROM tickets_words ORDER BY ticket_id")
            return dict(cursor.fetchall())

    migration = import_module("servicepunt.domains.tickets.migrations.0005_words_in_parts")
    before = kept()
    with connection.schema_editor() as editor:
        migration.whole(None, editor)
    assert "'beamer'" in kept()[PART]
    with connection.schema_editor() as editor:
        migration.part(None, editor)
    assert kept() == before
    assert tickets_with_words("beamer") == [ticket.pk for ticket in spread[::-1]]


def test_a_word_without_end_is_found_and_asked_for(village):
    ticket = village.ticket()
    index_words(ticket, "lang " + "x" * 3_000)
    assert tickets_with_words("x" * 3_000) == tickets_with_words("x" * 59) == [ticket.pk]
    assert tickets_with_words("y" * 3_000) == []
