"""When a clock warns: levels at a share of the target or an offset from the due moment."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from servicepunt.domains.agreements.rules.clocks import Outcome, Reading
from servicepunt.foundation.worktime import ServiceHours, add_working_time, working_time_between


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A level: a share of the target in percent, plus an offset in working time (from the share's moment)."""

    name: str
    percent: int
    offset: timedelta = timedelta()


_WRITTEN = re.compile(r"(\d{1,3})(?:\+(\d{1,5}))?")


def levels_from(written: Iterable[str]) -> tuple[Level, ...]:
    """
    Return levels as the configuration writes them: `75` is a percentage, `100+60` adds minutes of working time.

    :raises ValueError: if one cannot be read.
    """
    found = []
    for text in written:
        match = _WRITTEN.fullmatch(text)
        if match is None or not 1 <= int(match[1]) <= 500:
            raise ValueError(text)
        percent, minutes = int(match[1]), int(match[2] or 0)
        found.append(Level(name=_name(percent, minutes), percent=percent, offset=timedelta(minutes=minutes)))
    return tuple(found)


def _name(percent: int, minutes: int) -> str:
    share = "streeftijd" if percent == 100 else f"{percent} %"
    if not minutes:
        return share
    hours, rest = divmod(minutes, 60)
    span = f"{minutes} werkminuten" if rest else f"{hours} {'werkuur' if hours == 1 else 'werkuren'}"
    return f"{span} te laat" if percent == 100 else f"{share} en {span}"


DEFAULT_LEVELS = levels_from(["75", "100", "100+60"])


@dataclass(frozen=True, slots=True)
class Due:
    """A level that is due: the highest one fires, the lower ones only count as fired."""

    reading: Reading
    level: Level
    passed: tuple[Level, ...]


def moment_of(level: Level, reading: Reading, hours: Mapping[int, ServiceHours]) -> datetime | None:
    """Return when the level is reached if the clock runs on; None when it does not run."""
    calendar = hours.get(reading.hours)
    if reading.outcome != Outcome.RUNNING or reading.due_at is None or reading.target is None or calendar is None:
        return None
    if level.percent >= 100:
        over = reading.target * (level.percent - 100) / 100 + level.offset
        return add_working_time(reading.due_at, over, calendar)
    return _share(level, reading, calendar)


def _share(level: Level, reading: Reading, calendar: ServiceHours) -> datetime:
    left = (reading.target or timedelta()) * level.percent / 100 + level.offset
    start = reading.started_at
    for pause in reading.pauses:
        reached = add_working_time(start, left, calendar)
        if reached <= pause.since or pause.until is None:
            return reached
        left -= working_time_between(start, pause.since, calendar)
        start = pause.until
    return add_working_time(start, left, calendar)


def due_levels(
    readings: Iterable[Reading],
    *,
    levels: Collection[Level],
    fired: Collection[tuple[str, int, str]],
    hours: Mapping[int, ServiceHours],
    now: datetime,
) -> list[Due]:
    """
    Return, for each clock and cycle, the highest level that is due and did not fire yet.

    `fired` holds (clock, cycle, level name). After downtime the lower levels pass in silence.
    """
    found = []
    for reading in readings:
        key = (reading.clock.value, reading.cycle)
        due = [level for moment, level in _reached(reading, levels, hours) if moment <= now]
        fresh = [level for level in due if (*key, level.name) not in fired]
        if fresh and fresh[-1] == due[-1]:
            found.append(Due(reading, fresh[-1], tuple(fresh[:-1])))
    return found


def _reached(
    reading: Reading, levels: Iterable[Level], hours: Mapping[int, ServiceHours]
) -> list[tuple[datetime, Level]]:
    """Return the levels with the moment at which each is reached, the lowest first."""
    moments = [(moment, level) for level in levels if (moment := moment_of(level, reading, hours)) is not None]
    return sorted(moments, key=lambda pair: pair[0])


def next_look(
    readings: Iterable[Reading],
    *,
    levels: Collection[Level],
    fired: Collection[tuple[str, int, str]],
    hours: Mapping[int, ServiceHours],
    now: datetime,
) -> datetime | None:
    """
    Return the next moment at which a level of a running clock may fire.

    That is past when the highest level that is due did not fire yet, whatever was written since.
    """
    moments = []
    for reading in readings:
        reached = _reached(reading, levels, hours)
        passed = [moment for moment, _ in reached if moment <= now]
        moments += [
            moment
            for moment, level in reached[max(len(passed) - 1, 0) :]
            if (reading.clock.value, reading.cycle, level.name) not in fired
        ]
    return min(moments, default=None)
