"""Looking up which agreement applies, and what the service hours are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Max

from servicepunt.domains.agreements.models import Calendar, CalendarVersion, Norm, PriorityMatrix
from servicepunt.domains.agreements.rules.norms import choose_norm
from servicepunt.domains.agreements.rules.priority import DEFAULT_MATRIX
from servicepunt.foundation.worktime import ServiceHours, hours_from_plain

CLOCKS = ("acknowledge", "answer", "resolve", "team_time", "supplier")


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
    norms = Norm.objects.filter(is_active=True).annotate(newest=Max("calendar__versions__id")).order_by("id")
    norm = choose_norm(norms, priority=priority, kind=kind, team=team)
    if norm is None:
        return Agreement(default_version())
    return Agreement(norm.newest, **{name: getattr(norm, name) for name in CLOCKS})


def default_version() -> int:
    """Return the id of the newest version of the default calendar, 0 when there is none."""
    newest = CalendarVersion.objects.filter(calendar__is_default=True).order_by("-id").first()
    return newest.pk if newest else 0


def hours_by_version(versions: Iterable[int]) -> dict[int, ServiceHours]:
    """Return the service hours of these calendar versions by their id."""
    kept = CalendarVersion.objects.filter(pk__in=set(versions)).select_related("calendar")
    return {version.pk: hours_of(version) for version in kept}


def hours_of(version: CalendarVersion) -> ServiceHours:
    """Return a calendar version as a value to count with."""
    return hours_from_plain(version.weekly, version.closed, version.special, version.calendar.zone)


def within_working_days(since: datetime, until: datetime, *, days: int) -> bool:
    """
    Tell whether `until` lies within this many working days after `since`, by the default calendar.

    The day itself counts for nothing; the last day counts to its end.
    """
    version = default_version()
    hours = hours_by_version([version]).get(version)
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
    """Return the active norms: the general ones first."""
    found = Norm.objects.filter(is_active=True).select_related("team", "calendar")
    return list(found.order_by("team__name", "kind", "priority", "id"))
