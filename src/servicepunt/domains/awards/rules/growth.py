"""Whether a corrected request asks for more than the budget holder approved: then it is another assignment (6.1)."""

from collections.abc import Mapping
from typing import Any

import msgspec

from servicepunt.domains.awards.rules.signals import most_hours
from servicepunt.domains.hiring.rules.request import Request

_SIZE = ("uren_per_week", "duur", "verlenging", "benodigd")


def outgrown(approved: Mapping[str, Any], corrected: Mapping[str, Any]) -> str:
    """
    Return in Dutch what of a complete request is more than was approved: hours with every option, or the fee.

    Without hours or duration nobody can say what was approved: then neither may change. Empty when it is not more.
    """
    before, after = (msgspec.convert(each, Request, strict=False) for each in (approved, corrected))
    most, hours = most_hours(before), most_hours(after)
    if most is None and any(approved.get(name) != corrected.get(name) for name in _SIZE):
        return "De omvang verandert, en bij de goedkeuring was die niet te berekenen."
    if most is not None and hours is None:
        return "Zonder uren per week of duur is de omvang niet meer te berekenen."
    if most is not None and hours is not None and hours > most:
        return f"De opdracht wordt ten hoogste {_dutch(hours)} uur, en goedgekeurd is ten hoogste {_dutch(most)} uur."
    if (after.fee or 0) > (before.fee or 0):
        return "De fee wordt hoger."
    return ""


def _dutch(number: Any) -> str:
    return f"{number:,.0f}".replace(",", ".")
