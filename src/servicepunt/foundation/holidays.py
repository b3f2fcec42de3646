"""The days a municipality is closed, by the collective agreement (cao Gemeenten, art. 6.6)."""

from datetime import date
from functools import lru_cache
from importlib import import_module
from typing import Any

# Good Friday is no day off in the agreement, and the two Sundays need no closing (nl-standards, section 6).
_NOT_CLOSED = {"Goede Vrijdag", "Eerste paasdag", "Eerste Pinksterdag"}


def municipal_closed_days(year: int) -> list[date]:
    """
    Return the eight closed days of a year, in order.

    5 May is one every year: only the library's optional category has it then.
    """
    known = _dutch(year)
    skipped = {name.casefold() for name in _NOT_CLOSED}
    return sorted(day for day, name in known.items() if name.casefold() not in skipped)


@lru_cache(maxsize=64)
def legal_holidays(year: int) -> frozenset[date]:
    """Return the days that count as holidays for a legal term (Algemene termijnenwet, art. 3); 5 May every year."""
    return frozenset(_dutch(year))


def _dutch(year: int) -> Any:
    # Not at the top: it brings the holidays of every country, 15 MB in each process, and few processes are ever asked.
    library = import_module("holidays")
    return library.country_holidays("NL", years=year, categories=("public", "optional"), language="nl")
