"""Looking up which agreement applies, and what the service hours are."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import F, Max

from servicepunt.domains.agreements.models import Calendar, CalendarVersion, Norm, PriorityMatrix, Proposal
from servicepunt.domains.agreements.rules.norms import choose_norm
from servicepunt.domains.agreements.rules.priority import DEFAULT_MATRIX
from servicepunt.domains.agreements.rules.written import hours_in_words, matrix_in_words, norm_in_words
from servicepunt.domains.people.models import Person, Team
from servicepunt.foundation.errors import NotThere
from servicepunt.foundation.text import plain_name
from servicepunt.foundation.worktime import ServiceHours, hours_from_plain

CLOCKS = ("acknowledge", "answer", "resolve", "team_time", "supplier")


class AgreementNotFound(NotThere):
    """There is no such calendar, norm or proposal."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What we promise: targets in minutes of working time (None: no clock), and the hours they count in."""

    hours_version: int
    acknowledge: int | None = None
    answer: int | None = None
    resolve: int | None = None
    team_time: int | None = None
    supplier: int | None = None

    def minutes(self) -> dict[str, int | None]:
        """Return the targets by clock."""
        return {name: getattr(self, name) for name in CLOCKS}


def agreement_for(*, priority: int, kind: str, team: int | None) -> Agreement:
    """Return what applies to a ticket; without a fitting norm only the hours of the default calendar."""
    return in_force().agreement_for(priority=priority, kind=kind, team=team)


def agreements_for(*tickets: tuple[int, str, int | None]) -> list[Agreement]:
    """Return what applies to tickets with this priority, kind and team, by the norms of one moment."""
    known = in_force()
    return [known.agreement_for(priority=priority, kind=kind, team=team) for priority, kind, team in tickets]


class NormInForce(NamedTuple):
    """Where an active norm applies, and what it promises; `newest` is the version of its hours that holds."""

    newest: int | None
    priority: int | None
    kind: str
    team_id: int | None
    acknowledge: int | None
    answer: int | None
    resolve: int | None
    team_time: int | None
    supplier: int | None


@dataclass(frozen=True, slots=True, eq=False)
class InForce:
    """
    What we agreed as it holds at one moment: the matrix, the active norms, and the hours of every calendar.

    While nothing changes it is the same one, so what was worked out of it can be kept with it.
    """

    matrix: Mapping[str, Mapping[str, int]]
    norms: Sequence[NormInForce]
    hours: Mapping[int, ServiceHours]
    default_version: int

    def priority_for(self, *, impact: str, urgency: str) -> int:
        """Return the priority that the matrix gives, 1–4."""
        return self.matrix[impact][urgency]

    def agreement_for(self, *, priority: int, kind: str, team: int | None) -> Agreement:
        """Return what applies to a ticket; without a fitting norm only the hours of the default calendar."""
        norm = choose_norm(self.norms, priority=priority, kind=kind, team=team)
        if norm is None:
            return Agreement(self.default_version)
        return Agreement(norm.newest, **{name: getattr(norm, name) for name in CLOCKS})  # type: ignore[arg-type]  # no norm without hours


# The rows of `in_force_in`, also as a part of a larger statement. Norms first: PostgreSQL takes the types from them.
IN_FORCE = f"""
    SELECT 'norm' AS what, n.id AS place, v.newest, n.priority, n.kind, n.team_id,
        {", ".join(f"n.{name}" for name in CLOCKS)},
        '' AS weekly, '' AS closed, '' AS special, '' AS zone
    FROM agreements_norm n LEFT JOIN (
        SELECT calendar_id, max(id) AS newest FROM agreements_calendarversion GROUP BY calendar_id
    ) v ON v.calendar_id = n.calendar_id WHERE n.is_active
    UNION ALL
    SELECT 'hours', v.id, CASE WHEN c.is_default THEN v.id END, NULL, '', NULL, NULL, NULL, NULL, NULL, NULL,
        CAST(v.weekly AS text), CAST(v.closed AS text), CAST(v.special AS text), c.zone
    FROM agreements_calendarversion v JOIN agreements_calendar c ON c.id = v.calendar_id
    WHERE v.id IN (SELECT max(id) FROM agreements_calendarversion GROUP BY calendar_id)
    UNION ALL
    SELECT 'matrix', m.id, NULL, NULL, '', NULL, NULL, NULL, NULL, NULL, NULL, CAST(m.cells AS text), '', '', ''
    FROM (SELECT id, cells FROM agreements_prioritymatrix ORDER BY id LIMIT 1) m
"""  # noqa: S608  # our own words
_COLUMNS = f"what, place, newest, priority, kind, team_id, {', '.join(CLOCKS)}, weekly, closed, special, zone"
_ROWS = f"FROM (SELECT * FROM ({IN_FORCE}) unordered ORDER BY 1, 2) known"
# The same as one value, for `in_force_as`: what another statement can give besides.
IN_FORCE_AS = {
    "postgresql": f"SELECT CAST(json_agg(json_build_array({_COLUMNS})) AS text) {_ROWS}",
    "sqlite": f"SELECT json_group_array(json_array({_COLUMNS})) {_ROWS}",
}


def in_force() -> InForce:
    """Return what we agreed, as it holds now, in one fixed statement."""
    with connection.cursor() as cursor:
        cursor.execute(f"{IN_FORCE} ORDER BY 1, 2")
        return in_force_in(cursor.fetchall())


def in_force_in(rows: Iterable[tuple[Any, ...]]) -> InForce:
    """Return what we agreed from rows of IN_FORCE, in order; what is another row is left out."""
    return _agreed(tuple(tuple(row) for row in rows if row[0] in {"norm", "hours", "matrix"}))


@lru_cache(maxsize=4)
def in_force_as(rows: str | None) -> InForce:
    """Return what we agreed from the value of IN_FORCE_AS."""
    return in_force_in(json.loads(rows or "[]"))


@lru_cache(maxsize=4)
def _agreed(found: tuple[tuple[Any, ...], ...]) -> InForce:
    return InForce(
        matrix=next((json.loads(row[-4]) for row in found if row[0] == "matrix"), DEFAULT_MATRIX),
        norms=[NormInForce(*row[2:11]) for row in found if row[0] == "norm"],
        hours={row[1]: kept_hours(*row[-4:]) for row in found if row[0] == "hours"},
        default_version=next((row[2] for row in found if row[0] == "hours" and row[2]), 0),
    )


def default_version() -> int:
    """Return the id of the newest version of the default calendar, 0 when there is none."""
    newest = CalendarVersion.objects.filter(calendar__is_default=True).order_by("-id").first()
    return newest.pk if newest else 0


# What `kept_hours` takes of a version, also as a part of a larger statement.
HOURS = """
    SELECT v.id, CAST(v.weekly AS text) AS weekly, CAST(v.closed AS text) AS closed, CAST(v.special AS text) AS special,
        c.zone
    FROM agreements_calendarversion v JOIN agreements_calendar c ON c.id = v.calendar_id WHERE v.id IN ({})
"""


def hours_by_version(versions: Iterable[int]) -> dict[int, ServiceHours]:
    """Return the service hours of these calendar versions by their id."""
    wanted = sorted(set(versions))
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(HOURS.format(", ".join(["%s"] * len(wanted))), wanted)
        return {pk: kept_hours(*kept) for pk, *kept in cursor.fetchall()}


# A version never changes: what was read once is the same value to count with.
@lru_cache(maxsize=256)
def kept_hours(weekly: str, closed: str, special: str, zone: str) -> ServiceHours:
    """Return a calendar version, as its row has it in text, as a value to count with."""
    return hours_from_plain(json.loads(weekly), json.loads(closed), json.loads(special), zone)


def hours_of(version: CalendarVersion) -> ServiceHours:
    """Return a calendar version as a value to count with."""
    return hours_from_plain(version.weekly, version.closed, version.special, version.calendar.zone)


def within_working_days(since: datetime, until: datetime, *, days: int) -> bool:
    """
    Tell whether `until` lies within this many working days after `since`, by the default calendar.

    The day itself counts for nothing; the last day counts to its end.
    """
    known = in_force()
    hours = known.hours.get(known.default_version)
    zone = ZoneInfo(hours.zone if hours else "Europe/Amsterdam")
    day, last = since.astimezone(zone).date(), until.astimezone(zone).date()
    worked = 0
    while day < last and worked <= days:
        day += timedelta(days=1)
        if hours is None or hours.intervals_on(day):
            worked += 1
    return worked <= days


def matrix() -> dict[str, dict[str, int]]:
    """Return the priority matrix as administrators set it, or the one we start with."""
    kept = PriorityMatrix.objects.order_by("id").first()
    return kept.cells if kept else DEFAULT_MATRIX


def priority_for(*, impact: str, urgency: str) -> int:
    """Return the priority that the matrix gives, 1–4."""
    return matrix()[impact][urgency]


def calendars() -> list[Calendar]:
    """Return the calendars by name."""
    return list(Calendar.objects.order_by("name"))


def norms_list() -> list[Norm]:
    """Return the norms: the active and the general ones first."""
    found = Norm.objects.select_related("team", "calendar")
    return list(found.order_by("-is_active", F("team__name").asc(nulls_first=True), "kind", "priority", "id"))


def calendars_without_closed_days(year: int) -> list[Calendar]:
    """Return the calendars in which no day of that year is closed: somebody forgot to add them."""
    return [
        calendar
        for calendar in calendars()
        if not any(str(day).startswith(f"{year}-") for day in newest_version(calendar).closed)
    ]


def get_calendar(pk: int) -> Calendar:
    """
    Return a calendar.

    :raises AgreementNotFound: if there is none.
    """
    found = Calendar.objects.filter(pk=pk).first()
    if found is None:
        raise AgreementNotFound(pk)
    return found


def newest_version(calendar: Calendar) -> CalendarVersion:
    """Return the version of a calendar that holds now."""
    found = calendar.versions.order_by("-number").first()
    return found or CalendarVersion(calendar=calendar, number=0, weekly={}, closed=[], special={})


def get_norm(pk: int) -> Norm:
    """
    Return a norm.

    :raises AgreementNotFound: if there is none.
    """
    found = Norm.objects.filter(pk=pk).first()
    if found is None:
        raise AgreementNotFound(pk)
    return found


def norm_named(name: str, *, but: int | None) -> str:
    """Return the name of another norm that is the same but for case and blanks; nothing when there is none."""
    names = Norm.objects.exclude(pk__in=[but or 0]).order_by("id").values_list("name", flat=True)
    return next((other for other in names if plain_name(other) == plain_name(name)), "")


def get_proposal(pk: int) -> Proposal:
    """
    Return a proposed change.

    :raises AgreementNotFound: if there is none.
    """
    found = Proposal.objects.filter(pk=pk).first()
    if found is None:
        raise AgreementNotFound(pk)
    return found


def version_now(kind: str, subject: int | None) -> int:
    """Return the version that holds of a calendar, a norm or the matrix; 0 when there is none yet."""
    if kind == "calendar":
        return CalendarVersion.objects.filter(calendar__in=[subject]).aggregate(last=Max("number"))["last"] or 0
    rows = Norm.objects.filter(pk__in=[subject]) if kind == "norm" else PriorityMatrix.objects.all()
    return rows.order_by("id").values_list("version", flat=True).first() or 0


def content_now(kind: str, subject: int | None) -> dict[str, Any] | None:
    """Return what holds of a calendar, a norm or the matrix, in the form of a proposal; None when nothing does."""
    if kind == "matrix":
        return {"cells": matrix()}
    if subject is None:
        return None
    if kind == "calendar":
        newest = newest_version(get_calendar(subject))
        return {name: getattr(newest, name) for name in ("weekly", "closed", "special")}
    norm = get_norm(subject)
    names = ("name", "priority", "kind", "team_id", "calendar_id", *CLOCKS, "is_active")
    return {name: getattr(norm, name) for name in names}


def in_words(kind: str, content: Mapping[str, Any] | None) -> dict[str, str]:
    """Return an agreement in Dutch, as pairs of label and value."""
    if content is None:
        return {}
    if kind == "calendar":
        return hours_in_words(content)
    if kind == "matrix":
        return matrix_in_words(content["cells"])
    teams = dict(Team.objects.filter(pk__in=[content["team_id"]]).values_list("pk", "name"))
    named = dict(Calendar.objects.filter(pk__in=[content["calendar_id"]]).values_list("pk", "name"))
    return norm_in_words(content, teams=teams, calendars=named)


def last_change(kind: str, subject: int | None) -> tuple[str, datetime] | None:
    """Return who made the change of an agreement that holds now, and when it was applied; None when nobody did."""
    applied = Proposal.objects.filter(kind=kind, subject=subject, applied_at__isnull=False)
    last = applied.order_by("-applied_at", "-id").first()
    if last is None or last.applied_at is None:
        return None
    name = Person.objects.filter(pk=last.made_by).values_list("name", flat=True).first()
    return name or "", last.applied_at


def longest_target(calendar: int) -> tuple[str, int] | None:
    """Return the name and the minutes of the longest target of the active norms in these hours, or None."""
    norms = Norm.objects.filter(calendar=calendar, is_active=True).order_by("id")
    targets = [(getattr(norm, name) or 0, norm.name) for norm in norms for name in CLOCKS]
    minutes, name = max(targets, default=(0, ""))
    return (name, minutes) if minutes else None


PROPOSED = -1


def agreement_under(proposal: Proposal, *, priority: int, kind: str, team: int | None) -> Agreement:
    """Return what would apply to a ticket if the proposal held; proposed hours have the version `PROPOSED`."""
    if proposal.kind != "norm":
        now = agreement_for(priority=priority, kind=kind, team=team)
        touched = proposal.kind == "calendar" and _calendar_of(now.hours_version) == proposal.subject
        return replace(now, hours_version=PROPOSED) if touched else now
    norms = [norm for norm in Norm.objects.filter(is_active=True).order_by("id") if norm.pk != proposal.subject]
    changed = Norm(**proposal.content)
    chosen = choose_norm([*norms, *([changed] if changed.is_active else [])], priority=priority, kind=kind, team=team)
    if chosen is None:
        return Agreement(default_version())
    version = CalendarVersion.objects.filter(calendar=chosen.calendar_id).order_by("-id").first()
    return Agreement(version.pk if version else 0, **{name: getattr(chosen, name) for name in CLOCKS})


def _calendar_of(version: int) -> int | None:
    found = CalendarVersion.objects.filter(pk=version).first()
    return found.calendar_id if found else None


def proposed_hours(proposal: Proposal) -> dict[int, ServiceHours]:
    """Return the hours of a proposed calendar under the version `PROPOSED`; nothing for other proposals."""
    if proposal.kind != "calendar":
        return {}
    zone = get_calendar(proposal.subject or 0).zone
    content = proposal.content
    return {PROPOSED: hours_from_plain(content["weekly"], content["closed"], content["special"], zone)}
