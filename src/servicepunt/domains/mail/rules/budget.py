"""
A look at the bytes before any parser: what is over budget is kept, but never parsed (reliability 2.3).

One pass over the bytes with no look back, so that hostile bytes cost no more than ordinary ones.
"""

import re

from servicepunt.domains.mail.rules.headers import decoded
from servicepunt.domains.mail.rules.mime import MOST_DEPTH, MOST_HEADER_BLOCK, MOST_PARTS

MOST_BYTES = 35_000_000
MOST_HEADER = 16_000
MOST_ENCODED_WORDS = 100
MOST_ADDRESSES = 500
MOST_HTML = 1_000_000
MOST_HTML_DEPTH = 200
MOST_BOUNDARIES = 500
_BOUNDARY = re.compile(
    rb"boundary(?:\*\d*\*?)?[ \t]{0,20}=[ \t]{0,20}(?:\"([^\"\r\n]{1,300})|([^\s;\"]{1,300}))", re.IGNORECASE
)
_MARK = re.compile(
    rb"^(?:--([^\r\n]{1,310})|content-type[ \t]{0,20}:[ \t]*(?:\r?\n[ \t]{1,100})?message/rfc822)", re.I | re.M
)
_ADDRESS_HEADER = re.compile(rb"(?:to|cc|bcc|reply-to|from|sender|resent-to)[ \t]*:", re.IGNORECASE)
_LONG_HEADER = re.compile(rb"(?:received|references|arc-|authentication-results|dkim-|x-ms-exchange-)", re.IGNORECASE)
_FIELD_BREAK = re.compile(rb"\r?\n(?![ \t])")
_HEAD_END = re.compile(rb"\r?\n\r?\n")


def over_budget(raw: bytes) -> str:
    """Return why the bytes are over budget, as a Dutch sentence; nothing when they are not."""
    if len(raw) > MOST_BYTES:
        return "Het bericht is groter dan 35 MB."
    block = header_block(raw)
    if len(block) > MOST_HEADER_BLOCK:
        return "De kop van het bericht is te groot."
    return _over_head(block) or _over_parts(raw)


def _over_head(block: bytes) -> str:
    for header in _FIELD_BREAK.split(block):
        if header.count(b"=?") > MOST_ENCODED_WORDS:
            return "Een regel in de kop van het bericht is te ingewikkeld."
        if _ADDRESS_HEADER.match(header):
            if header.count(b"@") > MOST_ADDRESSES:
                return "Het bericht heeft te veel adressen."
            if len(header) > MOST_HEADER * 4:
                return "Een regel in de kop van het bericht is te lang."
        elif len(header) > MOST_HEADER and not _LONG_HEADER.match(header):
            return "Een regel in de kop van het bericht is te lang."
    return ""


def _over_parts(raw: bytes) -> str:
    names = {(quoted or bare).strip() for quoted, bare in _BOUNDARY.findall(raw)}
    if len(names) > MOST_BOUNDARIES:
        return "Het bericht heeft te veel delen."
    parts, messages = 0, 0
    opened: list[bytes] = []
    for match in _MARK.finditer(raw):
        if match[1] is None:
            messages += 1
        else:
            line = match[1].rstrip()
            if line in names:
                parts += 1
                messages = 0 if line not in opened else messages
                _open(opened, line)
            elif line.endswith(b"--") and line[:-2] in opened:
                _close(opened, line[:-2])
                messages = 0
        if parts > MOST_PARTS:
            return "Het bericht heeft te veel delen."
        if len(opened) > MOST_DEPTH or (messages > MOST_DEPTH and not parts):
            return "Het bericht zit te diep in elkaar."
    return ""


def _open(opened: list[bytes], name: bytes) -> None:
    if name in opened:
        del opened[opened.index(name) + 1 :]
    else:
        opened.append(name)


def _close(opened: list[bytes], name: bytes) -> None:
    if name in opened:
        del opened[opened.index(name) :]


def header_block(raw: bytes) -> bytes:
    """Return the header of a message, without its body."""
    end = _HEAD_END.search(raw)
    return raw[: end.start() if end else len(raw)]


def plain_header(raw: bytes, name: str) -> str:
    """Return a header of a message that is over budget, cut to 1,000 bytes and decoded as well as can be."""
    return decoded(raw_header(raw, name)[:1_000])


def raw_header(raw: bytes, name: str) -> bytes:
    """Return the first header with this name as bytes, sought in the first 256 kB of the head; folded lines joined."""
    wanted = name.lower().encode() + b":"
    for header in _FIELD_BREAK.split(header_block(raw[:MOST_HEADER_BLOCK])):
        if header[: len(wanted)].lower() == wanted:
            return header[len(wanted) :].strip()
    return b""
