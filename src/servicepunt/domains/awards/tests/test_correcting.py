"""Corrections and extensions: never more than the budget holder approved, and the planning goes on to go up."""

from datetime import timedelta

import pytest

from servicepunt.domains.awards.actions import correcting
from servicepunt.domains.awards.rules.growth import outgrown
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.tests import cast

pytestmark = pytest.mark.django_db
AT = cast.START + timedelta(hours=2)
AFTER = cast.CLOSING + timedelta(hours=1)
MORE = [
    {"benodigd": 5},
    {"duur": {"aantal": 24}},
    {"verlenging": {"aantal": 5, "lengte": 3}},
    {"uren_per_week": {"min": 32, "max": 37}},
    {"uren_per_week": None},
    {"fee": "2.50"},
]


def correct(made, changed, **other):
    given = {"tender": made.tender, "text": "Anders.", "closes_at": cast.CLOSING, "by": made.people["Bram"], "at": AT}
    return correcting.correct(**{**given, **other}, changed=changed)


@pytest.mark.parametrize("changed", MORE)
def test_a_correction_never_asks_more_than_the_budget_holder_approved(changed):
    made = cast.published(suppliers=1)
    with pytest.raises(Refused, match="meer dan de budgethouder goedkeurde"):
        correct(made, changed)
    assert made.dossier.corrections == []


def test_small_steps_do_not_add_up_to_more_than_was_approved():
    made = cast.published(suppliers=1)
    correct(made, {"duur": {"aantal": 1}})
    correct(made, {"duur": {"aantal": 3}})
    with pytest.raises(Refused, match=r"ten hoogste 2\.661 uur, en goedgekeurd is ten hoogste 2\.348 uur"):
        correct(made, {"duur": {"aantal": 5}})
    correct(made, {"duur": {"aantal": 1}, "benodigd": 1, "uren_per_week": {"min": 20, "max": 40}})


@pytest.mark.parametrize("name", ["benodigd", "duur", "verlenging", "uren_per_week"])
def test_a_size_that_nobody_could_work_out_does_not_change(name):
    approved = {**cast.DRAFT, "uren_per_week": None}
    other = {"benodigd": 2, "duur": {"aantal": 1}, "verlenging": {}, "uren_per_week": {"min": 1, "max": 2}}
    assert outgrown(approved, approved) == ""
    assert "niet te berekenen" in outgrown(approved, {**approved, name: other[name]})


def extend(made, closes_at, **days):
    given = {"tender": made.tender, "text": "Storing.", "at": AFTER}
    correcting.propose_extension(**given, closes_at=closes_at, by=made.people["Hanna"], days=days)
    correcting.confirm_extension(tender=made.tender, by=made.people["Bram"], at=AFTER)


@pytest.mark.parametrize(
    ("days", "why"),
    [
        ({}, r"uitnodigen \(.*\) ligt voor de sluiting"),
        ({"uitnodigen_uiterlijk": "2026-07-23"}, r"gesprekken \(.*\) ligt voor de laatste dag van uitnodigen"),
        ({"uitnodigen_uiterlijk": "2026-07-22", "gesprekken_op": "2026-07-25"}, "geen werkdag"),
        ({"uitnodigen_uiterlijk": "2026-07-21", "gesprekken_op": "2026-07-27"}, "passen niet"),
        ({**cast.MOVED, "benodigd": 2}, "alleen de sluiting en de dagen daarna"),
    ],
)
def test_an_extension_asks_for_the_days_that_come_after_the_closing(days, why):
    made = cast.published(suppliers=1)
    with pytest.raises(Refused, match=why):
        extend(made, cast.CLOSING + timedelta(days=7), **days)
    assert made.dossier.extension is None


def test_an_extension_after_the_closing_moves_the_later_days_along():
    made = cast.published(suppliers=1)
    later = cast.CLOSING + timedelta(days=7)
    extend(made, later, **cast.MOVED)
    ((_, _, corrected),) = made.dossier.corrections
    assert corrected.changed == cast.MOVED
    request = made.dossier.request
    assert (str(request.invite_by), str(request.interviews_on)) == ("2026-07-23", "2026-07-27")


def test_an_extension_that_fits_moves_nothing_else():
    made = cast.published(suppliers=1)
    kept = {name: cast.DRAFT[name] for name in correcting.LATER_DAYS}
    extend(made, cast.CLOSING + timedelta(days=1), **kept)
    ((_, _, corrected),) = made.dossier.corrections
    assert corrected.changed == {}
