"""What people tells the house."""

from dataclasses import dataclass
from typing import ClassVar

from servicepunt.domains.logbook.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonJoined(Event):
    """A person became known to us."""

    name: ClassVar[str] = "person.joined"
    about: ClassVar[str] = "person"
    person: int
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChanged(Event):
    """Fields of a person changed; only their names are told, and the version they made."""

    name: ClassVar[str] = "person.changed"
    about: ClassVar[str] = "person"
    person: int
    fields: list[str]
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondStepForgotten(Event):
    """Somebody who lost the second step of signing in may come in with a password alone."""

    name: ClassVar[str] = "person.second_step_forgotten"
    about: ClassVar[str] = "person"
    person: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLeft(Event):
    """A person lost every right."""

    name: ClassVar[str] = "person.left"
    about: ClassVar[str] = "person"
    person: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonReturned(Event):
    """A person who had left may come in again."""

    name: ClassVar[str] = "person.returned"
    about: ClassVar[str] = "person"
    person: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierChanged(Event):
    """Fields of a supplier changed; only their names are told."""

    name: ClassVar[str] = "supplier.changed"
    about: ClassVar[str] = "supplier"
    supplier: int
    fields: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleRead(Event):
    """A file of people or teams was read in."""

    name: ClassVar[str] = "people.read"
    about: ClassVar[str] = "reading"
    reading: int
    kind: str
    added: int
    changed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamChanged(Event):
    """A team was made or changed."""

    name: ClassVar[str] = "team.changed"
    about: ClassVar[str] = "team"
    team: int
    members: list[int]
