"""Whether a cited passage stands where it is said to stand; in a picture only who looks can say so (H-044)."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from servicepunt.domains.hiring.rules.offers import Citation, Finding

# How a citation says that its words stand in a picture, so that everybody who reads it reads that as well.
PICTURED = ", in een afbeelding"
_LEAST_LETTERS = 3
# A page with less text than this can be a picture with a heading.
_LITTLE = 200
_JOINED = re.compile(r"[\s\u00ad\u2010\u2011\u2012\u2013\u2014-]+")
_QUOTES = str.maketrans("‘’‚“”„", "'''\"\"\"")


def citations_of(finding: Finding) -> Iterator[Citation]:
    """Return every place that a finding points at with words."""
    periods, examples = finding.periods or (), finding.examples
    for each in (finding.citation, *(each.citation for each in periods), *(each.citation for each in examples)):
        if each is not None and each.is_explicit:
            yield each


def folded(text: str) -> str:
    """
    Return what is the same for the same words: blanks, hyphens, capitals and ligatures do not matter.

    >>> folded("Het o\\ufb03ce-\\nbeheer  van de GE\\u00adMEENTE") == folded("het officebeheer van de gemeente")
    True
    """
    return _JOINED.sub("", unicodedata.normalize("NFKC", text).translate(_QUOTES)).casefold()


def fault_of(citation: Citation, texts: Sequence[str], pages: int | None) -> str:
    """
    Return in Dutch why these words are not there; empty when they are.

    `texts` is the text of each page, nothing when the document could not be read; `pages` is how many it has.
    """
    page, words = citation.page, folded(citation.passage)
    count = len(texts) or pages
    if page < 1 or (count is not None and page > count):
        has = "" if count is None else f": dit stuk heeft er {count}"
        return f"Bladzijde {page} bestaat niet{has}. Kijk na op welke bladzijde de passage staat."
    if sum(each.isalnum() for each in words) < _LEAST_LETTERS:
        return "Deze passage is te kort om iets te laten zien. Neem een paar woorden over."
    there = folded(texts[page - 1]) if texts else ""
    if words in there:
        return ""
    if len(there) >= _LITTLE:
        return f"Deze woorden staan niet op bladzijde {page}. Neem de passage over zoals zij in het stuk staat."
    if citation.document.endswith(PICTURED):
        return ""
    return (
        f"Deze woorden zijn op bladzijde {page} niet te vinden. Staan ze in een afbeelding, zoals een scan? "
        "Vink dat dan aan; iedereen die je oordeel leest, ziet dat erbij."
    )
