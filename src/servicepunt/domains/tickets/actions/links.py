"""Linking tickets; the page has checked that both ends may be seen."""

from datetime import datetime

from django.db import transaction

from servicepunt.domains.people.models import Person
from servicepunt.domains.tickets.actions.writing import StepNotAllowed, lock_ticket, write
from servicepunt.domains.tickets.events import TicketLinked, TicketUnlinked
from servicepunt.domains.tickets.models import Link, Ticket
from servicepunt.domains.tickets.rules.words import LinkKind


@transaction.atomic
def link_tickets(*, first: Ticket, second: Ticket, kind: str, by: Person | None, at: datetime) -> None:
    """
    Link two tickets; linking twice changes nothing, another kind or the other way round replaces what was.

    What nobody decided (no `by`) replaces nothing.

    :raises StepNotAllowed: if they are the same.
    """
    if first.pk == second.pk:
        raise StepNotAllowed("Kies een andere melding: een melding kan niet aan zichzelf gekoppeld worden.")
    # Locked in the order of their ids, so that two people linking crosswise cannot block each other.
    locked = {pk: lock_ticket(pk) for pk in sorted([first.pk, second.pk])}
    links = Link.objects.filter(first__in=locked, second__in=locked)
    if before := links.first():
        is_same = before.kind == kind and (kind == LinkKind.RELATED or before.first_id == first.pk)
        if is_same or by is None:
            return
        links.update(first=first, second=second, kind=kind)
    else:
        Link.objects.create(first=first, second=second, kind=kind)
    for ticket, other in ((first, second), (second, first)):
        linked = TicketLinked(
            ticket=ticket.pk, other=other.pk, kind=kind, is_first=ticket is first, is_changed=before is not None
        )
        write(locked[ticket.pk], linked, by=by, at=at)


@transaction.atomic
def unlink_tickets(*, first: Ticket, second: Ticket, by: Person, at: datetime) -> None:
    """Take the link between two tickets away, whichever way it was made."""
    locked = {pk: lock_ticket(pk) for pk in sorted([first.pk, second.pk])}
    gone, _ = Link.objects.filter(first__in=locked, second__in=locked).delete()
    if gone:
        for ticket, other in ((first, second), (second, first)):
            write(locked[ticket.pk], TicketUnlinked(ticket=ticket.pk, other=other.pk), by=by, at=at)
