"""What would change the list: a look before it is fixed, which can only look (invariant 31)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import permutations

from msgspec import structs

from servicepunt.domains.hiring.rules.assessing import Fate, Outcome, assess
from servicepunt.domains.hiring.rules.course import Procedure
from servicepunt.domains.hiring.rules.findings import Result
from servicepunt.domains.hiring.rules.order import in_order
from servicepunt.domains.hiring.rules.playing import Play
from servicepunt.domains.hiring.rules.ranking import Scored, going_on
from servicepunt.domains.hiring.rules.request import Criterion, Model

SHIFT = Decimal(5)


@dataclass(frozen=True, slots=True)
class Shift:
    """One "what if" that gives another list: in Dutch what is changed, who comes on it and who goes off."""

    change: str
    comes: Sequence[str]
    goes: Sequence[str]


def sensitivity(played: Play) -> list[Shift]:
    """
    Return every small change that would give another list, of four kinds, in a fixed order.

    Examples counted one by one or not; a weight that is five points more at the cost of another; one finding
    of one offer that had come out otherwise; one requirement of one offer that had. Nothing is written, and the
    order itself stays what it is.
    """
    if played.assessment is None or played.assessment.waits_for:
        return []
    fates = played.assessment.fates
    listed = set(played.assessment.shortlist)
    shifts = [_compare(change, after, listed) for change, after in _variations(played.procedure, fates)]
    return [shift for shift in shifts if shift.comes or shift.goes]


@dataclass(frozen=True, slots=True)
class Supposition:
    """What one supposes: other weights by criterion, other points by offer and criterion, and who would be out."""

    weights: Mapping[str, Decimal]
    points: Mapping[tuple[str, str], Decimal]
    without: frozenset[str]

    @property
    def is_something(self) -> bool:
        """Whether anything is supposed."""
        return bool(self.weights or self.points or self.without)


def what_if(played: Play, supposed: Supposition) -> Shift:
    """
    Return who would come on the list and who would go off it; nothing is written (invariant 31).

    A weight scales what was given on its criterion; points that are supposed stand as they are.
    """
    if played.assessment is None or played.assessment.waits_for:
        return Shift("", (), ())
    fates, listed = played.assessment.fates, set(played.assessment.shortlist)
    totals = {
        name: sum((_supposed_points(name, r, played, supposed) for r in fate.points), Decimal(0))
        for name, fate in _scored(fates)
        if name not in supposed.without
    }
    return _compare("", _ranked(played.procedure, fates, totals), listed)


def _supposed_points(name: str, given: Result, played: Play, supposed: Supposition) -> Decimal:
    if (name, given.id) in supposed.points:
        return supposed.points[name, given.id]
    weight = next(each.points for each in played.procedure.request.criteria if each.id == given.id)
    return (
        given.points * supposed.weights[given.id] / weight if given.id in supposed.weights and weight else given.points
    )


def _compare(change: str, after: set[str], listed: set[str]) -> Shift:
    return Shift(change, in_order(after - listed), in_order(listed - after))


def _variations(procedure: Procedure, fates: Mapping[str, Fate]) -> Iterator[tuple[str, set[str]]]:
    yield from _other_counting(procedure)
    yield from _other_weights(procedure, fates)
    yield from _other_findings(procedure, fates)
    yield from _other_requirements(procedure, fates)


def _other_counting(procedure: Procedure) -> Iterator[tuple[str, set[str]]]:
    criteria = procedure.request.criteria
    for each in criteria:
        if each.model != Model.EXAMPLES:
            continue
        turned = structs.replace(each, each_counts=not each.each_counts)
        changed = tuple(turned if other is each else other for other in criteria)
        how = "punten per voorbeeld" if turned.each_counts else "alles of niets"
        yield f"criterium {each.id}: {how}", _list_of(_with_criteria(procedure, changed))


def _with_criteria(procedure: Procedure, criteria: tuple[Criterion, ...]) -> Procedure:
    return structs.replace(procedure, request=structs.replace(procedure.request, criteria=criteria))


def _list_of(procedure: Procedure) -> set[str]:
    return set(assess(procedure).shortlist)


def _other_weights(procedure: Procedure, fates: Mapping[str, Fate]) -> Iterator[tuple[str, set[str]]]:
    weights = {each.id: each.points for each in procedure.request.criteria}
    for more, less in permutations(weights, 2):
        if weights[less] < SHIFT or weights[more] == 0:
            continue
        changed = weights | {more: weights[more] + SHIFT, less: weights[less] - SHIFT}
        scale = {name: changed[name] / weights[name] if weights[name] else Decimal(0) for name in weights}
        totals = {name: sum((r.points * scale[r.id] for r in fate.points), Decimal(0)) for name, fate in _scored(fates)}
        yield f"criterium {more} {SHIFT} punten zwaarder, {less} lichter", _ranked(procedure, fates, totals)


def _other_findings(procedure: Procedure, fates: Mapping[str, Fate]) -> Iterator[tuple[str, set[str]]]:
    totals = _totals(fates)
    for name, fate in _scored(fates):
        for result, criterion in zip(fate.points, procedure.request.criteria, strict=True):
            for points in sorted({Decimal(0), criterion.points} - {result.points}):
                changed = totals | {name: totals[name] - result.points + points}
                words = f"{name} krijgt {points:f} in plaats van {result.points.normalize():f} op criterium {result.id}"
                yield words, _ranked(procedure, fates, changed)


def _other_requirements(procedure: Procedure, fates: Mapping[str, Fate]) -> Iterator[tuple[str, set[str]]]:
    """Leave out, one by one, who goes on: the same as one requirement that had not been met."""
    totals = _totals(fates)
    for name, fate in _scored(fates):
        if fate.place and fate.place.goes_on:
            without = {other: total for other, total in totals.items() if other != name}
            yield f"{name} haalt een eis niet", _ranked(procedure, fates, without)


def _totals(fates: Mapping[str, Fate]) -> dict[str, Decimal]:
    return {name: fate.total or Decimal(0) for name, fate in _scored(fates)}


def _scored(fates: Mapping[str, Fate]) -> list[tuple[str, Fate]]:
    ended = {Outcome.WITHDRAWN}
    ordered = ((name, fates[name]) for name in in_order(fates))
    return [(name, fate) for name, fate in ordered if fate.place and fate.outcome not in ended]


def _ranked(procedure: Procedure, fates: Mapping[str, Fate], totals: Mapping[str, Decimal]) -> set[str]:
    settings = procedure.settings
    scored = [
        Scored(name, total, fates[name].admission.rate or Decimal(0), fates[name].offer.receipt)
        for name, total in totals.items()
    ]
    return going_on(scored, most=settings.shortlist, tie=settings.tie_at_line, lot_value=settings.lot_value)
