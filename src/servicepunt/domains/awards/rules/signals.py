"""What the hiring desk is told after opening: to look at, never to decide by (H-100 … H-102)."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from servicepunt.domains.hiring.rules.request import Length, Request, Unit
from servicepunt.domains.tenders.rules.dossier import Dossier

# A year has 365.2425 days on average, a month a twelfth of it.
WEEKS = {Unit.YEARS: Decimal("52.1775"), Unit.MONTHS: Decimal("4.348125"), Unit.DAYS: Decimal(1) / 7}


def same_persons(dossier: Dossier) -> list[list[str]]:
    """Return the labels of offers that seem to be of one person, by their pseudonymous key (H-100)."""
    found: dict[str, list[str]] = defaultdict(list)
    for label, offer in dossier.offers.items():
        if offer.opened is not None and offer.opened.person_key:
            found[offer.opened.person_key].append(label)
    return [labels for labels in found.values() if len(labels) > 1]


def uncompared(dossier: Dossier, among: Iterable[str]) -> list[str]:
    """Return the first offers among these that seem to be of one person, while the desk has not said if they are."""
    left = set(among)
    unsaid = (group for group in same_persons(dossier) if tuple(group) not in dossier.compared)
    return next((group for group in unsaid if len(left.intersection(group)) > 1), [])


def most_hours(request: Request) -> Decimal | None:
    """Return the hours of the whole assignment when every option is used; None while the request does not say."""
    if request.hours is None or request.duration is None:
        return None
    options = request.extensions
    weeks = _weeks(request.duration) + options.count * _weeks(Length(count=options.length, unit=options.unit))
    return (request.hours.most * weeks * request.needed).quantize(Decimal(1), rounding=ROUND_HALF_UP)


def _weeks(length: Length) -> Decimal:
    return length.count * WEEKS[length.unit]


def value_of(rate: Decimal, request: Request) -> Decimal | None:
    """Return what an offer comes to at most, excluding VAT: its rate times the hours with every option (H-102)."""
    hours = most_hours(request)
    return None if hours is None else (rate * hours).quantize(Decimal("0.01"))
