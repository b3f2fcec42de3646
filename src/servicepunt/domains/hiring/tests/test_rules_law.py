"""Terms of the law are data with dates: a correction leaves as many days as the law of its own day says."""

from datetime import date, datetime

import pytest

from servicepunt.domains.hiring.rules import law
from servicepunt.domains.hiring.rules.law import Term, least_days_on
from servicepunt.domains.tenders.rules.corrections import announced_days, earliest_closing

TERMS = (Term(date(2013, 4, 1), date(2027, 1, 1), 6, "een wet"), Term(date(2027, 1, 1), date.max, 10, "een andere"))


def moment(text):
    return datetime.fromisoformat(text)


@pytest.fixture(autouse=True)
def _terms(monkeypatch):
    monkeypatch.setattr(law, "TERMS", TERMS)


@pytest.mark.parametrize(
    ("at", "closing"),
    [
        ("2026-12-31T23:59:59+01:00", "2027-01-06T09:00:00+01:00"),  # six days after the last day of the old law
        ("2027-01-01T00:00:00+01:00", "2027-01-11T09:00:00+01:00"),  # ten days after the first day of the new one
    ],
)
def test_the_law_of_the_day_of_the_correction_counts(at, closing):
    assert earliest_closing(moment(at), moment("2027-01-02T09:00:00+01:00")) == moment(closing)


def test_what_was_announced_is_kept_up_to_what_the_law_of_that_day_asks():
    assert announced_days(date(2026, 12, 1), moment("2026-12-20T09:00:00+01:00")) == 6
    assert announced_days(date(2027, 2, 1), moment("2027-02-20T09:00:00+01:00")) == 10
    assert announced_days(date(2027, 2, 1), moment("2027-02-05T09:00:00+01:00")) == 4


def test_a_day_before_the_first_rule_has_that_rule():
    assert least_days_on(date(2001, 1, 1)) == 6
