"""What a proposed change of hours, norms or matrix would do to open tickets (semantics, clocks 13)."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from servicepunt.domains.agreements.models import Proposal
from servicepunt.domains.agreements.queries import Agreement, agreement_under, hours_by_version, proposed_hours
from servicepunt.domains.agreements.rules.clocks import Happening, Kind, measure, next_due
from servicepunt.domains.agreements.rules.priority import follow_matrix
from servicepunt.domains.logbook.models import Entry
from servicepunt.domains.people.models import Person
from servicepunt.domains.tickets.models import OPEN, Ticket
from servicepunt.domains.tickets.queries.access import visible_at_desk
from servicepunt.domains.tickets.rules.history import counts_by, happenings, targets
from servicepunt.foundation.worktime import ServiceHours

MOST = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """An open ticket whose due moment or priority would change; without number and title for who may not see it."""

    pk: int
    number: str
    title: str
    before: datetime | None
    after: datetime | None
    priority_before: int
    priority: int
    becomes_late: bool

    @property
    def kinds(self) -> set[str]:
        """In which of the lists it stands."""
        before, after = _order(self.before), _order(self.after)
        found = {"eerder"} if after < before else {"later"} if after > before else set()
        found |= {"te-laat"} if self.becomes_late else set()
        return found | ({"prioriteit"} if self.priority != self.priority_before else set())


@dataclass(frozen=True, slots=True)
class Effect:
    """What would happen: how many open tickets there are, were looked at, and would change."""

    total: int
    looked_at: int
    moved: Sequence[Moved]

    def of(self, kind: str) -> list[Moved]:
        """Return the tickets of one list; all that change when it has no name."""
        return [one for one in self.moved if not kind or kind in one.kinds]

    @property
    def earlier(self) -> int:
        """How many have to be done earlier."""
        return len(self.of("eerder"))

    @property
    def later(self) -> int:
        """How many may be done later."""
        return len(self.of("later"))

    @property
    def newly_late(self) -> int:
        """How many would be late at once."""
        return len(self.of("te-laat"))

    @property
    def reprioritized(self) -> int:
        """How many would get another priority."""
        return len(self.of("prioriteit"))


def effect_of(proposal: Proposal, *, viewer: Person, at: datetime) -> Effect:
    """Return the effect on the 2,000 open tickets that are due first; nothing is written."""
    tickets = list(Ticket.objects.filter(OPEN).order_by("due_at", "id")[:MOST])
    lines: dict[int, list[Entry]] = defaultdict(list)
    for line in Entry.objects.filter(about="ticket", subject__in=[t.pk for t in tickets]).order_by("id"):
        lines[line.subject or 0].append(line)
    versions = {line.data["hours"] for story in lines.values() for line in story if line.name == "ticket.targets_set"}
    hours = hours_by_version(versions) | proposed_hours(proposal)

    @cache
    def wanted(priority: int, kind: str, team: int) -> Agreement:
        found = agreement_under(proposal, priority=priority, kind=kind, team=team)
        if found.hours_version not in hours:
            hours.update(hours_by_version([found.hours_version]))
        return found

    found = (_move(ticket, lines[ticket.pk], proposal, wanted, hours, at) for ticket in tickets)
    moved = [one for one in found if one.kinds]
    seen = set(
        Ticket.objects.filter(visible_at_desk(viewer), pk__in=[one.pk for one in moved]).values_list("pk", flat=True)
    )
    shown = [one if one.pk in seen else replace(one, number="", title="") for one in moved]
    return Effect(Ticket.objects.filter(OPEN).count(), len(tickets), shown)


def _order(moment: datetime | None) -> float:
    return moment.timestamp() if moment else float("inf")


def _move(
    ticket: Ticket,
    lines: Sequence[Entry],
    proposal: Proposal,
    wanted: Callable[[int, str, int], Agreement],
    hours: Mapping[int, ServiceHours],
    at: datetime,
) -> Moved:
    priority = ticket.priority
    if proposal.kind == "matrix":
        priority = follow_matrix(proposal.content["cells"], ticket)
    agreement = wanted(priority, ticket.kind, ticket.team_id)
    after = ticket.due_at
    if not counts_by(lines, hours=agreement.hours_version, minutes=agreement.minutes()):
        proposed = Happening(
            at=at, kind=Kind.TARGETS_SET, targets=targets(agreement.minutes()), hours=agreement.hours_version
        )
        after, _ = next_due(measure([*happenings(lines), proposed], hours=hours, now=at))
    was_late = ticket.due_at is not None and ticket.due_at < at
    return Moved(
        pk=ticket.pk,
        number=ticket.number,
        title=ticket.title,
        before=ticket.due_at,
        after=after,
        priority_before=ticket.priority,
        priority=priority,
        becomes_late=after is not None and after < at and not was_late,
    )
