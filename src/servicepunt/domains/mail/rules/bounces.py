"""Reading what a mail server says about delivery: for whom, which status, for good or not."""

import re
from dataclasses import dataclass

_RECIPIENT = re.compile(r"(?im)^(?:final|original)-recipient:\s*[^;\n]*;\s*<?([^\s<>]+@[^\s<>]+)")
_STATUS = re.compile(r"(?im)^status:\s*([245]\.\d{1,3}\.\d{1,3})")
_INLINE = re.compile(r"\b([45])(\d\d)[ -](?:#)?([45]\.\d{1,3}\.\d{1,3})?")
_MESSAGE_ID = re.compile(r"(?im)^message-id:\s*(<[^<>\s]{3,240}>)")
_DIAGNOSTIC = re.compile(r"(?im)^diagnostic-code:\s*(.{1,300})")
_ADDRESS = re.compile(r"<?([\w.+-]+@[\w.-]+\.\w+)>?")


@dataclass(frozen=True, slots=True)
class Bounce:
    """What the server said: recipient, status (x.y.z), its words, for good or not, and about which letter."""

    recipient: str
    status: str
    words: str
    is_hard: bool
    message_id: str


def read_bounce(raw: bytes, *, own_address: str) -> Bounce:
    """Return what can be read of a report about delivery, whatever its form."""
    text = raw[:400_000].decode("utf-8", "replace")
    _, _, body = text.partition("\n\n") if "\r\n\r\n" not in text else text.partition("\r\n\r\n")
    status = _find(_STATUS, body)
    inline = _INLINE.search(body)
    if not status and inline:
        status = inline[3] or f"{inline[1]}.0.0"
    recipient = _find(_RECIPIENT, body)
    if not recipient:
        found = [a for a in _ADDRESS.findall(body) if a.lower() != own_address and "daemon" not in a.lower()]
        recipient = found[0] if found else ""
    return Bounce(
        recipient=recipient.lower(),
        status=status,
        words=" ".join(_find(_DIAGNOSTIC, body).split())[:300],
        is_hard=status.startswith("5") and status not in {"5.2.2"},
        message_id=(_MESSAGE_ID.findall(body) or [""])[-1],
    )


def _find(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[1] if match else ""
