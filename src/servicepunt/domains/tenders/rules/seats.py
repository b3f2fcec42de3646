"""Who sits where around a request, and what each may do and see (hiring, 6.3)."""

from collections.abc import Iterable
from enum import StrEnum


class Seat(StrEnum):
    """A role in one request (zetel)."""

    DESK = "inhuurdesk"
    CLIENT = "opdrachtgever"
    BUDGET = "budgethouder"
    ASSESSOR = "beoordelaar"
    INTERVIEWER = "gespreksvoerder"
    MANDATE = "tekenbevoegde"
    AUDITOR = "auditor"
    SUPPLIER = "leverancier"

    @property
    def label(self) -> str:
        """The Dutch word."""
        return self.value.capitalize()

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Return value and Dutch word of every seat."""
        return [(seat.value, seat.label) for seat in cls]


INSIDE = frozenset(Seat) - {Seat.SUPPLIER}
WORKING = INSIDE - {Seat.AUDITOR, Seat.BUDGET}
_BLIND_TO_RATES = frozenset({Seat.ASSESSOR, Seat.INTERVIEWER, Seat.CLIENT})
_RATES = frozenset({Seat.DESK, Seat.MANDATE, Seat.AUDITOR})
# Of these roles are who holds a key.
HOLDING = frozenset({Seat.DESK, Seat.CLIENT, Seat.AUDITOR})
CHOOSING = frozenset({Seat.CLIENT, Seat.INTERVIEWER})
_ALL_OFFERS = frozenset({Seat.DESK, Seat.ASSESSOR, Seat.AUDITOR, Seat.MANDATE})
_APART: tuple[tuple[frozenset[Seat], frozenset[Seat], str], ...] = (
    (frozenset({Seat.CLIENT}), frozenset({Seat.ASSESSOR}), "wie kiest en adviseert, geeft geen punten"),
    (frozenset({Seat.CLIENT}), frozenset({Seat.DESK}), "de inhuurdesk beslist niet over conformiteit, keuze en advies"),
    (frozenset({Seat.MANDATE}), frozenset({Seat.DESK}), "de inhuurdesk beslist niet over de gunning"),
    (frozenset({Seat.MANDATE}), frozenset({Seat.CLIENT}), "wie het advies schrijft, neemt de beslissing niet"),
    (frozenset({Seat.AUDITOR}), INSIDE - {Seat.AUDITOR}, "de auditor kijkt mee en verandert niets"),
)


def collision(held: Iterable[Seat], wanted: Seat) -> tuple[Seat, str] | None:
    """
    Return the seat that this one cannot go with, and in Dutch why (6.3, "never"); None when they go together.

    >>> collision([Seat.INTERVIEWER, Seat.DESK], Seat.MANDATE)
    (<Seat.DESK: 'inhuurdesk'>, 'de inhuurdesk beslist niet over de gunning')
    >>> collision([Seat.CLIENT], Seat.INTERVIEWER)
    """
    for seat in sorted(held):
        for one, other, why in _APART:
            if (seat in one and wanted in other) or (seat in other and wanted in one):
                return seat, why
    return None


def may_see_rates(seats: Iterable[Seat], *, is_open: bool, is_advised: bool) -> bool:
    """
    Say whether somebody may read rates (invariant 13).

    Nobody before they are opened; who assesses, interviews or chooses not before the advice, whatever other
    seat that person has.
    """
    held = set(seats)
    if not is_open or not held & (_RATES | _BLIND_TO_RATES):
        return False
    return is_advised if held & _BLIND_TO_RATES else True


def may_see_every_offer(seats: Iterable[Seat], *, is_locked: bool, is_advised: bool) -> bool:
    """
    Say whether somebody sees offers below the list, and the ranking they come from (H-050).

    The strictest seat decides: who chooses or interviews does not before the advice, whatever other seat that person
    has; who also assesses sees what is to be assessed until the lock.
    """
    held = set(seats)
    if not held & _ALL_OFFERS:
        return False
    if not held & CHOOSING or is_advised:
        return True
    return Seat.ASSESSOR in held and not is_locked
