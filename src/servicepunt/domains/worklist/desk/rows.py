"""How a row of the worklist is shown: everything a template needs, formatted once."""

from datetime import datetime
from typing import Any, NamedTuple

from servicepunt.domains.agreements.rules.priority import Priority
from servicepunt.domains.tickets.rules.due import clock_of
from servicepunt.domains.tickets.rules.status import shown_status
from servicepunt.domains.tickets.rules.words import Channel
from servicepunt.foundation import text


class Row(NamedTuple):
    """A row: plain values and Dutch text."""

    number: str
    slug: str
    title: str
    channel_label: str
    category: str
    requester: str
    department: str
    priority: int
    priority_label: str
    clock_state: str
    clock_text: str
    status_mark: str
    status_label: str
    agent: str
    agent_initials: str
    is_unread: bool
    is_confidential: bool


_CHANNELS = {item.value: item.label for item in Channel}
_PRIORITIES = {item.value: item.label for item in Priority}


def row_of(row: dict[str, Any], at: datetime) -> Row:
    """Return how a row of `queries.worklist.ROW` is shown at this moment."""
    mark, label = shown_status(
        row["status"],
        wait_reason=row["wait_reason"],
        has_new_answer=row["has_new_answer"],
        cycle=row["cycle"],
    )
    state, words = clock_of(row, at)
    agent = row["agent__name"] or ""
    return Row(
        number=row["number"],
        slug=row["number"].replace(" ", "-"),
        title=row["title"],
        channel_label=_CHANNELS[row["channel"]],
        category=row["category"],
        requester=row["requester__name"],
        department=row["requester__department__name"] or "",
        priority=row["priority"],
        priority_label=_PRIORITIES[row["priority"]],
        clock_state=state,
        clock_text=words,
        status_mark=mark,
        status_label=label,
        agent=agent,
        agent_initials=text.initials(agent),
        is_unread=row["status"] == "new" or row["has_new_answer"],
        is_confidential=row["is_confidential"],
    )
