"""What may not be among reasons: a rate. It decided nothing, and others may not read it (A-56, H-059)."""

import re

_RATE_WORDS = (
    "tarief",
    "tarieven",
    "uurtarief",
    "prijs",
    "prijzen",
    "goedkoop",
    "goedkoper",
    "goedkoopste",
    "duurder",
    "duurste",
)
_AMOUNT = re.compile(r"(?:€|\beuro\b)\s*\d|\b\d+(?:[.,]\d+)?\s*(?:€|euro\b)", re.IGNORECASE)


def why_no_rate(words: str, where: str = "de redenen") -> str:
    """Return in Dutch why words are refused: a rate is among them; empty when there is none. `where` they stand."""
    said = [each for each in _RATE_WORDS if each in re.findall(r"\w+", words.casefold())]
    if said:
        return f"Het woord '{said[0]}' staat in {where}; het tarief mag hier geen argument zijn."
    if _AMOUNT.search(words):
        return f"Er staat een bedrag in {where}; het tarief mag hier geen argument zijn."
    return ""
