"""What mail tells the house."""

from dataclasses import dataclass
from typing import ClassVar

from servicepunt.domains.logbook.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterKept(Event):
    """A letter came in and is kept; it is not understood yet."""

    name: ClassVar[str] = "letter.kept"
    about: ClassVar[str] = "letter"
    letter: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterSetAside(Event):
    """A letter was set aside, with the reason, where agents see it."""

    name: ClassVar[str] = "letter.set_aside"
    about: ClassVar[str] = "letter"
    letter: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterReleased(Event):
    """Somebody released a letter that was set aside."""

    name: ClassVar[str] = "letter.released"
    about: ClassVar[str] = "letter"
    letter: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterDismissed(Event):
    """Somebody dismissed a letter that was set aside, with the reason."""

    name: ClassVar[str] = "letter.dismissed"
    about: ClassVar[str] = "letter"
    letter: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterQueued(Event):
    """A letter out waits to be sent, from `send_after` (ISO 8601, UTC)."""

    name: ClassVar[str] = "outgoing.queued"
    about: ClassVar[str] = "outgoing"
    outgoing: int
    send_after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFailed(Event):
    """A letter out did not arrive: refused, bounced, or uncertain; `subject` is the ticket it is about."""

    name: ClassVar[str] = "outgoing.failed"
    about: ClassVar[str] = "outgoing"
    outgoing: int
    kind: str
    subject: int | None
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxChanged(Event):
    """Fields of a mailbox changed; only their names are told, and the version they made."""

    name: ClassVar[str] = "mailbox.changed"
    about: ClassVar[str] = "mailbox"
    mailbox: int
    fields: list[str]
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardTextChanged(Event):
    """Somebody made or changed a standard text."""

    name: ClassVar[str] = "text.changed"
    about: ClassVar[str] = "text"
    text: int
