"""European thresholds as data with dates: an old request stands under that of its day."""

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


THRESHOLDS = (
    Threshold(date(2024, 1, 1), date(2026, 1, 1), Decimal(221_000), "Verordening (EU) 2023/2495"),
    Threshold(date(2026, 1, 1), date(2028, 1, 1), Decimal(216_000), "Verordening (EU) 2025/2152"),
)


def threshold_on(day: date) -> Threshold | None:
    """Return the threshold that holds on a day, or None when we do not know it."""
    return next((each for each in THRESHOLDS if each.since <= day < each.until), None)
