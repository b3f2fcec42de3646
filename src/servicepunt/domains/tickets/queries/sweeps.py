"""What the work by the clock looks for; nobody looks at these lists, so they take no viewer."""

from datetime import datetime

from django.conf import settings

from servicepunt.domains.agreements.queries import within_working_days
from servicepunt.domains.tickets.models import OPEN, Ticket
from servicepunt.domains.tickets.rules.status import Status

MOST = 1_000
BATCH = 200


def tickets_to_look_at(at: datetime) -> list[int]:
    """Return the tickets of which a clock reaches a level, the longest due first."""
    due = Ticket.objects.filter(look_at__isnull=False, look_at__lte=at)
    return list(due.order_by("look_at", "id").values_list("pk", flat=True)[:MOST])


def sleeping_tickets(at: datetime) -> list[Ticket]:
    """Return the waiting tickets whose moment has come."""
    due = Ticket.objects.filter(status=Status.WAITING, wait_until__lte=at)
    return list(due.order_by("wait_until", "id")[:MOST])


def silent_tickets() -> list[Ticket]:
    """Return the solved tickets that nobody confirmed yet, the oldest first."""
    return list(Ticket.objects.filter(status=Status.SOLVED).order_by("solved_at", "id")[:MOST])


def was_silent(ticket: Ticket, *, at: datetime) -> bool:
    """Tell whether a solved ticket is past the term of silence (settings.CLOSE_WORKING_DAYS)."""
    if ticket.status != Status.SOLVED or ticket.solved_at is None:
        return False
    return not within_working_days(ticket.solved_at, at, days=settings.CLOSE_WORKING_DAYS)


def tickets_of_leaver(person: int) -> list[int]:
    """Return the unfinished tickets of somebody, the oldest first; none as long as the person works here."""
    theirs = Ticket.objects.filter(OPEN, agent=person, agent__is_active=False)
    return list(theirs.order_by("id").values_list("pk", flat=True))


def tickets_reported_by(person: int) -> list[list[int]]:
    """Return every ticket that somebody reported, the newest first, in batches."""
    theirs = list(Ticket.objects.filter(requester=person).order_by("-id").values_list("pk", flat=True))
    return [theirs[start : start + BATCH] for start in range(0, len(theirs), BATCH)]


def open_tickets() -> list[int]:
    """Return every open ticket, the oldest first."""
    return list(Ticket.objects.filter(OPEN).order_by("id").values_list("pk", flat=True))
