"""The order for who may not see rates: equal totals share their places, and the line may lie among them."""

from datetime import UTC, datetime

from servicepunt.domains.hiring.rules import play
from servicepunt.domains.hiring.tests.procedures import offer, procedure
from servicepunt.entrypoints.assessing.standing import standings, ties


def assessed(*rates, most):
    offers = [offer(f"K{number}", rate=str(rate)) for number, rate in enumerate(rates, 1)]
    return play(procedure(*offers, instellingen={"voorleggen": most})).assessment


def test_without_rates_equals_share_places_in_the_order_of_their_labels():
    blind = [standings(assessed(*rates, most=2), most=2, with_rates=False) for rates in ((90, 80, 70), (70, 80, 90))]
    assert blind[0] == blind[1]
    assert [(row.place, row.label, row.goes_on) for row in blind[0]] == [
        ("1–3", "K1", None), ("1–3", "K2", None), ("1–3", "K3", None),
    ]  # fmt: skip
    assert {row.rate for row in blind[0]} == {None}


def test_with_rates_the_lower_one_goes_first_and_the_tie_is_explained():
    rows = standings(assessed(90, 80, 70, most=2), most=2, with_rates=True)
    assert [(row.place, row.label, row.goes_on) for row in rows] == [
        ("1", "K3", True), ("2", "K2", True), ("3", "K1", False),
    ]  # fmt: skip
    (tie,) = ties(rows, "allen_toelaten")
    assert [label for label, _ in tie.rates] == ["K3", "K2", "K1"]


def test_a_tie_in_points_and_rate_across_the_line_lets_both_through():
    rows = standings(assessed(80, 80, 90, most=1), most=1, with_rates=True)
    assert [row.goes_on for row in rows] == [True, True, False]
    assert "Op de grens gaan zij allemaal door." in ties(rows, "allen_toelaten")[0].words


def test_a_group_above_and_one_below_the_line_are_told_also_without_rates():
    offers = [offer("K1"), offer("K2", topdesk=400), offer("K10", topdesk=400), offer("K3", topdesk=10)]
    found = play(procedure(*offers, instellingen={"voorleggen": 3})).assessment
    rows = standings(found, most=3, with_rates=False)
    assert [(row.place, row.label, row.goes_on) for row in rows] == [
        ("1", "K1", True), ("2–3", "K2", True), ("2–3", "K10", True), ("4", "K3", False),
    ]  # fmt: skip
    assert datetime(2026, 7, 14, 7, tzinfo=UTC) == found.closes_at
