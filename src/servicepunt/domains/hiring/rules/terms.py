"""Terms after the decision: suspension, signing, the contract and its options, and destruction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from servicepunt.domains.hiring.rules.moments import DAY, local_day, months_later, next_working_day
from servicepunt.domains.hiring.rules.request import Extensions, Length, Unit


@dataclass(frozen=True, slots=True)
class Suspension:
    """
    The suspension period (opschortende termijn): local days, the last one included.

    `last` is the day by which tenderers should act; `last_extended` is it moved past Saturday, Sunday and
    holidays; from `sign_from` one may sign (A-59).
    """

    first: date
    last: date
    last_extended: date
    sign_from: date


def suspension(sent_at: datetime, days: int) -> Suspension:
    """Return the period that begins on the day after sending."""
    first = local_day(sent_at) + DAY
    last = first + timedelta(days=days - 1)
    extended = next_working_day(last) if days > 0 else last
    return Suspension(first, last, extended, extended + DAY)


@dataclass(frozen=True, slots=True)
class Term:
    """One stretch of the contract: the base or an option, both days included; decide on an option by `decide_by`."""

    first: date
    last: date
    decide_by: date | None


def contract_terms(start: date, duration: Length, extensions: Extensions) -> Sequence[Term]:
    """
    Return the base and every option, contiguous, counted from the start so that short months do not add up (H-006).

    Raises nothing: a duration without months or days is an empty sequence.
    """
    edges = [start, _later(start, duration.count, duration.unit)]
    for number in range(1, extensions.count + 1):
        if extensions.unit == duration.unit:
            edges.append(_later(start, duration.count + number * extensions.length, duration.unit))
        else:
            edges.append(_later(edges[1], number * extensions.length, extensions.unit))
    return [
        Term(since, until - DAY, None if number == 0 else since - DAY)
        for number, (since, until) in enumerate(zip(edges, edges[1:], strict=False))
        if until > since
    ]


def _later(day: date, count: int, unit: Unit) -> date:
    if unit == Unit.DAYS:
        return day + timedelta(days=count)
    return months_later(day, count * 12 if unit == Unit.YEARS else count)
