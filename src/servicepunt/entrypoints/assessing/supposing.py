"""What somebody asks in "stel dat": read from an address, so that it can never be a change."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from servicepunt.domains.awards.rules.sensitivity import Supposition
from servicepunt.domains.hiring.rules.playing import Play

_HUNDRED = Decimal(100)


def supposed_in(asked: Mapping[str, str], played: Play) -> tuple[Supposition, list[tuple[str, str]]]:
    """Return what is supposed, and what is wrong with it: the id of a field and a Dutch sentence."""
    errors: list[tuple[str, str]] = []
    criteria = {each.id: each for each in played.procedure.request.criteria}
    weights = {}
    for name, criterion in criteria.items():
        weight = _points(asked.get(f"weging_{name}", ""), f"id_weging_{name}", errors)
        if weight is not None and weight != criterion.points:
            weights[name] = weight
    total = sum((weights.get(name, each.points) for name, each in criteria.items()), Decimal(0))
    if weights and total != _HUNDRED:
        errors.append((f"id_weging_{next(iter(weights))}", f"De punten tellen samen op tot {total}, niet tot 100."))
    order = played.assessment.order if played.assessment else ()
    ranked = {place.id for place in order}
    offer, item = asked.get("kandidaat", ""), asked.get("criterium", "")
    points = _points(asked.get("punten", ""), "id_punten", errors)
    changed = {}
    if offer in ranked and item in criteria and points is not None:
        changed[offer, item] = points
        if points > weights.get(item, criteria[item].points):
            errors.append(("id_punten", f"Criterium {item} geeft zoveel punten niet."))
    without = asked.get("zonder", "")
    return Supposition(weights, changed, frozenset({without} & ranked)), errors


def _points(text: str, field: str, errors: list[tuple[str, str]]) -> Decimal | None:
    if not text.strip():
        return None
    try:
        points = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        points = Decimal(-1)
    if not points.is_finite() or not 0 <= points <= _HUNDRED:
        errors.append((field, "Vul een getal van 0 tot en met 100 in."))
        return None
    return points
