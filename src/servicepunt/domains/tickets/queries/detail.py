"""Everything the page of one ticket shows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, When

from servicepunt.domains.logbook.models import Entry
from servicepunt.domains.people.models import Person
from servicepunt.domains.people.queries.asking import ask, many
from servicepunt.domains.tickets.models import Draft, Ticket
from servicepunt.domains.tickets.queries.access import audiences_for, is_said, tickets_at_desk
from servicepunt.domains.tickets.queries.beside import ShownMessage, conversation
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
    message: ShownMessage | None
    sentence: str
    name: str
    actor: str


def timeline(ticket: Ticket, *, viewer: Person, at: datetime) -> list[TimelineItem]:
    """
    Return what the viewer may read of a ticket, oldest first: messages, and for agents what happened.

    An answer is the requester's to read when the undo time of its letter is over.
    """
    audiences = audiences_for(viewer, ticket)
    is_agent = Audience.INTERNAL in audiences
    said = conversation(ticket, audiences=audiences)
    shown = said if is_agent else [message for message in said if is_said(message, at=at)]
    lines = lines_of(ticket.pk) if is_agent else []
    return ordered(shown, told(lines, names=names_in(lines, known={})))


def ordered(messages: Iterable[ShownMessage], sentences: Iterable[TimelineItem]) -> list[TimelineItem]:
    """Return a timeline of messages, and of sentences about what happened."""
    items = [TimelineItem(said.written_at, said, "", said.audience, said.author) for said in messages]
    return sorted([*items, *sentences], key=lambda item: item.at)


def told(lines: Sequence[Entry], *, names: Names) -> list[TimelineItem]:
    """Return the sentences for lines of the logbook; those the timeline shows as messages are left out."""
    items = []
    for line in lines:
        if sentence := tell(line.name, line.data, names):
            actor = names.get(("person", line.actor), "")
            items.append(TimelineItem(line.happened_at, None, sentence, line.name, actor))
    return items


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody did since a page was shown: a sentence, who and when."""

    sentence: str
    actor: str
    at: datetime

    @property
    def told(self) -> str:
        """What was done and by whom, in one line."""
        return f"{self.sentence} Door {self.actor or 'het systeem'}."


def changes_in(lines: Sequence[Entry]) -> list[Change]:
    """Return what the lines changed, messages too, for somebody whose own change was refused."""
    names = names_in(lines, known={})
    changes = []
    for line in lines:
        if sentence := tell_change(line.name, line.data, names):
            changes.append(Change(sentence, names.get(("person", line.actor), ""), line.happened_at))
    return changes


_NAMES = """
    SELECT 'person', id, name FROM people_person WHERE id {among:person}
    UNION ALL SELECT 'team', id, name FROM people_team WHERE id {among:team}
    UNION ALL SELECT 'ticket', id, number FROM tickets_ticket WHERE id {among:ticket} AND NOT is_confidential
"""


def names_in(lines: Iterable[Entry], *, known: Names) -> Names:
    """
    Return the names of who and what the lines speak of; those not `known` in one statement.

    A confidential ticket has none: who may see it finds it among the links.
    """
    asked: set[tuple[str, int]] = set()
    for line in lines:
        data: Mapping[str, Any] = line.data
        people = (data.get(name) for name in ("agent", "agent_before", "person", "person_before"))
        asked |= {("person", pk) for pk in (line.actor, *people) if pk}
        asked |= {("team", pk) for pk in (data.get("team"), data.get("team_before")) if pk}
        asked |= {("ticket", pk) for pk in (data.get("other"),) if pk}
    unknown = asked - known.keys()
    if not unknown:
        return known
    values = {what: many(pk for kind, pk in unknown if kind == what) for what in ("person", "team", "ticket")}
    return {**known, **{(what, pk): name for what, pk, name in ask(_NAMES, values)}}


def open_tickets_of(person: Person, *, viewer: Person, most: int = 6) -> list[Ticket]:
    """Return the requester's tickets that the viewer may see, open ones first, then solved ones."""
    seen = tickets_at_desk(viewer).filter(requester=person).exclude(status__in=[Status.CLOSED])
    is_done = Case(When(status=Status.SOLVED, then=1), default=0)
    return list(seen.select_related("team", "agent").order_by(is_done, "-id")[:most])


def find_draft(slot: str, *, viewer: Person) -> Draft | None:
    """Return what the viewer was typing in this place, or None."""
    return Draft.objects.filter(person=viewer, slot=slot).first()


def drafts_in(place: str, *, viewer: Person) -> list[Draft]:
    """Return what the viewer was typing in places that begin so: the newest three, newest first."""
    return list(Draft.objects.filter(person=viewer, slot__startswith=place).order_by("-saved_at")[:3])


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
