"""Rounds of step 3: which one is open, who is in its pool, and who will be invited (A-45, A-50, invariants 19, 20)."""

from datetime import datetime

from servicepunt.domains.hiring.rules.choice import Chosen, choose
from servicepunt.domains.hiring.rules.order import in_order
from servicepunt.domains.tenders.rules.dossier import Dossier
from servicepunt.domains.tenders.rules.parts import RoundFile


def open_round(dossier: Dossier) -> int:
    """Return the number of the round that is being scored, from 1."""
    return 1 + sum(each.invited_at is not None for each in dossier.rounds)


def pool(dossier: Dossier, number: int) -> list[str]:
    """Return who takes part in a round: put forward, not invited in a round before it, and not withdrawn."""
    before = {label for each in dossier.rounds[: number - 1] for label in each.invited}
    invited_at = dossier.rounds[number - 1].invited_at if len(dossier.rounds) >= number else None
    return [label for label in dossier.shortlist if label not in before and not _left(dossier, label, invited_at)]


def _left(dossier: Dossier, label: str, until: datetime | None) -> bool:
    offer = dossier.offers[label]
    return offer.is_withdrawn and (until is None or offer.withdrawals[-1] < until)


def chosen(dossier: Dossier, number: int) -> list[Chosen]:
    """
    Return the pool of a round in the order of the client's points, with who is invited.

    :raises Faulty: while somebody in the pool has no score.
    """
    given = dossier.rounds[number - 1] if len(dossier.rounds) >= number else RoundFile(number)
    members = pool(dossier, number)
    return choose(
        {label: dict(scored.scores) for label, scored in given.scores.items() if label in members},
        pool=members,
        criteria=[each.id for each in dossier.request.choices],
        invite=dossier.settings.invite,
        most=dossier.settings.choice_most,
        place=f"ronde {number}",
        persons={label: dossier.same_person(label)[0] for label in members},
    )


def talk_of(dossier: Dossier, given: RoundFile, label: str) -> str:
    """Return under which offer the talk with the person of an invited offer stands: a person has one (A-37)."""
    return in_order(each for each in dossier.same_person(label) if each in given.invited)[0]
