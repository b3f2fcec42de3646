"""Step 3: the client's scores for all in the pool, and who is invited (A-43 … A-45)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from servicepunt.domains.hiring.rules.faults import Faulty
from servicepunt.domains.hiring.rules.order import natural

# What a score from 0 to 10 means, the same for every criterion and everybody; frozen at publication.
ANCHORS = {
    "0": "niets wat erop lijkt",
    "3": "er is enige ervaring, maar in een ander soort werk of organisatie",
    "6": "past redelijk: vergelijkbaar op de belangrijkste punten",
    "8": "past goed: vergelijkbaar op bijna alle punten",
    "10": "past precies: dezelfde soort opdracht of organisatie",
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """One offer of the pool: the sum over the choice criteria, equally weighted, its place, invited or not."""

    id: str
    total: Decimal
    place: int
    is_invited: bool


def choose(
    scores: Mapping[str, Mapping[str, Decimal]],
    *,
    pool: Sequence[str],
    criteria: Sequence[str],
    invite: int,
    most: Decimal,
    place: str,
    persons: Mapping[str, str],
) -> list[Chosen]:
    """
    Return the pool in order, best first; a tie at the line invites all of it.

    `persons` says of whom each offer is: a person takes one place, with the best of the own offers, and is invited
    for all of them (A-37). Step 2 and the rate play no part. Raises `Faulty` when somebody in the pool is not scored,
    when a score is outside 0 to `most`, and when somebody outside the pool is scored.
    """
    faults = _faults(scores, pool, criteria, most, place)
    if faults:
        raise Faulty(*faults)
    totals = {each: sum((scores[each][criterion] for criterion in criteria), Decimal(0)) for each in pool}
    ordered = sorted(totals.items(), key=lambda each: (-each[1], natural(each[0])))
    best: dict[str, Decimal] = {}
    for name, total in ordered:
        best.setdefault(persons[name], total)
    line = sorted(best.values(), reverse=True)[min(invite, len(best)) - 1] if best and invite > 0 else None
    return [
        Chosen(
            id=name,
            total=total,
            place=1 + sum(other > total for other in totals.values()),
            is_invited=line is not None and best[persons[name]] >= line,
        )
        for name, total in ordered
    ]


def _faults(
    scores: Mapping[str, Mapping[str, Decimal]],
    pool: Sequence[str],
    criteria: Sequence[str],
    most: Decimal,
    place: str,
) -> list[str]:
    faults = [f"{place}: {each} hoort niet bij deze ronde en krijgt geen score." for each in scores if each not in pool]
    for each in pool:
        given = scores.get(each, {})
        faults += [
            f"{place}: de score van {each} op criterium {one} ontbreekt." for one in criteria if one not in given
        ]
        faults += [
            f"{place}: de score {score} van {each} ligt niet tussen 0 en {most}."
            for score in given.values()
            if not Decimal(0) <= score <= most
        ]
        faults += [f"{place}: criterium {one} is er niet." for one in given if one not in criteria]
    return faults
