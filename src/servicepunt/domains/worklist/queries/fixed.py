"""What every page of the desk asks of the list of work, as fixed SQL: one statement each."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from servicepunt.domains.people.models import Person
from servicepunt.domains.people.queries.asking import ask, given, in_this_database, moment_if_any
from servicepunt.domains.tickets.queries import search
from servicepunt.domains.tickets.queries.asking import OURS, asked_by, visible
from servicepunt.domains.tickets.queries.search import hits, is_cut

CAP = 1_000
COUNTED = 100
EVERY = 10**9
ROW = {
    "id": "t.id",
    "number": "t.number",
    "title": "t.title",
    "kind": "t.kind",
    "channel": "t.channel",
    "status": "t.status",
    "wait_reason": "t.wait_reason",
    "wait_until": "t.wait_until",
    "has_new_answer": "t.has_new_answer",
    "priority": "t.priority",
    "category": "t.category",
    "due_at": "t.due_at",
    "due_clock": "t.due_clock",
    "is_late": "t.is_late",
    "started_at": "t.started_at",
    "changed_at": "t.changed_at",
    "cycle": "t.cycle",
    "version": "t.version",
    "team_id": "t.team_id",
    "agent_id": "t.agent_id",
    "is_confidential": "t.is_confidential",
    "requester__name": "requester.name",
    "requester__department__name": "department.name",
    "agent__name": "agent.name",
    "team__name": "team.name",
}
_JOINS = """
    LEFT JOIN people_person requester ON requester.id = t.requester_id
    LEFT JOIN people_department department ON department.id = requester.department_id
    LEFT JOIN people_person agent ON agent.id = t.agent_id
    LEFT JOIN people_team team ON team.id = t.team_id
"""
_MOMENTS = [name for name in ROW if name.endswith(("_at", "_until"))]
_FLAGS = [name for name in ROW if name.startswith(("is_", "has_"))]
# Written out, not given: only then an index on open tickets fits a plan that is kept.
_OPEN = "t.status IN ('new', 'open', 'waiting')"
VIEWS = {
    "mine": ("Mijn werk", f"{_OPEN} AND t.agent_id = %(me)s"),
    "answered": ("Antwoord ontvangen", f"{_OPEN} AND t.has_new_answer AND {OURS}"),
    "unassigned": ("Niet toegewezen", f"{_OPEN} AND t.agent_id IS NULL AND {OURS}"),
    "team": ("Mijn groepen", f"{_OPEN} AND {OURS}"),
    "soon": ("Dreigt te laat", f"{_OPEN} AND t.due_at <= %(soon)s"),
    "waiting": ("Wacht", "t.status = 'waiting'"),
    "open": ("Alle open meldingen", _OPEN),
    "all": ("Alles, ook afgemeld", "TRUE"),
}
# What is kept of the tickets with certain words, to put them in any order.
_KEPT = "t.id, t.due_at, t.changed_at, t.priority, t.status"
# Without a due moment because it waits: after those to which none was promised, as these are our own work.
WAITING = "waiting"
_WAITS = f"(t.due_at IS NULL AND t.status = '{WAITING}')"
# The column, and whether it rises.
SORTS = {
    "due": ("due_at", True),
    "changed": ("changed_at", False),
    "priority": ("priority", True),
    "newest": ("id", False),
}
_ORDER = {
    "due": "t.due_at ASC NULLS LAST, t.id",
    "turn": f"t.due_at ASC NULLS LAST, {_WAITS}, t.id",
    "changed": "t.changed_at DESC, t.id DESC",
    "priority": "t.priority, t.id",
    "newest": "t.id DESC",
}


@dataclass(frozen=True, slots=True)
class Found:
    """Rows, how many tickets there are, how many without what narrows (each to `most`), and whether older were left."""

    rows: list[dict[str, Any]]
    total: int
    base: int
    is_cut: bool


@dataclass(slots=True)
class Question:
    """Which tickets: a view, what narrows it, and the words that occur in it, with the values asked for."""

    view: str
    visible: str
    values: dict[str, Any]
    narrowing: list[str] = field(default_factory=list)
    beyond: str = ""
    has_words: bool = False
    is_whole: bool = False
    askers: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, view: str, *, viewer: Person, soon: datetime) -> "Question":
        """Return the question of a view, for who asks."""
        return cls(view, visible(viewer), asked_by(viewer) | {"soon": given(soon)})

    def narrow(self, condition: str, **values: Any) -> None:
        """Leave out what does not meet a condition."""
        self.narrowing.append(condition)
        self.values |= {name: given(value) for name, value in values.items()}

    def search(self, words: str) -> None:
        """Leave out what does not have all these words, as `search.expression` writes them."""
        self.has_words, self.values["words"] = True, words

    def keep_to(self, people: Sequence[Person]) -> None:
        """Ask only of the tickets of these people; what others asked does not count as left out."""
        self.askers = [person.name for person in people]
        self.visible += f" AND t.requester_id IN ({', '.join(str(int(person.pk)) for person in people)})"

    def go_beyond(self, sort: str, value: Any, pk: int) -> None:
        """Begin after the last row of the page before."""
        name, is_rising = SORTS[sort]
        column, sign = f"t.{name}", ">" if is_rising else "<"
        self.values |= {"last": given(value), "last_id": pk}
        if name == "id":
            self.beyond = f" AND t.id {sign} %(last_id)s"
        elif value in {None, WAITING}:
            self.beyond = f" AND {column} IS NULL AND {self._further(value)}"
        else:
            after = f"{column} {sign} %(last)s OR ({column} = %(last)s AND t.id {sign} %(last_id)s)"
            self.beyond = f" AND ({after} OR {column} IS NULL)" if sort == "due" else f" AND ({after})"

    def _further(self, value: str | None) -> str:
        """The condition of what comes after a row without a due moment."""
        if self.order("due") == _ORDER["due"]:
            return "t.id > %(last_id)s"
        return f"{_WAITS} AND t.id > %(last_id)s" if value else f"({_WAITS} OR t.id > %(last_id)s)"

    def order(self, sort: str) -> str:
        """Return the order of its rows: by whose turn it is, unless that would sort all that ever was."""
        return _ORDER["turn" if sort == "due" and self.view != "all" else sort]

    @property
    def base(self) -> str:
        """The condition of the view itself."""
        return f"{self.visible} AND {VIEWS[self.view][1]}"

    @property
    def shown(self) -> str:
        """The condition of the view as it is narrowed."""
        return " AND ".join([self.base, *self.narrowing])

    @property
    def start(self) -> str:
        """How its statement begins: the hits first, of what is shown, and of the whole view when that is narrowed."""
        if not self.has_words:
            return ""
        around = {"around": self.base} if self.narrowing else {}
        most = EVERY if self.is_whole else None
        return hits(columns=_KEPT, is_endless=self._is_endless, most=most, found=self.shown, **around)

    @property
    def most(self) -> int:
        """How far its tickets are counted: only the newest hits of words are looked up."""
        return search.MOST_HITS if self.has_words else CAP

    @property
    def is_cut(self) -> str:
        """Whether older tickets than it looked at may have its words too."""
        return is_cut(is_endless=self._is_endless) if self.has_words else "FALSE"

    @property
    def _is_endless(self) -> bool:
        return self.view == "all"

    def page(self, sort: str, size: int) -> str:
        """Return the part that gives its tickets in order."""
        rest = f"{self.beyond} ORDER BY {self.order(sort)} LIMIT {size:d}"
        if not self.has_words:
            return f"SELECT t.* FROM tickets_ticket t WHERE {self.shown}{rest}"  # noqa: S608  # our own words
        some = f"SELECT t.id FROM found t WHERE TRUE{rest}"  # noqa: S608  # our own words
        return f"SELECT t.* FROM ({some}) hit JOIN tickets_ticket t ON t.id = hit.id"  # noqa: S608  # our own words

    @property
    def total(self) -> str:
        """The part that counts its tickets, to `most`."""
        return self._counted("found", self.shown)

    @property
    def whole(self) -> str:
        """The part that counts those of the view, before they were narrowed; nothing when they were not."""
        return self._counted("around", self.base) if self.narrowing else "0"

    def _counted(self, hits: str, condition: str) -> str:
        return f"(SELECT count(*) FROM {hits})" if self.has_words else counted(condition, CAP)  # noqa: S608  # our own words


def counted(condition: str, most: int) -> str:
    """Return the part that counts the tickets that meet a condition, to `most`."""
    some = f"SELECT 1 FROM tickets_ticket t WHERE {condition} LIMIT {most:d}"  # noqa: S608  # our own words
    return f"(SELECT count(*) FROM ({some}) counted)"


def rows(question: Question, *, sort: str, size: int) -> Found:
    """Return rows as ROW names them, with how many there are."""
    # The numbers come first, so that a page without rows has them too.
    found = ask(
        f"""
        {question.start}
        SELECT numbers.total, numbers.base, numbers.is_cut, {", ".join(ROW.values())}
        FROM (SELECT {question.total} AS total, {question.whole} AS base, {question.is_cut} AS is_cut) numbers
        LEFT JOIN ({question.page(sort, size)}) t ON TRUE
        {_JOINS} ORDER BY {question.order(sort)}
        """,  # noqa: S608  # our own words
        question.values,
    )
    rows = [_row(values[3:]) for values in found if values[3] is not None]
    return Found(rows, found[0][0], found[0][1], bool(found[0][2]))


def every_row(question: Question, *, sort: str) -> Iterator[dict[str, Any]]:
    """Give every row one after the other, as they stood at one moment, without having them all in memory."""
    question.is_whole = True
    statement = f"""
        {question.start}
        SELECT {", ".join(ROW.values())} FROM ({question.page(sort, EVERY)}) t {_JOINS} ORDER BY {question.order(sort)}
    """  # noqa: S608  # our own words
    with connection.chunked_cursor() as cursor:
        with _patience():
            cursor.execute(in_this_database(statement), question.values)
        while part := cursor.fetchmany(500):
            yield from map(_row, part)


@contextmanager
def _patience() -> Iterator[None]:
    """Give one statement longer than a page gets: PostgreSQL works out every row before it gives the first."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('statement_timeout'), set_config('statement_timeout', '300s', false)")
        before = cursor.fetchone()[0]
        try:
            yield
        finally:
            cursor.execute("SELECT set_config('statement_timeout', %s, false)", [before])


def counts(question: Question) -> dict[str, str]:
    """Return the part that counts, to 100, for each view of unfinished work."""
    views = {name: condition for name, (_, condition) in VIEWS.items() if name != "all"}
    return {name: counted(f"{question.visible} AND {where}", COUNTED) for name, where in views.items()}


def news(question: Question, *, since: datetime) -> tuple[int, int]:
    """Return how many tickets were opened, and how many others changed, since that moment; 100 at most."""
    question.narrow("t.changed_at > %(since)s", since=since)
    [(fresh, every)] = ask(
        f"""
        {question.start}
        SELECT count(CASE WHEN opened_at > %(since)s THEN 1 END), count(*)
        FROM ({question.page("changed", COUNTED)}) newest
        """,  # noqa: S608  # our own words
        question.values,
    )
    return fresh, every - fresh


def _row(values: Sequence[Any]) -> dict[str, Any]:
    row = dict(zip(ROW, values, strict=True))
    for name in _MOMENTS:
        row[name] = moment_if_any(row[name])
    for name in _FLAGS:
        row[name] = bool(row[name])
    return row
