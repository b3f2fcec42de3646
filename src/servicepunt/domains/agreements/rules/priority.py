"""Impact × urgency → priority, by a matrix that administrators edit."""

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from typing import Protocol


class Impact(StrEnum):
    """How many are hindered."""

    ORGANIZATION = "organization"
    DEPARTMENT = "department"
    PERSON = "person"

    @property
    def label(self) -> str:
        """The Dutch word."""
        return {"organization": "Hele organisatie", "department": "Afdeling", "person": "Eén persoon"}[self]


class Urgency(StrEnum):
    """How much work is hindered."""

    BLOCKED = "blocked"
    HINDERED = "hindered"
    CAN_WAIT = "can_wait"

    @property
    def label(self) -> str:
        """The Dutch word."""
        return {"blocked": "Kan niet werken", "hindered": "Wordt gehinderd", "can_wait": "Kan wachten"}[self]


class Priority(IntEnum):
    """The order in which we help; 1 goes first."""

    CRITICAL = 1
    HIGH = 2
    NORMAL = 3
    LOW = 4

    @property
    def label(self) -> str:
        """The Dutch word."""
        return {1: "Kritiek", 2: "Hoog", 3: "Normaal", 4: "Laag"}[self]


Matrix = Mapping[str, Mapping[str, int]]

DEFAULT_MATRIX: dict[str, dict[str, int]] = {
    Impact.ORGANIZATION.value: {"blocked": 1, "hindered": 2, "can_wait": 3},
    Impact.DEPARTMENT.value: {"blocked": 2, "hindered": 3, "can_wait": 3},
    Impact.PERSON.value: {"blocked": 2, "hindered": 3, "can_wait": 4},
}


def priority_by(matrix: Matrix, *, impact: str, urgency: str) -> Priority:
    """
    Weigh impact against urgency.

    >>> priority_by(DEFAULT_MATRIX, impact="person", urgency="blocked")
    <Priority.HIGH: 2>
    """
    return Priority(matrix[Impact(impact).value][Urgency(urgency).value])


class Weighed(Protocol):
    """What has a priority, by the matrix or, with a reason, another one."""

    impact: str
    urgency: str
    priority: int
    priority_reason: str


def follow_matrix(matrix: Matrix, weighed: Weighed) -> int:
    """Return the priority under this matrix; one that somebody gave with a reason stays."""
    if weighed.priority_reason or weighed.impact not in matrix or weighed.urgency not in matrix[weighed.impact]:
        return weighed.priority
    return int(priority_by(matrix, impact=weighed.impact, urgency=weighed.urgency))
