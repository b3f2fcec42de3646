"""The lines of a ticket in the logbook."""

from collections.abc import Sequence

from servicepunt.domains.logbook.models import Entry
from servicepunt.domains.people.queries.whole import Whole
from servicepunt.domains.tickets.models import Ticket

_LINES = Whole(Entry)


def lines_of(ticket: int) -> Sequence[Entry]:
    """Return every line about a ticket, oldest first."""
    return _LINES.all("WHERE t.about = 'ticket' AND t.subject = %(ticket)s ORDER BY t.id", {"ticket": ticket})


def lines_since(ticket: Ticket, *, version: int) -> Sequence[Entry]:
    """Return the lines written after somebody saw this version (the number of lines then)."""
    return lines_of(ticket.pk)[version:]
