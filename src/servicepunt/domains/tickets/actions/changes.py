"""Changing who works on a ticket, how urgent it is, and what it is about."""

from datetime import datetime

from django.db import transaction

from servicepunt.domains.agreements.queries import agreements_for, priority_for
from servicepunt.domains.agreements.rules.priority import Priority
from servicepunt.domains.people.actions import found_service_point
from servicepunt.domains.people.models import Person, Team
from servicepunt.domains.tickets.actions.opening import targets_event
from servicepunt.domains.tickets.actions.search import index_ticket
from servicepunt.domains.tickets.actions.writing import StepNotAllowed, lock_ticket, refuse_finished, write
from servicepunt.domains.tickets.events import (
    DetailsChanged,
    ParticipantAdded,
    PriorityChanged,
    RequesterChanged,
    TicketAssigned,
    TicketEscalated,
    TicketEvent,
    TicketHandedBack,
)
from servicepunt.domains.tickets.models import Participant, Ticket
from servicepunt.domains.tickets.rules.status import Status


class AlreadyTaken(Exception):
    """Somebody else took the ticket first; `ticket.agent` is who."""

    def __init__(self, ticket: Ticket) -> None:
        super().__init__(ticket.number)
        self.ticket = ticket


@transaction.atomic
def take_ticket(*, ticket: Ticket, by: Person, at: datetime) -> Ticket:
    """
    Take a ticket that nobody works on; of two who try at once, one wins.

    :raises AlreadyTaken: if somebody else has it.
    :raises StepNotAllowed: if it is finished.
    """
    ticket = lock_ticket(ticket.pk)
    if ticket.agent_id == by.pk:
        return ticket
    if ticket.agent_id is not None:
        raise AlreadyTaken(ticket)
    refuse_finished(ticket)
    return _assign(ticket, team=ticket.team, agent=by, by=by, at=at)


@transaction.atomic
def assign_ticket(
    *,
    ticket: Ticket,
    team: Team,
    agent: Person | None,
    seen: int | None,
    by: Person,
    at: datetime,
    is_new: bool = False,
) -> Ticket:
    """
    Give the ticket to a team and, if wanted, an agent; `is_new` makes it new (nieuw) again, when undone.

    :raises StaleChange: if somebody changed the ticket since it was shown.
    :raises StepNotAllowed: if the team stopped, unless the ticket is there already.
    """
    ticket = lock_ticket(ticket.pk, seen=seen)
    if not team.is_active and team.pk != ticket.team_id:
        raise StepNotAllowed(f"Groep {team.name} is gestopt. Kies een andere groep.")
    if (ticket.team_id, ticket.agent_id) == (team.pk, agent.pk if agent else None):
        return ticket
    status = {"status": Status.NEW} if is_new and ticket.status == Status.OPEN else {}
    return _assign(ticket, team=team, agent=agent, by=by, at=at, **status)


@transaction.atomic
def release_ticket(*, ticket: int, at: datetime) -> None:
    """Let the ticket of an agent who left fall back to its team; twice changes nothing more."""
    found = lock_ticket(ticket)
    if found.agent is not None and not found.agent.is_active:
        _assign(found, team=found.team, agent=None, by=None, at=at)


def _assign(
    ticket: Ticket, *, team: Team, agent: Person | None, by: Person | None, at: datetime, **status: Status
) -> Ticket:
    assigned = TicketAssigned(
        ticket=ticket.pk,
        team=team.pk,
        agent=agent.pk if agent else None,
        team_before=ticket.team_id,
        agent_before=ticket.agent_id,
    )
    fields: dict[str, object] = {"team": team, "agent": agent}
    if agent is not None and ticket.status == Status.NEW:
        fields["status"] = Status.OPEN
    return write(ticket, assigned, *_targets(ticket, team=team), by=by, at=at, **fields | status)


def _targets(
    ticket: Ticket, *, team: Team | None = None, priority: int | None = None, kind: str | None = None
) -> list[TicketEvent]:
    """Return the event for new targets when another norm applies after the change."""
    before = (ticket.priority, ticket.kind, ticket.team_id)
    after = (priority or ticket.priority, kind or ticket.kind, team.pk if team else ticket.team_id)
    if after == before:
        return []
    now, then = agreements_for(before, after)
    return [] if then == now else [targets_event(ticket.pk, then, why="changed")]


@transaction.atomic
def escalate_ticket(
    *, ticket: Ticket, team: Team, reason: str, tried: str, seen: int | None, by: Person, at: datetime
) -> Ticket:
    """
    Hand the ticket over to a second-line team, with the reason and what was tried.

    :raises StepNotAllowed: if it is finished, or the team is the ticket's own.
    """
    ticket = lock_ticket(ticket.pk, seen=seen)
    refuse_finished(ticket)
    if team.pk == ticket.team_id:
        raise StepNotAllowed(f"De melding ligt al bij {team.name}. Kies een andere behandelaarsgroep.")
    handed = TicketEscalated(ticket=ticket.pk, team=team.pk, team_before=ticket.team_id, reason=reason, tried=tried)
    return write(
        ticket,
        handed,
        *_targets(ticket, team=team),
        by=by,
        at=at,
        team=team,
        agent=None,
        status=_working(ticket),
    )


@transaction.atomic
def hand_back_ticket(*, ticket: Ticket, reason: str, tried: str, seen: int | None, by: Person, at: datetime) -> Ticket:
    """
    Bring the ticket back to the service point, with the reason.

    :raises StepNotAllowed: if it is finished, or there already.
    """
    ticket = lock_ticket(ticket.pk, seen=seen)
    refuse_finished(ticket)
    team = found_service_point(at=at)
    if team.pk == ticket.team_id:
        raise StepNotAllowed("De melding ligt al bij het servicepunt.")
    handed = TicketHandedBack(ticket=ticket.pk, team=team.pk, team_before=ticket.team_id, reason=reason, tried=tried)
    return write(
        ticket,
        handed,
        *_targets(ticket, team=team),
        by=by,
        at=at,
        team=team,
        agent=None,
        status=_working(ticket),
    )


def _working(ticket: Ticket) -> str:
    return Status.OPEN if ticket.status == Status.NEW else ticket.status


@transaction.atomic
def set_priority(
    *,
    ticket: Ticket,
    impact: str,
    urgency: str,
    override: int | None,
    reason: str,
    seen: int | None,
    by: Person,
    at: datetime,
) -> Ticket:
    """
    Set impact and urgency; the matrix gives the priority unless `override` departs from it.

    The clocks are worked out again from the start, with every pause kept (semantics, clocks 9).
    Setting what is set already changes nothing.

    :raises StepNotAllowed: if an override has no reason.
    """
    ticket = lock_ticket(ticket.pk, seen=seen)
    by_matrix = priority_for(impact=impact, urgency=urgency)
    priority = Priority(override or by_matrix)
    if priority != by_matrix and not reason.strip():
        raise StepNotAllowed("Schrijf waarom je afwijkt van de prioriteit die uit impact en urgentie volgt.")
    kept = reason if priority != by_matrix else ""
    wanted = (impact, urgency, priority, kept)
    if wanted == (ticket.impact, ticket.urgency, ticket.priority, ticket.priority_reason):
        return ticket
    changed = PriorityChanged(
        ticket=ticket.pk,
        priority=priority,
        priority_before=ticket.priority,
        impact=impact,
        urgency=urgency,
        reason=reason,
    )
    return write(
        ticket,
        changed,
        *_targets(ticket, priority=priority),
        by=by,
        at=at,
        priority=priority,
        impact=impact,
        urgency=urgency,
        priority_reason=kept,
    )


@transaction.atomic
def change_details(*, ticket: Ticket, seen: int | None, by: Person, at: datetime, **wanted: object) -> Ticket:
    """Change title, kind, category or confidentiality; only what differs is written."""
    ticket = lock_ticket(ticket.pk, seen=seen)
    allowed = {"title", "kind", "category", "is_confidential"}
    fields = {name: value for name, value in wanted.items() if name in allowed and getattr(ticket, name) != value}
    if not fields:
        return ticket
    changes = {name: [str(getattr(ticket, name)), str(value)] for name, value in fields.items()}
    changed = DetailsChanged(ticket=ticket.pk, changes=changes)
    kind = str(fields["kind"]) if "kind" in fields else None
    write(ticket, changed, *_targets(ticket, kind=kind), by=by, at=at, **fields)
    index_ticket(ticket)
    return ticket


@transaction.atomic
def change_requester(*, ticket: Ticket, requester: Person, seen: int | None, by: Person, at: datetime) -> Ticket:
    """
    Correct for whom the ticket is: what the requester may read and gets by mail goes along; the same changes nothing.

    :raises StaleChange: if somebody changed the ticket since it was shown.
    """
    ticket = lock_ticket(ticket.pk, seen=seen)
    if ticket.requester_id == requester.pk:
        return ticket
    changed = RequesterChanged(ticket=ticket.pk, person=requester.pk, person_before=ticket.requester_id)
    write(ticket, changed, by=by, at=at, requester=requester)
    index_ticket(ticket)
    return ticket


@transaction.atomic
def add_participant(*, ticket: Ticket, person: Person, by: Person, at: datetime) -> None:
    """Let somebody read and answer along; adding twice changes nothing."""
    ticket = lock_ticket(ticket.pk)
    _, is_new = Participant.objects.get_or_create(ticket=ticket, person=person)
    if is_new:
        write(ticket, ParticipantAdded(ticket=ticket.pk, person=person.pk), by=by, at=at)
