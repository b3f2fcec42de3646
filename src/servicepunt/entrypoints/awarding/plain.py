"""Hints on how easy a letter reads: long sentences, long words, and words with a plainer one. Never a verdict."""

import re
from dataclasses import dataclass

_LONG_SENTENCE = 20
_LONG_WORD = 18
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# A word, and what says the same to more people.
PLAINER = {
    "aangaande": "over",
    "alvorens": "voordat",
    "betreffende": "over",
    "conform": "volgens",
    "derhalve": "daarom",
    "desbetreffende": "deze",
    "dienaangaande": "daarover",
    "dient": "moet",
    "echter": "maar",
    "gaarne": "graag",
    "geschiedt": "gebeurt",
    "gunningsbeslissing": "beslissing",
    "hieromtrent": "hierover",
    "indien": "als",
    "ingevolge": "volgens",
    "inschrijver": "leverancier",
    "inzake": "over",
    "jegens": "tegenover",
    "middels": "met",
    "mits": "als",
    "nadere": "meer",
    "omtrent": "over",
    "onderhavige": "deze",
    "ondergetekende": "ik",
    "opschortende": "wachttijd",
    "proportionaliteit": "of het past bij de opdracht",
    "reeds": "al",
    "teneinde": "om",
    "terzake": "hierover",
    "tevens": "ook",
    "uitsluitend": "alleen",
    "verzoeken": "vragen",
    "voornoemde": "deze",
    "voornemens": "van plan",
    "zodoende": "zo",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """How a text reads: mean number of words in a sentence, and hints in Dutch."""

    words_a_sentence: float
    hints: tuple[str, ...]


def reading_of(text: str) -> Reading:
    """Return how a text reads."""
    sentences = [found for each in _SENTENCE.findall(text) if (found := _WORD.findall(each))]
    count = sum(len(each) for each in sentences)
    words = {word.casefold() for each in sentences for word in each}
    hints = [
        f"Een zin van {len(each)} woorden: '{' '.join(each[:6])} …'. Maak er twee van."
        for each in sentences
        if len(each) > _LONG_SENTENCE
    ]
    hints += [f"'{word}': schrijf liever '{PLAINER[word]}'." for word in sorted(words) if word in PLAINER]
    hints += [f"'{word}' is een lang woord." for word in sorted(words) if len(word) > _LONG_WORD and "-" not in word]
    return Reading(round(count / len(sentences), 1) if sentences else 0.0, tuple(hints))
