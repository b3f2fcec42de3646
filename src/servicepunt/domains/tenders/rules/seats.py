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
CHOOSING = frozenset({Seat.CLIENT, Seat.INTERVIEWER})
_ALL_OFFERS = frozenset({Seat.DESK, Seat.ASSESSOR, Seat.AUDITOR, Seat.MANDATE})


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
