"""Which tickets somebody may see; what one may not see answers as if it did not exist."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from servicepunt.domains.people.models import Person
from servicepunt.domains.people.queries import team_ids_of
from servicepunt.domains.people.queries.whole import Whole
from servicepunt.domains.people.rules import Permission, may
from servicepunt.domains.tickets.models import Message, Participant, Ticket
from servicepunt.domains.tickets.queries.asking import asked_by, visible
from servicepunt.domains.tickets.rules.words import Audience
from servicepunt.foundation.errors import NotThere
from servicepunt.foundation.identifiers import parse_ticket_number

if TYPE_CHECKING:
    from servicepunt.domains.tickets.queries.beside import ShownMessage

_TICKET = Whole(Ticket, "team", "agent", "requester", "requester.department", "supplier")


class TicketNotFound(NotThere):
    """There is no such ticket, or this person may not see it."""


def visible_at_desk(viewer: Person) -> Q:
    """Return the condition for tickets an agent may work on: all, but confidential ones by their team only."""
    if not may(viewer.role, Permission.WORK):
        return Q(pk__in=[])
    return Q(is_confidential=False) | Q(team__in=team_ids_of(viewer)) | Q(agent=viewer.pk)


def tickets_at_desk(viewer: Person) -> QuerySet[Ticket]:
    """Return the tickets an agent may see."""
    return Ticket.objects.filter(visible_at_desk(viewer))


def hidden_tickets(viewer: Person) -> QuerySet[Ticket, Any]:
    """Return the ids of tickets an agent may not see, for whatever else is about them (letters)."""
    return Ticket.objects.filter(is_confidential=True).exclude(visible_at_desk(viewer)).values("pk")


def may_see_at_desk(ticket: Ticket, *, viewer: Person) -> bool:
    """Tell whether an agent may see this ticket now."""
    return tickets_at_desk(viewer).filter(pk=ticket.pk).exists()


def tickets_of_requester(viewer: Person) -> QuerySet[Ticket]:
    """Return one's own tickets and those one reads along with."""
    along = Participant.objects.filter(ticket=OuterRef("pk"), person=viewer)
    return Ticket.objects.filter(Q(requester=viewer) | Exists(along))


def get_ticket(number: str, *, viewer: Person) -> Ticket:
    """
    Return a ticket for the desk by its number, however it is written, also without the letter.

    :raises TicketNotFound: if there is none that the viewer may work on.
    """
    read = parse_ticket_number(number, prefix=settings.TICKET_PREFIX) or number
    rest = f"WHERE {visible(viewer)} AND t.number IN (%(number)s, %(read)s) ORDER BY t.id LIMIT 1"
    found = _TICKET.find(rest, asked_by(viewer) | {"number": number, "read": read})
    if found is None:
        raise TicketNotFound(number)
    return found


def get_own_ticket(number: str, *, viewer: Person) -> Ticket:
    """
    Return one of the viewer's own tickets (requester or reading along), for the portal.

    :raises TicketNotFound: if there is none.
    """
    return _get(tickets_of_requester(viewer), number)


def get_requested_ticket(number: str, *, viewer: Person) -> Ticket:
    """
    Return a ticket that the viewer reported; who only reads along decides nothing about it.

    :raises TicketNotFound: if there is none.
    """
    return _get(Ticket.objects.filter(requester=viewer), number)


def _get(tickets: QuerySet[Ticket], number: str) -> Ticket:
    found = (
        tickets.select_related("team", "agent", "requester__department", "supplier")
        .filter(number__in=[number, parse_ticket_number(number) or number])
        .first()
    )
    if found is None:
        raise TicketNotFound(number)
    return found


def audiences_for(viewer: Person, ticket: Ticket) -> set[str]:
    """Return which messages of the ticket this person may read."""
    if may_see_at_desk(ticket, viewer=viewer):
        return {Audience.PUBLIC, Audience.INTERNAL, Audience.SUPPLIER}
    if tickets_of_requester(viewer).filter(pk=ticket.pk).exists():
        return {Audience.PUBLIC}
    return set()


def undo_began(at: datetime) -> datetime:
    """Return the moment from which on what we said can still be called back."""
    return at - timedelta(seconds=settings.UNDO_SEND_SECONDS)


def is_said(message: Message | ShownMessage, *, at: datetime) -> bool:
    """Tell whether a message counts for whom it is meant: not called back, and past the undo time of its letter."""
    if message.recalled_at is not None:
        return False
    return not message.outgoing or message.written_at <= undo_began(at)


def is_recallable(message: Message | ShownMessage, *, at: datetime) -> bool:
    """Tell whether nobody outside can read a message yet, as long as no server took its letter."""
    return message.recalled_at is None and (message.audience == Audience.SUPPLIER or not is_said(message, at=at))
