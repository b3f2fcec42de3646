"""Everything the page of one ticket shows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Q, When

from servicepunt.domains.agreements.rules.waiting import WaitReason
from servicepunt.domains.logbook.models import Entry
from servicepunt.domains.mail.models import OutgoingLetter
from servicepunt.domains.people.models import Person, Team
from servicepunt.domains.tickets.models import Draft, Link, Message, Presence, Ticket
from servicepunt.domains.tickets.queries.access import (
    audiences_for,
    messages_of,
    tickets_at_desk,
    tickets_of_requester,
)
from servicepunt.domains.tickets.queries.history import lines_of
from servicepunt.domains.tickets.rules.promise import promise_for
from servicepunt.domains.tickets.rules.status import Status
from servicepunt.domains.tickets.rules.telling import tell, tell_change
from servicepunt.domains.tickets.rules.words import Audience

Names = Mapping[tuple[str, int | None], str]


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One thing in the timeline: a message, or a sentence about what happened."""

    at: datetime
    message: Message | None
    outgoing: OutgoingLetter | None
    sentence: str
    name: str
    actor: str


def timeline(
    ticket: Ticket, *, viewer: Person, lines: Sequence[Entry] | None = None, known: Names | None = None
) -> list[TimelineItem]:
    """
    Return what the viewer may read of a ticket, oldest first: messages, and for agents what happened.

    `lines` and the names that are `known` need not be asked again.
    """
    audiences = audiences_for(viewer, ticket)
    messages = list(messages_of(ticket, audiences=audiences))
    letters = OutgoingLetter.objects.in_bulk([m.outgoing for m in messages if m.outgoing])
    items = [
        TimelineItem(
            message.written_at,
            message,
            letters.get(message.outgoing or 0),
            "",
            message.audience,
            message.author.name if message.author else "",
        )
        for message in messages
    ]
    if "internal" in audiences:
        items += told(lines_of(ticket.pk) if lines is None else lines, known=known)
    return sorted(items, key=lambda item: item.at)


def told(lines: Sequence[Entry], *, known: Names | None = None) -> list[TimelineItem]:
    """Return the sentences for lines of the logbook; those the timeline shows as messages are left out."""
    names = names_in(lines, known=known or {})
    items = []
    for line in lines:
        if sentence := tell(line.name, line.data, names):
            actor = names.get(("person", line.actor), "")
            items.append(TimelineItem(line.happened_at, None, None, sentence, line.name, actor))
    return items


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody did since a page was shown: a sentence, who and when."""

    sentence: str
    actor: str
    at: datetime


def changes_in(lines: Sequence[Entry]) -> list[Change]:
    """Return what the lines changed, messages too, for somebody whose own change was refused."""
    names = names_in(lines, known={})
    changes = []
    for line in lines:
        if sentence := tell_change(line.name, line.data, names):
            changes.append(Change(sentence, names.get(("person", line.actor), ""), line.happened_at))
    return changes


def names_in(lines: Iterable[Entry], *, known: Names) -> Names:
    """Return the names of who and what the lines speak of; those not `known` in three queries at most."""
    people: set[int] = set()
    teams: set[int] = set()
    tickets: set[int] = set()
    for line in lines:
        data: Mapping[str, Any] = line.data
        people |= {pk for pk in (line.actor, data.get("agent"), data.get("person")) if pk}
        teams |= {pk for pk in (data.get("team"), data.get("team_before")) if pk}
        tickets |= {pk for pk in (data.get("other"),) if pk}
    names = dict(known)
    people -= {pk for pk in people if ("person", pk) in known}
    teams -= {pk for pk in teams if ("team", pk) in known}
    if people:
        names |= {("person", pk): name for pk, name in _pairs(Person, people, "name")}
    if teams:
        names |= {("team", pk): name for pk, name in _pairs(Team, teams, "name")}
    if tickets:
        names |= {("ticket", pk): name for pk, name in _pairs(Ticket, tickets, "number")}
    return names


def _pairs(model: Any, ids: set[int], column: str) -> Iterable[tuple[int, str]]:
    pairs: Iterable[tuple[int, str]] = model.objects.filter(pk__in=ids).values_list("pk", column)
    return pairs


def open_tickets_of(person: Person, *, viewer: Person, most: int = 6) -> list[Ticket]:
    """Return the requester's unfinished tickets that the viewer may see, newest first."""
    seen = tickets_at_desk(viewer).filter(requester=person).exclude(status__in=[Status.CLOSED])
    return list(seen.select_related("team", "agent").order_by("-id")[:most])


def recent_tickets_of(person: Person, *, viewer: Person, most: int = 10) -> list[Ticket]:
    """Return the requester's latest tickets that the viewer may see: number, title and status."""
    seen = tickets_at_desk(viewer).filter(requester=person)
    return list(seen.only("number", "title", "status", "wait_reason", "has_new_answer", "cycle").order_by("-id")[:most])


def current_tickets(viewer: Person, *, most: int) -> list[Ticket]:
    """Return the viewer's own tickets that are not closed: what waits for the viewer first, then the newest."""
    mine = tickets_of_requester(viewer).exclude(status=Status.CLOSED).select_related("team", "requester")
    is_waiting = Q(status=Status.WAITING, wait_reason=WaitReason.REQUESTER)
    return list(mine.order_by(Case(When(is_waiting, then=0), default=1), "-id")[:most])


def own_tickets(viewer: Person, *, only_open: bool, before: int | None = None, most: int = 25) -> list[Ticket]:
    """Return the viewer's own tickets for the portal, newest first, below the id `before`."""
    mine = tickets_of_requester(viewer).select_related("team", "requester")
    if only_open:
        mine = mine.exclude(status=Status.CLOSED)
    if before is not None:
        mine = mine.filter(pk__lt=before)
    return list(mine.order_by("-id")[:most])


def links_of(ticket: Ticket, *, viewer: Person) -> list[tuple[Link, Ticket]]:
    """Return the linked tickets that the viewer may see, with the link."""
    links = Link.objects.filter(Q(first=ticket) | Q(second=ticket)).order_by("id")
    others = {(link.second_id if link.first_id == ticket.pk else link.first_id): link for link in links}
    if not others:
        return []
    seen = tickets_at_desk(viewer).filter(pk__in=others).order_by("-id")
    return [(others[other.pk], other) for other in seen]


def others_looking(ticket: Ticket, *, viewer: Person, since: datetime) -> list[Presence]:
    """Return who else looks at the ticket since that moment."""
    seen = Presence.objects.filter(ticket=ticket, seen_at__gte=since).exclude(person=viewer)
    return list(seen.select_related("person").only("is_typing", "person__name").order_by("person_id"))


def find_draft(slot: str, *, viewer: Person) -> Draft | None:
    """Return what the viewer was typing in this place, or None."""
    return Draft.objects.filter(person=viewer, slot=slot).first()


def drafts_of(ticket: Ticket, *, viewer: Person) -> dict[str, Draft]:
    """Return what the viewer was typing about a ticket, by the form: reply, solve, escalate, hand_back."""
    start = f"ticket:{ticket.pk}:"
    kept = Draft.objects.filter(person=viewer, slot__startswith=start)
    return {draft.slot.removeprefix(start): draft for draft in kept.order_by("id")}


def unread_messages(items: Sequence[TimelineItem]) -> set[int]:
    """Return the requester's messages after our last answer."""
    unread: set[int] = set()
    for item in reversed(items):
        if item.message is None or item.message.audience != Audience.PUBLIC:
            continue
        if item.message.is_from_requester:
            unread.add(item.message.pk)
        elif item.message.recalled_at is None:
            break
    return unread


def promise_of(ticket: Ticket, at: datetime) -> str:
    """Return what the requester hears first about a ticket: what happens next, and when."""
    return promise_for(
        status=ticket.status,
        wait_reason=ticket.wait_reason,
        wait_note=ticket.wait_note,
        wait_until=ticket.wait_until,
        due_at=ticket.due_at,
        due_clock=ticket.due_clock,
        at=at,
    )
