"""The five clocks, point by point of the semantics."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from servicepunt.domains.agreements.rules.clocks import Clock, Happening, Kind, Outcome, measure, next_due
from servicepunt.domains.agreements.rules.escalation import DEFAULT_LEVELS, due_levels, levels_from, next_look
from servicepunt.domains.agreements.rules.explaining import explain
from servicepunt.foundation.tests.test_worktime import OFFICE

NOON = datetime(2026, 7, 14, 10, 0, tzinfo=UTC)
HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
HOURS = {1: OFFICE}
TARGETS = {
    Clock.ACKNOWLEDGE: HOUR, Clock.ANSWER: 2 * HOUR, Clock.RESOLVE: 8 * HOUR,
    Clock.TEAM: 4 * HOUR, Clock.SUPPLIER: 8 * HOUR,
}  # fmt: skip


def story(*events, start=NOON, targets=TARGETS):
    opened = [
        Happening(at=start, kind=Kind.STARTED, team=1),
        Happening(at=start, kind=Kind.TARGETS_SET, targets=targets, hours=1),
    ]
    return opened + [Happening(at=moment, kind=kind, **extra) for moment, kind, extra in events]


def step(moment, kind, **extra):
    return (moment, kind, extra)


def read(clock, events, now):
    return [reading for reading in measure(events, hours=HOURS, now=now) if reading.clock == clock]


def test_the_first_human_word_stops_acknowledge():
    events = story(step(NOON + 30 * MINUTE, Kind.AGENT_SPOKE))
    (reading,) = read(Clock.ACKNOWLEDGE, events, NOON + DAY)
    assert (reading.outcome, reading.spent) == (Outcome.MET, 30 * MINUTE)


def test_exactly_on_time_is_met_and_a_second_later_is_not():
    for late, outcome in ((timedelta(), Outcome.MET), (timedelta(seconds=1), Outcome.BREACHED)):
        events = story(step(NOON + HOUR + late, Kind.AGENT_SPOKE))
        (reading,) = read(Clock.ACKNOWLEDGE, events, NOON + DAY)
        assert reading.outcome == outcome


def test_waiting_for_the_requester_pauses_resolve_and_answer_but_never_acknowledge():
    events = story(step(NOON + HOUR, Kind.WAIT_BEGAN, wait="requester"))
    now = NOON + 2 * HOUR
    assert read(Clock.ACKNOWLEDGE, events, now)[0].outcome == Outcome.RUNNING
    resolve = read(Clock.RESOLVE, events, now)[0]
    assert (resolve.outcome, resolve.due_at, resolve.spent) == (Outcome.PAUSED, None, HOUR)
    assert resolve.due_if_resumed == NOON + 24 * HOUR + HOUR - 30 * MINUTE


def test_what_the_requester_says_ends_the_wait_when_it_was_said_not_when_we_took_it_in():
    events = story(
        step(NOON, Kind.WAIT_BEGAN, wait="requester"),
        step(NOON + HOUR, Kind.REQUESTER_SPOKE),
        step(NOON + 2 * HOUR, Kind.WAIT_ENDED),
    )
    now = NOON + 2 * HOUR
    assert read(Clock.RESOLVE, events, now)[0].spent == HOUR
    assert read(Clock.ANSWER, events, now)[0].due_at == NOON + 3 * HOUR


def test_mail_of_before_the_wait_ends_it_without_taking_time_back():
    events = story(step(NOON + HOUR, Kind.WAIT_BEGAN, wait="requester"), step(NOON + 30 * MINUTE, Kind.REQUESTER_SPOKE))
    assert read(Clock.RESOLVE, events, NOON + 2 * HOUR)[0].spent == 2 * HOUR


def test_a_norm_without_a_target_takes_the_due_moment_away_and_leaves_the_breach():
    without = {clock: target for clock, target in TARGETS.items() if clock != Clock.ACKNOWLEDGE}
    events = story(step(NOON + 2 * HOUR, Kind.TARGETS_SET, targets=without, hours=1))
    (reading,) = read(Clock.ACKNOWLEDGE, events, NOON + 3 * HOUR)
    assert (reading.due_at, reading.target, reading.breached_at) == (None, None, NOON + HOUR)


def test_waiting_for_the_supplier_pauses_nothing_and_starts_the_suppliers_clock():
    events = story(step(NOON + HOUR, Kind.WAIT_BEGAN, wait="supplier"))
    assert read(Clock.RESOLVE, events, NOON + 2 * HOUR)[0].outcome == Outcome.RUNNING
    (supplier,) = read(Clock.SUPPLIER, events, NOON + 2 * HOUR)
    assert (supplier.started_at, supplier.outcome) == (NOON + HOUR, Outcome.RUNNING)


def test_an_appointment_pauses_resolve_but_not_the_next_answer():
    events = story(step(NOON, Kind.REQUESTER_SPOKE), step(NOON + MINUTE, Kind.WAIT_BEGAN, wait="appointment"))
    assert read(Clock.RESOLVE, events, NOON + HOUR)[0].outcome == Outcome.PAUSED
    assert read(Clock.ANSWER, events, NOON + HOUR)[0].outcome == Outcome.RUNNING


def test_the_answer_clock_counts_from_the_oldest_unanswered_word():
    events = story(
        step(NOON + MINUTE, Kind.REQUESTER_SPOKE),
        step(NOON + 30 * MINUTE, Kind.REQUESTER_SPOKE),
        step(NOON + HOUR, Kind.AGENT_SPOKE),
        step(NOON + 90 * MINUTE, Kind.REQUESTER_SPOKE),
    )
    first, second = read(Clock.ANSWER, events, NOON + 2 * HOUR)
    assert (first.started_at, first.spent) == (NOON + MINUTE, 59 * MINUTE)
    assert second.started_at == NOON + 90 * MINUTE


def test_a_reopened_ticket_goes_on_with_what_is_left_and_keeps_its_earlier_outcome():
    events = story(step(NOON + 3 * HOUR, Kind.SOLVED), step(NOON + 2 * DAY, Kind.REOPENED))
    first, second = read(Clock.RESOLVE, events, NOON + 2 * DAY)
    assert (first.outcome, first.spent) == (Outcome.MET, 3 * HOUR)
    assert (second.cycle, second.target, second.spent) == (2, 5 * HOUR, timedelta())


def test_a_reopened_ticket_gets_one_working_hour_at_least():
    events = story(step(NOON + 7 * DAY, Kind.SOLVED), step(NOON + 8 * DAY, Kind.REOPENED))
    first, second = read(Clock.RESOLVE, events, NOON + 8 * DAY)
    assert first.outcome == Outcome.BREACHED
    assert second.target == HOUR


def test_another_norm_counts_from_the_start_and_a_breach_stays():
    shorter, longer = TARGETS | {Clock.RESOLVE: HOUR}, TARGETS | {Clock.RESOLVE: 80 * HOUR}
    events = story(
        step(NOON + 2 * HOUR, Kind.TARGETS_SET, targets=shorter, hours=1),
        step(NOON + 3 * HOUR, Kind.TARGETS_SET, targets=longer, hours=1),
    )
    (reading,) = read(Clock.RESOLVE, events, NOON + 4 * HOUR)
    assert [target for _, target in reading.targets] == [8 * HOUR, HOUR, 80 * HOUR]
    assert reading.breached_at == NOON + 2 * HOUR
    assert reading.due_at > NOON + 4 * HOUR


def test_closing_never_erases_a_breach():
    events = story(step(NOON + 5 * DAY, Kind.CLOSED))
    (reading,) = read(Clock.RESOLVE, events, NOON + 6 * DAY)
    assert reading.outcome == Outcome.BREACHED


def test_a_withdrawn_ticket_ends_its_clocks_without_an_outcome():
    events = story(step(NOON + MINUTE, Kind.CLOSED))
    assert {reading.outcome for reading in measure(events, hours=HOURS, now=NOON + HOUR)} == {Outcome.ENDED}


def test_solving_is_no_word_to_anybody():
    events = story(
        step(NOON + MINUTE, Kind.REQUESTER_SPOKE),
        step(NOON + 2 * MINUTE, Kind.ORDER_PLACED),
        step(NOON + 30 * MINUTE, Kind.SOLVED),
    )
    later = NOON + DAY
    readings = {reading.clock: reading for reading in measure(events, hours=HOURS, now=later)}
    words = {clock.value: explain(reading, OFFICE, later).words for clock, reading in readings.items()}
    assert words == {
        "acknowledge": "niet gegeven",
        "answer": "niet gegeven",
        "supplier": "niet geantwoord",
        "resolve": "gehaald in 30 min",
        "team": "gehaald in 30 min",
    }
    assert readings[Clock.ACKNOWLEDGE].outcome == Outcome.UNANSWERED


def test_solving_too_late_without_a_word_is_a_breach_and_with_one_it_is_an_answer():
    (late,) = read(Clock.ACKNOWLEDGE, story(step(NOON + 2 * HOUR, Kind.SOLVED)), NOON + DAY)
    said = story(step(NOON + MINUTE, Kind.AGENT_SPOKE), step(NOON + MINUTE, Kind.SOLVED))
    assert (late.outcome, read(Clock.ACKNOWLEDGE, said, NOON + DAY)[0].outcome) == (Outcome.BREACHED, Outcome.MET)


@pytest.mark.parametrize("end", [Kind.WAIT_ENDED, Kind.SOLVED, Kind.REQUESTER_SPOKE])
def test_a_wait_holds_no_clock_past_the_moment_that_was_promised(end):
    wait = {"wait": "requester", "until": NOON + HOUR}
    events = story(step(NOON, Kind.WAIT_BEGAN, **wait), step(NOON + 3 * HOUR, end))
    (resolve,) = read(Clock.RESOLVE, events, NOON + 4 * HOUR)
    assert resolve.spent == (2 if end == Kind.SOLVED else 3) * HOUR
    assert [pause.until for pause in resolve.pauses] == [NOON + HOUR]


def test_every_hop_to_another_team_has_its_own_clock():
    events = story(step(NOON + HOUR, Kind.TEAM_CHANGED, team=2), step(NOON + 2 * HOUR, Kind.TEAM_CHANGED, team=1))
    readings = read(Clock.TEAM, events, NOON + 3 * HOUR)
    assert [(r.team, r.spent) for r in readings] == [(1, HOUR), (2, HOUR), (1, HOUR)]


def test_a_reopened_ticket_counts_for_the_team_that_has_it_now():
    events = story(
        step(NOON + HOUR, Kind.SOLVED),
        step(NOON + 2 * HOUR, Kind.TEAM_CHANGED, team=2),
        step(NOON + 3 * HOUR, Kind.REOPENED),
    )
    assert [reading.team for reading in read(Clock.TEAM, events, NOON + 4 * HOUR)] == [1, 2]


def test_without_a_target_there_is_no_due_moment():
    events = story(targets={})
    assert next_due(measure(events, hours=HOURS, now=NOON)) == (None, "")


def test_a_level_fires_once_and_after_downtime_only_the_highest():
    readings = measure(story(), hours=HOURS, now=NOON + 46 * MINUTE)
    first = due_levels(readings, levels=DEFAULT_LEVELS, fired=[], hours=HOURS, now=NOON + 46 * MINUTE)
    assert [(due.reading.clock, due.level.name) for due in first] == [(Clock.ACKNOWLEDGE, "75 %")]
    later = measure(story(), hours=HOURS, now=NOON + 3 * HOUR)
    after = due_levels(
        later, levels=DEFAULT_LEVELS, fired=[("acknowledge", 1, "75 %")], hours=HOURS, now=NOON + 3 * HOUR
    )
    acknowledge = next(due for due in after if due.reading.clock == Clock.ACKNOWLEDGE)
    assert acknowledge.level.name == "1 werkuur te laat"
    assert [level.name for level in acknowledge.passed] == ["streeftijd"]
    fired = [
        (due.reading.clock.value, due.reading.cycle, level.name) for due in after for level in (due.level, *due.passed)
    ]
    assert (
        due_levels(
            later, levels=DEFAULT_LEVELS, fired=[*fired, ("acknowledge", 1, "75 %")], hours=HOURS, now=NOON + 3 * HOUR
        )
        == []
    )
    warned = [("acknowledge", 1, "75 %")]
    look = {"levels": DEFAULT_LEVELS, "hours": HOURS}
    assert next_look(readings, fired=warned, now=NOON + 46 * MINUTE, **look) == NOON + HOUR
    # What was passed and did not go off is looked at still, the highest of them.
    assert next_look(readings, fired=[], now=NOON + 46 * MINUTE, **look) == NOON + 45 * MINUTE
    assert next_look(readings, fired=warned, now=NOON + 3 * HOUR, **look) == NOON + 2 * HOUR


def test_a_clock_says_why():
    events = story(step(NOON + HOUR, Kind.WAIT_BEGAN, wait="requester"), step(NOON + 3 * HOUR, Kind.WAIT_ENDED))
    (reading,) = read(Clock.RESOLVE, events, NOON + 4 * HOUR)
    why = explain(reading, OFFICE, NOON + 4 * HOUR)
    assert why.sentence == (
        "08:30–17:00, gestart vandaag 12:00, 2 u stilgestaan (wacht op aanmelder), norm 8 u werktijd, "
        "streeftijd morgen 13:30"
    )
    assert [(span.since, span.until) for span in why.spans] == [(NOON, NOON + HOUR), (NOON + 3 * HOUR, NOON + 4 * HOUR)]


@pytest.mark.parametrize(
    ("start", "words"),
    [
        ("2026-12-24T14:00:00+01:00", "08:30–17:00, gestart 24 december 14:00 (die dag 08:30–15:00)"),
        ("2026-12-25T14:00:00+01:00", "08:30–17:00, gestart 25 december 14:00 (die dag gesloten)"),
        ("2026-12-26T14:00:00+01:00", "08:30–17:00, gestart 26 december 14:00, "),
        ("2026-12-23T14:00:00+01:00", "08:30–17:00, gestart 23 december 14:00, "),
    ],
)
def test_the_hours_of_one_day_are_not_said_to_be_those_of_the_calendar(start, words):
    hours = replace(OFFICE, closed=frozenset([date(2026, 12, 25)]), special=((date(2026, 12, 24), ((510, 900),)),))
    (reading,) = read(Clock.RESOLVE, story(start=datetime.fromisoformat(start)), NOON)
    assert explain(reading, hours, NOON).sentence.startswith(words)


def test_levels_are_read_from_the_configuration_and_named_for_people():
    names = [level.name for level in levels_from(["50", "100", "100+60", "100+90", "120+120"])]
    assert names == ["50 %", "streeftijd", "1 werkuur te laat", "90 werkminuten te laat", "120 % en 2 werkuren"]
    for wrong in ["0", "abc", "75%", "100+", "-5"]:
        with pytest.raises(ValueError, match=re.escape(wrong)):
            levels_from([wrong])
