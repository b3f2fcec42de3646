"""Experience: days, years as days, and the exact bounds of the bands."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicepunt.domains.hiring.rules import Faulty
from servicepunt.domains.hiring.rules.bands import band_for, faults_of
from servicepunt.domains.hiring.rules.experience import Stretch, days_in, experience, union
from servicepunt.domains.hiring.rules.offers import Citation, Finding, Period
from servicepunt.domains.hiring.rules.request import Band, Unit

CLOSING = date(2026, 7, 14)
SHOWN = Citation(page=1, passage="Van tot.")
TOPDESK = (
    Band(points=Decimal(0), under=Decimal(1)),
    Band(points=Decimal(15), at_least=Decimal(1), at_most=Decimal(2)),
    Band(points=Decimal(30), over=Decimal(2)),
)
MUNICIPALITY = (
    Band(points=Decimal(0), under=Decimal(4)),
    Band(points=Decimal(15), at_least=Decimal(4), at_most=Decimal(5)),
    Band(points=Decimal(30), over=Decimal(5)),
)


def days(*periods: tuple[str, str | None], reference: date = CLOSING) -> int:
    made = tuple(Period(since=since, until=until, citation=SHOWN) for since, until in periods)
    return experience(Finding(periods=made), reference, "hier").days


@pytest.mark.parametrize(("years", "expected"), [(1, 365), (2, 730), (4, 1461), (5, 1826)])
def test_years_are_the_days_in_the_years_before_the_closing_date(years, expected):
    assert days_in(Decimal(years), Unit.YEARS, CLOSING) == expected


def test_a_year_before_a_leap_day_ends_on_the_last_day_of_february():
    assert days_in(Decimal(1), Unit.YEARS, date(2028, 2, 29)) == 366
    assert days_in(Decimal(4), Unit.YEARS, date(2028, 2, 29)) == 1461


@pytest.mark.parametrize(
    ("shown", "points"), [(0, 0), (364, 0), (365, 15), (366, 15), (729, 15), (730, 15), (731, 30), (9000, 30)]
)
def test_exactly_one_and_exactly_two_years_of_topdesk_give_fifteen_points(shown, points):
    band = band_for(shown, TOPDESK, Unit.YEARS, CLOSING)
    assert band is not None
    assert band.points == points


@pytest.mark.parametrize(("shown", "points"), [(1460, 0), (1461, 15), (1826, 15), (1827, 30)])
def test_exactly_four_and_exactly_five_years_at_a_municipality_give_fifteen_points(shown, points):
    band = band_for(shown, MUNICIPALITY, Unit.YEARS, CLOSING)
    assert band is not None
    assert band.points == points


def test_overlapping_jobs_count_once_and_gaps_not_at_all():
    assert days(("2020-01-01", "2021-01-01"), ("2020-07-01", "2021-07-01")) == 547
    assert days(("2020-01-01", "2020-02-01"), ("2020-03-01", "2020-04-01")) == 62
    assert days(("2020-01-01", "2020-02-01"), ("2020-02-01", "2020-03-01")) == 60


def test_an_open_period_lasts_until_the_reference_date_and_later_work_does_not_count():
    assert days(("2021-07-14", None)) == 1826
    assert days(("2021-07-14", "2030-01-01")) == 1826
    assert days(("2026-07-14", None)) == 0
    assert days(("2027-01-01", None)) == 0


def test_months_are_read_from_the_first_to_the_first_and_years_as_short_as_can_be():
    assert days(("2024-03", "2024-05")) == 61
    assert days(("2020", "2021")) == 1
    assert days(("2020", "2020")) == 0
    assert days(("2019", "2021")) == 367


def test_a_period_without_a_passage_counts_for_nothing():
    finding = Finding(periods=(Period(since="2020-01-01", until="2024-01-01"),))
    found = experience(finding, CLOSING, "hier")
    assert (found.days, found.without_passage) == (0, 1)


@pytest.mark.parametrize(("since", "until"), [("2024-05-01", "2024-04-30"), ("2024-13", None), ("vorig jaar", None)])
def test_a_period_that_cannot_be_is_refused_with_its_place(since, until):
    with pytest.raises(Faulty, match="hier"):
        days((since, until))


def test_bands_with_a_gap_an_overlap_or_a_ceiling_are_found():
    assert faults_of(TOPDESK) == []
    assert faults_of(MUNICIPALITY) == []
    open_middle = (TOPDESK[0], Band(points=Decimal(15), over=Decimal(1), under=Decimal(2)), TOPDESK[2])
    assert faults_of(open_middle) == ["precies 1 valt in geen klasse", "precies 2 valt in geen klasse"]
    double = (Band(points=Decimal(0), at_most=Decimal(1)), *TOPDESK[1:])
    assert faults_of(double) == ["precies 1 valt in twee klassen"]
    assert "de hoogste klasse heeft een bovengrens" in faults_of(TOPDESK[:2])
    falling = (Band(points=Decimal(5), under=Decimal(1)), Band(points=Decimal(0), at_least=Decimal(1)))
    assert faults_of(falling) == ["meer ervaring geeft minder punten"]


@given(st.integers(0, 12_000))
def test_every_length_falls_in_exactly_one_band_and_more_never_gives_less(shown):
    for bands in (TOPDESK, MUNICIPALITY):
        fitting = [band for band in bands if band_for(shown, (band,), Unit.YEARS, CLOSING)]
        assert len(fitting) == 1
        more = band_for(shown + 1, bands, Unit.YEARS, CLOSING)
        assert more is not None
        assert more.points >= fitting[0].points


SPANS = st.tuples(st.integers(0, 3000), st.integers(0, 800))


@given(st.lists(SPANS, max_size=8))
def test_the_union_counts_every_day_once(spans):
    start = date(2015, 1, 1).toordinal()
    stretches = [Stretch(date.fromordinal(start + a), date.fromordinal(start + a + b)) for a, b in spans]
    expected = {day for a, b in spans for day in range(a, a + b)}
    assert sum(each.days for each in union(stretches)) == len(expected)
