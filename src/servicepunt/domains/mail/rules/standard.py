"""Filling in the places of a standard text."""

import re
from collections.abc import Mapping

# What a place stands for, as administrators read it.
PLACES = {
    "voornaam": "voornaam van de aanmelder",
    "naam": "naam van de aanmelder",
    "nummer": "nummer van de melding",
    "onderwerp": "onderwerp van de melding",
    "behandelaar": "jouw naam",
    "groep": "groep van de melding",
}
_PLACE = re.compile(r"\{([^{}\n]*)\}")


def unknown_places(text: str) -> list[str]:
    """
    Return what stands between braces and is no place that we know, each once.

    >>> unknown_places("Dag {voornaam}, {oeps} en {oeps}.")
    ['oeps']
    """
    return list(dict.fromkeys(name for name in _PLACE.findall(text) if name not in PLACES))


def filled_in(text: str, values: Mapping[str, str]) -> str:
    """
    Return the text with its places filled in; what is filled in is never read as a place itself.

    >>> filled_in("Dag {voornaam}, dit is {nummer}.", {"voornaam": "{nummer}", "nummer": "M2611 0001"})
    'Dag {nummer}, dit is M2611 0001.'
    """
    return _PLACE.sub(lambda found: values.get(found[1], found[0]), text)
