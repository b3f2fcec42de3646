"""From what was found to a yes or no and to points, with the arithmetic; no passage, no points (invariant 10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from servicepunt.domains.hiring.rules.bands import band_for
from servicepunt.domains.hiring.rules.experience import Experience, days_in, experience
from servicepunt.domains.hiring.rules.faults import Faulty
from servicepunt.domains.hiring.rules.offers import Citation, Finding
from servicepunt.domains.hiring.rules.request import Criterion, Demand, Knockout, Model, Proof

NOT_FOUND = "niet gevonden: er is geen passage"
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Result:
    """One requirement or criterion of one offer: met or not, points, days where they count, and why."""

    id: str
    is_met: bool
    points: Decimal
    days: int | None
    reason: str


def knockout_result(knockout: Knockout, finding: Finding | None, reference: date, place: str) -> Result:
    """Return whether a requirement is met; the reason is there either way (invariant 9)."""
    met, days, reason = _judge(knockout, finding or Finding(), reference, place)
    return Result(knockout.id, met, _ZERO, days, reason)


def criterion_result(criterion: Criterion, finding: Finding | None, reference: date, place: str) -> Result:
    """Return the points of a criterion, between nothing and its weight."""
    given = finding or Finding()
    if criterion.model == Model.BANDS:
        return _banded(criterion, given, reference, place)
    if criterion.model == Model.EXAMPLES:
        return _counted(criterion, given)
    met, days, reason = _judge(criterion, given, reference, place)
    return Result(criterion.id, met, criterion.points if met else _ZERO, days, reason)


def _judge(demand: Demand, finding: Finding, reference: date, place: str) -> tuple[bool, int | None, str]:
    if demand.proof == Proof.EXPERIENCE:
        return _long_enough(demand, finding, reference, place)
    if not _is_explicit(finding.citation):
        return False, None, NOT_FOUND
    lacking = _educated(demand, finding) if demand.proof == Proof.EDUCATION else ""
    if lacking:
        return False, None, lacking
    if finding.meets is False or (finding.meets is None and demand.proof == Proof.JUDGEMENT):
        return False, None, finding.reason or "voldoet niet"
    if demand.needs_explanation and not finding.explained:
        return False, None, "de gevraagde toelichting ontbreekt"
    return True, None, finding.reason or "voldoet"


def _is_explicit(citation: Citation | None) -> bool:
    return citation is not None and citation.is_explicit


def _educated(demand: Demand, finding: Finding) -> str:
    if finding.is_finished is False:
        return "de opleiding is niet afgerond"
    if finding.level is None and finding.meets is None:
        return "het niveau van de opleiding is niet gevonden"
    if demand.level is not None and finding.level is not None and finding.level < demand.level:
        return f"niveau {finding.level} is lager dan niveau {demand.level}"
    wanted = {each.casefold() for each in demand.directions}
    if wanted and finding.direction is not None and finding.direction.casefold() not in wanted:
        return f"de richting '{finding.direction}' is geen van: {', '.join(demand.directions)}"
    if wanted and finding.direction is None and finding.meets is None:
        return "de richting van de opleiding is niet gevonden"
    return ""


def _long_enough(demand: Demand, finding: Finding, reference: date, place: str) -> tuple[bool, int | None, str]:
    found = experience(finding, reference, place)
    needed = days_in(demand.at_least or _ZERO, demand.unit, reference)
    told = f"{_sum(found)}; nodig: {_plain(needed)} dagen ({_plain(demand.at_least or _ZERO)} {demand.unit.counted})"
    if finding.meets is False:
        return False, found.days, finding.reason or "de ervaring is niet van de gevraagde soort"
    if found.days == 0:
        return False, 0, NOT_FOUND if found.without_passage else "geen ervaring gevonden"
    if demand.needs_explanation and not finding.explained:
        return False, found.days, "de gevraagde toelichting ontbreekt"
    return found.days >= needed, found.days, told


def _banded(criterion: Criterion, finding: Finding, reference: date, place: str) -> Result:
    found = experience(finding, reference, place)
    days = 0 if finding.meets is False else found.days
    band = band_for(days, criterion.bands, criterion.unit, reference)
    if band is None:
        raise Faulty(f"{place}: {days} dagen valt in geen klasse van criterium {criterion.id}.")
    told = finding.reason if finding.meets is False and finding.reason else _sum(found)
    if days == 0 and found.without_passage:
        told = NOT_FOUND
    return Result(criterion.id, band.points > 0, band.points, days, f"{told}: {_plain(band.points)} punten")


def _counted(criterion: Criterion, finding: Finding) -> Result:
    shown = [example for example in finding.examples if _is_explicit(example.citation or finding.citation)]
    first = shown[: criterion.examples]
    good = sum(example.is_valid for example in first)
    if criterion.each_counts:
        points = criterion.points * good / criterion.examples
    else:
        points = criterion.points if good >= criterion.examples else _ZERO
    told = f"{good} van {criterion.examples} voorbeelden gelden"
    if len(shown) > criterion.examples:
        told += f"; de eerste {criterion.examples} van {len(shown)} tellen"
    if len(shown) < len(finding.examples):
        told += f"; {len(finding.examples) - len(shown)} zonder passage"
    return Result(criterion.id, points > 0, points, None, f"{told}: {_plain(points)} punten")


def _sum(found: Experience) -> str:
    parts = [f"{each.since:%d-%m-%Y} tot {each.until:%d-%m-%Y} = {each.days}" for each in found.stretches]
    told = f"{' + '.join(parts)}, samen {found.days} dagen" if parts else f"{found.days} dagen"
    if found.without_passage:
        told += f" ({found.without_passage} zonder passage telt niet)"
    return told


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}".replace(".", ",")


def implausible(criteria: Sequence[Criterion], points: Sequence[Result], knockouts: Sequence[Result]) -> list[str]:
    """Return hints where findings contradict each other: more in a part than in the whole (A-15)."""
    met = {result.id: result for result in [*knockouts, *points]}
    hints = []
    for criterion in criteria:
        own, whole = met[criterion.id], met.get(criterion.part_of or "")
        if whole and own.days is not None and whole.days is not None and own.days > whole.days:
            hints.append(f"criterium {own.id} telt {own.days} dagen, eis {whole.id} maar {whole.days}")
        general = met.get(criterion.implies or "")
        if general and own.is_met and not general.is_met:
            hints.append(f"criterium {own.id} is gehaald, eis {general.id} niet")
    return hints
