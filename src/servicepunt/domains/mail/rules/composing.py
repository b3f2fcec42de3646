"""From a letter out to bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime


class _Ids(UnstructuredHeader, BaseHeader):
    """Message-IDs, each whole on a line of its own: the library would write a long one in encoded words."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: " + f"{policy.linesep} ".join(str(self).split()) + policy.linesep


_HEADERS = HeaderRegistry()
for _name in ("in-reply-to", "references"):
    _HEADERS.map_to_type(_name, _Ids)
_POLICY = SMTP.clone(header_factory=_HEADERS)


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file to send along."""

    name: str
    content_type: str
    content: bytes


def compose(
    *,
    sender: str,
    sender_name: str,
    to: Sequence[str],
    cc: Sequence[str],
    subject: str,
    text: str,
    message_id: str,
    at: datetime,
    in_reply_to: str = "",
    references: str = "",
    files: Sequence[Enclosure] = (),
    is_automatic: bool = False,
) -> bytes:
    """Return the message as it leaves; no value can add a header or a recipient."""
    message = EmailMessage(policy=_POLICY)
    message["X-Servicepunt"] = "1"
    message["From"] = _address(sender, sender_name)
    message["To"] = [_address(address) for address in to]
    if cc:
        message["Cc"] = [_address(address) for address in cc]
    message["Subject"] = _line(subject)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = _line(message_id)
    _thread(message, in_reply_to, references)
    if is_automatic:
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
    message.set_content(text)
    for file in files:
        kind, _, sub = file.content_type.partition("/")
        message.add_attachment(
            file.content,
            maintype=kind or "application",
            subtype=sub or "octet-stream",
            filename=_line(file.name),
        )
    return message.as_bytes()


def _thread(message: EmailMessage, in_reply_to: str, references: str) -> None:
    if in_reply_to:
        message["In-Reply-To"] = _line(in_reply_to)
    if references:
        message["References"] = _line(references)


def _address(address: str, name: str = "") -> Address:
    return Address(_line(name), addr_spec=_line(address))


def _line(value: str) -> str:
    return " ".join(value.split())
