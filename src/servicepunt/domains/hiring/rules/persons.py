"""One person in several offers: all of them stay, and the person takes one place and has one talk (H-100, A-37)."""

from collections.abc import Iterable, Mapping, Sequence
from unicodedata import normalize

from servicepunt.domains.hiring.rules.offers import Offer

ASK_BOTH = (
    "vraag elke leverancier met dezelfde woorden om de kandidaat te laten kiezen, zonder te zeggen wie de ander is; "
    "geen grond om af te wijzen"
)


def one_name(written: str) -> str:
    """
    Return by what a person is known, whatever the blanks and capitals.

    >>> one_name("P") == one_name(" p ")
    True
    """
    seen = "".join(each for each in normalize("NFKC", written) if each.isprintable())
    return " ".join(seen.casefold().split())


def persons_of(offers: Iterable[Offer]) -> Mapping[str, str]:
    """Return for every offer the first one of the same person: by `persoon`, and without that by `kandidaat`."""
    first: dict[tuple[str, str], str] = {}
    return {each.id: first.setdefault(_known_by(each), each.id) for each in offers}


def _known_by(offer: Offer) -> tuple[str, str]:
    named = [("persoon", one_name(offer.person)), ("kandidaat", one_name(offer.candidate))]
    return next((each for each in named if each[1]), ("inschrijving", offer.id))


def same_as(name: str, persons: Mapping[str, str], among: Iterable[str]) -> list[str]:
    """Return which other offers among these are of the same person."""
    return [each for each in among if each != name and persons[each] == persons[name]]


def groups(persons: Mapping[str, str], among: Iterable[str]) -> Sequence[list[str]]:
    """Return these offers by person, in the order in which they come."""
    found: dict[str, list[str]] = {}
    for each in among:
        found.setdefault(persons[each], []).append(each)
    return list(found.values())
