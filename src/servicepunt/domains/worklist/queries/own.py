"""A requester's own tickets, as they know them: what can still be called back is not said yet."""

from collections import defaultdict
from collections.abc import Iterable
from copy import copy
from datetime import datetime

from django.db.models import Case, Q, When

from servicepunt.domains.agreements.rules.waiting import WaitReason
from servicepunt.domains.logbook.models import Entry
from servicepunt.domains.people.models import Person
from servicepunt.domains.tickets.models import Ticket
from servicepunt.domains.tickets.queries.access import tickets_of_requester, undo_began
from servicepunt.domains.tickets.rules.status import Status
from servicepunt.domains.worklist.rules.told import told

_FOR_REQUESTER = (Status.WAITING, WaitReason.REQUESTER)


def current_tickets(viewer: Person, *, most: int, at: datetime) -> list[Ticket]:
    """Return the viewer's own tickets that are not closed: what waits for the viewer first, then the newest."""
    mine = tickets_of_requester(viewer).exclude(status=Status.CLOSED).select_related("team", "agent", "requester")
    fresh = {one.pk: one for one in as_told(mine.filter(changed_at__gt=undo_began(at)), at=at)}
    waits = [pk for pk, one in fresh.items() if (one.status, one.wait_reason) == _FOR_REQUESTER]
    is_waiting = Q(status=Status.WAITING, wait_reason=WaitReason.REQUESTER) & ~Q(pk__in=fresh) | Q(pk__in=waits)
    found = mine.order_by(Case(When(is_waiting, then=0), default=1), "-id")[:most]
    return [fresh.get(one.pk, one) for one in found]


def own_tickets(
    viewer: Person, *, only_open: bool, at: datetime, before: int | None = None, most: int = 25
) -> list[Ticket]:
    """Return the viewer's own tickets for the portal, newest first, below the id `before`."""
    mine = tickets_of_requester(viewer).select_related("team", "requester")
    if only_open:
        mine = mine.exclude(status=Status.CLOSED)
    if before is not None:
        mine = mine.filter(pk__lt=before)
    return as_told(mine.order_by("-id")[:most], at=at)


def as_told(tickets: Iterable[Ticket], *, at: datetime) -> list[Ticket]:
    """Return the tickets as their requester may know them at this moment: to show, not to save."""
    found, since = list(tickets), undo_began(at)
    fresh = [ticket.pk for ticket in found if ticket.changed_at > since]
    lines = defaultdict(list)
    if fresh:
        recent = Entry.objects.filter(about="ticket", subject__in=fresh, happened_at__gt=since)
        for line in recent.order_by("id"):
            lines[line.subject].append(line)
    return [_told(ticket, told(lines[ticket.pk], status=ticket.status)) for ticket in found]


def _told(ticket: Ticket, fields: dict[str, object]) -> Ticket:
    shown = copy(ticket) if fields else ticket
    for name, value in fields.items():
        setattr(shown, name, value)
    return shown
