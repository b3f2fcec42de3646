"""Header values as people wrote them: folded lines, encoded words, addresses and parameters; linear, never an error."""

import binascii
import re
from contextlib import suppress
from urllib.parse import unquote_to_bytes

from servicepunt.domains.mail.rules.charsets import guessed, text_of

MOST_VALUE = 16_000
MOST_WORDS = 100
MOST_ADDRESSES = 500
_WORD = re.compile(rb"=\?([^?\s]{1,60})\?([bBqQ])\?([^?\r\n]*)\?=")
_BETWEEN = re.compile(rb"[ \t\r\n]*")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"?|<[^<>]*>?|[(),;:]|[^"<(),;:]+|.', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_PARAMETER = re.compile(rb';\s*([^\s=;"]{1,60})\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))', re.DOTALL)
_CONTROL = re.compile("[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_BASE64 = bytes(byte for byte in range(256) if not (chr(byte).isascii() and (chr(byte).isalnum() or byte in b"+/=")))
_PADDING = re.compile(rb"=+")

Parameters = dict[str, str]


def lenient_base64(content: bytes) -> bytes:
    """Return decoded base64, over garbage, missing padding and padding in the middle."""
    found = []
    for run in _PADDING.split(content.translate(None, _BASE64)):
        usable = run[:-1] if len(run) % 4 == 1 else run
        if usable:
            found.append(binascii.a2b_base64(usable + b"=" * (-len(usable) % 4)))
    return b"".join(found)


def decoded(value: bytes) -> str:
    """Return a header value as one line of text; encoded words past the hundredth stay as they came."""
    value = value[:MOST_VALUE]
    if b"=?" not in value:
        return one_line(guessed(value))
    return one_line("".join(_pieces(value)))


def _pieces(value: bytes) -> list[str]:
    pieces: list[str] = []
    pending, charset, place = b"", b"", 0
    for count, match in enumerate(_WORD.finditer(value)):
        between = value[place : match.start()]
        adjacent = place > 0 and not between.strip()
        if count >= MOST_WORDS:
            break
        if pending and not (adjacent and match[1].lower() == charset):
            pieces.append(text_of(pending, charset.decode("latin_1")))
            pending = b""
        if not adjacent:
            pieces.append(guessed(between))
        pending += _word(match[2], match[3])
        charset, place = match[1].lower(), match.end()
    pieces.append(text_of(pending, charset.decode("latin_1")))
    pieces.append(guessed(value[place:]))
    return pieces


def _word(encoding: bytes, content: bytes) -> bytes:
    if encoding in b"bB":
        return lenient_base64(content)
    return binascii.a2b_qp(content.replace(b" ", b"_"), header=True)


def one_line(text: str) -> str:
    """Return text without line breaks, control characters and marks that turn the reading direction."""
    return " ".join(_CONTROL.sub(" ", text).split())


def addresses(value: bytes) -> list[tuple[str, str]]:
    """
    Return (name, address) pairs, at most 500; addresses in lower case.

    The address is found before encoded words are decoded, so that a word can never become an address.
    """
    found = _split_addresses(value[: MOST_ADDRESSES * 300].decode("latin_1"))
    if not found and b"=?" in value and b"@" not in value:
        found = _split_addresses(decoded(value))
    return found[:MOST_ADDRESSES]


class _Entry:
    """One address while it is read: what stands before it, in its angle brackets, and in a remark."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.route = ""
        self.remark: list[str] = []

    def pair(self) -> tuple[str, str] | None:
        """Return name and address; None when there is no address."""
        words = "".join(self.words).strip()
        if self.route:
            name, address = words or "".join(self.remark), self.route
        else:
            name, address = "".join(self.remark), words.split()[-1] if words else ""
        address = _clean_address(address)
        if "@" not in address:
            return None
        shown = decoded(name.encode("latin_1", "replace") if _is_latin(name) else name.encode())
        return shown[:200], address


def _is_latin(text: str) -> bool:
    return all(ord(char) < 256 for char in text)


def _split_addresses(text: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    entry, depth = _Entry(), 0
    for match in _TOKEN.finditer(text):
        token = match[0]
        if depth or token == "(":
            depth += {"(": 1, ")": -1}.get(token, 0)
            if depth and token != "(":
                entry.remark.append(token)
        elif token in ",;":
            if pair := entry.pair():
                pairs.append(pair)
            entry = _Entry()
        elif token == ":" and not entry.route:
            entry = _Entry()
        else:
            _take(entry, token)
    last = entry.pair()
    return [*pairs, last] if last else pairs


def _take(entry: _Entry, token: str) -> None:
    if token.startswith("<"):
        entry.route = entry.route or token.strip("<> \t\r\n")
    elif token.startswith('"'):
        entry.words.append(_ESCAPE.sub(r"\1", token[1:].removesuffix('"')))
    else:
        entry.words.append(token)


def _clean_address(address: str) -> str:
    address = address.rpartition(":")[2] if address.startswith("@") else address
    address = one_line(address).replace(" ", "").removeprefix("mailto:").strip("'\"<>[]")
    with suppress(UnicodeError):
        address = address.encode("latin_1").decode("utf_8")
    return address.lower()[:254]


def with_parameters(value: bytes) -> tuple[str, Parameters]:
    """Return the first word of a header in lower case and its parameters, decoded by RFC 2231 and 2047."""
    value = value[:MOST_VALUE]
    head = value.partition(b";")[0].strip().lower()[:200]
    plain: dict[str, bytes] = {}
    pieces: dict[str, list[tuple[int, bool, bytes]]] = {}
    for match in list(_PARAMETER.finditer(value))[:200]:
        name = match[1].decode("latin_1").lower()
        content = match[2].replace(b'\\"', b'"') if match[2] is not None else match[3].strip()
        if "*" in name:
            base, _, rest = name.partition("*")
            number = rest.rstrip("*")
            pieces.setdefault(base, []).append((_number(number), rest.endswith("*") or not rest, content))
        else:
            plain.setdefault(name, content)
    found = {name: decoded(content) for name, content in plain.items()}
    found.update({name: _joined(parts) for name, parts in pieces.items()})
    return head.decode("latin_1"), found


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _joined(parts: list[tuple[int, bool, bytes]]) -> str:
    charset, content = b"", b""
    for place, (_, is_encoded, piece) in enumerate(sorted(parts, key=lambda part: part[0])):
        if is_encoded and place == 0 and piece.count(b"'") >= 2:
            charset, _, piece = piece.split(b"'", 2)
        content += unquote_to_bytes(piece) if is_encoded else piece
    return decoded(content) if b"=?" in content else one_line(text_of(content, charset.decode("latin_1")))
