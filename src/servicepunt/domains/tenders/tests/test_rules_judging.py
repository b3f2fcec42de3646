"""Agreement between assessors, against values that were worked out elsewhere."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicepunt.domains.awards.rules.agreement import alpha


def points(*units):
    return [[Decimal(value) for value in unit] for unit in units]


def slow_alpha(units):
    """Krippendorff's own definition, pair by pair."""
    units = [unit for unit in units if len(unit) > 1]
    values = [value for unit in units for value in unit]
    if not values:
        return None
    observed = sum(
        (a - b) ** 2 / Decimal(len(unit) - 1)
        for unit in units
        for i, a in enumerate(unit)
        for j, b in enumerate(unit)
        if i != j
    ) / Decimal(len(values))
    expected = sum((a - b) ** 2 for i, a in enumerate(values) for j, b in enumerate(values) if i != j) / Decimal(
        len(values) * (len(values) - 1)
    )
    return Decimal(1) if expected == 0 else 1 - observed / expected


def test_the_example_of_krippendorff_2011_for_interval_data_gives_what_he_found():
    # Computing Krippendorff's Alpha-Reliability (2011), example C/D: four observers, twelve units, interval 0.849.
    observers = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
        [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
    ]
    units = [[Decimal(row[unit]) for row in observers if row[unit] is not None] for unit in range(12)]
    assert round(alpha(units), 3) == Decimal("0.849")


def test_full_agreement_is_one_and_opposite_judgements_are_below_zero():
    assert alpha(points((0, 0), (15, 15), (30, 30))) == 1
    assert alpha(points((0, 30), (30, 0))) < 0


def test_without_two_values_for_anything_there_is_no_figure():
    assert alpha([]) is None
    assert alpha(points((15,))) is None


def test_the_same_points_everywhere_are_agreement():
    assert alpha(points((20, 20), (20, 20))) == 1


@given(st.lists(st.lists(st.integers(0, 30).map(Decimal), min_size=1, max_size=3), max_size=8))
def test_the_short_sum_is_what_the_definition_says(units):
    expected, found = slow_alpha(units), alpha(units)
    assert (found is None) == (expected is None)
    if found is not None:
        assert found == pytest.approx(expected, abs=Decimal("1e-20"))
