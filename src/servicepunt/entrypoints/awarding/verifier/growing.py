"""What a correction may not do: put the closing after the days that follow it, or ask more than was approved."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from servicepunt.entrypoints.awarding.verifier.days import local_day
from servicepunt.entrypoints.awarding.verifier.package import Plain

WEEKS = {"jaren": Decimal("52.1775"), "maanden": Decimal("4.348125"), "dagen": Decimal(1) / 7}
SIZE = ("uren_per_week", "duur", "verlenging", "benodigd")


def misplanned(request: Plain, closing: datetime) -> str:
    """Return why the planning does not go up: closing, invitations, interviews."""
    days = [date.fromisoformat(request[name]) for name in ("uitnodigen_uiterlijk", "gesprekken_op") if request[name]]
    planned = [local_day(closing), *days]
    return "" if planned == sorted(planned) else "de planning na de sluiting loopt niet op"


def hours_of(request: Plain) -> Decimal | None:
    """Return the hours of the whole assignment with every option; None while the request does not say."""
    hours, duration, options = request["uren_per_week"], request["duur"], request["verlenging"]
    if hours is None or duration is None:
        return None
    weeks: Decimal = duration["aantal"] * WEEKS[duration["eenheid"]]
    weeks += options["aantal"] * options["lengte"] * WEEKS[options["eenheid"]]
    needed: int = request["benodigd"]
    return (Decimal(hours["max"]) * weeks * needed).quantize(Decimal(1), rounding=ROUND_HALF_UP)


def outgrown(approved: Plain, corrected: Plain) -> str:
    """Return what of a request is more than the budget holder approved; without hours nothing of its size changes."""
    most, hours = hours_of(approved), hours_of(corrected)
    is_other = most is None and any(approved[name] != corrected[name] for name in SIZE)
    is_larger = most is not None and (hours is None or hours > most)
    is_dearer = Decimal(corrected["fee"] or 0) > Decimal(approved["fee"] or 0)
    return "dit is meer dan de budgethouder goedkeurde" if is_other or is_larger or is_dearer else ""
