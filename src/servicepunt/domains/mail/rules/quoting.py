"""
Folding away what somebody quotes and signs with; nothing is deleted.

Mail programs announce an earlier mail in many ways and languages: a sentence ("Op 3 mei 2026 schreef …:"), a block of
headers, a line of dashes. What comes after is folded; when nothing comes before it, the person answered below.
"""

import re
from collections.abc import Sequence

MOST_LINES = 20_000
_WINDOW = 6
_WIDTH = 400
_QUOTED = re.compile(r"^\s{0,3}[>|]")
_ADDRESS = re.compile(r"<\s{0,3}(?:mailto:)?[^<>\n]{0,80}@[^<>\s]{1,120}>?|\S@\S{1,120}\.\w")
_MOMENT = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[:.]\d\d\b")
_STARTER = re.compile(r"^\s{0,3}>?\s?(?:on|op|am|le|il|el|em|den|dne|w dniu|på|\d{1,4}[ ./-])\b", re.IGNORECASE)
_VERB = re.compile(
    r"\b(?:wrote|schreef|schrieb|a écrit|ha scritto|escribió|escreveu|skrev|napisał(?:\(a\))?|napsal|kirjoitti|"
    r"написала?)(?:\W|$)",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(
    r"^\s{0,3}[*_]{0,2}-{2,20}\s{0,3}(?:oorspronkelijk bericht|origineel bericht|original message|"
    r"doorgestuurd bericht|forwarded message|ursprüngliche nachricht|message d'origine|messaggio originale)\b",
    re.IGNORECASE,
)
_RULE = re.compile(r"^\s{0,3}[_-]{10,100}\s{0,3}$")
_DEVICE = re.compile(
    r"^\s{0,3}(?:verzonden vanaf|verstuurd vanaf|verzonden met|sent from|sent with|gesendet von|von meinem|"
    r"envoyé depuis|envoyé de|sendt fra|skickat från|inviato da)\b.{1,80}$",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"^-- ?$")
_FROM = re.compile(r"^\s{0,3}\*{0,2}(?:van|from|von|de|da|från|fra|expéditeur)\s?:\*{0,2}\s?\S", re.IGNORECASE)
_HEADER = re.compile(r"^\s{0,3}\*{0,2}[^\W\d_][\w '-]{0,20}\s?:")


def split_reply(text: str) -> tuple[str, str]:
    """Return what was written and what is folded away; together they are the whole text."""
    lines = text.replace("\r\n", "\n").split("\n", MOST_LINES)
    start, length = _boundary(lines)
    before = _without_quoted_end(lines[:start])
    if _has_text(before):
        return _joined(before), "\n".join(lines[len(before) :]).strip("\n")
    return _answered_below(lines, start + length) or (text.strip(), "")


def _answered_below(lines: list[str], head: int) -> tuple[str, str] | None:
    """Return the answer below what is quoted at the top; None when there is no answer at all."""
    end = head
    while end < len(lines) and (_QUOTED.match(lines[end]) or not lines[end].strip()):
        end += 1
    below = lines[end:]
    start, _ = _boundary(below)
    written = _without_quoted_end(below[:start])
    if end == 0 or not _has_text(written):
        return None
    return _joined(written), "\n".join([*lines[:end], *below[len(written) :]]).strip("\n")


def _boundary(lines: Sequence[str]) -> tuple[int, int]:
    """Return the first line that is not the writer's, and how many lines announce what follows it."""
    for number, line in enumerate(lines):
        if length := _announces(lines, number, line):
            return number, length
    return len(lines), 0


def _announces(lines: Sequence[str], number: int, line: str) -> int:
    if not line.strip():
        return 0
    if _SEPARATOR.match(line):
        return 1 + _headers(lines, number + 1)
    if _RULE.match(line):
        following = _headers(lines, number + 1)
        return 1 + following if following else 0
    if _DEVICE.match(line) or _SIGNATURE.match(line):
        return 1
    return _headers(lines, number) or _attribution(lines, number)


def _headers(lines: Sequence[str], number: int) -> int:
    """Return the length of a block of at least three headers that begins with the sender, blank lines before it."""
    first = number
    while first < len(lines) and first < number + 3 and not lines[first].strip():
        first += 1
    if first >= len(lines) or not _FROM.match(lines[first]):
        return 0
    last = first
    while last < len(lines) and lines[last].strip():
        last += 1
    found = sum(1 for line in lines[first:last] if _HEADER.match(line[:_WIDTH]))
    return last - number if found >= 3 else 0


def _attribution(lines: Sequence[str], number: int) -> int:
    """Return how many lines say who wrote what follows; 0 when they do not."""
    first = lines[number][:_WIDTH]
    if not (_STARTER.match(first) or _ADDRESS.search(first)) or _QUOTED.match(first):
        return 0
    window = ""
    for length, line in enumerate(lines[number : number + _WINDOW], start=1):
        window = f"{window} {line[:_WIDTH].strip()}".strip()
        if window.endswith(":") and (_ADDRESS.search(window) or _MOMENT.search(window)):
            return length if _VERB.search(window) or _has_quote_below(lines, number + length) else 0
    return 1 if _is_bare(lines, number) else 0


def _is_bare(lines: Sequence[str], number: int) -> bool:
    """Tell whether a line is a date and an address only, with a quotation below it."""
    line = lines[number][:_WIDTH].strip()
    is_said = line.endswith(">") and line[:1].isdigit() and _ADDRESS.search(line) is not None
    return is_said and _has_quote_below(lines, number + 1)


def _has_quote_below(lines: Sequence[str], number: int) -> bool:
    below = next((line for line in lines[number : number + 2] if line.strip()), "")
    return _QUOTED.match(below) is not None


def _without_quoted_end(lines: Sequence[str]) -> list[str]:
    end = len(lines)
    while end and (_QUOTED.match(lines[end - 1]) or not lines[end - 1].strip()):
        end -= 1
    return list(lines[:end])


def _has_text(lines: Sequence[str]) -> bool:
    return any(line.strip() for line in lines)


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(lines).strip("\n").rstrip()
