"""How candidates are called on pages: K-01, not by name."""

import re

_LABEL = re.compile(r"\bK(\d+)\b")


def pseudonym(label: str) -> str:
    """
    Return a label as pages show it, also every one inside a sentence.

    >>> pseudonym("K3"), pseudonym("gelijk: K3, K11")
    ('K-03', 'gelijk: K-03, K-11')
    """
    return _LABEL.sub(lambda match: f"K-{int(match.group(1)):02}", label)
