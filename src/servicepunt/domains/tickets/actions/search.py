"""Making a ticket findable by every word in it, inside the transaction that adds the word."""

from django.db import connection

from servicepunt.domains.tickets.models import Ticket
from servicepunt.domains.tickets.queries.search import part_of
from servicepunt.foundation.text import search_terms

_POSTGRESQL = """
    INSERT INTO tickets_words (ticket_id, words) VALUES (%s, array_to_tsvector(%s))
    ON CONFLICT (ticket_id) DO UPDATE SET words = tickets_words.words || excluded.words
"""
_SQLITE_ADD = "UPDATE tickets_words SET words = words || ' ' || %s WHERE rowid = %s"
_SQLITE_NEW = "INSERT INTO tickets_words (rowid, words) VALUES (%s, %s)"
_MOST_WORDS = 4_000


def index_words(ticket: Ticket, text: str, *, is_first: bool = False) -> None:
    """
    Add the words of a text to those under which the ticket is found; repeating does no harm.

    `is_first` says that it is made just now and has no words yet.
    """
    terms = list(dict.fromkeys(search_terms(text)))[:_MOST_WORDS]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            part = part_of(ticket.pk)
            cursor.execute(_POSTGRESQL, [ticket.pk, [f"{part}{term}" for term in terms]])
            return
        words = " ".join(terms)
        if not is_first:
            cursor.execute(_SQLITE_ADD, [words, ticket.pk])
        if is_first or not cursor.rowcount:
            cursor.execute(_SQLITE_NEW, [ticket.pk, words])


def index_ticket(ticket: Ticket) -> None:
    """Add the ticket's own words."""
    index_words(ticket, own_words(ticket))


def own_words(ticket: Ticket) -> str:
    """Return the ticket's own words: its title, its number and who reported it."""
    number = ticket.number.replace(" ", "")
    return f"{ticket.title} {number} {ticket.number} {ticket.requester.name}"
