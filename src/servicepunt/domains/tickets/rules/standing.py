"""How a ticket stood before an answer: kept in the answer's own line, until it can be called back no more."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from servicepunt.domains.agreements.rules.waiting import WaitReason
from servicepunt.domains.tickets.rules.history import Line, is_heard, owned_lines
from servicepunt.domains.tickets.rules.status import Status

_PLAIN = ("status", "wait_reason", "wait_note", "cycle", "has_new_answer", "cause", "agent_id", "due_clock")
_MOMENTS = ("wait_until", "solved_at", "due_at", "changed_at")
_REPLY, _RECALLED, _REOPENED = "ticket.reply_written", "ticket.reply_recalled", "ticket.reopened"
_STEPS = {"ticket.wait_began", "ticket.wait_ended", "ticket.solved"}
_UNDOING = {"ticket.solve_taken_back", "ticket.steps_taken_back"}


def standing(ticket: Any) -> dict[str, Any]:
    """Return how a ticket stands, as plain values."""
    moments = {name: moment.isoformat() for name in _MOMENTS if (moment := getattr(ticket, name))}
    return {name: getattr(ticket, name) for name in _PLAIN} | moments


def stood(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a ticket that stands as it did."""
    moments = {name: datetime.fromisoformat(kept[name]) if name in kept else None for name in _MOMENTS}
    return {name: kept[name] for name in _PLAIN} | moments


def stands_as(ticket: Any, kept: Mapping[str, Any]) -> str:
    """Return how a ticket stands that gets these fields: the status, and whether that is new ("again", "still")."""
    is_same = (ticket.status, ticket.wait_until) == (kept["status"], kept["wait_until"])
    return f"{kept['status']}_{'still' if is_same else 'again'}"


class Spoken(Line, Protocol):
    """A line of the logbook that knows whose it is."""

    @property
    def actor(self) -> int | None:
        """Who did it, or nobody."""


@dataclass(frozen=True, slots=True)
class Act:
    """
    What came with an answer: its steps, the last one first, and how the ticket stands without it.

    `fields` is nothing when the status went on since (or nobody knows).
    """

    steps: list[str]
    fields: dict[str, Any] | None
    is_answered_since: bool


def act_of(lines: Sequence[Spoken], *, message: int) -> Act:
    """
    Return what came with an answer that is called back now; answers called back before it never were.

    What was said and done besides counts as if only that had happened.
    """
    gone = recalled(lines) | {message}
    story = _story(lines, message=message, gone=gone)
    owned = [line.name for line, owner in story if owner == message and line.name in _STEPS][::-1]
    places = [place for place, (line, _) in enumerate(story) if line.name == _REPLY and line.data["message"] == message]
    since = story[places[0] + 1 :] if places else []
    before = story[0][0].data.get("before") if places else None
    if before is None or any(_is_apart(line, owner) for line, owner in since):
        return Act([], None, any(line.name == _REPLY for line, _ in since))
    if "ticket.solved" in owned and any(line.name == _REOPENED for line, _ in since):
        owned = [_REOPENED, *owned]
    fields = stood(before)
    for line, owner in story:
        if owner not in gone:
            fields |= _after(line, fields)
    return Act(owned, fields, is_answered_since=False)


Story = list[tuple[Spoken, int | None]]


def _story(lines: Sequence[Spoken], *, message: int, gone: set[int]) -> Story:
    """Return the lines since the ticket last stood as nobody called anything back, with the answer of each."""
    moments = {line.happened_at for line in lines if line.name == _RECALLED}
    story: Story = []
    pending: set[int] = set()
    for line, owner in owned_lines(lines):
        if line.name == _RECALLED:
            pending.discard(line.data["message"])
        elif line.name == _REPLY and owner in gone:
            pending.add(line.data["message"])
        elif message not in pending and _is_apart(line, owner) and line.happened_at not in moments:
            pending = set()
        if not pending:
            story = []
        elif line.name not in _UNDOING or line.happened_at not in moments:
            story.append((line, owner))
    return story


def _is_apart(line: Spoken, owner: int | None) -> bool:
    """Tell whether the status went on by something else than an answer."""
    if line.name == _REOPENED:
        return bool(line.data["why"] == "agent")
    return not is_heard(line) and owner is None and line.name in _STEPS | _UNDOING | {"ticket.closed"}


def _after(line: Spoken, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a line changes of a ticket that stands so."""
    change = _CHANGES.get(line.name)
    return change(line, fields) if change else {}


def _replied(line: Spoken, fields: Mapping[str, Any]) -> dict[str, Any]:
    changed: dict[str, Any] = {"has_new_answer": False}
    if fields["status"] in {Status.NEW, Status.OPEN}:
        changed |= {"status": Status.OPEN, "agent_id": fields["agent_id"] or line.actor}
    return changed


def _waited(line: Spoken, fields: Mapping[str, Any]) -> dict[str, Any]:
    until = datetime.fromisoformat(line.data["until"])
    why = {"wait_reason": line.data["reason"], "wait_note": line.data["note"][:300]}
    return {"status": Status.WAITING, "wait_until": until, **why}


def _solved(line: Spoken, fields: Mapping[str, Any]) -> dict[str, Any]:
    done = {"solved_at": line.happened_at, "cause": line.data["cause"], "agent_id": fields["agent_id"] or line.actor}
    return _WORKING | done | {"status": Status.SOLVED}


def _heard(line: Spoken, fields: Mapping[str, Any]) -> dict[str, Any]:
    is_awaited = fields["status"] == Status.WAITING and fields["wait_reason"] == WaitReason.REQUESTER
    return {"has_new_answer": True} | (_WORKING if is_awaited else {})


def _reopened(line: Spoken, fields: Mapping[str, Any]) -> dict[str, Any]:
    if fields["status"] != Status.SOLVED:
        return {}
    return {"status": Status.OPEN, "solved_at": None, "cycle": line.data["cycle"]}


def _handed(line: Spoken, fields: Mapping[str, Any]) -> dict[str, Any]:
    # Whoever got it has it; it is not new any more.
    status = Status.OPEN if fields["status"] == Status.NEW else fields["status"]
    return {"agent_id": line.data.get("agent"), "status": status}


_WORKING: dict[str, Any] = {"status": Status.OPEN, "wait_reason": "", "wait_note": "", "wait_until": None}
_CHANGES: dict[str, Callable[[Spoken, Mapping[str, Any]], dict[str, Any]]] = {
    _REPLY: _replied,
    "ticket.wait_began": _waited,
    "ticket.solved": _solved,
    "ticket.message_received": _heard,
    "ticket.supplier_answered": lambda line, fields: {"has_new_answer": True},
    _REOPENED: _reopened,
} | dict.fromkeys(("ticket.assigned", "ticket.escalated", "ticket.handed_back"), _handed)


def recalled(lines: Sequence[Line]) -> set[int]:
    """Return the messages that were called back."""
    return {line.data["message"] for line in lines if line.name == "ticket.reply_recalled"}
