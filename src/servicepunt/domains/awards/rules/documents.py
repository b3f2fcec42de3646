"""The documents that an intended winner shows (H-078 … H-082): short names in a file, whole names for people."""

import re
from collections.abc import Mapping

_NAMES: Mapping[str, str] = {
    "vog": "Verklaring omtrent het gedrag (VOG)",
    "geheimhouding": "Geheimhoudingsverklaring",
    "kvk": "Uittreksel KvK",
    "uea": "Uniform Europees Aanbestedingsdocument (UEA)",
    "waadi": "Bewijs van registratie voor uitlenen (Waadi)",
}
_WORD = re.compile(rf"\b({'|'.join(_NAMES)})\b")
_SHORT = {name.casefold(): short for short, name in _NAMES.items()}


def document_name(written: str) -> str:
    """
    Return the name of a document as people know it; what somebody typed stays as it is.

    >>> document_name("kvk"), document_name("Diploma")
    ('Uittreksel KvK', 'Diploma')
    """
    return _NAMES.get(written, written)


def document_written(name: str) -> str:
    """
    Return a document as it stands in the file: the short name of one we know.

    >>> document_written("Uittreksel KvK"), document_written("Diploma")
    ('kvk', 'Diploma')
    """
    return _SHORT.get(name.strip().casefold(), name.strip())


def documents_named(sentence: str) -> str:
    """
    Return a sentence of the rules with the whole names of documents in it.

    >>> documents_named("vog van K1")
    'Verklaring omtrent het gedrag (VOG) van K1'
    """
    return _WORD.sub(lambda match: _NAMES[match.group()], sentence)
