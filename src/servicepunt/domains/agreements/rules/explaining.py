"""The answer to "why this moment?": the intervals of working time that counted, the pauses, and the sum."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from servicepunt.domains.agreements.rules.clocks import Clock, Outcome, Reading
from servicepunt.domains.agreements.rules.waiting import WaitReason
from servicepunt.foundation.text import ZONE, dutch_duration, dutch_moment
from servicepunt.foundation.worktime import ServiceHours, open_windows, working_time_between

_MOST_SPANS = 60
DayHours = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of open time that counted, in UTC."""

    since: datetime
    until: datetime
    length: timedelta

    @property
    def words(self) -> str:
        """The length in hours and minutes."""
        return _length(self.length)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a clock stands where it stands: a sentence, what counted, and what did not."""

    sentence: str
    state: str
    words: str
    share: int
    total: str
    spans: Sequence[Span]
    pauses: Sequence[str]


def explain(reading: Reading, hours: ServiceHours, at: datetime) -> Explanation:
    """Return the explanation of a clock as seen from `at`."""
    end = reading.stopped_at or at
    state, words = _state(reading, at)
    target = reading.target or timedelta()
    share = min(100, int(100 * reading.spent / target)) if target else 0
    return Explanation(
        sentence=_sentence(reading, hours, at),
        state=state,
        words=words,
        share=share,
        total=_length(reading.spent),
        spans=_spans(reading, hours, end),
        pauses=[_pause(pause.since, pause.until, pause.reason, hours, at) for pause in reading.pauses],
    )


def _state(reading: Reading, at: datetime) -> tuple[str, str]:
    if reading.outcome == Outcome.MET:
        return "met", f"gehaald in {_length(reading.spent)}"
    if reading.outcome == Outcome.UNANSWERED:
        return "paused", "niet gegeven" if reading.clock != Clock.SUPPLIER else "niet geantwoord"
    if reading.outcome == Outcome.ENDED:
        return "met", "vervallen"
    if reading.outcome == Outcome.BREACHED:
        over = reading.spent - (reading.target or timedelta())
        return "late", f"{_length(over)} te laat" if over > timedelta() else "te laat geweest"
    if reading.target is None:
        return "paused", "geen norm"
    if reading.outcome == Outcome.PAUSED or reading.due_at is None:
        return "paused", "staat stil"
    left = reading.due_at - at
    if left < timedelta():
        return "late", f"{dutch_duration(left)} te laat"
    target = reading.target or timedelta()
    is_soon = left <= timedelta(hours=1) or target - reading.spent <= target * 0.3
    return ("soon" if is_soon else "normal"), f"nog {dutch_duration(left)}"


def _sentence(reading: Reading, hours: ServiceHours, at: datetime) -> str:
    began = f"gestart {dutch_moment(reading.started_at, at)}{_that_day(reading.started_at, hours)}"
    parts = [*filter(None, [_spelled(_usual(hours))]), began]
    for reason in dict.fromkeys(pause.reason for pause in reading.pauses):
        still = sum(
            (
                working_time_between(pause.since, pause.until or at, hours)
                for pause in reading.pauses
                if pause.reason == reason
            ),
            timedelta(),
        )
        parts.append(f"{_length(still)} stilgestaan ({WaitReason(reason).label.lower()})")
    if reading.target is not None:
        parts.append(f"norm {_length(reading.target)} werktijd")
    if reading.due_at is not None:
        parts.append(f"streeftijd {dutch_moment(reading.due_at, at)}")
    elif reading.due_if_resumed is not None and reading.outcome == Outcome.PAUSED:
        parts.append(f"als we nu verdergaan: {dutch_moment(reading.due_if_resumed, at)}")
    if reading.clock == Clock.RESOLVE and reading.cycle > 1:
        parts.append("na heropenen telt de tijd die over was, minstens één werkuur")
    return ", ".join(parts)


def _usual(hours: ServiceHours) -> DayHours:
    """Return the hours of most days on which the calendar is open; the first of the week when none are most."""
    days = Counter(day for day in hours.weekly if day)
    return days.most_common(1)[0][0] if days else ()


def _that_day(moment: datetime, hours: ServiceHours) -> str:
    """Return the hours of the day of a moment, when they are not the usual ones."""
    day = moment.astimezone(ZONE).date()
    spans = hours.intervals_on(day)
    if spans == _usual(hours) or spans == hours.weekly[day.weekday()] == ():
        return ""
    return f" (die dag {_spelled(spans) or 'gesloten'})"


def _spelled(spans: DayHours) -> str:
    return " en ".join(
        f"{opens // 60:02d}:{opens % 60:02d}–{closes // 60:02d}:{closes % 60:02d}" for opens, closes in spans
    )


def _spans(reading: Reading, hours: ServiceHours, end: datetime) -> list[Span]:
    spans: list[Span] = []
    start = reading.started_at
    stretches = []
    for pause in reading.pauses:
        stretches.append((start, pause.since))
        start = pause.until or end
    stretches.append((start, end))
    for since, until in stretches:
        for opens, closes in open_windows(since, until, hours) if since < until else ():
            spans.append(Span(opens, closes, closes - opens))
            if len(spans) >= _MOST_SPANS:
                return spans
    return spans


def _pause(since: datetime, until: datetime | None, reason: str, hours: ServiceHours, at: datetime) -> str:
    worked = working_time_between(since, until or at, hours)
    end = dutch_moment(until, at) if until else "nu"
    return f"{WaitReason(reason).label}: {dutch_moment(since, at)} tot {end}, {_length(worked)} werktijd"


def _length(length: timedelta) -> str:
    """Return working time in hours and minutes; days would be ambiguous here."""
    minutes = int(length.total_seconds()) // 60
    hours, minutes = divmod(minutes, 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} u {minutes} min" if minutes else f"{hours} u"
