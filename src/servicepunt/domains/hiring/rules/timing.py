"""The closing moment, after what moved it."""

from datetime import datetime

from servicepunt.domains.hiring.rules.faults import Faulty
from servicepunt.domains.hiring.rules.moments import instant
from servicepunt.domains.hiring.rules.request import Request


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
