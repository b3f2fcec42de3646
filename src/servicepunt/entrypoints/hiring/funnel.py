"""From how many offers to one, and who may see what now; numbers only when they tell nothing of somebody's work."""

from collections.abc import Iterator
from dataclasses import dataclass

from servicepunt.domains.tenders.queries import Look
from servicepunt.domains.tenders.rules.dossier import Dossier
from servicepunt.domains.tenders.rules.judging import admitted, competing, conform, is_complete
from servicepunt.domains.tenders.rules.seats import Seat


@dataclass(frozen=True, slots=True)
class Stretch:
    """A step of the funnel: how many are left, of how many, as a bar."""

    label: str
    count: int
    share: int


def funnel(look: Look) -> list[Stretch]:
    """Return how many offers were left after each step that is over; nothing before the closing."""
    dossier = look.dossier
    if dossier.published_at is None or dossier.closes_at is None or look.at < dossier.closes_at:
        return []
    counts = list(_counts(dossier))
    most = max((count for _, count in counts), default=0)
    return [Stretch(label, count, round(100 * count / most) if most else 0) for label, count in counts]


def _counts(dossier: Dossier) -> Iterator[tuple[str, int]]:
    yield "Ontvangen", sum(not each.is_withdrawn for each in dossier.offers.values())
    if dossier.opened_at is None:
        return
    there = competing(dossier)
    if dossier.request.is_conditional:
        if any(each.conformity is None for each in there):
            return
        yield "Past bij de opdracht", len(conform(dossier))
    # A number of who passed while assessors still work would tell one what the other found (invariant 17).
    if not is_complete(dossier, 1):
        return
    yield "Voldoet aan de eisen", len(admitted(dossier))
    if dossier.fixed_at is not None:
        yield "Voorgelegd", len(dossier.shortlist)
    if invited := {offer for each in dossier.rounds for offer in each.invited}:
        yield "Uitgenodigd", len(invited)
    if dossier.decisions and dossier.decisions[-1].sent_at is not None:
        yield "Gegund", len(dossier.decisions[-1].offers)


def who_sees(look: Look) -> list[tuple[str, str, str]]:
    """Return icon, heading and sentence of everything that is closed to somebody now."""
    dossier = look.dossier
    told = []
    if dossier.published_at is None:
        told.append(
            ("eye-off", "Leveranciers zien nog niets", "Wie is uitgenodigd, ziet de aanvraag vanaf publicatie.")
        )
    if dossier.opened_at is None:
        told.append(("lock", "Inschrijvingen zijn verzegeld", "Ze gaan na de sluiting open, door 2 sleutelhouders."))
    if dossier.rates_opened_at is None:
        told.append(
            ("lock", "Tarieven zijn apart verzegeld", "Ze gaan open als stap 2 vaststaat, door 2 sleutelhouders.")
        )
    told.append(("eye-off", "Beoordelaars werken met een nummer", "Op hun pagina's staat K-417 en geen naam. In de "
                 "stukken zelf, zoals het cv, staat de naam wel."))  # fmt: skip
    assessors = len(dossier.persons(Seat.ASSESSOR))
    apart = "Beoordelaars werken los van elkaar" if assessors < 2 else f"{assessors} beoordelaars, los van elkaar"
    told.append(("users", apart,
                 "Ze zien elkaars oordeel pas als het eigen oordeel vaststaat."))  # fmt: skip
    if dossier.advised_at is None:
        told.append(("eye-off", "De opdrachtgever ziet geen tarieven", "Pas na het gunningsadvies."))
    return told
