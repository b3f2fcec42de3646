"""Law and terms as data with dates: an old request stands under the rules of its day."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Term:
    """How many days suppliers have between news of substance and the closing, from one day to another."""

    since: date
    until: date
    days: int
    source: str


# What holds for European procedures; below the threshold it is the measure as well.
TERMS = (Term(date(2013, 4, 1), date.max, 6, "Aanbestedingswet 2012"),)

# Which rules of a file hold: 1 until 26 November 2026. From 2 on every judgement of the conformity has a reason and a
# passage and every final finding is founded, who decides declared relations, and a correction stays within what was
# approved and before the days that follow. Rules that come later get the next number; a file says where it began.
FIRST_RULES, RULES = 1, 2


def least_days_on(day: date) -> int:
    """Return how many days suppliers have after news on a day: before the first rule we know, as many as that one."""
    return next((each.days for each in TERMS if each.since <= day < each.until), TERMS[0].days)
