"""How long suppliers have after a correction and after answers: the closing moves when it must (H-091, H-098)."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from servicepunt.domains.hiring.rules.law import least_days_on
from servicepunt.domains.hiring.rules.moments import DAY, local_day, next_working_day
from servicepunt.foundation.text import ZONE

# What is not named here is substance: a new part of the form is that until somebody says that it is not.
_NO_SUBSTANCE = frozenset(
    {"titel", "nummer", "gepubliceerd", "vragen_tot", "nota_op", "sluiting", "uitnodigen_uiterlijk", "gesprekken_op"}
)


def touches_substance(written: Mapping[str, Any], changed: Mapping[str, Any]) -> bool:
    """
    Say whether a correction changes what an offer is made to or judged by; the planning and the title are not that.

    >>> touches_substance({"benodigd": 1}, {"benodigd": 1, "gesprekken_op": "2026-07-21"})
    False
    >>> touches_substance({"criteria": [{"punten": 20}]}, {"criteria": [{"punten": 30}]})
    True
    """
    return any(written.get(name) != value for name, value in changed.items() if name not in _NO_SUBSTANCE)


def earliest_closing(at: datetime, closes_at: datetime, days: int | None = None) -> datetime:
    """
    Return the first moment of closing that leaves so many days: a working day, at the hour that was announced.

    Without `days` they are those of the law of that day. A closing that already leaves them stays as it is.
    """
    days = least_days_on(local_day(at)) if days is None else days
    if (local_day(closes_at) - local_day(at)).days >= days:
        return closes_at
    day = next_working_day(local_day(at) + days * DAY)
    return max(closes_at, datetime.combine(day, closes_at.astimezone(ZONE).time(), tzinfo=ZONE))


def announced_days(answers_on: date, closes_at: datetime) -> int:
    """Return how many days between answers and closing were announced; more than the law has need not be kept."""
    return max(0, min(least_days_on(answers_on), (local_day(closes_at) - answers_on) // timedelta(days=1)))
