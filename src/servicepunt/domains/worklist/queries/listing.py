"""The worklist (werkvoorraad): views, filters that say what they hide, sorting and keyset paging."""

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Case, Value, When

from servicepunt.domains.agreements.queries import IN_FORCE, InForce, in_force_in
from servicepunt.domains.people.models import Person
from servicepunt.domains.people.queries import STAFF, Staff, people_by_address, people_by_phone, staff_in
from servicepunt.domains.people.queries.asking import ask
from servicepunt.domains.tickets.models import Ticket
from servicepunt.domains.tickets.queries.access import tickets_at_desk
from servicepunt.domains.tickets.queries.search import expression
from servicepunt.domains.worklist.queries import fixed
from servicepunt.domains.worklist.queries.fixed import ROW, SORTS, VIEWS
from servicepunt.foundation.identifiers import parse_ticket_number
from servicepunt.foundation.text import numbers_together

PAGE = 50
SOON = timedelta(hours=1)
LARGEST = 2**62
_ADDRESS = re.compile(r"[^\s@\"]+@[^\s@\"]+")
_NUMBER = re.compile(r"\"?[\d+][\d ./-]+\"?")
SORT_WORDS = {
    "due": "Streeftijd eerst",
    "priority": "Prioriteit eerst",
    "newest": "Nieuwste eerst",
    "changed": "Laatst gewijzigd eerst",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the worklist shows; every field comes from the address of the page."""

    view: str = "team"
    q: str = ""
    team: str = ""
    agent: str = ""
    status: str = ""
    priority: str = ""
    kind: str = ""
    channel: str = ""
    category: str = ""
    sort: str = "due"
    cursor: str = ""

    @classmethod
    def read(cls, given: dict[str, str]) -> "Filters":
        """Return the filters in a query string; unknown names and values are ignored."""
        known = {item.name: str(given[item.name])[:120] for item in fields(cls) if given.get(item.name)}
        if known.get("sort") not in SORTS:
            known.pop("sort", None)
        if known.get("view") not in VIEWS:
            known.pop("view", None)
        return cls(**known)

    @property
    def is_in_turn(self) -> bool:
        """Whether the rows stand in the order of whose turn it is: unfinished work by its target time."""
        return self.sort == "due" and self.view != "all"

    def narrowing(self) -> dict[str, str]:
        """Return the filters that hide rows of the view, by name."""
        names = ("team", "agent", "status", "priority", "kind", "channel", "category")
        return {name: getattr(self, name) for name in names if getattr(self, name)}

    def query(self, **changes: str) -> dict[str, str]:
        """Return the filters as address parameters, with changes, without a cursor unless given."""
        known = {"cursor": "", **changes}
        asked = ((name, known[name] if name in known else getattr(self, name), plain) for name, plain in _PLAIN.items())
        return {name: value for name, value, plain in asked if value != plain}


_PLAIN = {item.name: getattr(Filters(), item.name) for item in fields(Filters)}


@dataclass(frozen=True, slots=True)
class Page:
    """
    A page of the worklist: rows (dicts of ROW), the cursor of the next page, and what is hidden.

    `total` and `hidden` are counted to `most`; `is_capped`: only the newest hits of a word are in it; `is_cut`: older
    tickets were not looked at; `hides_more`: more is hidden than was counted; `askers`: of whom these are all the
    tickets, as their address or number was asked.
    """

    rows: Sequence[dict[str, Any]]
    next_cursor: str
    total: int
    hidden: int
    by_number: bool = False
    is_capped: bool = False
    is_cut: bool = False
    hides_more: bool = False
    most: int = fixed.CAP
    askers: Sequence[str] = ()
    filters: Filters = field(default_factory=Filters)


def worklist(filters: Filters, *, viewer: Person, at: datetime, size: int = PAGE) -> Page:
    """Return one page of the tickets this viewer may see. An exact number ignores every filter."""
    number = parse_ticket_number(filters.q, prefix=settings.TICKET_PREFIX) if filters.q else None
    if number:
        rows = list(tickets_at_desk(viewer).filter(number=number).values(*ROW)[:1])
        if rows:
            return Page(rows, "", 1, 0, by_number=True, filters=filters)
    question = _question(filters, viewer=viewer, at=at)
    if question is None:
        return Page([], "", 0, 0, filters=filters)
    after = _read_cursor(filters.cursor, filters.sort)
    if after is not None:
        question.go_beyond(filters.sort, *after)
    found = fixed.rows(question, sort=filters.sort, size=size + 1)
    return Page(
        found.rows[:size],
        _cursor_of(found.rows[size - 1], filters.sort) if len(found.rows) > size else "",
        found.total,
        max(found.base - found.total, 0),
        is_capped=question.has_words and found.total >= question.most,
        is_cut=found.is_cut,
        hides_more=found.base >= question.most,
        most=question.most,
        askers=question.askers,
        filters=filters,
    )


def all_rows(filters: Filters, *, viewer: Person, at: datetime) -> Iterator[dict[str, Any]]:
    """Return every row of the filtered worklist, for the export: also those that a search does not show."""
    question = _question(filters, viewer=viewer, at=at)
    return fixed.every_row(question, sort=filters.sort) if question else iter(())


def news_since(since: datetime, filters: Filters, *, viewer: Person, at: datetime) -> tuple[int, int]:
    """Return how many tickets of this list were opened, and how many others changed, since then; 100 at most."""
    question = _question(filters, viewer=viewer, at=at)
    return fixed.news(question, since=since) if question else (0, 0)


def _question(filters: Filters, *, viewer: Person, at: datetime) -> fixed.Question | None:
    """Return what the filters ask; None when they ask for words and name none."""
    question = fixed.Question.of(filters.view, viewer=viewer, soon=at + SOON)
    if filters.q and not _search(question, filters.q, viewer):
        return None
    for name in ("kind", "channel", "category"):
        if value := getattr(filters, name):
            question.narrow(f"t.{name} = %({name})s", **{name: value})
    for name, column in (("team", "team_id"), ("priority", "priority"), ("agent", "agent_id")):
        if (value := getattr(filters, name)).isdecimal():
            question.narrow(f"t.{column} = %({name})s", **{name: min(int(value), LARGEST)})
    if filters.agent == "none":
        question.narrow("t.agent_id IS NULL")
    _narrow_status(question, filters.status)
    return question


def _search(question: fixed.Question, text: str, viewer: Person) -> bool:
    """Look for tickets of whose address or number a text is, else for its words; tell whether it names anything."""
    if people := _askers(text.strip(), viewer):
        question.keep_to(people)
        return True
    words = expression(_together(text))
    question.search(words)
    return bool(words)


def _askers(text: str, viewer: Person) -> list[Person]:
    """Return whose e-mail address or telephone number the text is; nobody when it is anything else, or quoted."""
    if _ADDRESS.fullmatch(text):
        return people_by_address([text])
    is_number = _NUMBER.fullmatch(text) and not text.startswith('"') and numbers_together(text)
    return people_by_phone(text, viewer=viewer) if is_number else []


def quoted(text: str) -> str:
    """Return how one asks for an address or a number as it stands in the text of tickets, whoever has it."""
    return f'"{text.strip()}"'


def _together(text: str) -> str:
    """Return a text to look for: a telephone number as one word, as those in messages are kept."""
    return " ".join((_NUMBER.fullmatch(text.strip()) and numbers_together(text)) or [text])


def _narrow_status(question: fixed.Question, status: str) -> None:
    if status == "answered":
        question.narrow("t.has_new_answer")
    elif status.startswith("waiting-"):
        question.narrow("t.status = 'waiting' AND t.wait_reason = %(reason)s", reason=status.removeprefix("waiting-"))
    elif status:
        question.narrow("t.status = %(status)s", status=status)


def _cursor_of(row: dict[str, Any], sort: str) -> str:
    value = row[SORTS[sort][0]]
    if sort == "due" and value is None and row["status"] == fixed.WAITING:
        value = fixed.WAITING
    plain = value.isoformat() if isinstance(value, datetime) else value
    return base64.urlsafe_b64encode(json.dumps([plain, row["id"]]).encode()).decode().rstrip("=")


def _read_cursor(cursor: str, sort: str) -> tuple[Any, int] | None:
    """Return the value and id after which a page begins; None for nonsense or a place in another order."""
    if not cursor:
        return None
    try:
        value, pk = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return _CURSORS[SORTS[sort][0]](value), _whole(pk)
    except (ValueError, TypeError, OverflowError, binascii.Error):
        return None


def _moment(value: Any) -> datetime | None:
    if value is None:
        return None
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError(value)
    return moment.astimezone(UTC)


def _whole(value: Any) -> int:
    return max(-LARGEST, min(int(value), LARGEST))


_CURSORS: dict[str, Callable[[Any], Any]] = {
    "id": _whole,
    "priority": _whole,
    "due_at": lambda value: value if value == fixed.WAITING else _moment(value),
    "changed_at": _moment,
}


def by_numbers(numbers: Sequence[str], *, viewer: Person) -> list[Ticket]:
    """Return the tickets with these numbers that the viewer may see, for a bulk change (at most 200)."""
    place = Case(*(When(number=number, then=Value(i)) for i, number in enumerate(numbers[:200])), default=Value(0))
    return list(tickets_at_desk(viewer).filter(number__in=numbers[:200]).order_by(place, "id"))


@dataclass(frozen=True, slots=True)
class OwnView:
    """A view of one's own: its name and filters."""

    pk: int
    name: str
    filters: dict[str, str]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the page of the worklist lets one choose, and what we agreed, by which its clocks run."""

    staff: Staff
    views: list[OwnView]
    agreed: InForce


# What is no agreement: its name stands where those have their hours.
_NOTHING = ", ".join(["NULL", "''", *["NULL"] * 6])
_CHOICES = f"""
    {IN_FORCE}
    UNION ALL SELECT what, line, id, {_NOTHING}, name, '', '', '' FROM ({STAFF}) staff
    UNION ALL SELECT 'view', 0, id, {_NOTHING}, name, CAST(filters AS text), '', '' FROM worklist_savedview
    WHERE person_id = %(me)s
    ORDER BY 1, 2, 12, 3
"""  # noqa: S608  # our own words


def choices(viewer: Person) -> Choices:
    """Return whom a ticket can be given to, the viewer's own views by name, and what we agreed, in one statement."""
    found = ask(_CHOICES, {"me": viewer.pk})
    return Choices(
        staff=staff_in((row[0], row[1], row[11], row[2]) for row in found),
        views=[OwnView(row[2], row[11], json.loads(row[12])) for row in found if row[0] == "view"],
        agreed=in_force_in(found),
    )
