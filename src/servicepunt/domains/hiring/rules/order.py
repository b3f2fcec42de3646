"""The order in which people expect names with numbers: K-2 before K-10, and codes by their letters."""

import re
from collections.abc import Iterable

_NUMBER = re.compile(r"([0-9]+)")


def natural(name: str) -> tuple[tuple[str | int, ...], str]:
    """
    Return by what a name is sorted: its numbers as numbers, its letters without regard to case.

    >>> sorted(["K10", "K2", "K1"], key=natural)
    ['K1', 'K2', 'K10']
    """
    parts = _NUMBER.split(name.casefold())
    return tuple(int(part) if place % 2 else part for place, part in enumerate(parts)), name


def in_order(names: Iterable[str]) -> list[str]:
    """Return names in the order that people expect."""
    return sorted(names, key=natural)
