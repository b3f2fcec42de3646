"""
The parts of a message as slices of its bytes: bytes in are bytes out.

Every step is linear in the size, nesting and number of parts are bounded, and no bytes raise anything but OverBudget.
"""

import binascii
import re
from dataclasses import dataclass

from servicepunt.domains.mail.rules.headers import Parameters, lenient_base64, with_parameters

MOST_PARTS = 500
MOST_DEPTH = 20
MOST_HEADER_BLOCK = 256_000
# Some systems break the fold of a header with an empty line; a text may begin with spaces all the same.
_END = re.compile(
    rb"\r?\n[ \t]*\r?\n(?![ \t]+(?:boundary|charset|report-type|type|format|name)[ \t]*=)|\A\r?\n", re.IGNORECASE
)
_LINE = re.compile(rb"\r?\n")
_FIELD = re.compile(rb"([!-9;-~]{1,100})[ \t]*:[ \t]*")
_FAMILIAR = re.compile(
    rb"^(?:content-[a-z-]+|mime-version|from|to|subject|date|message-id|received)[ \t]*:", re.IGNORECASE | re.MULTILINE
)
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,120}")
_GUESS = re.compile(rb"^--([^\r\n]{1,200}?)[ \t]*\r?\ncontent-[a-z-]+[ \t]*:", re.IGNORECASE | re.MULTILINE)
_BOUNDARY = re.compile(rb";\s*boundary\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"?|([^;\s]*))", re.IGNORECASE | re.DOTALL)
_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} [^\r\n]{1,200}\r?\n", re.MULTILINE)


class OverBudget(Exception):
    """A message has more parts, or nests deeper, than we take."""


@dataclass(frozen=True, slots=True)
class MimePart:
    """A part: header fields in their order (names in lower case, values as bytes), its type and its bytes."""

    fields: tuple[tuple[str, bytes], ...]
    kind: str
    parameters: Parameters
    body: bytes
    children: tuple["MimePart", ...] = ()
    defects: tuple[str, ...] = ()

    def value(self, name: str) -> bytes:
        """Return the first header with this name (lower case); nothing when there is none."""
        return next((value for key, value in self.fields if key == name), b"")

    def values(self, name: str) -> list[bytes]:
        """Return every header with this name."""
        return [value for key, value in self.fields if key == name]

    def content(self) -> bytes:
        """Return the bytes of the part after its transfer encoding is undone."""
        return undone(self.body, self.value("content-transfer-encoding"))


def undone(body: bytes, encoding: bytes) -> bytes:
    """Return the bytes behind a transfer encoding; what is damaged is read as far as it goes."""
    name = encoding.split(b";", 1)[0].split(b"(", 1)[0].strip().strip(b"\"'").lower()
    if name == b"base64":
        return lenient_base64(body)
    if name in {b"quoted-printable", b"quotedprintable"}:
        return binascii.a2b_qp(body)
    if name in {b"x-uuencode", b"uuencode", b"x-uue", b"uue"}:
        return _uudecoded(body)
    return body


def _uudecoded(body: bytes) -> bytes:
    begin = _UU_BEGIN.search(body)
    found = []
    for line in _LINE.split(body[begin.end() if begin else 0 :]):
        if line.strip() in {b"end", b"`"}:
            break
        try:
            found.append(binascii.a2b_uu(line))
        except binascii.Error:
            continue
    return b"".join(found)


def split_head(raw: bytes) -> tuple[tuple[tuple[str, bytes], ...], int, bool]:
    """Return the header fields, where the body begins, and whether a line in the head was no header."""
    end = _END.search(raw)
    block_end, body = (end.start(), end.end()) if end else (len(raw), len(raw))
    fields: list[tuple[str, list[bytes]]] = []
    place, is_damaged = 0, False
    while place < block_end:
        stop = raw.find(b"\n", place, block_end)
        after = block_end if stop < 0 else stop + 1
        line = raw[place:after].rstrip(b"\r\n")
        match = _FIELD.match(line)
        if line[:1] in (b"", b" ", b"\t"):
            if fields:
                fields[-1][1].append(line)
        elif match:
            fields.append((match[1].decode("latin_1").lower(), [line[match.end() :]]))
        elif not line.startswith((b"From ", b">From ")) or fields:
            if not fields or not _FAMILIAR.search(raw, after, block_end):
                return _folded(fields), place, True
            is_damaged = True
        place = after
    return _folded(fields), body, is_damaged


def _folded(fields: list[tuple[str, list[bytes]]]) -> tuple[tuple[str, bytes], ...]:
    return tuple((name, b"".join(lines).strip()) for name, lines in fields)


def parse(raw: bytes) -> MimePart:
    """
    Return the tree of parts; a letter within the letter stays one part.

    :raises OverBudget: if there are more than 500 parts, 20 levels, or 256 kB of headers in one part.
    """
    return _Parser().part(raw if b"\n" in raw[:100_000] else raw.replace(b"\r", b"\n"), depth=0, default="text/plain")


class _Parser:
    """Counts the parts while it goes down."""

    def __init__(self) -> None:
        self.parts = 0

    def part(self, raw: bytes, *, depth: int, default: str) -> MimePart:
        """Return one part with everything below it."""
        self.parts += 1
        if self.parts > MOST_PARTS or depth > MOST_DEPTH:
            raise OverBudget
        fields, start, is_damaged = split_head(raw)
        if start > MOST_HEADER_BLOCK and sum(len(value) for _, value in fields) > MOST_HEADER_BLOCK:
            raise OverBudget
        declared = next((value for name, value in fields if name == "content-type"), b"")
        kind, parameters = with_parameters(declared)
        if not _TYPE.fullmatch(kind):
            kind = default
        body, defects = raw[start:], ["kop beschadigd"] if is_damaged else []
        children: tuple[MimePart, ...] = ()
        if kind.startswith("multipart/"):
            children = self._children(body, _boundary(declared, parameters), depth=depth, kind=kind)
            if not children:
                defects.append("delen niet gevonden")
        return MimePart(fields, kind, parameters, body, children, tuple(defects))

    def _children(self, body: bytes, boundary: bytes, *, depth: int, kind: str) -> tuple[MimePart, ...]:
        slices = _slices(body, boundary)
        if not slices and (guess := _GUESS.search(body)):
            slices = _slices(body, guess[1])
        if len(slices) > MOST_PARTS:
            raise OverBudget
        default = "message/rfc822" if kind == "multipart/digest" else "text/plain"
        return tuple(self.part(piece, depth=depth + 1, default=default) for piece in slices)


def _boundary(declared: bytes, parameters: Parameters) -> bytes:
    """Return the boundary as it stands in the header, so that no decoding changes it."""
    match = _BOUNDARY.search(declared[:64_000])
    if match is None:
        return parameters.get("boundary", "").encode("utf_8", "replace")
    return re.sub(rb"\\(.)", rb"\1", match[1]) if match[1] is not None else match[2]


def _slices(body: bytes, boundary: bytes) -> list[bytes]:
    """Return the bytes between the delimiter lines; whole lines first, else lines that begin with the boundary."""
    if not boundary:
        return []
    start = rb"^--" + re.escape(boundary)
    for rest in (rb"(--)?[ \t]*(?:\r?\n|\r|\Z)", rb"(--)?[^\r\n]*(?:\r?\n|\Z)"):
        found = list(re.finditer(start + rest, body, re.MULTILINE))
        if any(match[1] is None for match in found):
            return _between(body, found)
    return []


def _between(body: bytes, found: list[re.Match[bytes]]) -> list[bytes]:
    slices: list[bytes] = []
    for place, match in enumerate(found):
        if match[1] is not None:
            if slices:
                break
            continue
        stop = found[place + 1].start() if place + 1 < len(found) else len(body)
        slices.append(_without_last_break(body[match.end() : stop]) if place + 1 < len(found) else body[match.end() :])
    return slices


def _without_last_break(piece: bytes) -> bytes:
    if piece.endswith(b"\r\n"):
        return piece[:-2]
    return piece[:-1] if piece.endswith(b"\n") else piece
