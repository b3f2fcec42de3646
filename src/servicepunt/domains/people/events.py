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
    """Fields of a person changed; only their names are told."""

    name: ClassVar[str] = "person.changed"
    about: ClassVar[str] = "person"
    person: int
    fields: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLeft(Event):
    """A person lost every right."""

    name: ClassVar[str] = "person.left"
    about: ClassVar[str] = "person"
    person: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamChanged(Event):
    """A team was made or changed."""

    name: ClassVar[str] = "team.changed"
    about: ClassVar[str] = "team"
    team: int
    members: list[int]
