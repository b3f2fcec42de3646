"""The closing moment after what moved it, and the days of the planning that come after it."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import pairwise

from msgspec import structs

from servicepunt.domains.hiring.rules.faults import Faulty
from servicepunt.domains.hiring.rules.law import FIRST_RULES
from servicepunt.domains.hiring.rules.moments import instant, local_day
from servicepunt.domains.hiring.rules.request import Correction, Request


def closing(request: Request) -> datetime:
    """Return the closing instant after every correction; one comes before the moment it moves (H-098, H-099)."""
    closes_at = instant(request.closes_at, "aanvraag.sluiting")
    for number, correction in enumerate(request.corrections, 1):
        place = f"aanvraag.correcties[{number}]"
        later = instant(correction.closes_at, place)
        if not correction.is_outage and instant(correction.at, place) >= closes_at:
            raise Faulty(f"{place}: de rectificatie kwam na de sluiting.")
        if later < closes_at:
            raise Faulty(f"{place}: een rectificatie kan de sluiting niet vervroegen.")
        if correction.is_outage and len(set(correction.by)) < 2:
            raise Faulty(f"{place}: verlenging na een storing vraagt twee personen.")
        closes_at = later
    return closes_at


def planning_hints(request: Request) -> Iterator[str]:
    """
    Return in Dutch which correction left a day behind the one it follows (invariant 30).

    No page and no verifier lets that by under rules 2. Elsewhere it may have happened, and the list is no other for it.
    """
    for number, correction in enumerate(request.corrections, 1):
        request = _moved(request, correction)
        later = instant(correction.closes_at, "aanvraag.correcties")
        for fault in later_faults(request, later) if correction.rules != FIRST_RULES else ():
            yield f"aanvraag.correcties[{number}]: {fault} Zet ook die dag later."


def planned(request: Request) -> Request:
    """Return the request with the days after the closing as the corrections have them."""
    for correction in request.corrections:
        request = _moved(request, correction)
    return request


def _moved(request: Request, correction: Correction) -> Request:
    return structs.replace(
        request,
        invite_by=correction.invite_by or request.invite_by,
        interviews_on=correction.interviews_on or request.interviews_on,
    )


def later_faults(request: Request, closes_at: datetime) -> Iterator[str]:
    """Return in Dutch which day after the closing comes before what it follows (invariant 30)."""
    days: list[tuple[str, date | None]] = [
        ("de sluiting", local_day(closes_at)),
        ("de laatste dag van uitnodigen", request.invite_by),
        ("de dag van de gesprekken", request.interviews_on),
    ]
    there = [(name, day) for name, day in days if day is not None]
    for (earlier, first), (later, second) in pairwise(there):
        if second < first:
            yield (f"De planning loopt niet op: {later} ({second:%d-%m-%Y}) ligt voor {earlier} ({first:%d-%m-%Y}).")
