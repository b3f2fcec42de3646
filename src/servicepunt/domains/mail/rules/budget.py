"""A look at the bytes before any parser: what is over budget is kept, but never parsed (reliability 2.3)."""

import re
from email.header import decode_header, make_header

MOST_BYTES = 35_000_000
MOST_PARTS = 500
MOST_DEPTH = 20
MOST_HEADER_BLOCK = 256_000
MOST_HEADER = 16_000
MOST_ENCODED_WORDS = 100
MOST_ADDRESSES = 500
MOST_HTML = 1_000_000
MOST_HTML_DEPTH = 200
_BOUNDARY = re.compile(rb"boundary\s*=\s*\"?([^\";\r\n]{1,200})", re.IGNORECASE)
_NESTED = re.compile(rb"^content-type:\s*message/", re.IGNORECASE | re.MULTILINE)
_ADDRESS_HEADER = re.compile(rb"^(to|cc|bcc|reply-to|from):", re.IGNORECASE)


def over_budget(raw: bytes) -> str:
    """Return why the bytes are over budget, as a Dutch sentence; nothing when they are not."""
    if len(raw) > MOST_BYTES:
        return "Het bericht is groter dan 35 MB."
    block = header_block(raw)
    if len(block) > MOST_HEADER_BLOCK:
        return "De kop van het bericht is te groot."
    for header in _headers(block):
        if len(header) > MOST_HEADER and not header.lower().startswith((b"received:", b"references:")):
            return "Een regel in de kop van het bericht is te lang."
        if header.count(b"=?") > MOST_ENCODED_WORDS:
            return "Een regel in de kop van het bericht is te ingewikkeld."
        if _ADDRESS_HEADER.match(header) and header.count(b"@") > MOST_ADDRESSES:
            return "Het bericht heeft te veel adressen."
    return _over_parts(raw)


def _over_parts(raw: bytes) -> str:
    boundaries = set(_BOUNDARY.findall(raw))
    if len(boundaries) > MOST_DEPTH * 5 or len(_NESTED.findall(raw)) > MOST_DEPTH:
        return "Het bericht zit te diep in elkaar."
    parts = 0
    for boundary in boundaries:
        parts += raw.count(b"\n--" + boundary)
        if parts > MOST_PARTS:
            return "Het bericht heeft te veel delen."
    return ""


def header_block(raw: bytes) -> bytes:
    """Return the header of a message, without its body."""
    ends = [place for mark in (b"\r\n\r\n", b"\n\n") if (place := raw.find(mark)) >= 0]
    return raw[: min(ends, default=len(raw))]


def _headers(block: bytes) -> list[bytes]:
    return re.split(rb"\r?\n(?![ \t])", block)


def plain_header(raw: bytes, name: str) -> str:
    """Return a header of a message that is over budget, cut to 1,000 bytes and decoded as well as can be."""
    wanted = name.lower().encode() + b":"
    for header in _headers(header_block(raw[:MOST_HEADER_BLOCK])):
        if header[: len(wanted)].lower() == wanted:
            text = header[len(wanted) :][:1_000].decode("utf-8", "replace").strip()
            try:
                return str(make_header(decode_header(text))) if text.count("=?") < 20 else text
            except (LookupError, UnicodeError, ValueError):
                return text
    return ""
