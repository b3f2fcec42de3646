"""What a request to hire tells the house."""

from dataclasses import dataclass
from typing import ClassVar

from servicepunt.domains.logbook.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TenderMoved(Event):
    """A fact was added to the file of a request; `fact` is its Dutch name, `number` its place."""

    name: ClassVar[str] = "tender.moved"
    about: ClassVar[str] = "tender"
    tender: int
    number: int
    fact: str
    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppliersConcerned(Event):
    """Invited suppliers must hear of something: publication, invitation, correction, answers, withdrawal."""

    name: ClassVar[str] = "tender.suppliers_concerned"
    about: ClassVar[str] = "tender"
    tender: int
    number: int
    news: str
    person: int | None
