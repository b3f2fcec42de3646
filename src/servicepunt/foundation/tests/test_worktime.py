"""Working time, against the model of every minute, and around the nights on which the clocks change."""

import random
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from servicepunt.foundation.holidays import municipal_closed_days
from servicepunt.foundation.tests.minutes import BEGIN, END, Minutes
from servicepunt.foundation.worktime import (
    ALWAYS,
    NeverOpens,
    ServiceHours,
    add_working_time,
    hours_from_plain,
    next_open,
    working_time_between,
    working_time_from,
)

HERE = ZoneInfo("Europe/Amsterdam")
CLOSED = frozenset(day for year in range(2024, 2032) for day in municipal_closed_days(year))
CLOSED_IN_ORDER = sorted(CLOSED)
OFFICE = ServiceHours(weekly=(((510, 1020),),) * 5 + ((), ()), closed=CLOSED)
LUNCH = ServiceHours(
    weekly=(((510, 720), (780, 1020)),) * 3 + (((510, 720), (780, 1260)), ((510, 720),), ((540, 720),), ()),
    closed=CLOSED,
    special=tuple((date(year, 12, 24), ((510, 900),)) for year in range(2024, 2032)),
)
NIGHT = ServiceHours(weekly=(((0, 190), (1320, 1440)),) * 7)
CALENDARS = {"office": OFFICE, "lunch": LUNCH, "night": NIGHT, "always": ALWAYS}
CASES, RUNS = 1_000, 13
# The first run of each calendar belongs to the rules; together they are 52,000 cases.
SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, RUNS))]


@cache
def model(name: str) -> Minutes:
    return Minutes(CALENDARS[name])


def interesting(chance: random.Random) -> datetime:
    """Return a moment, often near a night on which the clocks change, a leap day or a closed day."""
    near = chance.choice(
        [
            datetime(chance.randint(2024, 2031), 3, 25, tzinfo=UTC),
            datetime(chance.randint(2024, 2031), 10, 24, tzinfo=UTC),
            datetime(chance.choice([2024, 2028]), 2, 27, tzinfo=UTC),
            datetime.combine(chance.choice(CLOSED_IN_ORDER), datetime.min.time(), UTC) - timedelta(days=2),
            BEGIN + (END - BEGIN) * chance.random() * 0.75,
        ]
    )
    near = max(near, BEGIN + timedelta(days=3))
    return near.replace(microsecond=0) + timedelta(seconds=chance.randint(0, 7 * 86_400))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", CALENDARS)
def test_adding_and_measuring_agree_with_every_minute(name, seed):
    chance, hours, minutes = random.Random(f"worktime {name} {seed}"), CALENDARS[name], model(name)
    for _ in range(CASES):
        start = interesting(chance)
        end = start + timedelta(seconds=chance.randint(0, 21 * 86_400))
        amount = timedelta(seconds=chance.randint(1, 60 * 3600))
        assert working_time_between(start, end, hours) == minutes.between(start, end), (start, end)
        assert add_working_time(start, amount, hours) == minutes.after(start, amount), (start, amount)


@pytest.mark.parametrize("name", CALENDARS)
def test_every_closed_day_clock_change_and_leap_day_agrees_with_every_minute(name):
    hours, minutes = CALENDARS[name], model(name)
    changes = [date(year, month, 31) - timedelta(days=(date(year, month, 31).weekday() + 1) % 7)
               for year in range(2024, 2032) for month in (3, 10)]  # fmt: skip
    for day in sorted({*CLOSED, *changes, date(2024, 2, 29), date(2028, 2, 29)}):
        for hour in range(-30, 54, 3):
            start = max(datetime.combine(day, datetime.min.time(), HERE).astimezone(UTC), BEGIN)
            start = max(start + timedelta(hours=hour, seconds=hour * 17), BEGIN)
            end = start + timedelta(hours=31, seconds=11)
            assert working_time_between(start, end, hours) == minutes.between(start, end), (start, end)
            amount = timedelta(hours=9, seconds=hour + 31)
            assert add_working_time(start, amount, hours) == minutes.after(start, amount), start


def test_the_spring_night_has_an_hour_less_and_the_autumn_night_one_more():
    assert working_time_between(at(2026, 3, 29), at(2026, 3, 30), ALWAYS) == timedelta(hours=23)
    assert working_time_between(at(2026, 10, 25), at(2026, 10, 26), ALWAYS) == timedelta(hours=25)


def test_office_hours_do_not_notice_the_night_before():
    friday = at(2026, 3, 27, 16)
    assert add_working_time(friday, timedelta(hours=2), OFFICE) == at(2026, 3, 30, 9, 30)


def test_hours_that_never_open_are_refused():
    closed = ServiceHours(weekly=((),) * 7)
    with pytest.raises(NeverOpens):
        add_working_time(at(2026, 1, 1), timedelta(hours=1), closed)
    with pytest.raises(NeverOpens):
        next_open(at(2026, 1, 1), closed)


def test_the_next_opening_skips_a_closed_day():
    assert next_open(at(2026, 12, 24, 18), OFFICE) == at(2026, 12, 28, 8, 30)


def test_hours_are_read_from_how_they_are_kept():
    read = hours_from_plain({"0": [["08:30", "17:00"]]}, ["2026-12-25"], {"2026-12-24": [["09:00", "24:00"]]}, "UTC")
    assert read.intervals_on(date(2026, 12, 21)) == ((510, 1020),)
    assert read.intervals_on(date(2026, 12, 24)) == ((540, 1440),)
    assert read.intervals_on(date(2026, 12, 25)) == ()


GOLDEN = {
    2024: "0101 0401 0427 0505 0509 0520 1225 1226",
    2025: "0101 0421 0426 0505 0529 0609 1225 1226",
    2026: "0101 0406 0427 0505 0514 0525 1225 1226",
    2027: "0101 0329 0427 0505 0506 0517 1225 1226",
    2028: "0101 0417 0427 0505 0525 0605 1225 1226",
    2029: "0101 0402 0427 0505 0510 0521 1225 1226",
    2030: "0101 0422 0427 0505 0530 0610 1225 1226",
    2031: "0101 0414 0426 0505 0522 0602 1225 1226",
}


@pytest.mark.parametrize("year", GOLDEN)
def test_a_municipality_is_closed_on_the_days_of_the_agreement(year):
    assert " ".join(day.strftime("%m%d") for day in municipal_closed_days(year)) == GOLDEN[year]


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=HERE).astimezone(UTC)


@pytest.mark.parametrize("name", CALENDARS)
def test_many_moments_seen_from_one_are_measured_as_each_for_itself(name):
    chance, hours = random.Random(f"{name} from one"), CALENDARS[name]
    for _ in range(25):
        start = interesting(chance)
        between = working_time_from(start, hours)
        for _ in range(20):
            end = start + timedelta(seconds=chance.choice([600, 86_400, 200 * 86_400]) * (chance.random() * 2 - 0.5))
            assert between(end) == working_time_between(start, end, hours)
