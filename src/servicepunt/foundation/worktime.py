"""Working time: half-open local intervals in a zone, counted in UTC; exact when the clocks change."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

LOOK_AHEAD = timedelta(days=366 * 3)
MEASURED = timedelta(days=120)
_DAY = timedelta(days=1)
Interval = tuple[int, int]


class NeverOpens(ValueError):
    """These hours do not open within three years."""


@dataclass(frozen=True, slots=True)
class ServiceHours:
    """
    When the desk is open: local intervals as minutes of the day, half-open, up to 1440 (24:00).

    `weekly` has seven entries, Monday first; `special` replaces the week's intervals on a date; on a
    closed day nothing is open, unless `special` names it.
    """

    weekly: tuple[tuple[Interval, ...], ...]
    closed: frozenset[date] = frozenset()
    special: tuple[tuple[date, tuple[Interval, ...]], ...] = ()
    zone: str = "Europe/Amsterdam"
    _special: Mapping[date, tuple[Interval, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Make the special days quick to find."""
        object.__setattr__(self, "_special", dict(self.special))

    def intervals_on(self, day: date) -> tuple[Interval, ...]:
        """Return the local intervals of a day, in minutes."""
        if day in self._special:
            return self._special[day]
        return () if day in self.closed else self.weekly[day.weekday()]


ALWAYS = ServiceHours(weekly=((((0, 1440)),),) * 7)


@lru_cache(maxsize=50_000)
def _windows(hours: ServiceHours, day: date) -> tuple[tuple[datetime, datetime], ...]:
    """
    Return the open windows of a local day as moments in UTC.

    Open is every moment whose wall time lies in an interval. So on the night the clocks change a wall time
    that is skipped counts for nothing, and one that comes twice counts twice.
    """
    zone = ZoneInfo(hours.zone)
    before, after = _offset(day, zone), _offset(day + _DAY, zone)
    midnight = datetime.combine(day, time(), tzinfo=UTC)
    spans: list[tuple[datetime, datetime | None, datetime | None]]
    if before == after:
        spans = [(midnight - before, None, None)]
    else:
        change = _change(midnight - before, midnight + _DAY - after, zone)
        spans = [(midnight - before, None, change), (midnight - after, change, None)]
    windows = []
    for base, earliest, latest in spans:
        for opens, closes in hours.intervals_on(day):
            start, end = base + timedelta(minutes=opens), base + timedelta(minutes=closes)
            start = max(start, earliest) if earliest else start
            end = min(end, latest) if latest else end
            if start < end:
                windows.append((start, end))
    return tuple(windows)


def _offset(day: date, zone: ZoneInfo) -> timedelta:
    return datetime.combine(day, time(), tzinfo=zone).utcoffset() or timedelta()


def _change(start: datetime, end: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment between the two at which the zone's offset changes, to the second."""
    first = start.astimezone(zone).utcoffset()
    low, high = int(start.timestamp()), int(end.timestamp())
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == first:
            low = middle
        else:
            high = middle
    return datetime.fromtimestamp(high, UTC)


def open_windows(start: datetime, end: datetime, hours: ServiceHours) -> Iterator[tuple[datetime, datetime]]:
    """Yield the open windows between two aware moments, cut to them, as moments in UTC."""
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    zone = ZoneInfo(hours.zone)
    # A window may reach past midnight UTC: begin a day early.
    day = start.astimezone(zone).date() - _DAY
    last = end.astimezone(zone).date()
    while day <= last:
        for opens, closes in _windows(hours, day):
            from_, until = max(opens, start), min(closes, end)
            if from_ < until:
                yield from_, until
        day += _DAY


def working_time_between(start: datetime, end: datetime, hours: ServiceHours) -> timedelta:
    """Return the open time between two aware moments; zero when `end` is not later."""
    if end <= start:
        return timedelta()
    return sum((until - from_ for from_, until in open_windows(start, end, hours)), timedelta())


def working_time_from(start: datetime, hours: ServiceHours) -> Callable[[datetime], timedelta]:
    """Return what gives the open time between `start` and another moment: as above, for many moments of a page."""
    first = datetime.combine(start.astimezone(UTC).date(), time(), tzinfo=UTC)
    opens, closes, before = _measured(hours, first)

    def since_first(moment: datetime) -> timedelta:
        place = bisect_right(opens, moment) - 1
        return before[place] + min(moment, closes[place]) - opens[place] if place >= 0 else timedelta()

    gone, last = since_first(start), first + MEASURED

    def between(end: datetime) -> timedelta:
        if end > last:
            return working_time_between(start, end, hours)
        return since_first(end) - gone if end > start else timedelta()

    return between


@lru_cache(maxsize=64)
def _measured(hours: ServiceHours, first: datetime) -> tuple[list[datetime], list[datetime], list[timedelta]]:
    """Return when it opens and closes from a day on, and how long it was open before each time."""
    windows = list(open_windows(first, first + MEASURED, hours))
    before = [timedelta()]
    for opens, closes in windows:
        before.append(before[-1] + (closes - opens))
    return [opens for opens, _ in windows], [closes for _, closes in windows], before


def add_working_time(start: datetime, amount: timedelta, hours: ServiceHours) -> datetime:
    """
    Return the moment (UTC) that lies `amount` of open time after `start`; with no amount, `start` itself.

    :raises NeverOpens: if the hours do not open enough within three years.
    """
    moment = start.astimezone(UTC)
    if amount <= timedelta():
        return moment
    left = amount
    for opens, closes in open_windows(moment, moment + LOOK_AHEAD, hours):
        if left <= closes - opens:
            return opens + left
        left -= closes - opens
    raise NeverOpens


def next_open(start: datetime, hours: ServiceHours) -> datetime:
    """
    Return `start` when open then, else the moment the hours open next (UTC).

    :raises NeverOpens: if that is more than three years ahead.
    """
    for opens, _ in open_windows(start, start + LOOK_AHEAD, hours):
        return opens
    raise NeverOpens


def hours_from_plain(
    weekly: Mapping[str, list[list[str]]],
    closed: list[str],
    special: Mapping[str, list[list[str]]],
    zone: str,
) -> ServiceHours:
    """
    Return service hours from their stored form: {"0": [["08:30", "17:00"]], …} with Monday as 0.

    :raises ValueError: if a time or date cannot be read.
    """
    return ServiceHours(
        weekly=tuple(_intervals(weekly.get(str(day), [])) for day in range(7)),
        closed=frozenset(date.fromisoformat(day) for day in closed),
        special=tuple(sorted((date.fromisoformat(day), _intervals(spans)) for day, spans in special.items())),
        zone=zone,
    )


def _intervals(spans: list[list[str]]) -> tuple[Interval, ...]:
    return tuple(sorted((_minutes(opens), _minutes(closes)) for opens, closes in spans))


def _minutes(text: str) -> int:
    hours, minutes = text.split(":")
    total = int(hours) * 60 + int(minutes)
    if not 0 <= total <= 1440 or not 0 <= int(minutes) < 60:
        raise ValueError(text)
    return total
