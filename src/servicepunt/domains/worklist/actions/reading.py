"""
The door through which a page gets to one ticket, its messages and its files.

Who reads a confidential ticket is written down (semantics, People and rights): here, so that no page forgets it.
"""

from datetime import datetime

from servicepunt.domains.logbook.actions import record
from servicepunt.domains.logbook.models import Entry
from servicepunt.domains.people.models import Person
from servicepunt.domains.tickets.events import ConfidentialRead
from servicepunt.domains.tickets.models import Attachment, Message, Ticket
from servicepunt.domains.tickets.queries.access import get_own_ticket, get_ticket
from servicepunt.domains.tickets.queries.files import get_attachment, get_message
from servicepunt.domains.tickets.rules.words import Audience


def read_ticket(number: str, *, viewer: Person, at: datetime) -> Ticket:
    """
    Return a ticket for the desk, and log that the viewer reads it when it is confidential.

    :raises TicketNotFound: if there is none that the viewer may work on.
    """
    found = get_ticket(number, viewer=viewer)
    note_reading(ticket=found, by=viewer, at=at)
    return found


def read_own_ticket(number: str, *, viewer: Person, at: datetime) -> Ticket:
    """
    Return one of the viewer's own tickets, and log who reads along with a confidential one.

    :raises TicketNotFound: if there is none.
    """
    found = get_own_ticket(number, viewer=viewer)
    if found.requester_id != viewer.pk:
        note_reading(ticket=found, by=viewer, at=at)
    return found


def read_message(pk: int, *, viewer: Person, at: datetime) -> Message:
    """
    Return a message, and log that the viewer reads in its ticket when that is confidential.

    :raises TicketNotFound: if there is none that the viewer may read.
    """
    found = get_message(pk, viewer=viewer, at=at)
    _note_part(found, by=viewer, at=at)
    return found


def read_attachment(pk: int, *, viewer: Person, at: datetime) -> Attachment:
    """
    Return a file, and log that the viewer reads in its ticket when that is confidential.

    :raises TicketNotFound: if there is none that the viewer may read.
    """
    found = get_attachment(pk, viewer=viewer, at=at)
    _note_part(found.message, by=viewer, at=at)
    return found


def _note_part(message: Message, *, by: Person, at: datetime) -> None:
    if message.audience != Audience.PUBLIC or message.ticket.requester_id != by.pk:
        note_reading(ticket=message.ticket, by=by, at=at)


def note_reading(*, ticket: Ticket, by: Person, at: datetime) -> None:
    """Log that somebody reads a confidential ticket; one page, that is one moment, leaves one line."""
    if not ticket.is_confidential:
        return
    line = {"about": ConfidentialRead.about, "subject": ticket.pk, "actor": by.pk, "happened_at": at}
    if not Entry.objects.filter(**line).exists():
        record(ConfidentialRead(reading=ticket.pk, person=by.pk), by=by.pk, at=at)
