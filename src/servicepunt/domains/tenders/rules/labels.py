"""How candidates are called: by a label that is drawn, and on pages as K-417, not by name."""

import re
from collections.abc import Collection

_LABEL = re.compile(r"\bK(\d+)\b")
# Three digits are easy to say; who sees more knows that there were nine hundred offers before.
_NUMBERS = (range(100, 1_000), range(1_000, 100_000))


def free_labels(taken: Collection[str], letter: str = "K") -> list[str]:
    """
    Return what a label is drawn from; all are as likely, so that it tells neither how many there are nor when.

    `letter` is K for an offer, G for a group of offers with the same formal defect.
    """
    for numbers in _NUMBERS:
        free = [label for label in (f"{letter}{number}" for number in numbers) if label not in taken]
        if free:
            return free
    return []


def pseudonym(label: str) -> str:
    """
    Return a label as pages show it, also every one inside a sentence.

    >>> pseudonym("K417"), pseudonym("gelijk: K417, K580")
    ('K-417', 'gelijk: K-417, K-580')
    """
    return _LABEL.sub(lambda match: f"K-{int(match.group(1)):02}", label)
