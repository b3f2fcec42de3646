"""Whole lives of tickets: every clock in every cycle against a model that counts minutes, 0 seconds apart."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from servicepunt.domains.agreements.rules.clocks import Clock, Happening, Kind, Outcome, measure
from servicepunt.foundation.tests.minutes import Minutes
from servicepunt.foundation.tests.test_worktime import CALENDARS, interesting, model

STORIES, RUNS = 1_000, 50
# The first run belongs to the rules; together they are 50,000 lives beside the 52,000 cases of working time.
SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, RUNS))]
VERSIONS = {1: "office", 2: "lunch", 3: "always"}
HOURS = {version: CALENDARS[name] for version, name in VERSIONS.items()}
PAUSED = {
    "requester": {Clock.RESOLVE, Clock.ANSWER, Clock.TEAM},
    "appointment": {Clock.RESOLVE, Clock.TEAM},
    "approval": {Clock.RESOLVE, Clock.TEAM},
    "supplier": set(),
}
UNFINISHED = ["speak", "answer", "wait", "wait", "resume", "norm", "hop", "order", "solve", "close"]
FINISHED = ["reopen", "reopen", "hop", "norm"]


@dataclass
class Life:
    """A life of a ticket, written down as it is lived: when which clock ran, and when the ticket waited."""

    chance: random.Random
    now: datetime
    events: list[Happening] = field(default_factory=list)
    clocks: list[dict] = field(default_factory=list)
    waits: list[list] = field(default_factory=list)
    norms: list[tuple[datetime, dict, int]] = field(default_factory=list)
    team: int = 1
    is_finished: bool = False

    def happen(self, kind, at=None, **extra):
        self.events.append(Happening(at=at or self.now, kind=kind, **extra))

    def begin(self, clock, at=None):
        known = sum(one["clock"] == clock for one in self.clocks)
        made = {"clock": clock, "start": at or self.now, "stop": None, "cycle": known + 1, "team": 0, "without": None}
        # What was over when it began never holds it, also when we heard late of what began it.
        made["born"], made["waits"] = len(self.norms), len(self.waits) - self.is_waiting()
        self.clocks.append(made)
        if clock == Clock.TEAM:
            made["team"] = self.team

    def end(self, *clocks, without=None):
        for one in self.clocks:
            if one["clock"] in clocks and one["stop"] is None:
                one["stop"], one["without"], one["dead"] = self.now, without, len(self.norms)
                # What we hear later about a wait changes nothing for a clock that has stopped.
                one["held"] = [
                    (began, ended or max(min(self.now, until), began), reason, paused, until)
                    for began, ended, reason, paused, until in self.waits
                ]

    def runs(self, clock):
        return any(one["clock"] == clock and one["stop"] is None for one in self.clocks)

    def wake(self, at):
        if self.waits and self.waits[-1][1] is None:
            # Whoever wakes it late, or speaks late: it waited until the promised moment and no longer.
            self.waits[-1][1] = max(min(at, self.waits[-1][4]), self.waits[-1][0])

    def is_waiting(self, reason=""):
        return bool(self.waits) and self.waits[-1][1] is None and reason in {"", self.waits[-1][2]}

    def open(self):
        self.happen(Kind.STARTED, team=1)
        for clock in (Clock.ACKNOWLEDGE, Clock.RESOLVE, Clock.TEAM):
            self.begin(clock)
        self.norm()

    def norm(self):
        """Another priority or norm, perhaps in other hours; a clock may have no target at all."""
        targets = {
            clock: timedelta(seconds=self.chance.randint(60, 40 * 3600))
            for clock in Clock
            if not self.norms or self.chance.random() < 0.9
        }
        version = self.chance.choice(list(VERSIONS))
        self.happen(Kind.TARGETS_SET, targets=targets, hours=version)
        self.norms.append((self.now, targets, version))

    def speak(self):
        """The requester wrote, perhaps a while before we took it in."""
        at = self.now - timedelta(seconds=self.chance.choice([0, 0, 40, 4_000]))
        at = max(at, self.clocks[0]["start"])
        self.happen(Kind.REQUESTER_SPOKE, at)
        if self.is_waiting("requester"):
            self.wake(at)
            self.happen(Kind.WAIT_ENDED)
        if not self.runs(Clock.ANSWER):
            self.begin(Clock.ANSWER, at)

    def answer(self):
        self.happen(Kind.AGENT_SPOKE)
        self.end(Clock.ACKNOWLEDGE, Clock.ANSWER)

    def wait(self):
        self.resume()
        reason = self.chance.choice(list(PAUSED))
        holds = reason == "supplier" and self.chance.random() < 0.3
        until = self.now + timedelta(seconds=self.chance.choice([60, 7_200, 100_000, 10_000_000]))
        self.happen(Kind.WAIT_BEGAN, wait=reason, holds=holds, until=until)
        self.waits.append([self.now, None, reason, PAUSED["approval" if holds else reason], until])
        if reason == "supplier" and not self.runs(Clock.SUPPLIER):
            self.begin(Clock.SUPPLIER)

    def resume(self):
        if self.is_waiting():
            self.happen(Kind.WAIT_ENDED)
            self.wake(self.now)

    def hop(self):
        before, self.team = self.team, self.chance.randint(1, 3)
        self.happen(Kind.TEAM_CHANGED, team=self.team)
        if before != self.team and not self.is_finished:
            self.end(Clock.TEAM)
            self.begin(Clock.TEAM)

    def order(self):
        if self.runs(Clock.SUPPLIER):
            self.happen(Kind.ORDER_ANSWERED)
            self.end(Clock.SUPPLIER)
        else:
            self.happen(Kind.ORDER_PLACED)
            self.begin(Clock.SUPPLIER)

    def finish(self, kind):
        self.happen(kind)
        self.wake(self.now)
        self.is_finished = True

    def solve(self):
        """Done, and nobody said a word: what somebody waits to hear is not given."""
        self.finish(Kind.SOLVED)
        self.end(Clock.ACKNOWLEDGE, Clock.ANSWER, Clock.SUPPLIER, without=Outcome.UNANSWERED)
        self.end(Clock.RESOLVE, Clock.TEAM)

    def close(self):
        self.finish(Kind.CLOSED)
        self.end(*Clock, without=Outcome.ENDED)

    def reopen(self):
        self.happen(Kind.REOPENED)
        self.is_finished = False
        self.begin(Clock.RESOLVE)
        self.begin(Clock.TEAM)


def lived(chance):
    life = Life(chance, interesting(chance))
    life.open()
    for _ in range(chance.randint(2, 10)):
        life.now += timedelta(seconds=chance.choice([1, 59, 3_600, 86_400, 172_800]) * chance.randint(1, 2))
        getattr(life, chance.choice(FINISHED if life.is_finished else UNFINISHED))()
    life.now += timedelta(seconds=chance.randint(1, 200_000))
    return life


def stretches(one, life, end):
    """Return when a clock ran, up to `end`: from its start, without the waits that hold it."""
    spans, since = [], one["start"]
    for began, ended, _, paused, _ in one.get("held", life.waits)[one["waits"] :]:
        ended = ended or end
        if one["clock"] in paused and ended > since:
            spans.append((since, min(began, end)))
            since = max(since, ended)
    return [(a, b) for a, b in [*spans, (since, end)] if a < b]


def due(spans, end, target, minutes: Minutes):
    for since, until in spans:
        worked = minutes.between(since, until)
        if target <= worked:
            return minutes.after(since, target)
        target -= worked
    return minutes.after(end, target)


def aims_of(one, life, used):
    """Return the targets a clock had: the one it was born with and every later one while it ran."""
    aims = []
    norms = life.norms[max(one["born"] - 1, 0) : one.get("dead", len(life.norms))]
    for position, (at, targets, version) in enumerate(norms):
        target = targets.get(one["clock"])
        if target is None and not aims:
            continue
        if target is not None and one["clock"] == Clock.RESOLVE and one["cycle"] > 1:
            target = max(target - used, timedelta(hours=1))
        aims.append((one["start"] if position == 0 and one["born"] else at, target, version))
    return aims


def check(reading, one, life, used):
    end = one["stop"] or life.now
    spans, aims = stretches(one, life, end), aims_of(one, life, used)
    version = life.norms[: one.get("dead", len(life.norms))][-1][2]
    spent = sum((model(VERSIONS[version]).between(a, b) for a, b in spans), timedelta())
    assert reading.spent == spent
    breached = None
    for place, (at, target, hours) in enumerate(aims):
        until = aims[place + 1][0] if place + 1 < len(aims) else end
        passed = due(spans, end, target, model(VERSIONS[hours])) if target else None
        if passed and passed < until and not breached:
            breached = max(passed, at) if place else passed
    assert reading.breached_at == breached
    goal = aims[-1][1] if aims else None
    assert reading.target == goal
    assert reading.due_if_resumed == (due(spans, end, goal, model(VERSIONS[version])) if goal else None)
    held = one["stop"] is None and life.is_waiting() and one["clock"] in life.waits[-1][3]
    assert reading.due_at == (None if held else reading.due_if_resumed)
    assert reading.outcome == outcome(one, goal, held=held, breached=breached)
    assert (reading.started_at, reading.stopped_at, reading.team) == (one["start"], one["stop"], one["team"])
    return spent


def outcome(one, goal, *, held, breached):
    if one["stop"] is None:
        return Outcome.PAUSED if held else Outcome.RUNNING
    if breached:
        return Outcome.BREACHED
    if goal is None:
        return Outcome.ENDED
    return one["without"] or Outcome.MET


@pytest.mark.parametrize("seed", SEEDS)
def test_every_clock_of_a_whole_life_agrees_with_every_minute(seed):
    for number in range(STORIES):
        life = lived(random.Random(f"life {seed} {number}"))
        readings = {(r.clock, r.cycle): r for r in measure(life.events, hours=HOURS, now=life.now)}
        assert len(readings) == len(life.clocks)
        used = timedelta()
        for one in life.clocks:
            try:
                spent = check(readings[one["clock"], one["cycle"]], one, life, used)
            except AssertionError as error:
                raise AssertionError(f"life {seed} {number}: {one}\n{life.waits}\n{life.norms}\n{error}") from error
            if one["clock"] == Clock.RESOLVE:
                used += spent
