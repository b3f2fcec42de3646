"""The order of step 2 as one viewer may see it: no rate, and no order that comes from rates, before that may be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from servicepunt.domains.hiring.rules.assessing import Assessment, Fate
from servicepunt.domains.hiring.rules.findings import Result
from servicepunt.domains.hiring.rules.order import natural
from servicepunt.domains.hiring.rules.ranking import Place


@dataclass(frozen=True, slots=True)
class Standing:
    """A place in the order; `goes_on` is None where only the rate decides and the viewer may not know."""

    place: str
    label: str
    points: Sequence[Result]
    total: Decimal
    rate: Decimal | None
    is_tie: bool
    goes_on: bool | None
    reason: str


@dataclass(frozen=True, slots=True)
class Tie:
    """Offers with the same total and how they were told apart; without rates when those may not be seen."""

    total: Decimal
    rates: Sequence[tuple[str, Decimal]]
    labels: Sequence[str]
    words: str


def standings(assessment: Assessment, *, most: int, with_rates: bool) -> list[Standing]:
    """
    Return the order for who may see rates, or without them.

    Without, offers with the same total share their places and stand in the order of their labels: their order
    would tell who asks less (invariant 13).
    """
    if with_rates:
        return [_full(place, assessment.fates[place.id]) for place in assessment.order]
    rows: list[Standing] = []
    for _, grouped in groupby(assessment.order, key=lambda place: place.total):
        group = sorted(grouped, key=lambda place: natural(place.id))
        first, last = len(rows) + 1, len(rows) + len(group)
        goes_on = True if last <= most else False if first > most else None
        rows += [_blind(each, assessment.fates[each.id], first, last, goes_on=goes_on) for each in group]
    return rows


def _full(place: Place, fate: Fate) -> Standing:
    return Standing(
        place=str(place.place),
        label=place.id,
        points=fate.points,
        total=place.total,
        rate=place.rate,
        is_tie=bool(place.equal_total),
        goes_on=place.goes_on,
        reason=place.reason,
    )


def _blind(place: Place, fate: Fate, first: int, last: int, *, goes_on: bool | None) -> Standing:
    is_tie = first != last
    return Standing(
        place=f"{first}–{last}" if is_tie else str(first),
        label=place.id,
        points=fate.points,
        total=place.total,
        rate=None,
        is_tie=is_tie,
        goes_on=goes_on,
        reason="evenveel punten; het uurtarief beslist en is nu niet te zien" if is_tie else "eigen totaal",
    )


def ties(rows: Sequence[Standing], tie_rule: str) -> list[Tie]:
    """Return every group with the same total, explained."""
    found = []
    for total, grouped in groupby(rows, key=lambda row: row.total):
        group = list(grouped)
        if len(group) < 2:
            continue
        rates = [(row.label, row.rate) for row in group if row.rate is not None]
        found.append(Tie(total, rates, [row.label for row in group], _words(rates, tie_rule)))
    return found


def _words(rates: Sequence[tuple[str, Decimal]], tie_rule: str) -> str:
    if not rates:
        return "Bij gelijke punten beslist het laagste uurtarief. Tarieven zie jij nu niet."
    if len({rate for _, rate in rates}) == len(rates):
        return "Bij gelijke punten beslist het laagste uurtarief."
    rule = {"allen_toelaten": "Op de grens gaan zij allemaal door.", "loten": "Op de grens beslist de loting."}
    return (
        f"Bij gelijke punten beslist het laagste uurtarief; wie ook dat gelijk heeft, deelt de plaats. {rule[tie_rule]}"
    )


def out(fates: Mapping[str, Fate], ranked: Sequence[Place]) -> list[Fate]:
    """Return who is not in the order, by label."""
    places = {place.id for place in ranked}
    return sorted((fate for name, fate in fates.items() if name not in places), key=lambda fate: natural(fate.offer.id))
