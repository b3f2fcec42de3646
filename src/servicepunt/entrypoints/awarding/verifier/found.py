"""What was found in an offer: days of experience, requirements met or not, points."""

from datetime import date
from decimal import Decimal
from typing import Any

from servicepunt.entrypoints.awarding.verifier.days import length
from servicepunt.entrypoints.awarding.verifier.package import Difference, Plain


def is_shown(citation: Any) -> bool:
    """Say whether there is a passage to point at."""
    passage = str(citation.get("passage", "")) if citation and citation["pagina"] >= 1 else ""
    return any(each.isprintable() and not each.isspace() for each in passage)


def unfounded(finding: Plain) -> str:
    """Return what a final finding lacks: a passage for what is there, a reason for what is not."""
    said, cited = finding["voldoet"], finding["vindplaats"]
    examples = finding["voorbeelden"]
    shown = [each["vindplaats"] or cited for each in [*(finding["perioden"] or ()), *examples]]
    if said or (said is None and (finding["niveau"] is not None or finding["dagen"] is not None)):
        shown.append(cited)
    if not all(is_shown(each) for each in shown):
        return "bij een oordeel ontbreekt de passage"
    is_negative = said is False or any(not each["geldig"] for each in examples)
    return "bij een oordeel ontbreekt de reden" if is_negative and not finding["reden"].strip() else ""


def days_of(finding: Plain, reference: date) -> int:
    """Return the days of experience before the reference day; overlaps count once, and only what has a passage."""
    if finding.get("dagen") is not None:
        return int(finding["dagen"]) if is_shown(finding.get("vindplaats")) else 0
    counted: set[int] = set()
    for period in finding.get("perioden") or ():
        if is_shown(period.get("vindplaats") or finding.get("vindplaats")):
            since = day_of(period["van"], is_start=True)
            until = min(day_of(period["tot"], is_start=False) if period.get("tot") else reference, reference)
            counted.update(range(since.toordinal(), until.toordinal()))
    return len(counted)


def day_of(text: str, *, is_start: bool) -> date:
    """Return a day; a month is its first day, and a year alone is read as short as it can be."""
    parts = [int(part) for part in text.strip().split("-")]
    if len(parts) == 1:
        return date(parts[0], 12, 31) if is_start else date(parts[0], 1, 1)
    return date(parts[0], parts[1], parts[2] if len(parts) > 2 else 1)


def demanded(demand: Plain, finding: Plain, reference: date) -> tuple[bool, int | None]:
    """Say whether what was found meets a demand, with the days where they count."""
    proof, said = demand.get("bewijs", "oordeel"), finding.get("voldoet")
    explained = not demand.get("toelichting_vereist") or bool(finding.get("toegelicht"))
    if proof == "ervaring":
        days = days_of(finding, reference)
        needed = length(demand.get("minimaal") or 0, demand.get("eenheid", "jaren"), reference)
        return said is not False and days > 0 and explained and days >= needed, days
    if not is_shown(finding.get("vindplaats")) or said is False or not explained:
        return False, None
    if proof == "oordeel":
        return said is not None, None
    return is_educated(demand, finding, said) and finding.get("afgerond") is not False, None


def is_educated(demand: Plain, finding: Plain, said: Any) -> bool:
    """Say whether level and direction are enough; where they were not found, a judgement takes their place."""
    level, direction = finding.get("niveau"), finding.get("richting")
    wanted = {each.casefold() for each in demand.get("richtingen", ())}
    if (level is None and said is None) or (level is not None and level < (demand.get("niveau") or level)):
        return False
    return not wanted or (direction.casefold() in wanted if direction is not None else said is not None)


def scored(criterion: Plain, finding: Plain, reference: date) -> tuple[bool, int | None, Decimal]:
    """Return whether a criterion is met, the days where they count, and the points."""
    most = Decimal(str(criterion["punten"]))
    if criterion["model"] == "banden":
        days = days_of(finding, reference)
        counted = 0 if finding.get("voldoet") is False else days
        unit = criterion.get("eenheid", "jaren")
        bands = [band for band in criterion["banden"] if falls_in(counted, band, unit, reference)]
        if len(bands) != 1:
            raise Difference(f"{counted} dagen valt in {len(bands)} klassen van criterium {criterion['id']}.")
        points = Decimal(str(bands[0]["punten"]))
        return points > 0, counted, points
    if criterion["model"] == "voorbeelden":
        points = examples(criterion, finding, most)
        return points > 0, None, points
    is_met, days_shown = demanded(criterion, finding, reference)
    return is_met, days_shown, most if is_met else Decimal(0)


def examples(criterion: Plain, finding: Plain, most: Decimal) -> Decimal:
    """Return the points for examples: the first ones that have a passage count."""
    wanted = int(criterion.get("aantal", 1))
    good = [each for each in finding.get("voorbeelden", ())
            if is_shown(each.get("vindplaats") or finding.get("vindplaats"))]  # fmt: skip
    valid = sum(bool(each.get("geldig", True)) for each in good[:wanted])
    if criterion.get("per_voorbeeld"):
        return most * valid / wanted
    return most if valid >= wanted else Decimal(0)


def falls_in(days: int, band: Plain, unit: str, reference: date) -> bool:
    """Say whether a number of days falls in a band; a bound that is absent leaves that side open."""
    bounds = {
        name: length(value, unit, reference) for name, value in band.items() if name != "punten" and value is not None
    }
    lower = days > bounds.get("meer_dan", -1) and days >= bounds.get("vanaf", 0)
    return lower and days < bounds.get("minder_dan", days + 1) and days <= bounds.get("tot_en_met", days)


def result(demand: Plain, finding: Plain, reference: date) -> tuple[bool, Decimal]:
    """Return what two assessors have to agree on: met or not, and the points."""
    if "model" in demand:
        is_met, _, points = scored(demand, finding, reference)
        return is_met, points
    return demanded(demand, finding, reference)[0], Decimal(0)
