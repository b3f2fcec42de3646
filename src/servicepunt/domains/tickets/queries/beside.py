"""The conversation of a ticket and what stands beside it, gathered in one statement."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from servicepunt.domains.agreements.queries import HOURS, kept_hours
from servicepunt.domains.logbook.models import Entry
from servicepunt.domains.people.models import Address, Person
from servicepunt.domains.people.queries import STAFF, Staff, staff_in
from servicepunt.domains.people.queries.asking import ask, given, moment, moment_if_any
from servicepunt.domains.tickets.models import Ticket
from servicepunt.domains.tickets.queries.asking import asked_by, visible
from servicepunt.domains.tickets.rules.words import Audience, LinkKind
from servicepunt.foundation.worktime import ServiceHours


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file of a message that the timeline names."""

    pk: int
    name: str
    size: int
    content_type: str


@dataclass(frozen=True, slots=True)
class ShownLetter:
    """How far the letter is that a message left by; `is_unread`: no server took it for anybody yet."""

    pk: int
    state: str
    server_words: str
    is_unread: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMessage:
    """A message with who wrote it, the letter it left by, its files, and how many pictures stand in its letter."""

    pk: int
    audience: str
    author_id: int | None
    author: str
    is_from_requester: bool
    channel: str
    text: str
    folded: str
    written_at: datetime
    recalled_at: datetime | None
    letter: int | None
    outgoing: ShownLetter | None
    files: list[ShownFile]
    pictures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherTicket:
    """Another ticket, as a page points at it."""

    number: str
    title: str
    status: str
    wait_reason: str
    has_new_answer: bool
    cycle: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Looking:
    """Somebody else who looks at the ticket now."""

    name: str
    is_typing: bool


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """What the viewer was typing."""

    content: dict[str, Any]
    saved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A ticket's conversation and its lines in the logbook with the hours they name, and what is shown beside it."""

    messages: list[ShownMessage]
    lines: list[Entry]
    hours: dict[int, ServiceHours]
    staff: Staff
    drafts: dict[str, KeptDraft]
    others: list[OtherTicket]
    links: list[tuple[str, OtherTicket]]
    looking: list[Looking]
    phones: list[str]
    bounced: list[Address]
    readers: list[str]


_OTHER = """{object}('number', t.number, 'title', t.title, 'status', t.status, 'wait_reason', t.wait_reason,
    'has_new_answer', t.has_new_answer, 'cycle', t.cycle, 'changed_at', t.changed_at)"""
# The lines that gave a ticket its targets.
_SET = "e.about = 'ticket' AND e.subject = %(ticket)s AND e.name = 'ticket.targets_set'"
# Each part gives its order and what it found. No LIKE with a value: SQLite plans the whole statement again for it.
_PARTS = {
    "line": """SELECT e.id AS place, {object}('id', e.id, 'name', e.name, 'data', {nested}(e.data), 'actor', e.actor,
            'happened_at', e.happened_at) AS plain
        FROM logbook_entry e WHERE e.about = 'ticket' AND e.subject = %(ticket)s""",
    "hours": f"""SELECT id AS place, {{object}}('id', id, 'kept', {{array}}(weekly, closed, special, zone)) AS plain
        FROM ({HOURS.format(f"SELECT {{whole:e.data.hours}} FROM logbook_entry e WHERE {_SET}")}) versions""",
    "staff": f"""SELECT row_number() OVER (ORDER BY what, line, name, id) AS place,
            {{array}}(what, line, name, id) AS plain FROM ({STAFF}) staff""",
    "message": """SELECT m.id AS place, {object}('pk', m.id, 'audience', m.audience, 'author_id', m.author_id,
            'author', COALESCE(p.name, ''), 'is_from_requester', m.is_from_requester, 'channel', m.channel,
            'text', m.text, 'folded', m.folded, 'written_at', m.written_at, 'recalled_at', m.recalled_at,
            'letter', m.letter, 'outgoing', o.id, 'state', o.state, 'server_words', o.server_words,
            'unread', o.accepted = '[]', 'pictures', (
                SELECT count(*) FROM tickets_attachment f WHERE f.message_id = m.id AND f.is_inline)) AS plain
        FROM tickets_message m LEFT JOIN people_person p ON p.id = m.author_id
        LEFT JOIN mail_outgoingletter o ON o.id = m.outgoing
        WHERE m.ticket_id = %(ticket)s AND m.audience IN ({audiences})""",
    "file": """SELECT f.id AS place, {object}('message', m.id, 'file',
            {object}('pk', f.id, 'name', f.name, 'size', f.size, 'content_type', f.content_type)) AS plain
        FROM tickets_message m JOIN tickets_attachment f ON f.message_id = m.id
        WHERE m.ticket_id = %(ticket)s AND NOT f.is_inline""",
    "draft": """SELECT d.id AS place, {object}('slot', d.slot, 'content', CAST(d.content AS text),
            'saved_at', d.saved_at) AS plain
        FROM tickets_draft d WHERE d.person_id = %(me)s AND substr(d.slot, 1, length(%(slots)s)) = %(slots)s""",
    "other": f"""SELECT -t.id AS place, {_OTHER} AS plain FROM tickets_ticket t
        WHERE t.requester_id = %(requester)s AND t.id <> %(ticket)s AND {{visible}} ORDER BY t.id DESC LIMIT 10""",
    "link": f"""SELECT -t.id AS place, {{array}}(l.kind, l.is_first, {_OTHER}) AS plain FROM (
            SELECT second_id AS other, kind, 1 AS is_first FROM tickets_link WHERE first_id = %(ticket)s
            UNION ALL SELECT first_id, kind, 0 FROM tickets_link WHERE second_id = %(ticket)s
        ) l JOIN tickets_ticket t ON t.id = l.other WHERE {{visible}}""",
    "looking": """SELECT s.person_id AS place, {object}('name', p.name, 'is_typing', s.is_typing) AS plain
        FROM tickets_presence s JOIN people_person p ON p.id = s.person_id
        WHERE s.ticket_id = %(ticket)s AND s.person_id <> %(me)s AND s.seen_at >= %(since)s""",
    "phone": """SELECT n.id AS place, {object}('shown', n.shown) AS plain
        FROM people_phone n WHERE n.person_id = %(requester)s""",
    "bounced": """SELECT a.id AS place, {object}('email', a.email, 'bounced_at', a.bounced_at) AS plain
        FROM people_address a WHERE a.person_id = %(requester)s AND a.bounced_at IS NOT NULL""",
    "reader": """SELECT p.id AS place, {object}('email', p.email) AS plain
        FROM tickets_participant w JOIN people_person p ON p.id = w.person_id
        WHERE w.ticket_id = %(ticket)s AND p.id <> %(requester)s AND p.is_active""",
}
Found = Mapping[str, list[Any]]


def beside(ticket: Ticket, *, viewer: Person, since: datetime) -> Beside:
    """Return the whole conversation, for an agent who may see the ticket, and what stands beside it."""
    start = f"ticket:{ticket.pk}:"
    values = asked_by(viewer) | {
        "ticket": ticket.pk,
        "requester": ticket.requester_id,
        "slots": start,
        "since": given(since),
    }
    found = _gather(_PARTS, values, audiences=Audience, seen=visible(viewer))
    return Beside(
        messages=_messages(found),
        lines=[_line(one, ticket) for one in found["line"]],
        hours={one["id"]: kept_hours(*one["kept"]) for one in found["hours"]},
        staff=staff_in(found["staff"]),
        drafts={
            one["slot"].removeprefix(start): KeptDraft(json.loads(one["content"]), moment(one["saved_at"]))
            for one in found["draft"]
        },
        others=[_other(one) for one in found["other"]],
        links=[(LinkKind(kind).words(is_first=bool(first)), _other(one)) for kind, first, one in found["link"]],
        looking=[Looking(one["name"], bool(one["is_typing"])) for one in found["looking"]],
        phones=[one["shown"] for one in found["phone"]],
        bounced=[Address(email=one["email"], bounced_at=moment(one["bounced_at"])) for one in found["bounced"]],
        readers=[one["email"] for one in found["reader"] if one["email"]],
    )


def conversation(ticket: Ticket, *, audiences: Iterable[str]) -> list[ShownMessage]:
    """Return the messages of a ticket for the named audiences, oldest first, with their files."""
    return _messages(_gather(("message", "file"), {"ticket": ticket.pk}, audiences=audiences))


def others_looking(ticket: Ticket, *, viewer: Person, since: datetime) -> list[Looking]:
    """Return who else looks at the ticket since that moment."""
    found = _gather(("looking",), {"ticket": ticket.pk, "me": viewer.pk, "since": given(since)})
    return [Looking(one["name"], bool(one["is_typing"])) for one in found["looking"]]


def _gather(
    names: Iterable[str], values: Mapping[str, Any], *, audiences: Iterable[str] = (), seen: str = "FALSE"
) -> Found:
    found: dict[str, list[Any]] = defaultdict(list)
    for name, _, plain in ask(_statement(tuple(names), frozenset(audiences), seen), values):
        found[name].append(json.loads(plain))
    return found


@cache
def _statement(names: tuple[str, ...], audiences: frozenset[str], seen: str) -> str:
    parts = (f"SELECT '{name}', place, CAST(plain AS text) FROM ({_PARTS[name]}) {name}" for name in names)  # noqa: S608  # our own words
    heard = ", ".join(f"'{Audience(audience)}'" for audience in sorted(audiences)) or "''"
    return f"{' UNION ALL '.join(parts)} ORDER BY 1, 2".replace("{audiences}", heard).replace("{visible}", seen)


def _messages(found: Found) -> list[ShownMessage]:
    files: dict[int, list[ShownFile]] = defaultdict(list)
    for one in found["file"]:
        files[one["message"]].append(ShownFile(**one["file"]))
    return [_message(one, files[one["pk"]]) for one in found["message"]]


def _message(one: dict[str, Any], files: list[ShownFile]) -> ShownMessage:
    letter, state, words, unread = one["outgoing"], one.pop("state"), one.pop("server_words"), one.pop("unread")
    shown = one | {
        "is_from_requester": bool(one["is_from_requester"]),
        "written_at": moment(one["written_at"]),
        "recalled_at": moment_if_any(one["recalled_at"]),
        "outgoing": ShownLetter(letter, state, words, bool(unread)) if letter else None,
    }
    return ShownMessage(**shown, files=files)


def _line(one: dict[str, Any], ticket: Ticket) -> Entry:
    return Entry(**one | {"about": "ticket", "subject": ticket.pk, "happened_at": moment(one["happened_at"])})


def _other(one: dict[str, Any]) -> OtherTicket:
    return OtherTicket(
        **one | {"has_new_answer": bool(one["has_new_answer"]), "changed_at": moment(one["changed_at"])},
    )
