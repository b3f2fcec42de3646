"""The worklist (werkvoorraad): views, filters that say what they hide, sorting and keyset paging."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Value, When

from servicepunt.domains.people.models import Person
from servicepunt.domains.people.queries import team_ids_of
from servicepunt.domains.tickets.models import OPEN, Ticket
from servicepunt.domains.tickets.queries.access import tickets_at_desk
from servicepunt.domains.tickets.queries.search import exact_number, tickets_with_words
from servicepunt.domains.tickets.rules.status import Status
from servicepunt.domains.worklist.models import SavedView

PAGE = 50
CAP = 1_000
SOON = timedelta(hours=1)
ROW = (
    "id",
    "number",
    "title",
    "kind",
    "channel",
    "status",
    "wait_reason",
    "wait_until",
    "has_new_answer",
    "priority",
    "category",
    "due_at",
    "due_clock",
    "is_late",
    "started_at",
    "changed_at",
    "cycle",
    "version",
    "team_id",
    "agent_id",
    "is_confidential",
    "requester__name",
    "requester__department__name",
    "agent__name",
    "team__name",
)
SORTS = {
    "due": ("due_at", True),
    "changed": ("changed_at", False),
    "priority": ("priority", True),
    "newest": ("id", False),
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

    def narrowing(self) -> dict[str, str]:
        """Return the filters that hide rows of the view, by name."""
        names = ("team", "agent", "status", "priority", "kind", "channel", "category")
        return {name: getattr(self, name) for name in names if getattr(self, name)}

    def query(self, **changes: str) -> dict[str, str]:
        """Return the filters as address parameters, with changes, without a cursor unless given."""
        changed = replace(self, **{"cursor": "", **changes})
        default = Filters()
        return {
            item.name: getattr(changed, item.name)
            for item in fields(Filters)
            if getattr(changed, item.name) != getattr(default, item.name)
        }


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the worklist: rows (dicts of ROW), the cursor of the next page, and what is hidden."""

    rows: Sequence[dict[str, Any]]
    next_cursor: str
    total: int
    hidden: int
    by_number: bool = False
    filters: Filters = field(default_factory=Filters)


def _mine(viewer: Person, at: datetime) -> Q:
    return OPEN & Q(agent=viewer.pk)


def _team(viewer: Person, at: datetime) -> Q:
    return OPEN & Q(team__in=team_ids_of(viewer))


def _unassigned(viewer: Person, at: datetime) -> Q:
    return OPEN & Q(agent=None, team__in=team_ids_of(viewer))


def _soon(viewer: Person, at: datetime) -> Q:
    return OPEN & Q(due_at__lte=at + SOON)


def _answered(viewer: Person, at: datetime) -> Q:
    return OPEN & Q(has_new_answer=True, team__in=team_ids_of(viewer))


def _waiting(viewer: Person, at: datetime) -> Q:
    return Q(status=Status.WAITING)


def _all_open(viewer: Person, at: datetime) -> Q:
    return OPEN


def _everything(viewer: Person, at: datetime) -> Q:
    return Q()


SORT_WORDS = {
    "due": "Streeftijd eerst",
    "priority": "Prioriteit eerst",
    "newest": "Nieuwste eerst",
    "changed": "Laatst gewijzigd eerst",
}
VIEWS = {
    "mine": ("Mijn werk", _mine),
    "answered": ("Antwoord ontvangen", _answered),
    "unassigned": ("Niet toegewezen", _unassigned),
    "team": ("Mijn groepen", _team),
    "soon": ("Dreigt te laat", _soon),
    "waiting": ("Wacht", _waiting),
    "open": ("Alle open meldingen", _all_open),
    "all": ("Alles, ook afgemeld", _everything),
}


def worklist(filters: Filters, *, viewer: Person, at: datetime, size: int = PAGE) -> Page:
    """Return one page of the tickets this viewer may see. An exact number ignores every filter."""
    seen = tickets_at_desk(viewer)
    number = exact_number(filters.q) if filters.q else None
    if number:
        rows = list(seen.filter(number=number).values(*ROW)[:1])
        if rows:
            return Page(rows, "", 1, 0, by_number=True, filters=filters)
    base = seen.filter(VIEWS[filters.view][1](viewer, at))
    if filters.q:
        base = base.filter(pk__in=tickets_with_words(filters.q))
    shown = _narrow(base, filters)
    rows = _rows(shown, filters, size + 1)
    total = _count(shown) if len(rows) > size or filters.cursor else len(rows)
    hidden = max(_count(base) - total, 0) if filters.narrowing() else 0
    cursor = _cursor_of(rows[size - 1], filters.sort) if len(rows) > size else ""
    return Page(rows[:size], cursor, total, hidden, filters=filters)


def all_rows(filters: Filters, *, viewer: Person, at: datetime, most: int = 50_000) -> QuerySet[Any, dict[str, Any]]:
    """Return every row of the filtered worklist, for the export."""
    base = tickets_at_desk(viewer).filter(VIEWS[filters.view][1](viewer, at))
    if filters.q:
        base = base.filter(pk__in=tickets_with_words(filters.q))
    found: QuerySet[Any, dict[str, Any]] = _ordered(_narrow(base, filters), filters.sort).values(*ROW)
    return found[:most]


def view_counts(*, viewer: Person, at: datetime) -> dict[str, int]:
    """Return how many tickets stand in each view of unfinished work, counted to 100 at most."""
    seen = tickets_at_desk(viewer)
    names = [name for name in VIEWS if name != "all"]
    return {name: seen.filter(VIEWS[name][1](viewer, at))[:100].count() for name in names}


def news_since(since: datetime, filters: Filters, *, viewer: Person, at: datetime) -> tuple[int, int]:
    """Return how many tickets of this list were opened, and how many others changed, since then; 100 at most."""
    base = tickets_at_desk(viewer).filter(VIEWS[filters.view][1](viewer, at), changed_at__gt=since)
    if filters.q:
        base = base.filter(pk__in=tickets_with_words(filters.q))
    opened = list(_narrow(base, filters).order_by("-changed_at", "-id").values_list("opened_at", flat=True)[:100])
    fresh = sum(moment > since for moment in opened)
    return fresh, len(opened) - fresh


def _count(tickets: QuerySet[Ticket]) -> int:
    return tickets.order_by()[:CAP].count()


def _narrow(tickets: QuerySet[Ticket], filters: Filters) -> QuerySet[Ticket]:
    for name in ("kind", "channel", "category"):
        if value := getattr(filters, name):
            tickets = tickets.filter(**{_EXACT[name]: value})
    for name in ("team", "priority"):
        if (value := getattr(filters, name)).isdecimal():
            tickets = tickets.filter(**{_EXACT[name]: int(value)})
    if filters.agent == "none":
        tickets = tickets.filter(agent=None)
    elif filters.agent.isdecimal():
        tickets = tickets.filter(agent=int(filters.agent))
    return _by_status(tickets, filters.status)


_EXACT = {
    "kind": "kind",
    "channel": "channel",
    "category": "category",
    "team": "team",
    "priority": "priority",
}


def _by_status(tickets: QuerySet[Ticket], status: str) -> QuerySet[Ticket]:
    if status == "answered":
        return tickets.filter(has_new_answer=True)
    if status.startswith("waiting-"):
        return tickets.filter(status=Status.WAITING, wait_reason=status.removeprefix("waiting-"))
    return tickets.filter(status=status) if status else tickets


def _ordered(tickets: QuerySet[Ticket], sort: str) -> QuerySet[Ticket]:
    column, ascending = SORTS[sort]
    if column == "id":
        return tickets.order_by("-id")
    if ascending:
        return tickets.order_by(F(column).asc(nulls_last=True), "id")
    return tickets.order_by(F(column).desc(nulls_last=True), "-id")


def _rows(tickets: QuerySet[Ticket], filters: Filters, size: int) -> list[dict[str, Any]]:
    after = _read_cursor(filters.cursor, filters.sort)
    if after is not None:
        tickets = tickets.filter(_after(filters.sort, *after))
    return list(_ordered(tickets, filters.sort).values(*ROW)[:size])


def _after(sort: str, value: Any, pk: int) -> Q:
    column, ascending = SORTS[sort]
    if column == "id":
        return Q(pk__lt=pk)
    step = "gt" if ascending else "lt"
    tie = {f"pk__{step}": pk}
    if value is None:
        return Q(**{f"{column}__isnull": True}, **tie)
    later = Q(**{f"{column}__{step}": value}) | Q(**{column: value}, **tie)
    return later | Q(**{f"{column}__isnull": True}) if column == "due_at" else later


def _cursor_of(row: dict[str, Any], sort: str) -> str:
    value = row[SORTS[sort][0]]
    plain = value.isoformat() if isinstance(value, datetime) else value
    return base64.urlsafe_b64encode(json.dumps([plain, row["id"]]).encode()).decode().rstrip("=")


def _read_cursor(cursor: str, sort: str) -> tuple[Any, int] | None:
    """Return the value and id after which a page begins; None for nonsense or a place in another order."""
    if not cursor:
        return None
    try:
        value, pk = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return _CURSORS[SORTS[sort][0]](value), int(pk)
    except (ValueError, TypeError, OverflowError, binascii.Error):
        return None


def _moment(value: Any) -> datetime | None:
    if value is None:
        return None
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError(value)
    return moment


_CURSORS: dict[str, Callable[[Any], Any]] = {"id": int, "priority": int, "due_at": _moment, "changed_at": _moment}


def by_numbers(numbers: Sequence[str], *, viewer: Person) -> list[Ticket]:
    """Return the tickets with these numbers that the viewer may see, for a bulk change (at most 200)."""
    place = Case(*(When(number=number, then=Value(i)) for i, number in enumerate(numbers[:200])), default=Value(0))
    return list(tickets_at_desk(viewer).filter(number__in=numbers[:200]).order_by(place, "id"))


def views_of(viewer: Person) -> list[SavedView]:
    """Return the viewer's own views of the worklist."""
    return list(SavedView.objects.filter(person=viewer).order_by("name"))
