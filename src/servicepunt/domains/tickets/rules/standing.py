"""How a ticket stood before an answer: kept in the answer's own line, until it can be called back no more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from servicepunt.domains.tickets.rules.history import Line

_PLAIN = ("status", "wait_reason", "wait_note", "cycle", "has_new_answer", "cause", "agent_id", "due_clock")
_MOMENTS = ("wait_until", "solved_at", "due_at", "changed_at")
_OWNERS = {"ticket.assigned", "ticket.escalated", "ticket.handed_back"}
_STEPS = {"ticket.wait_began", "ticket.wait_ended", "ticket.solved"}
_UNDOING = {"ticket.solve_taken_back", "ticket.steps_taken_back"}
_TURNS = _OWNERS | _STEPS | _UNDOING | {"ticket.reply_written", "ticket.closed", "ticket.reopened"}


def standing(ticket: Any) -> dict[str, Any]:
    """Return how a ticket stands, as plain values."""
    moments = {name: moment.isoformat() for name in _MOMENTS if (moment := getattr(ticket, name))}
    return {name: getattr(ticket, name) for name in _PLAIN} | moments


def stood(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a ticket that stands as it did."""
    moments = {name: datetime.fromisoformat(kept[name]) if name in kept else None for name in _MOMENTS}
    return {name: kept[name] for name in _PLAIN} | moments


@dataclass(frozen=True, slots=True)
class Act:
    """
    What came with an answer: its steps, the last one first, and what the ticket's own lines say since.

    `before` is how the ticket stood, unless its status went on since (or nobody knows).
    """

    steps: list[str]
    before: Mapping[str, Any] | None
    is_answered_since: bool
    is_handed_since: bool


def act_of(lines: Sequence[Line], *, message: int) -> Act:
    """Return what came with an answer that is called back now; answers called back before it never were."""
    gone = recalled(lines) | {message}
    moments = {line.happened_at for line in lines if line.name == "ticket.reply_recalled"}
    began: list[Line] = []
    steps: list[str] = []
    since: set[str] = set()
    for line in lines:
        if line.name == "ticket.reply_written" and line.data["message"] in gone:
            began.append(line)
        elif began and line.name in _STEPS and line.happened_at == began[-1].happened_at:
            steps = [line.name, *steps] if began[-1].data["message"] == message else steps
        elif line.name in _TURNS and not (line.name in _UNDOING and line.happened_at in moments):
            since.add(line.name)
            if not any(one.data["message"] == message for one in began):
                since, began = set(), []
    before = began[0].data.get("before")
    return Act(
        steps=steps,
        before=None if since - _OWNERS else before,
        is_answered_since="ticket.reply_written" in since,
        is_handed_since=bool(since & _OWNERS),
    )


def recalled(lines: Sequence[Line]) -> set[int]:
    """Return the messages that were called back."""
    return {line.data["message"] for line in lines if line.name == "ticket.reply_recalled"}
