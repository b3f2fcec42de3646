"""The estimated value of an assignment against the European threshold of its day (H-102): a signal, never a verdict."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from servicepunt.domains.awards.rules.signals import WEEKS
from servicepunt.domains.awards.rules.thresholds import Threshold, threshold_on

_WEEKS = {unit.value: weeks for unit, weeks in WEEKS.items()}


@dataclass(frozen=True, slots=True)
class Estimate:
    """Hours, and what they cost at a lowest and a highest rate; `threshold` is None for a day without one."""

    hours: Decimal
    low: Decimal
    high: Decimal
    threshold: Threshold | None

    @property
    def is_above(self) -> bool:
        """Whether the highest estimate reaches the threshold."""
        return self.threshold is not None and self.high >= self.threshold.euro

    @property
    def rate_at_threshold(self) -> Decimal | None:
        """The rate at which the value reaches the threshold, rounded down to a cent."""
        if self.threshold is None or not self.hours:
            return None
        return (self.threshold.euro / self.hours).quantize(Decimal("0.01"), rounding="ROUND_DOWN")


def most_hours(request: Mapping[str, Any]) -> Decimal | None:
    """Return the hours of the whole term with every option, at the most hours a week; None when it is not known."""
    hours, duration = request.get("uren_per_week"), request.get("duur")
    if not isinstance(hours, dict) or not isinstance(duration, dict) or not hours.get("max"):
        return None
    options = request.get("verlenging") or {}
    weeks = _weeks(duration.get("aantal"), duration.get("eenheid"))
    weeks += int(options.get("aantal") or 0) * _weeks(options.get("lengte"), options.get("eenheid"))
    needed = int(request.get("benodigd") or 1)
    return (Decimal(str(hours["max"])) * weeks * needed).quantize(Decimal(1))


def _weeks(count: object, unit: object) -> Decimal:
    return Decimal(str(count or 0)) * _WEEKS.get(str(unit or "maanden"), _WEEKS["maanden"])


def estimate(request: Mapping[str, Any], *, low: Decimal, high: Decimal, on: date) -> Estimate | None:
    """Return the estimate for a range of rates on a day; None while hours or term are not filled in."""
    hours = most_hours(request)
    if hours is None:
        return None
    return Estimate(hours, hours * low, hours * high, threshold_on(on))
