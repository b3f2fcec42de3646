"""The days a municipality is closed, by the collective agreement (cao Gemeenten, art. 6.6)."""

from datetime import date
from functools import lru_cache

import holidays

# Good Friday is no day off in the agreement, and the two Sundays need no closing (nl-standards, section 6).
_NOT_CLOSED = {"Goede Vrijdag", "Eerste paasdag", "Eerste Pinksterdag"}


def municipal_closed_days(year: int) -> list[date]:
    """
    Return the eight closed days of a year, in order.

    5 May is one every year: only the library's optional category has it then.
    """
    known = holidays.country_holidays("NL", years=year, categories=("public", "optional"), language="nl")
    skipped = {name.casefold() for name in _NOT_CLOSED}
    return sorted(day for day, name in known.items() if name.casefold() not in skipped)


@lru_cache(maxsize=64)
def legal_holidays(year: int) -> frozenset[date]:
    """Return the days that count as holidays for a legal term (Algemene termijnenwet, art. 3); 5 May every year."""
    known = holidays.country_holidays("NL", years=year, categories=("public", "optional"), language="nl")
    return frozenset(known)
