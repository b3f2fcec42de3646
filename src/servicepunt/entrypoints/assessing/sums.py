"""The arithmetic of a finding as people check it: days of each period, overlap, sum, band, outcome."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from msgspec import structs

from servicepunt.domains.hiring.rules.bands import band_for
from servicepunt.domains.hiring.rules.experience import days_in, experience
from servicepunt.domains.hiring.rules.faults import Faulty
from servicepunt.domains.hiring.rules.findings import Result
from servicepunt.domains.hiring.rules.offers import Finding, Period
from servicepunt.domains.hiring.rules.request import Band, Criterion, Demand, Model, Unit
from servicepunt.domains.tenders.rules import judging
from servicepunt.domains.tenders.rules.dossier import Dossier
from servicepunt.entrypoints.assessing.evidence import Item

_ONE = {Unit.YEARS: "jaar", Unit.MONTHS: "maand", Unit.DAYS: "dag"}
_MANY = {Unit.YEARS: "jaar", Unit.MONTHS: "maanden", Unit.DAYS: "dagen"}


@dataclass(frozen=True, slots=True)
class Line:
    """A period in words with its days; without a passage it does not count."""

    number: int
    words: str
    days: int
    counts: bool


@dataclass(frozen=True, slots=True)
class ShownBand:
    """A band: its points, its bounds in words and in days, and whether this is the one."""

    points: Decimal
    words: str
    in_days: str
    is_hit: bool


@dataclass(frozen=True, slots=True)
class Sum:
    """What a finding comes to, or in `fault` why it cannot be judged."""

    result: Result | None
    fault: str = ""
    lines: Sequence[Line] = ()
    overlap: int = 0
    days: int | None = None
    needed: str = ""
    bands: Sequence[ShownBand] = ()
    further: str = ""


def sum_of(dossier: Dossier, label: str, item: Item, finding: Finding) -> Sum:
    """Return what a finding comes to, with everything between the evidence and the outcome."""
    reference = judging.reference_day(dossier)
    try:
        result = judging.result_of(dossier, label, item, finding)
        lines = [_line(number, each, finding, reference) for number, each in enumerate(finding.periods or (), 1)]
    except Faulty as fault:
        return Sum(None, str(fault).partition(": ")[2].capitalize() or str(fault))
    if result.days is None:
        return Sum(result)
    counted = experience(finding, reference, "").days
    return Sum(
        result,
        lines=lines,
        overlap=sum(line.days for line in lines if line.counts) - counted,
        days=counted,
        needed=needed(item, reference),
        bands=bands(item, counted, reference),
        further=_further(item, counted, reference),
    )


def _line(number: int, period: Period, finding: Finding, reference: date) -> Line:
    alone = structs.replace(finding, periods=(period,))
    found = experience(alone, reference, "periode")
    if found.without_passage:
        return Line(number, _words(period), 0, counts=False)
    stretch = found.stretches[0] if found.stretches else None
    words = f"{stretch.since:%d-%m-%Y} tot {stretch.until:%d-%m-%Y}" if stretch else _words(period)
    return Line(number, words, found.days, counts=True)


def _words(period: Period) -> str:
    return f"{period.since} tot {period.until or 'heden'}"


def needed(item: Item, reference: date) -> str:
    """Return in Dutch how long is asked; empty for bands."""
    if isinstance(item, Criterion) and item.model == Model.BANDS:
        return ""
    least = item.at_least or Decimal(0)
    days = math.ceil(days_in(least, item.unit, reference))
    return f"{length(least, item)}, dat zijn hier {days} dagen"


def length(bound: Decimal, item: Demand) -> str:
    """Return a bound in Dutch: 1 jaar, 2 maanden."""
    words = _ONE if bound == 1 else _MANY
    return f"{plain(bound)} {words[item.unit]}"


def plain(number: Decimal) -> str:
    """
    Return a number as people write it here.

    >>> plain(Decimal("1E+2")), plain(Decimal("6.666666")), plain(Decimal("7.50"))
    ('100', '6,67', '7,5')
    """
    number = round(number, 2)
    return f"{number.normalize():f}".replace(".", ",")


def bands(item: Item, days: int | None, reference: date) -> list[ShownBand]:
    """Return the bands of a criterion; without days none of them is the one."""
    if not isinstance(item, Criterion) or item.model != Model.BANDS:
        return []
    hit = band_for(days, item.bands, item.unit, reference) if days is not None else None
    return [
        ShownBand(band.points, _bounds(band, item), _in_days(band, item, reference), band is hit) for band in item.bands
    ]


def _bounds(band: Band, item: Criterion) -> str:
    low = f"meer dan {length(band.over, item)}" if band.over is not None else ""
    if band.at_least is not None:
        low = f"vanaf {length(band.at_least, item)}"
    high = f"minder dan {length(band.under, item)}" if band.under is not None else ""
    if band.at_most is not None:
        high = f"tot en met {length(band.at_most, item)}"
    return " ".join(part for part in (low, high) if part)


def _in_days(band: Band, item: Criterion, reference: date) -> str:
    low, high = least_days(band, item, reference), _most_days(band, item, reference)
    if low is None or low <= 0:
        return f"t/m {high} dagen" if high is not None else ""
    return f"{low} t/m {high} dagen" if high is not None else f"vanaf {low} dagen"


def least_days(band: Band, item: Criterion, reference: date) -> int | None:
    """Return the fewest whole days that fall in a band; None when it has no lower bound."""
    if band.over is not None:
        return math.floor(days_in(band.over, item.unit, reference)) + 1
    return math.ceil(days_in(band.at_least, item.unit, reference)) if band.at_least is not None else None


def _most_days(band: Band, item: Criterion, reference: date) -> int | None:
    if band.under is not None:
        return math.ceil(days_in(band.under, item.unit, reference)) - 1
    return math.floor(days_in(band.at_most, item.unit, reference)) if band.at_most is not None else None


def _further(item: Item, days: int, reference: date) -> str:
    """Return in Dutch how far the next band is: what makes somebody look again at a period on the edge."""
    if not isinstance(item, Criterion):
        return ""
    above = [(least_days(band, item, reference), band.points) for band in item.bands]
    higher = min(((low, points) for low, points in above if low is not None and low > days), default=None)
    return f"nog {higher[0] - days} dagen tot {plain(higher[1])} punten" if higher else ""


def outcome_of(item: Item, result: Result) -> str:
    """Return an outcome in a few words."""
    if judging.step_of(item) == 1:
        return "voldoet" if result.is_met else "voldoet niet"
    return f"{plain(result.points)} punten"
