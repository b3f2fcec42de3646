"""Keeping the cached due moment right, and letting the escalation levels go off."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from servicepunt.domains.agreements.queries import Agreement, agreement_for, matrix
from servicepunt.domains.agreements.rules.clocks import Happening, Kind, Reading, measure, next_due
from servicepunt.domains.agreements.rules.escalation import due_levels, next_look
from servicepunt.domains.agreements.rules.priority import follow_matrix
from servicepunt.domains.logbook.actions import record, record_all
from servicepunt.domains.tickets.events import LevelReached, PriorityChanged, TargetsSet, TicketEvent
from servicepunt.domains.tickets.models import FiredLevel, Ticket
from servicepunt.domains.tickets.queries.clocks import hours_in, readings_of
from servicepunt.domains.tickets.queries.history import lines_of
from servicepunt.domains.tickets.rules.history import Fired, counts_by, fired_in, targets
from servicepunt.foundation.worktime import ServiceHours


def clock_fields(ticket: Ticket, *, at: datetime) -> dict[str, Any]:
    """Return the cached clock fields of a ticket, worked out from its lines."""
    lines = lines_of(ticket.pk)
    hours = hours_in(lines)
    return _cached(readings_of(lines, at=at, hours=hours), hours, at, fired=fired_in(lines))


def opening_clock_fields(
    agreement: Agreement,
    *,
    hours: Mapping[int, ServiceHours],
    started_at: datetime,
    team: int,
    answered: bool,
    at: datetime,
) -> dict[str, Any]:
    """Return the cached clock fields of a ticket that is about to be made."""
    story = [Happening(at=started_at, kind=Kind.STARTED, team=team)]
    if answered:
        story.append(Happening(at=started_at, kind=Kind.AGENT_SPOKE))
    story.append(
        Happening(at=at, kind=Kind.TARGETS_SET, targets=targets(agreement.minutes()), hours=agreement.hours_version)
    )
    return _cached(measure(story, hours=hours, now=at), hours, at)


def _cached(
    readings: list[Reading], hours: Mapping[int, ServiceHours], at: datetime, *, fired: Fired = frozenset()
) -> dict[str, Any]:
    due_at, due_clock = next_due(readings)
    look_at = next_look(readings, levels=settings.ESCALATION_LEVELS, fired=fired, hours=hours, now=at)
    return {
        "due_at": due_at,
        "due_clock": due_clock,
        "look_at": look_at,
        "is_late": any(reading.is_late for reading in readings),
    }


@transaction.atomic
def settle_clocks(*, ticket: int, at: datetime) -> None:
    """Work the cached due moment of a ticket out again; twice gives the same."""
    kept = Ticket.objects.select_for_update(of=("self",)).get(pk=ticket)
    Ticket.objects.filter(pk=ticket).update(**clock_fields(kept, at=at))


@transaction.atomic
def fire_levels(*, ticket: int, at: datetime) -> list[LevelReached]:
    """
    Let the highest level that is due go off for each clock; each fires once per clock and cycle.

    After downtime the lower ones pass in silence (semantics, clocks 11). Returns what went off.
    """
    kept = Ticket.objects.select_for_update(of=("self",)).get(pk=ticket)
    if kept.look_at is None or kept.look_at > at:
        return []
    lines = lines_of(ticket)
    hours = hours_in(lines)
    readings = readings_of(lines, at=at, hours=hours)
    fired = set(FiredLevel.objects.filter(ticket=ticket).values_list("clock", "cycle", "level"))
    events = []
    for due in due_levels(readings, levels=settings.ESCALATION_LEVELS, fired=fired, hours=hours, now=at):
        clock, cycle = due.reading.clock.value, due.reading.cycle
        names = [level.name for level in (due.level, *due.passed)]
        FiredLevel.objects.bulk_create(
            FiredLevel(ticket=kept, clock=clock, cycle=cycle, level=name, fired_at=at) for name in names
        )
        fired |= {(clock, cycle, name) for name in names}
        events.append(LevelReached(ticket=ticket, clock=clock, cycle=cycle, level=due.level.name))
    for event in events:
        record(event, by=None, at=at)
    fields = _cached(readings, hours, at, fired=fired)
    if events:
        fields |= {"version": kept.version + len(events)}
    Ticket.objects.filter(pk=ticket).update(**fields)
    return events


@transaction.atomic
def apply_agreements(*, ticket: int, at: datetime, by_matrix: bool = False) -> bool:
    """
    Give an unfinished ticket the targets that hold now; False when they are the same already.

    `by_matrix` gives it the priority of the matrix too, unless somebody gave it another one with a reason.
    """
    kept = Ticket.objects.select_for_update(of=("self",)).get(pk=ticket)
    if kept.status in {"solved", "closed"}:
        return False
    events: list[TicketEvent] = _follow_matrix(kept) if by_matrix else []
    events += renewed_targets(kept, why="norm_changed")
    if not events:
        return False
    record_all(events, by=None, at=at)
    fields = clock_fields(kept, at=at) | {"version": kept.version + len(events), "changed_at": at}
    Ticket.objects.filter(pk=ticket).update(priority=kept.priority, **fields)
    return True


def renewed_targets(ticket: Ticket, *, why: str) -> list[TicketEvent]:
    """Return the event that gives a ticket the targets and hours that hold now; none when it has them already."""
    wanted = agreement_for(priority=ticket.priority, kind=ticket.kind, team=ticket.team_id)
    if counts_by(lines_of(ticket.pk), hours=wanted.hours_version, minutes=wanted.minutes()):
        return []
    return [TargetsSet(ticket=ticket.pk, hours=wanted.hours_version, why=why, **wanted.minutes())]


def _follow_matrix(ticket: Ticket) -> list[TicketEvent]:
    """Set the priority that the matrix gives; return the event when that is another one."""
    before, ticket.priority = ticket.priority, follow_matrix(matrix(), ticket)
    if ticket.priority == before:
        return []
    changed = PriorityChanged(
        ticket=ticket.pk,
        priority=ticket.priority,
        priority_before=before,
        impact=ticket.impact,
        urgency=ticket.urgency,
        reason="De matrix is gewijzigd.",
    )
    return [changed]
