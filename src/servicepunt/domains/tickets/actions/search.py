"""Making a ticket findable by every word in it, inside the transaction that adds the word."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction

from servicepunt.domains.logbook.actions.rows import Writing
from servicepunt.domains.tickets.models import Ticket
from servicepunt.domains.tickets.queries.search import part_of
from servicepunt.foundation.text import numbers_together, search_terms

# The words that a ticket just made begins with.
_FIRST = {
    "postgresql": "INSERT INTO tickets_words (ticket_id, words) VALUES (%s, array_to_tsvector(%s))",
    "sqlite": "INSERT INTO tickets_words (rowid, words) VALUES (%s, %s)",
}
_MORE = {
    "postgresql": f"""{_FIRST["postgresql"]}
        ON CONFLICT (ticket_id) DO UPDATE SET words = tickets_words.words || excluded.words""",
    "sqlite": "UPDATE tickets_words SET words = words || ' ' || %s WHERE rowid = %s",
}
# Bytes of words in one message, some 16,000 different ones: PostgreSQL keeps at most 1 MB of them a ticket.
_ROOM = 250_000
# Who writes a name into the index holds it; who looks for the tickets of a renamed person waits for them, with FOR
# UPDATE, so that no ticket keeps only the old name. Renaming itself waits for nobody. SQLite has one writer anyway.
_NAME = "SELECT name FROM people_person WHERE id = %s"
HELD = {"postgresql": f"{_NAME} FOR KEY SHARE", "sqlite": _NAME}
_ALONE = {"postgresql": f"{_NAME} FOR UPDATE", "sqlite": _NAME}


def index_words(ticket: Ticket, text: str) -> None:
    """Add the words of a text to those under which the ticket is found; repeating does no harm."""
    _index(ticket.pk, text)


def _index(ticket: int, text: str) -> None:
    values = _values(ticket, text)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_MORE["postgresql"], values)
            return
        cursor.execute(_MORE["sqlite"], values[::-1])
        if not cursor.rowcount:
            cursor.execute(_FIRST["sqlite"], values)


def first_words(ticket: int, text: str) -> Writing:
    """Return what makes a new ticket findable by the words of a text."""
    return _FIRST[connection.vendor], _values(ticket, text)


def _values(ticket: int, text: str) -> list[Any]:
    room, every = _ROOM, dict.fromkeys([*search_terms(text), *numbers_together(text)])
    terms = [term for term in every if (room := room - len(term.encode()) - 7) > 0]
    if connection.vendor != "postgresql":
        return [ticket, " ".join(terms)]
    part = part_of(ticket)
    return [ticket, [f"{part}{term}" for term in terms]]


def index_ticket(ticket: Ticket) -> None:
    """Add the ticket's own words."""
    index_words(ticket, own_words(ticket, _name(ticket.requester_id, HELD)))


def own_words(ticket: Ticket, name: str) -> str:
    """Return the ticket's own words: its title, its number and the name of who reported it, as it is now (`HELD`)."""
    return f"{ticket.title} {ticket.number.replace(' ', '')} {ticket.number} {name}"


def await_reports(person: int) -> None:
    """Wait until whoever is writing this person's name into the index has done so."""
    _name(person, _ALONE)


@transaction.atomic
def index_name(*, tickets: Sequence[int], person: int) -> None:
    """Make tickets findable by the name that their requester has now, besides the names before."""
    name = _name(person, HELD)
    for ticket in tickets:
        _index(ticket, name)


def _name(person: int, how: dict[str, str]) -> str:
    with connection.cursor() as cursor:
        cursor.execute(how[connection.vendor], [person])
        return str(cursor.fetchone()[0])
