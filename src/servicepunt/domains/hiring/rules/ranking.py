"""The order of step 2 and the list that goes on: total first, rate only between equals (invariants 4 to 7)."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from servicepunt.domains.hiring.rules.order import in_order, natural
from servicepunt.domains.hiring.rules.request import TieAtLine


class DecidedBy(StrEnum):
    """What gave an offer its place."""

    POINTS = "punten"
    RATE = "tarief"
    SHARED = "gedeeld"
    LOTS = "loting"


@dataclass(frozen=True, slots=True)
class Scored:
    """An offer with its total of step 2 and its rate; `receipt` is what lots are drawn with."""

    id: str
    total: Decimal
    rate: Decimal
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the order; `shared_with` has equal total and rate, `over_rate_from` had the same total."""

    id: str
    place: int
    total: Decimal
    rate: Decimal
    decided_by: DecidedBy
    equal_total: Sequence[str]
    shared_with: Sequence[str]
    goes_on: bool
    reason: str


def rank(
    offers: Iterable[Scored], *, most: int, tie: TieAtLine = TieAtLine.ADMIT_ALL, lot_value: str = ""
) -> list[Place]:
    """
    Return every offer with its place, best first, and whether it goes on to step 3.

    Higher totals first; between equal totals the lower rate; equal in both share a place. Offers that share
    the place at the line all go on, unless lots were announced. Nothing else plays a part: not the order of
    input, not the moment of sending, not a name. Ids only fix in which order equals are printed.
    """
    ordered = _in_order(offers)
    going = _going_on(ordered, most, tie, lot_value)
    totals = _group(ordered, lambda each: (each.total,))
    equals = _group(ordered, lambda each: (each.total, each.rate))
    numbers = {(each.total, each.rate): len(ordered) - place for place, each in enumerate(reversed(ordered))}
    return [_place(each, numbers[each.total, each.rate], totals, equals, going, tie) for each in ordered]


def going_on(
    offers: Iterable[Scored], *, most: int, tie: TieAtLine = TieAtLine.ADMIT_ALL, lot_value: str = ""
) -> set[str]:
    """Return who goes on to step 3: the same as `rank` says, without the places."""
    return _going_on(_in_order(offers), most, tie, lot_value)


def _in_order(offers: Iterable[Scored]) -> list[Scored]:
    return sorted(offers, key=lambda each: (-each.total, each.rate, natural(each.id)))


def _group(
    ordered: Sequence[Scored], key: Callable[[Scored], tuple[Decimal, ...]]
) -> Mapping[tuple[Decimal, ...], list[str]]:
    groups: dict[tuple[Decimal, ...], list[str]] = {}
    for each in ordered:
        groups.setdefault(key(each), []).append(each.id)
    return groups


def _place(
    one: Scored,
    number: int,
    totals: Mapping[tuple[Decimal, ...], list[str]],
    equals: Mapping[tuple[Decimal, ...], list[str]],
    going: set[str],
    tie: TieAtLine,
) -> Place:
    same_total = [each for each in totals[(one.total,)] if each != one.id]
    shared = [each for each in equals[(one.total, one.rate)] if each != one.id]
    lots = tie == TieAtLine.DRAW_LOTS and len({each in going for each in [one.id, *shared]}) == 2
    decided = _decided_by(same_total, shared, lots=lots)
    return Place(
        id=one.id,
        place=number,
        total=one.total,
        rate=one.rate,
        decided_by=decided,
        equal_total=same_total,
        shared_with=shared,
        goes_on=one.id in going,
        reason=_reason(decided, same_total, shared, goes_on=one.id in going),
    )


def _decided_by(same_total: Sequence[str], shared: Sequence[str], *, lots: bool) -> DecidedBy:
    if lots:
        return DecidedBy.LOTS
    if shared:
        return DecidedBy.SHARED
    return DecidedBy.RATE if same_total else DecidedBy.POINTS


def _reason(decided: DecidedBy, same_total: Sequence[str], shared: Sequence[str], *, goes_on: bool) -> str:
    if decided == DecidedBy.POINTS:
        return "eigen totaal"
    if decided == DecidedBy.RATE:
        return f"evenveel punten als {_names(same_total)}; het lagere tarief gaat voor"
    if decided == DecidedBy.SHARED:
        return f"evenveel punten en hetzelfde tarief als {_names(shared)}; zij delen de plaats"
    told = "door loting voorgelegd" if goes_on else "door loting niet voorgelegd"
    return f"evenveel punten en hetzelfde tarief als {_names(shared)} op de grens; {told}"


def _names(ids: Sequence[str]) -> str:
    return ", ".join(in_order(ids))


def _going_on(ordered: Sequence[Scored], most: int, tie: TieAtLine, lot_value: str) -> set[str]:
    if len(ordered) <= most:
        return {each.id for each in ordered}
    if most <= 0:
        return set()
    line = ordered[most - 1]
    above = [each for each in ordered if (-each.total, each.rate) < (-line.total, line.rate)]
    tied = [each for each in ordered if (each.total, each.rate) == (line.total, line.rate)]
    if tie == TieAtLine.DRAW_LOTS and len(above) + len(tied) > most:
        tied = sorted(tied, key=lambda each: draw(lot_value, each.receipt))[: most - len(above)]
    return {each.id for each in [*above, *tied]}


def draw(value: str, receipt: str) -> str:
    """Return the lot of a receipt: SHA-256 over the announced value and the receipt; the lowest wins (A-23)."""
    return hashlib.sha256(f"{value}\n{receipt}".encode()).hexdigest()
