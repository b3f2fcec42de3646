"""Rounds of step 3: which one is open, and who is in its pool (A-50, invariants 19 and 20)."""

from datetime import datetime

from servicepunt.domains.tenders.rules.dossier import Dossier


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
