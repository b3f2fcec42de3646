"""What a proposed change of hours, norms or matrix would do to open tickets (semantics, clocks 13)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from servicepunt.domains.agreements.models import Proposal
from servicepunt.domains.agreements.queries import agreement_under, hours_by_version, proposed_hours
from servicepunt.domains.agreements.rules.clocks import Happening, Kind, measure, next_due
from servicepunt.domains.logbook.models import Entry
from servicepunt.domains.tickets.models import OPEN, Ticket
from servicepunt.domains.tickets.rules.history import happenings, targets

MOST = 2_000
SHOWN = 25


@dataclass(frozen=True, slots=True)
class Moved:
    """An open ticket whose due moment would move."""

    number: str
    title: str
    before: datetime | None
    after: datetime | None


@dataclass(frozen=True, slots=True)
class Effect:
    """What would happen: how many tickets were looked at, move earlier, later, and become late."""

    looked_at: int
    earlier: int
    later: int
    newly_late: int
    moved: Sequence[Moved]


def effect_of(proposal: Proposal, *, at: datetime) -> Effect:
    """Return the effect on the 2,000 open tickets that are due first; nothing is written."""
    tickets = list(Ticket.objects.filter(OPEN).order_by("due_at", "id")[:MOST])
    lines: dict[int, list[Entry]] = defaultdict(list)
    for line in Entry.objects.filter(about="ticket", subject__in=[t.pk for t in tickets]).order_by("id"):
        lines[line.subject or 0].append(line)
    versions = {line.data["hours"] for story in lines.values() for line in story if line.name == "ticket.targets_set"}
    moved = [moved for ticket in tickets if (moved := _move(ticket, lines[ticket.pk], proposal, versions, at))]
    return Effect(
        looked_at=len(tickets),
        earlier=sum(1 for one in moved if _order(one.after) < _order(one.before)),
        later=sum(1 for one in moved if _order(one.after) > _order(one.before)),
        newly_late=sum(1 for one in moved if one.after and one.after < at and not (one.before and one.before < at)),
        moved=moved[:SHOWN],
    )


def _order(moment: datetime | None) -> float:
    return moment.timestamp() if moment else float("inf")


def _move(ticket: Ticket, lines: Sequence[Entry], proposal: Proposal, versions: set[int], at: datetime) -> Moved | None:
    wanted = agreement_under(proposal, priority=ticket.priority, kind=ticket.kind, team=ticket.team_id)
    hours = hours_by_version({*versions, wanted.hours_version}) | proposed_hours(proposal)
    proposed = Happening(at=at, kind=Kind.TARGETS_SET, targets=targets(wanted.minutes()), hours=wanted.hours_version)
    after, _ = next_due(measure([*happenings(lines), proposed], hours=hours, now=at))
    return None if after == ticket.due_at else Moved(ticket.number, ticket.title, ticket.due_at, after)
