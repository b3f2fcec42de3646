"""Keeping other people out of a letter: names of candidates and suppliers, and rates (invariant 24)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

_SHORTEST = 3
_WORDS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# Parts of names that are also words of every letter.
_COMMON = frozenset({"van", "der", "den", "het", "ten", "ter", "kandidaat", "leverancier", "gemeente", "bureau"})
CANDIDATE, SUPPLIER, AMOUNT = "een andere kandidaat", "een andere leverancier", "(bedrag weggelaten)"


@dataclass(frozen=True, slots=True)
class Others:
    """What may not stand in the letter of one offer: whole names, parts of names, and amounts."""

    names: tuple[str, ...] = ()
    suppliers: tuple[str, ...] = ()
    rates: tuple[Decimal, ...] = ()
    own: frozenset[str] = field(default=frozenset())

    def clean(self, text: str) -> str:
        """Return a text that people typed without others in it."""
        text = _without(text, self.suppliers, SUPPLIER)
        text = _without(text, self.names, CANDIDATE)
        parts = {part for name in self.names for part in _WORDS.findall(name)}
        for part in sorted(parts - self.own, key=len, reverse=True):
            if len(part) >= _SHORTEST and part[:1].isupper() and part.casefold() not in _COMMON:
                text = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", CANDIDATE, text)
        for rate in self.rates:
            text = re.sub(_amount(rate), AMOUNT, text)
        return text

    def found_in(self, text: str) -> list[str]:
        """Return which whole names and rates of others stand in a text; nothing when it is well."""
        wanted = [*self.names, *self.suppliers]
        found = [each for each in wanted if re.search(_whole(each), text, re.IGNORECASE)]
        return found + [f"{rate}" for rate in self.rates if re.search(_amount(rate), text)]


def _whole(name: str) -> str:
    return rf"(?<!\w){re.escape(name)}(?!\w)"


def _without(text: str, names: Iterable[str], instead: str) -> str:
    for name in sorted(names, key=len, reverse=True):
        text = re.sub(_whole(name), instead, text, flags=re.IGNORECASE)
    return text


def _amount(rate: Decimal) -> str:
    whole, _, cents = f"{rate:.2f}".partition(".")
    bare = rf"|€\s*{whole}(?![\d.,]*\d)" if cents == "00" else ""
    return rf"(?<!\d)€?\s*{whole}[.,]{cents}(?!\d){bare}"


def others_than(
    label: str, *, names: Mapping[str, str], suppliers: Mapping[str, str], rates: Mapping[str, Decimal]
) -> Others:
    """Return what may not stand in the letter of an offer; what is also its own may."""
    own, supplier, rate = names.get(label, ""), suppliers.get(label, ""), rates.get(label)
    return Others(
        names=tuple(sorted({name for name in names.values() if name and name.casefold() != own.casefold()})),
        suppliers=tuple(sorted({name for name in suppliers.values() if name and name != supplier})),
        rates=tuple(sorted({each for each in rates.values() if each != rate})),
        own=frozenset(_WORDS.findall(own)),
    )
