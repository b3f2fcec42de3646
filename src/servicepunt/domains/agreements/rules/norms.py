"""Which norm applies: the most specific one wins."""

from collections.abc import Iterable
from typing import Protocol, TypeVar


class NormLine(Protocol):
    """What a norm says about where it applies; an empty value means: any."""

    @property
    def priority(self) -> int | None:
        """The priority, 1–4."""

    @property
    def kind(self) -> str:
        """The kind of ticket."""

    @property
    def team_id(self) -> int | None:
        """The team's number."""


N = TypeVar("N", bound=NormLine)


def choose_norm(norms: Iterable[N], *, priority: int, kind: str, team: int | None) -> N | None:
    """Return the norm that names most of team, kind and priority (in that order of weight), or None."""
    fitting = [
        norm
        for norm in norms
        if norm.priority in {None, priority} and norm.kind in {"", kind} and norm.team_id in {None, team}
    ]
    return max(fitting, key=_weight, default=None)


def _weight(norm: NormLine) -> int:
    return 4 * (norm.team_id is not None) + 2 * bool(norm.kind) + (norm.priority is not None)
