"""From bytes to a letter; never an exception, whatever the bytes."""

import email
import html as html_escapes
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.header import decode_header
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses, mktime_tz, parseaddr, parsedate_tz

from servicepunt.domains.mail.rules.budget import over_budget, plain_header

_ALIASES = {
    "iso-gb2312": "gb18030", "gb2312": "gb18030", "gbk": "gb18030", "cp-850": "cp850", "x-unknown": "utf-8",
    "unknown-8bit": "utf-8", "default": "utf-8", "ansi": "cp1252", "iso-8859-8-i": "iso-8859-8",
    "windows-1252http-equivcontent-type": "cp1252", "x-mac-roman": "mac-roman",
}  # fmt: skip
_BLOCKS = re.compile(r"(?i)<(?:br|/p|/div|/tr|/li|/h[1-6]|/blockquote|hr)\b[^>]{0,500}>")
_HIDDEN = re.compile(r"(?is)<(script|style|head|title)\b.*?</\1\s*>")
_TAGS = re.compile(r"<[^<>]{0,2000}>")


@dataclass(frozen=True, slots=True)
class Part:
    """A file of a letter, byte for byte."""

    name: str
    content_type: str
    content: bytes
    content_id: str = ""
    is_inline: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """
    A letter as plain values; `date` is aware UTC or None, addresses are lower case.

    `unread` says why it could not be read; then text holds a plain note and `files` nothing.
    """

    message_id: str = ""
    date: datetime | None = None
    sender: str = ""
    sender_name: str = ""
    to: tuple[str, ...] = ()
    cc: tuple[tuple[str, str], ...] = ()
    subject: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    text: str = ""
    html: str = ""
    files: tuple[Part, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = ""
    unread: str = ""


_KEPT = (
    "auto-submitted", "precedence", "list-id", "list-unsubscribe", "return-path", "x-auto-response-suppress",
    "x-autoreply", "x-autorespond", "x-loop", "x-servicepunt", "authentication-results", "x-failed-recipients",
)  # fmt: skip


def read_letter(raw: bytes) -> Letter:
    """Return the letter in these bytes; over budget or beyond reading it is a plain note that says so."""
    reason = over_budget(raw)
    if reason:
        return plain_letter(raw, reason)
    try:
        return _read(email.message_from_bytes(raw, policy=compat32))
    except (
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
        MemoryError,
    ) as error:
        return plain_letter(raw, f"Het bericht is beschadigd ({type(error).__name__}).")


def plain_letter(raw: bytes, reason: str) -> Letter:
    """Return a letter with its head only, and a note that the rest is kept but not read."""
    name, address = parseaddr(plain_header(raw, "From"))
    return Letter(
        message_id=plain_header(raw, "Message-ID")[:250],
        sender=address.lower()[:254],
        sender_name=name[:200],
        subject=plain_header(raw, "Subject")[:200],
        text=f"Dit bericht is bewaard, maar niet getoond. {reason}",
        unread=reason,
    )


def _read(message: Message) -> Letter:
    name, address = _first_address(message.get("From"))
    text, html, files = _content(message)
    return Letter(
        message_id=_clean(message.get("Message-ID"))[:250],
        date=_date(message.get("Date")),
        sender=address,
        sender_name=name[:200],
        to=tuple(found for _, found in _addresses(message, "To")),
        cc=tuple(_addresses(message, "Cc")),
        subject=decoded(message.get("Subject"))[:250],
        in_reply_to=_clean(message.get("In-Reply-To"))[:250],
        references=tuple(re.findall(r"<[^<>\s]{1,240}>", _clean(message.get("References"))))[-50:],
        text=text or text_of_html(html),
        html=html,
        files=tuple(files),
        headers={key: decoded(message.get(key))[:2_000] for key in _KEPT if message.get(key) is not None},
        content_type=message.get_content_type(),
    )


def decoded(value: object) -> str:
    """Return a header as text: encoded words, undeclared bytes and unknown charsets all give something."""
    if value is None:
        return ""
    raw = str(value)
    try:
        parts = decode_header(value if isinstance(value, str) else raw)
    except (ValueError, LookupError, UnicodeError):
        parts = [(raw, None)]
    words = [part if isinstance(part, str) else _text(part, charset or "unknown-8bit") for part, charset in parts]
    joined = "".join(words)
    repaired = joined.encode("utf-8", "surrogateescape") if any("\udc80" <= c <= "\udcff" for c in joined) else b""
    return " ".join((_text(repaired, "") if repaired else joined).split())


def _text(content: bytes, charset: str) -> str:
    known = _ALIASES.get(charset.lower().strip("\"' "), charset.lower().strip("\"' "))
    for name in (known, "utf-8", "cp1252"):
        if name in {"", "unknown-8bit"}:
            continue
        try:
            return content.decode(name)
        except (LookupError, UnicodeError, ValueError):
            continue
    return content.decode("latin-1")


def _clean(value: object) -> str:
    return " ".join(str(value or "").encode("ascii", "ignore").decode().split())


def _addresses(message: Message, name: str) -> list[tuple[str, str]]:
    found = getaddresses([decoded(value) for value in message.get_all(name, [])][:20])
    return [(shown[:200], address.lower()[:254]) for shown, address in found[:500] if "@" in address]


def _first_address(value: object) -> tuple[str, str]:
    # The address is read before the words are decoded: an encoded word must not become an address.
    shown, address = parseaddr(str(value or ""))
    if "@" not in address:
        found = getaddresses([decoded(value)])
        shown, address = next(((n, a) for n, a in found if "@" in a), (decoded(value), ""))
    return decoded(shown), address.lower()[:254]


def _date(value: object) -> datetime | None:
    try:
        parsed = parsedate_tz(str(value)) if value else None
        return datetime.fromtimestamp(mktime_tz(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, TypeError, IndexError, OSError):
        return None


def _content(message: Message) -> tuple[str, str, list[Part]]:
    texts: list[str] = []
    htmls: list[str] = []
    files: list[Part] = []
    for part in _leaves(message):
        kind, name = part.get_content_type(), _file_name(part)
        is_file = part.get_content_disposition() == "attachment" or bool(name)
        if kind == "text/plain" and not is_file:
            texts.append(_text(_bytes(part), _charset(part)))
        elif kind == "text/html" and not is_file:
            htmls.append(_text(_bytes(part), _charset(part)))
        else:
            files.append(_file(part, name, kind))
    return "\n".join(texts).replace("\r\n", "\n").strip(), "\n".join(htmls), files


def _leaves(message: Message) -> Iterator[Message]:
    """Yield the parts that hold something; a letter within a letter stays whole."""
    if message.get_content_maintype() == "message" and message.get_content_type() != "message/delivery-status":
        yield message
        return
    payload = message.get_payload()
    if message.is_multipart() and isinstance(payload, list):
        for part in payload:
            if isinstance(part, Message):
                yield from _leaves(part)
        return
    yield message


def _bytes(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    if isinstance(payload, bytes):
        return payload
    inner = part.get_payload()
    if isinstance(inner, list):
        return b"\n".join(item.as_bytes() for item in inner if isinstance(item, Message))
    return str(inner or "").encode("utf-8", "surrogateescape")


def _charset(part: Message) -> str:
    try:
        return str(part.get_content_charset() or "")
    except (ValueError, LookupError, UnicodeError):
        return ""


def _file_name(part: Message) -> str:
    try:
        return decoded(part.get_filename() or "").replace("/", "-").replace("\\", "-")[:200]
    except (ValueError, LookupError, TypeError, UnicodeError):
        return ""


def _file(part: Message, name: str, kind: str) -> Part:
    ending = {"message/rfc822": ".eml", "text/calendar": ".ics"}.get(kind, "")
    return Part(
        name=name or f"bijlage{ending}",
        content_type=kind,
        content=_bytes(part),
        content_id=_clean(part.get("Content-ID")).strip("<>")[:250],
        is_inline=part.get_content_disposition() == "inline" or bool(part.get("Content-ID")),
    )


def text_of_html(html: str) -> str:
    """Return the readable text of HTML, without parsing it as a tree: linear, whatever the nesting."""
    if not html:
        return ""
    plain = _TAGS.sub("", _BLOCKS.sub("\n", _HIDDEN.sub("", html[:1_000_000])))
    lines = [" ".join(line.split()) for line in html_escapes.unescape(plain).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
