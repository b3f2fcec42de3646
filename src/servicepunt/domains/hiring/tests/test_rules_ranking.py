"""The order of step 2: points first, the rate only between equals, and the line at ten."""

import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicepunt.domains.hiring.rules.ranking import DecidedBy, Scored, draw, rank
from servicepunt.domains.hiring.rules.request import TieAtLine

TOTALS = st.sampled_from([Decimal(n) for n in (0, 15, 30, 50, 65, 70, 85, 100)])
RATES = st.sampled_from([Decimal(n) for n in ("70.00", "75.00", "99.99", "100.00")])
FIELDS = st.lists(st.tuples(TOTALS, RATES), max_size=25)


def scored(fields):
    return [Scored(f"k{number:02}", total, rate, f"r{number}") for number, (total, rate) in enumerate(fields)]


@pytest.mark.parametrize(("count", "going"), [(0, 0), (1, 1), (9, 9), (10, 10), (11, 10), (30, 10)])
def test_at_most_ten_go_on(count, going):
    order = rank([Scored(str(n), Decimal(n), Decimal(75)) for n in range(count)], most=10)
    assert sum(place.goes_on for place in order) == going


def test_the_lower_rate_decides_between_equal_totals_as_an_amount_not_as_text():
    order = rank([Scored("a", Decimal(70), Decimal("100.00")), Scored("b", Decimal(70), Decimal("75.00"))], most=1)
    assert [(place.id, place.place, place.goes_on) for place in order] == [("b", 1, True), ("a", 2, False)]
    assert order[0].decided_by == DecidedBy.RATE


def test_a_tie_across_the_line_lets_all_of_it_through():
    offers = [Scored(f"top{n}", Decimal(100), Decimal(n + 1)) for n in range(9)]
    tied = [Scored(f"tied{n}", Decimal(70), Decimal(75)) for n in range(3)]
    order = rank([*offers, *tied, Scored("below", Decimal(70), Decimal(76))], most=10)
    assert [place.id for place in order if place.goes_on][9:] == ["tied0", "tied1", "tied2"]
    assert {place.place for place in order if place.id.startswith("tied")} == {10}
    assert all(place.decided_by == DecidedBy.SHARED for place in order if place.id.startswith("tied"))


def test_announced_lots_fill_the_last_places_and_anyone_can_draw_them_again():
    offers = [Scored(f"tied{n}", Decimal(70), Decimal(75), f"bewijs-{n}") for n in range(4)]
    order = rank(offers, most=2, tie=TieAtLine.DRAW_LOTS, lot_value="baken van vrijdag")
    expected = sorted(offers, key=lambda each: draw("baken van vrijdag", each.receipt))[:2]
    assert {place.id for place in order if place.goes_on} == {each.id for each in expected}
    assert all(place.decided_by == DecidedBy.LOTS for place in order)


@given(FIELDS, st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_input_names_or_luck(fields, luck):
    offers = scored(fields)
    mixed = offers[:]
    luck.shuffle(mixed)
    assert rank(offers, most=10) == rank(mixed, most=10)
    renamed = [Scored(f"z{99 - n}", each.total, each.rate, each.receipt) for n, each in enumerate(offers)]
    plain = sorted((p.place, p.total, p.rate, p.goes_on) for p in rank(offers, most=10))
    assert plain == sorted((p.place, p.total, p.rate, p.goes_on) for p in rank(renamed, most=10))


@given(FIELDS)
def test_a_higher_total_is_never_below_a_lower_one_and_ten_go_on_or_the_tied(fields):
    order = rank(scored(fields), most=10)
    totals = [place.total for place in order]
    assert totals == sorted(totals, reverse=True)
    going = [place for place in order if place.goes_on]
    assert len(going) >= min(10, len(order))
    line = order[min(10, len(order)) - 1] if order else None
    extra = going[10:]
    assert all(line is not None and (each.total, each.rate) == (line.total, line.rate) for each in extra)


@given(FIELDS, st.integers(0, 2**32))
def test_other_rates_change_the_order_only_between_equal_totals(fields, seed):
    offers, luck = scored(fields), random.Random(seed)
    dearer = [Scored(o.id, o.total, Decimal(luck.randint(1, 200)), o.receipt) for o in offers]
    before, after = rank(offers, most=10), rank(dearer, most=10)
    assert [place.total for place in before] == [place.total for place in after]
    for total in {offer.total for offer in offers}:
        assert {p.id for p in before if p.total == total} == {p.id for p in after if p.total == total}
