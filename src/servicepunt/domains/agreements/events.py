"""What agreements tells the house."""

from dataclasses import dataclass
from typing import ClassVar

from servicepunt.domains.logbook.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementChanged(Event):
    """Hours, a norm or the matrix changed; open tickets get what holds now."""

    name: ClassVar[str] = "agreement.changed"
    about: ClassVar[str] = "proposal"
    proposal: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarAdded(Event):
    """Service hours under a new name; no ticket uses them yet."""

    name: ClassVar[str] = "agreement.calendar_added"
    about: ClassVar[str] = "calendar"
    calendar: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarRenamed(Event):
    """Service hours got another name."""

    name: ClassVar[str] = "agreement.calendar_renamed"
    about: ClassVar[str] = "calendar"
    calendar: int
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultCalendarChosen(Event):
    """Other service hours are the default ones; no due moment changes, as only norms have those."""

    name: ClassVar[str] = "agreement.default_chosen"
    about: ClassVar[str] = "calendar"
    calendar: int
