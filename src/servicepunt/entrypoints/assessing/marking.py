"""Finding passages back in the text of a page, so that evidence is shown where it stands."""

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text; `number` is that of the passage it is, 0 for plain text."""

    text: str
    number: int = 0


def marked(text: str, passages: Sequence[str]) -> list[Piece]:
    """
    Return a text in pieces, with the first place of each passage apart; white space may differ.

    >>> [(piece.text, piece.number) for piece in marked("werk bij een\\ngemeente sinds 2019", ["een gemeente"])]
    [('werk bij ', 0), ('een\\ngemeente', 1), (' sinds 2019', 0)]
    """
    places = sorted(_place(text, words, number) for number, words in enumerate(passages, 1) if words.strip())
    pieces, done = [], 0
    for start, end, number in places:
        if start < done or end == 0:  # overlaps a passage before it, or is not on this page
            continue
        pieces += [Piece(text[done:start]), Piece(text[start:end], number)]
        done = end
    pieces.append(Piece(text[done:]))
    return [piece for piece in pieces if piece.text]


def _place(text: str, words: str, number: int) -> tuple[int, int, int]:
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    match = re.search(pattern, text, re.IGNORECASE)
    return (match.start(), match.end(), number) if match else (0, 0, number)
