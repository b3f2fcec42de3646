"""What Outlook packs in winmail.dat: the files and the text in it."""

import re
import struct
from dataclasses import dataclass
from typing import Any

from tnefparse import TNEF

from servicepunt.domains.mail.rules.charsets import text_of

MOST_FILES = 200
MOST_BYTES = 35_000_000
MOST_RTF = 2_000_000
# What every squeezed RTF may point back to before it has said anything.
_FAMILIAR_RTF = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_SIGNATURE = b"\x78\x9f\x3e\x22"
_RTF = re.compile(
    rb"\\'([0-9a-fA-F]{2})|\\u(-?\d{1,6}) ?\??|"
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_HIDDEN = {
    b"fonttbl",
    b"colortbl",
    b"stylesheet",
    b"info",
    b"pict",
    b"object",
    b"header",
    b"footer",
    b"pntext",
    b"themedata",
}
_DAMAGED = (
    ValueError, LookupError, TypeError, AttributeError, ArithmeticError, struct.error, RecursionError, MemoryError,
    NotImplementedError, AssertionError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The text (plain or HTML, either may be empty) and the files: name, bytes, content id."""

    text: str
    html: str
    files: tuple[tuple[str, bytes, str], ...]


def unpack(content: bytes) -> Unpacked | None:
    """Return what is in a winmail.dat; None when it is something else, or damaged beyond reading."""
    if not content.startswith(_SIGNATURE) or len(content) > MOST_BYTES:
        return None
    try:
        package = TNEF(content, do_checksum=False)
        files = tuple(_file(found) for found in package.attachments[:MOST_FILES])
        html = _as_text(package.htmlbody)
        text = _as_text(package.body) or ("" if html else _rtf_of(package))
    except _DAMAGED:
        return None
    return Unpacked(text=text, html=html, files=files)


def _file(found: Any) -> tuple[str, bytes, str]:
    name = found.long_filename() or found.name or ""
    data = found.data or b""
    ids = [found_in.data for found_in in found.mapi_attrs if getattr(found_in, "name", 0) == 0x3712]
    content_id = _as_text(ids[0]) if ids else ""
    return _as_text(name).strip("\0"), bytes(data), content_id.strip("\0<> ")


def _as_text(value: Any) -> str:
    if isinstance(value, bytes):
        return text_of(value).strip("\0")
    if isinstance(value, list | tuple):
        return _as_text(value[0]) if value else ""
    return str(value).strip("\0") if value else ""


def _rtf_of(package: Any) -> str:
    rtf = package.rtfbody
    return text_of_rtf(unsqueezed(rtf)) if isinstance(rtf, bytes) else ""


def unsqueezed(squeezed: bytes) -> bytes:
    """
    Return RTF that Outlook squeezed (MS-OXRTFCP), at most two million bytes; other bytes come back as they are.

    A run of eight flags says which of the next eight are bytes and which point back into the last 4,096 bytes. Damaged
    bytes give what was read until then.
    """
    kind = squeezed[8:12]
    if kind == b"MELA":
        return squeezed[16 : 16 + int.from_bytes(squeezed[4:8], "little")]
    if kind != b"LZFu":
        return squeezed
    out, place = bytearray(_FAMILIAR_RTF), 16
    while place < len(squeezed) and len(out) < MOST_RTF:
        flags, place = squeezed[place], place + 1
        for bit in range(8):
            if not flags >> bit & 1:
                out += squeezed[place : place + 1]
                place += 1
                continue
            word = int.from_bytes(squeezed[place : place + 2], "big")
            place += 2
            distance = (len(out) - (word >> 4)) % 4096
            if not distance or place > len(squeezed):
                return bytes(out[len(_FAMILIAR_RTF) :])
            for _ in range((word & 15) + 2):
                out.append(out[-distance] if distance <= len(out) else 0x20)
    return bytes(out[len(_FAMILIAR_RTF) :])


def text_of_rtf(rtf: bytes) -> str:
    """Return the readable text of RTF, its first million bytes; pictures, fonts and packed HTML tags left out."""
    out: list[str] = []
    hidden, depth = 0, 0
    for match in _RTF.finditer(rtf[:1_000_000]):
        if match[6]:
            depth += 1 if match[6] == b"{" else -1
            hidden = 0 if depth < hidden else hidden
        elif match[3] in _HIDDEN or match[5] == b"*":
            hidden = hidden or max(depth, 1)
        elif not hidden:
            out.append(_piece(match))
    return re.sub(r"\n{3,}", "\n\n", "".join(out)).strip()


def _piece(match: re.Match[bytes]) -> str:
    if match[1]:
        return bytes([int(match[1], 16)]).decode("cp1252", "replace")
    if match[2]:
        return chr(int(match[2]) % 65536)
    if match[3]:
        return {b"par": "\n", b"line": "\n", b"tab": "\t"}.get(match[3], "")
    if match[5]:
        return match[5].decode("latin_1") if match[5] in b"\\{}" else {b"~": " "}.get(match[5], "")
    return match[7].decode("cp1252", "replace") if match[7] else ""
