"""What every event has in common."""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """
    Something that happened, in the past tense, made of plain values.

    `name` is how it is stored ("ticket.closed"); `about` is the field that carries the id of its subject.
    """

    name: ClassVar[str] = ""
    about: ClassVar[str] = ""

    @property
    def subject(self) -> int | None:
        """The id of what the event is about."""
        return getattr(self, self.about) if self.about else None

    def plain(self) -> dict[str, Any]:
        """Return the fields as values that JSON can carry."""
        return asdict(self)
