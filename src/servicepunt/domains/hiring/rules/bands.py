"""Bands (klassen) of a points criterion: for every length exactly one (invariants 1 and 2)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

from servicepunt.domains.hiring.rules.experience import days_in
from servicepunt.domains.hiring.rules.request import Band, Unit


def band_for(days: int, bands: Sequence[Band], unit: Unit, reference: date) -> Band | None:
    """Return the band a number of days falls in; None only where the bands leave a gap."""
    return next((band for band in bands if _holds(days, band, unit, reference)), None)


def _holds(days: int, band: Band, unit: Unit, reference: date) -> bool:
    def length(bound: Decimal) -> Decimal:
        return days_in(bound, unit, reference)

    return (
        (band.over is None or days > length(band.over))
        and (band.at_least is None or days >= length(band.at_least))
        and (band.under is None or days < length(band.under))
        and (band.at_most is None or days <= length(band.at_most))
    )


def faults_of(bands: Sequence[Band]) -> list[str]:
    """Return in Dutch what keeps bands from being total, disjoint and rising; nothing when they are well."""
    if not bands:
        return ["er zijn geen klassen"]
    found = [fault for band in bands for fault in _bounds(band)]
    if found:
        return found
    ordered = sorted(bands, key=_low)
    if _lower(ordered[0]) is not None and _low(ordered[0])[0] > 0:
        found.append("de laagste klasse begint niet bij niets")
    if _upper(ordered[-1]) is not None:
        found.append("de hoogste klasse heeft een bovengrens")
    for lower, higher in pairwise(ordered):
        found += _joint(lower, higher)
        if higher.points < lower.points:
            found.append("meer ervaring geeft minder punten")
    return found


def _bounds(band: Band) -> list[str]:
    if band.over is not None and band.at_least is not None:
        return ["een klasse heeft 'meer_dan' en 'vanaf' tegelijk"]
    if band.under is not None and band.at_most is not None:
        return ["een klasse heeft 'minder_dan' en 'tot_en_met' tegelijk"]
    return []


def _lower(band: Band) -> Decimal | None:
    return band.over if band.over is not None else band.at_least


def _upper(band: Band) -> Decimal | None:
    return band.under if band.under is not None else band.at_most


def _low(band: Band) -> tuple[Decimal, bool]:
    lower = _lower(band)
    return (Decimal(-1) if lower is None else lower, band.over is not None)


def _joint(lower: Band, higher: Band) -> list[str]:
    end, start = _upper(lower), _lower(higher)
    if end is None or start is None or start < end:
        return ["twee klassen overlappen elkaar"]
    if start > end:
        return [f"tussen {end} en {start} is er geen klasse"]
    closed = (lower.at_most is not None) + (higher.at_least is not None)
    if closed == 0:
        return [f"precies {end} valt in geen klasse"]
    return [f"precies {end} valt in twee klassen"] if closed == 2 else []
