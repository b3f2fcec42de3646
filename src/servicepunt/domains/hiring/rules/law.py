"""Law, thresholds and terms as data with dates: an old request stands under the rules of its day."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Threshold:
    """The threshold for services of municipalities, excluding VAT, from one day to another, and where it is written."""

    since: date
    until: date
    euro: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class Term:
    """How many days suppliers have between news of substance and the closing, from one day to another."""

    since: date
    until: date
    days: int
    source: str


THRESHOLDS = (
    Threshold(date(2024, 1, 1), date(2026, 1, 1), Decimal(221_000), "Verordening (EU) 2023/2495"),
    Threshold(date(2026, 1, 1), date(2028, 1, 1), Decimal(216_000), "Verordening (EU) 2025/2152"),
)
# What holds for European procedures; below the threshold it is the measure as well.
TERMS = (Term(date(2013, 4, 1), date.max, 6, "Aanbestedingswet 2012"),)

# Which rules of a file hold: 1 until 26 November 2026. From 2 on every judgement of the conformity has a reason and a
# passage and every final finding is founded, who decides declared relations, and a correction stays within what was
# approved and before the days that follow. Rules that come later get the next number; a file says where it began.
FIRST_RULES, RULES = 1, 2


def threshold_on(day: date) -> Threshold | None:
    """Return the threshold that holds on a day, or None when we do not know it."""
    return next((each for each in THRESHOLDS if each.since <= day < each.until), None)


def least_days_on(day: date) -> int:
    """Return how many days suppliers have after news on a day: before the first rule we know, as many as that one."""
    return next((each.days for each in TERMS if each.since <= day < each.until), TERMS[0].days)
