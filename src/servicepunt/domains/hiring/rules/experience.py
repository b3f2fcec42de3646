"""Experience in days: the union of periods up to the reference date, and years as days (A-04 … A-07)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from servicepunt.domains.hiring.rules.faults import Faulty
from servicepunt.domains.hiring.rules.moments import months_later
from servicepunt.domains.hiring.rules.offers import Finding, Period
from servicepunt.domains.hiring.rules.request import Unit

_SHAPE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days that counted, half-open."""

    since: date
    until: date

    @property
    def days(self) -> int:
        """How many days lie in it."""
        return (self.until - self.since).days


@dataclass(frozen=True, slots=True)
class Experience:
    """How many days count, from which stretches, and how many periods had no passage to point at."""

    days: int
    stretches: Sequence[Stretch]
    without_passage: int


def experience(finding: Finding, reference: date, place: str) -> Experience:
    """
    Return the experience that a finding shows before the reference date.

    Overlaps count once, part-time work as calendar time, gaps not at all; what has no passage counts for
    nothing. Raises `Faulty` for a period that ends before it begins, and for days and periods together.
    """
    if finding.days is not None and finding.periods is not None:
        raise Faulty(f"{place}: geef dagen of perioden, niet allebei.")
    if finding.days is not None:
        return _given(finding, finding.days, place)
    periods = finding.periods or ()
    shown = [period for period in periods if _is_shown(period, finding)]
    stretches = union(_stretch(period, reference, place) for period in shown)
    return Experience(sum(each.days for each in stretches), stretches, len(periods) - len(shown))


def _given(finding: Finding, days: int, place: str) -> Experience:
    if days < 0:
        raise Faulty(f"{place}: het aantal dagen is minder dan nul.")
    shown = finding.citation is not None and finding.citation.is_explicit
    return Experience(days if shown else 0, (), 0 if shown else 1)


def _is_shown(period: Period, finding: Finding) -> bool:
    citation = period.citation or finding.citation
    return citation is not None and citation.is_explicit


def union(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return the stretches in order, with overlapping and adjoining ones made one, and empty ones left out."""
    made: list[Stretch] = []
    for each in sorted(stretches, key=lambda one: (one.since, one.until)):
        if each.days <= 0:
            continue
        if made and each.since <= made[-1].until:
            made[-1] = Stretch(made[-1].since, max(made[-1].until, each.until))
        else:
            made.append(each)
    return made


def _stretch(period: Period, reference: date, place: str) -> Stretch:
    since = _day(period.since, place, is_start=True)
    until = reference if period.until is None else _day(period.until, place, is_start=False)
    if period.until is not None and _too_early(period, since, until):
        raise Faulty(f"{place}: de periode van {period.since} tot {period.until} eindigt voor zij begint.")
    return Stretch(since, max(since, min(until, reference)))


def _too_early(period: Period, since: date, until: date) -> bool:
    # A year alone is read as short as it can be, so that a start in the same year may lie after the end.
    in_one_year = str(period.until)[:4] == period.since[:4] and 4 in {len(period.since), len(str(period.until))}
    return until < since and not in_one_year


def _day(text: str, place: str, *, is_start: bool) -> date:
    match = _SHAPE.match(text.strip())
    try:
        if match is None:
            raise ValueError(text)
        year, month, day = match.groups()
        if month is None:
            return date(int(year), 12, 31) if is_start else date(int(year), 1, 1)
        return date(int(year), int(month), int(day or 1))
    except ValueError:
        raise Faulty(f"{place}: '{text}' is geen datum; schrijf JJJJ-MM-DD, JJJJ-MM of JJJJ.") from None


def days_in(length: Decimal, unit: Unit, reference: date) -> Decimal:
    """
    Return a length in days: those in the years or months before the reference date (A-04).

    A part of a month counts as that part of the month before.
    """
    if unit == Unit.DAYS:
        return length
    months = length * 12 if unit == Unit.YEARS else length
    whole = int(months)
    days = Decimal((reference - months_later(reference, -whole)).days)
    if months == whole:
        return days
    longer = Decimal((reference - months_later(reference, -whole - 1)).days)
    return days + (months - whole) * (longer - days)
