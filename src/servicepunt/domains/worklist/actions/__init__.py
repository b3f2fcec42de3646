"""Changing many tickets at once, and undoing it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from servicepunt.domains.people.models import Person, Team
from servicepunt.domains.people.queries import get_person, get_team
from servicepunt.domains.tickets.actions import (
    StaleChange,
    StepNotAllowed,
    assign_ticket,
    change_details,
    change_requester,
    link_tickets,
    set_priority,
    take_steps_back,
    unlink_tickets,
)
from servicepunt.domains.tickets.actions.writing import lock_ticket
from servicepunt.domains.tickets.events import (
    PriorityChanged,
    TicketAssigned,
    TicketClosed,
    TicketEscalated,
    TicketHandedBack,
    TicketSolved,
)
from servicepunt.domains.tickets.models import Link, Ticket
from servicepunt.domains.tickets.queries.detail import changes_in
from servicepunt.domains.tickets.queries.history import lines_of, lines_since
from servicepunt.domains.tickets.rules.status import Status
from servicepunt.domains.worklist.models import SavedView, UndoStep

UNDO_WITHIN = timedelta(minutes=15)
_PLACE = ("wait_reason", "wait_note", "cycle", "has_new_answer", "cause")
_DETAILS = ("title", "kind", "category", "is_confidential")
_MOMENTS = ("wait_until", "solved_at", "closed_at")
# After which a ticket is no longer the one that was chosen, when somebody else did it; an answer that came in is not.
_MOVED = {
    PriorityChanged.name,
    TicketAssigned.name,
    TicketClosed.name,
    TicketEscalated.name,
    TicketHandedBack.name,
    TicketSolved.name,
}
_NOT_ALONE = "Deze melding is daarna door iemand anders gewijzigd."


# A ticket, and its version when it was chosen; None when that is not known.
Chosen = tuple[Ticket, int | None]


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What a bulk change did: how many changed, why some did not (number, reason), and which were so already."""

    changed: int
    refused: Sequence[tuple[str, str]]
    undo: int | None
    same: Sequence[str] = ()


def assign_many(
    *, tickets: Sequence[Chosen], team: Team | None, agent: Person | None, said: str, by: Person, at: datetime
) -> BulkResult:
    """Assign many tickets (no team: each keeps its own), each in a transaction of its own, in order."""

    def change(ticket: Ticket) -> None:
        assign_ticket(ticket=ticket, team=team or ticket.team, agent=agent, seen=ticket.version, by=by, at=at)

    return _each(tickets, change, said=said, by=by, at=at)


def prioritize_many(
    *, tickets: Sequence[Chosen], impact: str, urgency: str, said: str, by: Person, at: datetime
) -> BulkResult:
    """Set impact and urgency of many tickets."""

    def change(ticket: Ticket) -> None:
        by_at: Any = {"seen": ticket.version, "by": by, "at": at}
        set_priority(ticket=ticket, impact=impact, urgency=urgency, override=None, reason="", **by_at)

    return _each(tickets, change, said=said, by=by, at=at)


def _each(
    tickets: Sequence[Chosen], change: Callable[[Ticket], None], *, said: str, by: Person, at: datetime
) -> BulkResult:
    before, refused, same = [], [], []
    for ticket, seen in sorted(tickets, key=lambda chosen: chosen[0].pk):
        was = state_of(ticket)
        try:
            _refuse_moved(ticket, seen, by)
            change(ticket)
        except StepNotAllowed as refusal:
            refused.append((ticket.number, str(refusal)))
            continue
        except StaleChange as stale:
            refused.append((ticket.number, _since(stale)))
            continue
        now = Ticket.objects.values_list("version", flat=True).get(pk=ticket.pk)
        if now == was["version"]:
            same.append(ticket.number)
        else:
            before.append(was | {"before": was["version"], "version": now})
    step = UndoStep.objects.create(person=by, said=said[:200], before=before, made_at=at) if before else None
    return BulkResult(len(before), refused, step.pk if step else None, same)


def _refuse_moved(ticket: Ticket, seen: int | None, by: Person) -> None:
    if seen is None or seen >= ticket.version:
        return
    lines = lines_since(ticket, version=seen)
    if others := [line for line in lines if line.name in _MOVED and line.actor not in {by.pk, None}]:
        raise StaleChange(ticket, others)


def _since(stale: StaleChange) -> str:
    told = (change.told for change in changes_in(stale.lines))
    return " ".join(["Niet gewijzigd, want er is intussen iets veranderd.", *told])


def state_of(ticket: Ticket) -> dict[str, Any]:
    """Return what of a ticket can be put back, as plain values."""
    return {
        "ticket": ticket.pk,
        "version": ticket.version,
        **{name: getattr(ticket, name) for name in ("status", *_PLACE)},
        **{name: moment.isoformat() if (moment := getattr(ticket, name)) else None for name in _MOMENTS},
        "team": ticket.team_id,
        "agent": ticket.agent_id,
        "impact": ticket.impact,
        "urgency": ticket.urgency,
        "priority": ticket.priority,
        "reason": ticket.priority_reason,
    }


def details_of(ticket: Ticket) -> dict[str, Any]:
    """Return what a ticket is about, to be put back too."""
    return {"details": {name: getattr(ticket, name) for name in _DETAILS}}


def requester_of(ticket: Ticket) -> dict[str, Any]:
    """Return for whom a ticket is, to be put back too."""
    return {"requester": ticket.requester_id}


def links_of(ticket: Ticket) -> dict[str, Any]:
    """Return the links of a ticket, to be put back too: (first, second, kind)."""
    links = Link.objects.filter(Q(first=ticket) | Q(second=ticket)).order_by("id")
    return {"links": [list(link) for link in links.values_list("first", "second", "kind")]}


def undo(*, step: int, by: Person, at: datetime) -> BulkResult:
    """
    Put back what a change of one's own replaced, for every ticket that nobody changed since.

    :raises StepNotAllowed: if it is not one's own, older than 15 minutes, or undone already.
    """
    mine = UndoStep.objects.filter(pk=step, person=by, undone_at=None, made_at__gte=at - UNDO_WITHIN)
    kept = mine.first()
    if kept is None or not mine.update(undone_at=at):
        raise StepNotAllowed("Dit kan niet meer ongedaan worden gemaakt.")
    changed, refused = 0, []
    for was in kept.before:
        try:
            put_back(was, by=by, at=at)
            changed += 1
        except StaleChange as stale:
            refused.append((stale.ticket.number, _NOT_ALONE))
        except StepNotAllowed as refusal:
            refused.append((Ticket.objects.get(pk=was["ticket"]).number, str(refusal)))
    return BulkResult(changed, refused, None)


@transaction.atomic
def put_back(was: Mapping[str, Any], *, by: Person, at: datetime) -> None:
    """
    Put one ticket back from `state_of`: `before` and `version` are its versions around one's own change.

    :raises StaleChange: if somebody changed it since, or in the same moment.
    :raises StepNotAllowed: if it cannot go back from where it is.
    """
    ticket = Ticket.objects.get(pk=was["ticket"])
    seen: int | None = was["version"]
    _refuse_others(ticket, was, by)
    if "details" in was:
        change_details(ticket=ticket, seen=seen, by=by, at=at, **was["details"])
        return
    if "requester" in was:
        requester = get_person(was["requester"], viewer=by)
        change_requester(ticket=ticket, requester=requester, seen=seen, by=by, at=at)
        return
    if "links" in was:
        _link_again(ticket, was, by=by, at=at)
        return
    if _moved(ticket, was):
        fields = {name: was[name] for name in ("status", *_PLACE) if name in was}
        fields |= {name: datetime.fromisoformat(was[name]) if was[name] else None for name in _MOMENTS}
        take_steps_back(ticket=ticket, since=was["before"], seen=seen, by=by, at=at, **fields)
        seen = None
    now = state_of(ticket)
    if any(now[name] != was[name] for name in ("impact", "urgency", "priority", "reason")):
        set_priority(
            ticket=ticket,
            impact=str(was["impact"]),
            urgency=str(was["urgency"]),
            override=was["priority"],
            reason=str(was["reason"] or "Ongedaan gemaakt"),
            seen=seen,
            by=by,
            at=at,
        )
        seen = None
    agent = Person.objects.filter(pk=was["agent"]).first() if was["agent"] else None
    # Steps that were kept before statuses were have none.
    is_new, team = was.get("status") == Status.NEW, get_team(was["team"], viewer=by)
    assign_ticket(ticket=ticket, team=team, agent=agent, seen=seen, by=by, at=at, is_new=is_new)


def _link_again(ticket: Ticket, was: Mapping[str, Any], *, by: Person, at: datetime) -> None:
    kept, now = ({tuple(link) for link in state["links"]} for state in (was, links_of(ticket)))
    ends = Ticket.objects.in_bulk({end for link in kept ^ now for end in link[:2]})
    # In the order of their ids, as linking does.
    for pk in sorted({*ends, ticket.pk}):
        lock_ticket(pk, seen=was["version"] if pk == ticket.pk else None)
    pairs = {frozenset(link[:2]) for link in kept}
    for first, second, _ in now - kept:
        # What was linked otherwise before is linked that way again, below.
        if frozenset((first, second)) not in pairs:
            unlink_tickets(first=ends[first], second=ends[second], by=by, at=at)
    for first, second, kind in kept - now:
        link_tickets(first=ends[first], second=ends[second], kind=kind, by=by, at=at)


def _refuse_others(ticket: Ticket, was: Mapping[str, Any], by: Person) -> None:
    lines = lines_of(ticket.pk)[was.get("before", was["version"]) : was["version"]]
    if others := [line for line in lines if line.actor not in {by.pk, None}]:
        raise StaleChange(ticket, others)


def _moved(ticket: Ticket, was: Mapping[str, Any]) -> bool:
    """Tell whether the status itself went on; a new ticket that somebody got is open by that alone."""
    if "cycle" not in was or (was["status"], ticket.status) == (Status.NEW, Status.OPEN):
        return False
    now = state_of(ticket)
    return any(now[name] != was[name] for name in ("status", "wait_reason", "wait_note", "wait_until", "cycle"))


@transaction.atomic
def save_view(*, name: str, filters: dict[str, str], by: Person) -> SavedView:
    """Keep a view of the worklist under a name; the same name again replaces it."""
    view, _ = SavedView.objects.update_or_create(person=by, name=name[:60], defaults={"filters": filters})
    return view


def drop_view(*, view: int, by: Person) -> None:
    """Forget one of one's own views."""
    SavedView.objects.filter(pk=view, person=by).delete()
