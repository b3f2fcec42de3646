"""How a row of the worklist is shown: everything a template needs, formatted once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from servicepunt.domains.agreements.queries import InForce
from servicepunt.domains.agreements.rules.priority import Priority
from servicepunt.domains.tickets.rules.due import clock_of
from servicepunt.domains.tickets.rules.status import shown_status
from servicepunt.domains.tickets.rules.words import Channel
from servicepunt.domains.worklist.rules.used import SOON, share_used
from servicepunt.foundation import text
from servicepunt.foundation.worktime import working_time_from


class Row(NamedTuple):
    """A row: plain values and Dutch text; `used` is None without a bar."""

    number: str
    slug: str
    title: str
    channel: str
    channel_label: str
    category: str
    requester: str
    department: str
    priority: int
    priority_label: str
    clock_state: str
    clock_text: str
    used: int | None
    status_mark: str
    status_label: str
    agent: str
    agent_initials: str
    is_unread: bool
    is_confidential: bool
    version: int


_CHANNELS = {item.value: item.label for item in Channel}
_PRIORITIES = {item.value: item.label for item in Priority}
_initials = lru_cache(maxsize=1024)(text.initials)


@lru_cache(maxsize=256)
def _status(status: str, wait_reason: str, has_new_answer: bool, cycle: int) -> tuple[str, str]:  # noqa: FBT001  # as a row has them
    return shown_status(status, wait_reason=wait_reason, has_new_answer=has_new_answer, cycle=cycle)


class Rows:
    """Rows as they are shown at one moment, by what we agreed."""

    def __init__(self, agreed: InForce, at: datetime) -> None:
        self._agreed, self._at = agreed, at
        self._left: dict[int, Callable[[datetime], timedelta]] = {}

    def row_of(self, row: dict[str, Any]) -> Row:
        """Return how a row of `queries.worklist.ROW` is shown."""
        mark, label = _status(row["status"], row["wait_reason"], row["has_new_answer"], row["cycle"])
        state, words = clock_of(row, self._at)
        used = 100 if state == "late" else self._used(row)
        if state == "normal" and used is not None and used >= SOON:
            state = "soon"
        number, agent = row["number"], row["agent__name"] or ""
        return Row(
            number=number,
            slug=number.replace(" ", "-"),
            title=row["title"],
            channel=row["channel"],
            channel_label=_CHANNELS[row["channel"]],
            category=row["category"],
            requester=row["requester__name"],
            department=row["requester__department__name"] or "",
            priority=row["priority"],
            priority_label=_PRIORITIES[row["priority"]],
            clock_state=state,
            clock_text=words,
            used=used,
            status_mark=mark,
            status_label=label,
            agent=agent,
            agent_initials=_initials(agent),
            is_unread=row["status"] == "new" or row["has_new_answer"],
            is_confidential=row["is_confidential"],
            version=row["version"],
        )

    def _used(self, row: dict[str, Any]) -> int | None:
        """Return how much of the promised time is used; None when none runs or nobody promised it."""
        if row["due_at"] is None:
            return None
        target = _target(self._agreed, row["priority"], row["kind"], row["team_id"], row["due_clock"])
        if target is None:
            return None
        version, promised = target
        left = self._left.get(version)
        if left is None:
            left = self._left[version] = working_time_from(self._at, self._agreed.hours[version])
        return share_used(left(row["due_at"]), promised)


# What we agreed is one value while nothing changes.
@lru_cache(maxsize=4096)
def _target(agreed: InForce, priority: int, kind: str, team: int, clock: str) -> tuple[int, timedelta] | None:
    """Return the version of the hours in which a clock counts, and how much it may; None when there is no target."""
    found = agreed.agreement_for(priority=priority, kind=kind, team=team)
    minutes = found.minutes().get(clock)
    return (
        (found.hours_version, timedelta(minutes=minutes)) if minutes and found.hours_version in agreed.hours else None
    )
