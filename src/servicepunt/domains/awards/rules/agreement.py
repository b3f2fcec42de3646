"""How far assessors agreed by themselves, as a figure that changes no outcome."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from servicepunt.domains.hiring.rules.request import Criterion, Knockout
from servicepunt.domains.tenders.rules.dossier import Dossier
from servicepunt.domains.tenders.rules.judging import compare, pool_of, step_of


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the assessors agreed on one requirement or criterion, before they spoke about it."""

    item: Knockout | Criterion
    same: int
    of: int
    alpha: Decimal | None


def agreement(dossier: Dossier, item: Knockout | Criterion) -> Agreement:
    """Return how far the assessors agreed by themselves; only for who may see all findings of this step."""
    units = []
    for offer in pool_of(dossier, step_of(item)):
        results = compare(dossier, offer.label, item).results.values()
        if len(results) > 1:
            is_points = isinstance(item, Criterion)
            units.append([each.points if is_points else Decimal(each.is_met) for each in results])
    return Agreement(item, sum(len(set(unit)) == 1 for unit in units), len(units), alpha(units))


def alpha(pairs: Sequence[Sequence[Decimal]]) -> Decimal | None:
    """
    Return Krippendorff's alpha for interval values: 1 is agreement, 0 what chance would give; None without units.

    `pairs` are the values of the assessors for each unit; units with fewer than two values do not count. Without
    any difference between all values there is nothing to agree about by chance, and alpha is 1.
    """
    units = [list(values) for values in pairs if len(values) > 1]
    values = [value for unit in units for value in unit]
    if not values:
        return None
    observed = sum((_spread(unit) / (len(unit) - 1) for unit in units), Decimal(0)) / len(values)
    expected = _spread(values) / (len(values) * (len(values) - 1))
    return Decimal(1) if expected == 0 else 1 - observed / expected


def _spread(values: Sequence[Decimal]) -> Decimal:
    # The sum over all ordered pairs of squared differences: 2n·Σx² − 2(Σx)².
    total, squares = sum(values, Decimal(0)), sum((value * value for value in values), Decimal(0))
    return 2 * len(values) * squares - 2 * total * total
