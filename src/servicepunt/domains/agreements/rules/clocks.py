"""
The five service clocks, computed from what happened and nothing else (semantics, "Service clocks").

Moments are aware UTC, targets are working time. A clock meets its target when it stops at or before the
due moment; a breach, once reached, never disappears.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from servicepunt.domains.agreements.rules.waiting import WaitReason
from servicepunt.foundation.worktime import ServiceHours, add_working_time, working_time_between

LEAST_AFTER_REOPENING = timedelta(hours=1)
_ZERO = timedelta()


class Clock(StrEnum):
    """Which promise is measured."""

    ACKNOWLEDGE = "acknowledge"
    ANSWER = "answer"
    RESOLVE = "resolve"
    TEAM = "team"
    SUPPLIER = "supplier"

    @property
    def label(self) -> str:
        """The Dutch words."""
        return {
            "acknowledge": "Eerste reactie",
            "answer": "Volgend antwoord",
            "resolve": "Oplossing",
            "team": "Tijd van de groep",
            "supplier": "Leverancier",
        }[self]


class Kind(StrEnum):
    """What can happen to a clock."""

    STARTED = "started"
    REQUESTER_SPOKE = "requester_spoke"
    AGENT_SPOKE = "agent_spoke"
    WAIT_BEGAN = "wait_began"
    WAIT_ENDED = "wait_ended"
    SOLVED = "solved"
    CLOSED = "closed"
    REOPENED = "reopened"
    TARGETS_SET = "targets_set"
    TEAM_CHANGED = "team_changed"
    ORDER_PLACED = "order_placed"
    ORDER_ANSWERED = "order_answered"


class Outcome(StrEnum):
    """How a clock stands."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    BREACHED = "breached"
    UNANSWERED = "unanswered"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """
    One thing that happened; `targets` and `hours` go with TARGETS_SET, `wait` with the waits, `team` with hops.

    `until` is the moment that was promised when the wait began: it holds no clock any longer, whenever we woke up.
    `holds` says that a wait for the supplier holds the solution too, as it was agreed when the wait began.
    """

    at: datetime
    kind: Kind
    wait: str = ""
    until: datetime | None = None
    holds: bool = False
    targets: Mapping[Clock, timedelta] = field(default_factory=dict)
    hours: int = 0
    team: int = 0


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch in which the clock stood still; `until` is None while it does."""

    since: datetime
    until: datetime | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """
    One clock in one cycle, as it stands.

    `due_at` is None without a target and while paused; `due_if_resumed` then says what it would be.
    `targets` are all targets it had with the moment each was set; the last one counts. None: the norm that
    holds since then has no target for this clock.
    """

    clock: Clock
    cycle: int
    started_at: datetime
    hours: int
    targets: Sequence[tuple[datetime, timedelta | None]]
    pauses: Sequence[Pause]
    spent: timedelta
    due_at: datetime | None
    due_if_resumed: datetime | None
    stopped_at: datetime | None
    breached_at: datetime | None
    outcome: Outcome
    team: int = 0

    @property
    def target(self) -> timedelta | None:
        """The working time that counts."""
        return self.targets[-1][1] if self.targets else None

    @property
    def is_late(self) -> bool:
        """Whether the target was passed, now or ever in this cycle."""
        return self.breached_at is not None


# Waiting for the supplier pauses nothing for the requester, unless it was agreed; acknowledge and supplier never pause.
# The team's clock stands still whenever the solution's does: the team cannot go on either.
PAUSES: Mapping[str, frozenset[Clock]] = {
    WaitReason.REQUESTER: frozenset({Clock.RESOLVE, Clock.ANSWER, Clock.TEAM}),
    WaitReason.APPOINTMENT: frozenset({Clock.RESOLVE, Clock.TEAM}),
    WaitReason.APPROVAL: frozenset({Clock.RESOLVE, Clock.TEAM}),
    WaitReason.SUPPLIER: frozenset(),
}
# Said to somebody or by somebody: solving is no word, so it meets none of these.
_SPOKEN = frozenset({Clock.ACKNOWLEDGE, Clock.ANSWER, Clock.SUPPLIER})


_Aim = tuple[datetime, timedelta | None, int]


@dataclass(slots=True)
class _Run:
    """A clock while the happenings are gone through."""

    clock: Clock
    cycle: int
    started_at: datetime
    team: int = 0
    version: int = 0
    used_before: timedelta = _ZERO
    pauses: list[Pause] = field(default_factory=list)
    targets: list[_Aim] = field(default_factory=list)
    promised: datetime | None = None
    stopped_at: datetime | None = None
    without: Outcome | None = None

    def pause(self, at: datetime, reason: str, promised: datetime | None) -> None:
        if self.stopped_at is None and not self.is_paused:
            self.pauses.append(Pause(at, None, reason))
            self.promised = promised

    def resume(self, at: datetime) -> None:
        # Mail of before the wait, that was understood after it began, ends it at its beginning.
        if self.is_paused:
            since = self.pauses[-1].since
            self.pauses[-1] = Pause(since, max(since, min(at, self.promised or at)), self.pauses[-1].reason)

    def stop(self, at: datetime, *, without: Outcome | None = None) -> None:
        if self.stopped_at is None:
            self.resume(at)
            self.stopped_at, self.without = at, without

    @property
    def is_paused(self) -> bool:
        return bool(self.pauses) and self.pauses[-1].until is None

    def segments(self, until: datetime) -> list[tuple[datetime, datetime]]:
        """Return the stretches in which it ran, up to `until`."""
        spans, start = [], self.started_at
        for pause in self.pauses:
            if start < pause.since:
                spans.append((start, min(pause.since, until)))
            start = max(start, pause.until or until)
        if start < until:
            spans.append((start, until))
        return [(since, end) for since, end in spans if since < end]


class _Story:
    """Going through the happenings, starting, pausing and stopping clocks."""

    def __init__(self, hours: Mapping[int, ServiceHours]) -> None:
        self.hours = hours
        self.runs: list[_Run] = []
        self.current: dict[Clock, _Run] = {}
        self.targets: Mapping[Clock, timedelta] = {}
        self.version = 0
        self.wait = ""
        self.until: datetime | None = None
        self.held: frozenset[Clock] = frozenset()
        self.team = 0
        self.cycle = 1
        self.answers = self.hops = self.orders = 0

    def start(self, clock: Clock, at: datetime, *, number: int, team: int = 0) -> None:
        run = _Run(clock, number, at, team, self.version)
        if clock == Clock.RESOLVE:
            run.used_before = sum(
                (self.spent(old, old.stopped_at or at) for old in self.runs if old.clock == clock), _ZERO
            )
        self.runs.append(run)
        self.current[clock] = run
        self._aim(run, at)
        if self.wait and clock in self.held:
            run.pause(at, self.wait, self.until)

    def _aim(self, run: _Run, at: datetime) -> None:
        target = self.targets.get(run.clock)
        run.version = self.version
        if target is None:
            if run.targets:
                run.targets.append((at, None, self.version))
            return
        if run.cycle > 1 and run.clock == Clock.RESOLVE:
            target = max(target - run.used_before, LEAST_AFTER_REOPENING)
        run.targets.append((at, target, self.version))

    def spent(self, run: _Run, until: datetime) -> timedelta:
        hours = self.hours.get(run.version)
        if hours is None:
            return _ZERO
        return sum((working_time_between(a, b, hours) for a, b in run.segments(until)), _ZERO)

    def running(self, clock: Clock) -> _Run | None:
        run = self.current.get(clock)
        return run if run is not None and run.stopped_at is None else None

    def stop(self, at: datetime, *clocks: Clock, without: Outcome | None = None) -> None:
        for clock in clocks:
            if run := self.running(clock):
                run.stop(at, without=without)

    def happen(self, event: Happening) -> None:
        getattr(self, f"on_{event.kind.value}")(event)

    def on_started(self, event: Happening) -> None:
        self.start(Clock.ACKNOWLEDGE, event.at, number=1)
        self.start(Clock.RESOLVE, event.at, number=1)
        self.on_team_changed(event)

    def on_targets_set(self, event: Happening) -> None:
        self.targets, self.version = event.targets, event.hours
        for run in self.runs:
            if run.stopped_at is None:
                self._aim(run, event.at)

    def on_requester_spoke(self, event: Happening) -> None:
        if self.wait == WaitReason.REQUESTER:
            self.on_wait_ended(event)
        if not self.running(Clock.ANSWER):
            self.answers += 1
            self.start(Clock.ANSWER, event.at, number=self.answers)

    def on_agent_spoke(self, event: Happening) -> None:
        self.stop(event.at, Clock.ACKNOWLEDGE, Clock.ANSWER)

    def on_wait_began(self, event: Happening) -> None:
        if self.wait:
            # One waits for one thing at a time.
            self.on_wait_ended(event)
        self.wait, self.until = event.wait, event.until
        self.held = PAUSES[WaitReason.APPROVAL] if event.holds else PAUSES.get(event.wait, frozenset())
        for clock in self.held:
            if run := self.running(clock):
                run.pause(event.at, event.wait, event.until)
        if event.wait == WaitReason.SUPPLIER:
            self.on_order_placed(event)

    def on_wait_ended(self, event: Happening) -> None:
        self.wait = ""
        for run in self.runs:
            run.resume(event.at)

    def on_solved(self, event: Happening) -> None:
        self.wait = ""
        self.stop(event.at, *_SPOKEN, without=Outcome.UNANSWERED)
        self.stop(event.at, *Clock)

    def on_closed(self, event: Happening) -> None:
        self.wait = ""
        self.stop(event.at, *Clock, without=Outcome.ENDED)

    def on_reopened(self, event: Happening) -> None:
        self.cycle += 1
        self.start(Clock.RESOLVE, event.at, number=self.cycle)
        self._hop(event.at, self.team)

    def on_team_changed(self, event: Happening) -> None:
        self.team = event.team
        current = self.running(Clock.TEAM)
        if current is None or current.team != event.team:
            self.stop(event.at, Clock.TEAM)
            if self.running(Clock.RESOLVE):
                self._hop(event.at, event.team)

    def _hop(self, at: datetime, team: int) -> None:
        self.hops += 1
        self.start(Clock.TEAM, at, number=self.hops, team=team)

    def on_order_placed(self, event: Happening) -> None:
        if not self.running(Clock.SUPPLIER):
            self.orders += 1
            self.start(Clock.SUPPLIER, event.at, number=self.orders)

    def on_order_answered(self, event: Happening) -> None:
        self.stop(event.at, Clock.SUPPLIER)


def measure(
    happenings: Iterable[Happening],
    *,
    hours: Mapping[int, ServiceHours],
    now: datetime,
) -> list[Reading]:
    """
    Return every clock in every cycle, as it stands at `now`.

    `happenings` stand in the order in which they happened; `hours` are the calendar versions they name.
    """
    story = _Story(hours)
    for event in happenings:
        story.happen(event)
    return [_read(run, story, now) for run in story.runs]


def _read(run: _Run, story: _Story, now: datetime) -> Reading:
    end = run.stopped_at or max(now, run.started_at)
    last = run.targets[-1] if run.targets else None
    due = _due(run, last[1], story.hours.get(last[2]), end) if last else None
    breached = _first_breach(run, story.hours, end)
    return Reading(
        clock=run.clock,
        cycle=run.cycle,
        started_at=run.started_at,
        hours=run.version,
        targets=[(at, target) for at, target, _ in run.targets],
        pauses=list(run.pauses),
        spent=story.spent(run, end),
        due_at=None if run.is_paused else due,
        due_if_resumed=due,
        stopped_at=run.stopped_at,
        breached_at=breached,
        outcome=_outcome(run, breached, has_target=last is not None and last[1] is not None),
        team=run.team,
    )


def _outcome(run: _Run, breached: datetime | None, *, has_target: bool) -> Outcome:
    if run.stopped_at is None:
        return Outcome.PAUSED if run.is_paused else Outcome.RUNNING
    if breached is not None:
        return Outcome.BREACHED
    return run.without or Outcome.MET if has_target else Outcome.ENDED


def _due(run: _Run, target: timedelta | None, calendar: ServiceHours | None, end: datetime) -> datetime | None:
    """Return when the working time spent reaches the target; the last stretch goes on for ever."""
    if calendar is None or target is None:
        return None
    left = target
    for since, until in run.segments(end):
        worked = working_time_between(since, until, calendar)
        if left <= worked:
            return add_working_time(since, left, calendar)
        left -= worked
    return add_working_time(end, left, calendar)


def _first_breach(run: _Run, hours: Mapping[int, ServiceHours], end: datetime) -> datetime | None:
    """Return the first moment at which the target that held then was passed; it stays for ever."""
    for position, aim in enumerate(run.targets):
        until = run.targets[position + 1][0] if position + 1 < len(run.targets) else end
        due = _due(run, aim[1], hours.get(aim[2]), end)
        if due is not None and due < until:
            return max(due, aim[0]) if position else due
    return None


def next_due(readings: Iterable[Reading]) -> tuple[datetime | None, str]:
    """Return the earliest due moment of the clocks towards the requester that run, and which clock it is."""
    watched = (Clock.ACKNOWLEDGE, Clock.ANSWER, Clock.RESOLVE)
    running = [
        (reading.due_at, reading.clock.value)
        for reading in readings
        if reading.outcome == Outcome.RUNNING and reading.due_at is not None and reading.clock in watched
    ]
    return min(running, default=(None, ""))
