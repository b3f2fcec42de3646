"""Which characters go on paper: those our font has, and never one that shows something else than it says."""

import unicodedata
from collections.abc import Callable, Collection, Iterator


def shown(text: str, known: Collection[int]) -> str:
    """
    Return a text in characters of the font; `known` are their code points.

    Accents are composed. A letter the font lacks becomes its base letter, or else a question mark. Controls and
    invisible marks, such as those that turn the direction of a text around, are left out.
    """
    composed = unicodedata.normalize("NFC", text.replace("\t", " "))
    return "".join(_shown(letter, known) for letter in composed if not _is_hidden(letter))


def _is_hidden(letter: str) -> bool:
    return letter != "\n" and unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Cn"}


def _shown(letter: str, known: Collection[int]) -> str:
    if letter == "\n" or ord(letter) in known:
        return letter
    plain = "".join(each for each in unicodedata.normalize("NFKD", letter) if ord(each) in known)
    return plain or "?"


def broken(text: str, width: float, width_of: Callable[[str], float]) -> list[str]:
    """Return the lines of a text that fit in a width; a word that is wider by itself is cut. At least one line."""
    return [line for part in text.split("\n") for line in _lines(part, width, width_of)]


def _lines(text: str, width: float, width_of: Callable[[str], float]) -> Iterator[str]:
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if width_of(longer) <= width:
            line = longer
            continue
        if line:
            yield line
        while width_of(word) > width and len(word) > 1:
            fits = _fitting(word, width, width_of)
            yield word[:fits]
            word = word[fits:]
        line = word
    yield line


def _fitting(word: str, width: float, width_of: Callable[[str], float]) -> int:
    low, high = 1, len(word)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if width_of(word[:middle]) <= width else (low, middle)
    return low
