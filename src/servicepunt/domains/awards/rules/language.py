"""A hint in which language a text is: Dutch, English or German, by the small words that every text is full of."""

import re
from collections.abc import Mapping

_LEAST_WORDS = 40
_MARGIN = 1.5
_WORD = re.compile(r"[^\W\d_]+")
# Small words that the other two languages do not have, or hardly use.
_SMALL: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "nl": "de het een en van ik dat niet voor met zijn heb bij naar ook maar om uit aan werd door mijn jaar "
        "tot wij onze als deze over heeft naast binnen waar werkzaamheden ervaring",
        "en": "the of and to a with for on by from at as my have has i that this our within years year which their "
        "responsible experience between work worked team",
        "de": "der die das und von mit ein eine einer für auf im ich zu den dem des nicht bei aus nach sowie als "
        "meine über durch zum zur jahre erfahrung tätigkeiten",
    }.items()
}


def language_of(text: str) -> str | None:
    """
    Return "nl", "en" or "de"; None when there is too little text, or no language stands out.

    It is a hint and never a reason to refuse: a Dutch CV may be full of English job titles (H-067, A-34).
    """
    words = [word.casefold() for word in _WORD.findall(text)]
    if len(words) < _LEAST_WORDS:
        return None
    counts = {language: sum(word in small for word in words) for language, small in _SMALL.items()}
    (best, most), (_, second) = sorted(counts.items(), key=lambda each: -each[1])[:2]
    return best if most >= len(words) / 12 and most > second * _MARGIN else None
