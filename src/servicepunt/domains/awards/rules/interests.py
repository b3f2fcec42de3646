"""About whom somebody has to say whether there is a relation, and whether that was said (H-096)."""

from collections.abc import Iterable

from servicepunt.domains.tenders.rules.dossier import Dossier
from servicepunt.domains.tenders.rules.judging import competing
from servicepunt.domains.tenders.rules.seats import Seat


def asked_of(dossier: Dossier, person: int) -> list[str]:
    """
    Return the offers of which somebody has to say now whether there is a relation with the candidate.

    Nobody is asked about more than the work of the own seats needs: a list of names would tell the rest (H-050).
    About whom somebody was asked before, that person may say something later on.
    """
    if dossier.opened_at is None:
        return []
    seats = dossier.seats.get(person, set())
    before = dossier.interests.get(person)
    asked = set(before.asked) if before else set()
    for seat in seats:
        asked |= _needed(dossier, seat)
    return [label for label in dossier.offers if label in asked and label not in dossier.destroyed]


def _needed(dossier: Dossier, seat: Seat) -> set[str]:
    everybody = {offer.label for offer in competing(dossier)}
    if seat == Seat.ASSESSOR:
        return everybody if dossier.locked_at is None else set()
    if seat == Seat.INTERVIEWER:
        return {label for each in dossier.rounds for label in each.invited}
    if seat == Seat.MANDATE:
        return set(dossier.shortlist)
    if seat != Seat.CLIENT:
        return set()
    if dossier.fixed_at is not None:
        return set(dossier.shortlist)
    judges = dossier.request.is_conditional and not dossier.findings
    return everybody if judges else set()


def has_declared(dossier: Dossier, person: int, labels: Iterable[str]) -> bool:
    """Say whether somebody said of all of these whether there is a relation."""
    declared = dossier.interests.get(person)
    return declared is not None and set(labels) <= set(declared.asked)


def related(dossier: Dossier, person: int | None, labels: Iterable[str]) -> list[str]:
    """Return with which of these somebody declared a relation, under whichever offer of the same person."""
    declared = dossier.interests.get(person) if person is not None else None
    offers = set(declared.offers) if declared else set()
    return [label for label in labels if offers.intersection(dossier.same_person(label))]
