"""How every change to a ticket is written: locked, checked against what was seen, and logged."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from servicepunt.domains.logbook.actions import record_all
from servicepunt.domains.logbook.actions.rows import change
from servicepunt.domains.logbook.models import Entry
from servicepunt.domains.people.models import Person
from servicepunt.domains.people.queries.whole import Whole
from servicepunt.domains.tickets.actions.clocks import clock_fields
from servicepunt.domains.tickets.events import DeliveryFailed, LevelReached, MachineAnswered, TicketEvent
from servicepunt.domains.tickets.models import Message, Ticket
from servicepunt.domains.tickets.queries.history import lines_since
from servicepunt.domains.tickets.rules.status import Status

# What nobody did, and what makes no answer wrong: a clock that warns, what mail servers and machines say.
_NO_CHANGE = {LevelReached.name, DeliveryFailed.name, MachineAnswered.name}
_MESSAGE = Whole(Message)
_LOCKED = Whole(Ticket, "team", "agent", "requester", "mailbox", "supplier")
_LOCK = {"postgresql": "FOR UPDATE OF t", "sqlite": ""}


class StaleChange(Exception):
    """Somebody changed the ticket after it was shown; `lines` are the logbook lines since then."""

    def __init__(self, ticket: Ticket, lines: Sequence[Entry]) -> None:
        super().__init__(ticket.number)
        self.ticket = ticket
        self.lines = lines


class StepNotAllowed(Exception):
    """The ticket cannot do this from where it is; the message is a Dutch sentence."""


def lock_ticket(pk: int, *, seen: int | None = None) -> Ticket:
    """
    Take the ticket's row for the rest of the transaction.

    `seen` is the version the person saw; None means the change does not depend on what was shown.

    :raises StaleChange: if somebody changed it since; a warning of a clock or of the mail is no change.
    """
    # The row lock orders writers on PostgreSQL; on SQLite the IMMEDIATE transaction does.
    ticket = _LOCKED.find(f"WHERE t.id = %(ticket)s {_LOCK[connection.vendor]}", {"ticket": pk})
    if ticket is None:
        raise Ticket.DoesNotExist(pk)
    refuse_stale(ticket, seen=seen)
    return ticket


def refuse_stale(ticket: Ticket, *, seen: int | None) -> None:
    """
    Refuse a change of a locked ticket that somebody else changed since version `seen`.

    :raises StaleChange: if somebody changed it since; a warning of a clock or of the mail is no change.
    """
    if seen is not None and seen != ticket.version:
        lines = lines_since(ticket, version=seen)
        if seen > ticket.version or any(line.name not in _NO_CHANGE for line in lines):
            raise StaleChange(ticket, lines)


def refuse_finished(ticket: Ticket) -> None:
    """
    Refuse a step with a finished ticket.

    :raises StepNotAllowed: if it is solved or closed.
    """
    if ticket.status in {Status.SOLVED, Status.CLOSED}:
        raise StepNotAllowed("Deze melding is al gereed. Heropen de melding als er nog iets moet gebeuren.")


def written_before(
    key: str | None, *, author: Person | None, letter: int | None = None, ticket: int | None = None
) -> tuple[Message | None, str | None]:
    """
    Return the message that was written with this key before, and the key to write with now.

    A key finds only what came in the same letter, or what the same author wrote (on the same ticket, if given).
    The key of another message counts for nothing: what is said now is kept, without a key.
    """
    # Without its ticket: joined to it, SQLite walks every message when few of those it counted have a key.
    message = _MESSAGE.find("WHERE t.key = %(key)s", {"key": key}) if key else None
    if message is None:
        return None, key
    is_whose = letter is not None or author is None or message.author_id == author.pk
    is_same = message.letter == letter and is_whose and ticket in {None, message.ticket_id}
    return (message, key) if is_same else (None, None)


def write(ticket: Ticket, *events: TicketEvent, by: Person | None, at: datetime, **fields: Any) -> Ticket:
    """
    Log the events, work out the clocks again and update the given fields of a locked ticket.

    The version goes up by the number of lines.
    """
    record_all(events, by=by.pk if by else None, at=at)
    fields |= clock_fields(ticket, at=at)
    fields |= {"version": ticket.version + len(events), "changed_at": at}
    change(ticket, fields)
    return ticket
