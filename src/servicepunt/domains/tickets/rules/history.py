"""Reading the clocks' happenings from the lines of a ticket in the logbook."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from servicepunt.domains.agreements.rules.clocks import Clock, Happening, Kind
from servicepunt.domains.tickets.rules.words import Channel

_TARGETS = {
    Clock.ACKNOWLEDGE: "acknowledge",
    Clock.ANSWER: "answer",
    Clock.RESOLVE: "resolve",
    Clock.TEAM: "team_time",
    Clock.SUPPLIER: "supplier",
}


class Line(Protocol):
    """A line of the logbook: a name, plain values, and an aware moment."""

    @property
    def name(self) -> str:
        """The event's name."""

    @property
    def data(self) -> Mapping[str, Any]:
        """The event's values."""

    @property
    def happened_at(self) -> datetime:
        """When it happened."""


Fired = Collection[tuple[str, int, str]]
AnyLine = TypeVar("AnyLine", bound=Line)
# What an answer does besides being said, in the same moment.
_WITH_ANSWER = {"ticket.wait_began", "ticket.wait_ended", "ticket.solved"}


def owned_lines(lines: Iterable[AnyLine]) -> Iterator[tuple[AnyLine, int | None]]:
    """Give the lines, each with the message of the answer that it came with, if any."""
    last: AnyLine | None = None
    for line in lines:
        last = line if line.name == "ticket.reply_written" else last
        is_with = last is not None and (line is last or (line.name in _WITH_ANSWER and not is_heard(line)))
        message = last.data["message"] if last and is_with and line.happened_at == last.happened_at else None
        yield line, message


def is_heard(line: Line) -> bool:
    """Tell whether waiting for the requester ended because they spoke, by whichever answer they were waited for."""
    return line.name == "ticket.wait_ended" and (line.data["reason"], line.data["why"]) == ("requester", "answer")


def happenings(lines: Iterable[Line]) -> list[Happening]:
    """
    Return what the lines mean for the clocks, in their order; an answer called back was never said.

    A solve and steps taken back never were: the clocks run on as if nothing had stopped them.
    """
    kept = list(lines)
    recalled = {line.data["message"]: line.happened_at for line in kept if line.name == "ticket.reply_recalled"}
    found: list[tuple[Happening, int | None]] = []
    back: int | None = None
    for line, message in owned_lines(kept):
        if line.name in _WORDS and line.data["message"] in recalled:
            continue
        if line.name == "ticket.reply_recalled":
            back = line.data["message"]
        for step in _steps_undone(line):
            # Steps go with the answer they came with, when that is called back.
            is_called = back is not None and recalled[back] == line.happened_at
            _drop_last(found, STEPS[step], of=back if is_called else None)
        found += [(one, message) for one in _meaning(line)]
    return [one for one, _ in found]


def _steps_undone(line: Line) -> Sequence[str]:
    if line.name == "ticket.solve_taken_back":
        return ["ticket.solved"]
    return line.data["steps"] if line.name == "ticket.steps_taken_back" else []


def _drop_last(found: list[tuple[Happening, int | None]], kind: Kind, *, of: int | None) -> None:
    places = [place for place, (one, _) in enumerate(found) if one.kind == kind]
    del found[max(places, key=lambda place: (of is not None and found[place][1] == of, place))]


def _meaning(line: Line) -> list[Happening]:
    at, data = line.happened_at, line.data
    if line.name == "ticket.opened":
        return _opened(data)
    if line.name == "ticket.message_received":
        return _received(data)
    if line.name == "ticket.targets_set":
        return [Happening(at=at, kind=Kind.TARGETS_SET, targets=targets(data), hours=data["hours"])]
    if line.name == "ticket.wait_began":
        wait = {"wait": data["reason"], "until": datetime.fromisoformat(data["until"])}
        return [Happening(at=at, kind=Kind.WAIT_BEGAN, holds=data.get("holds", False), **wait)]
    if is_heard(line):
        # What they said ends it by itself, when they were waited for.
        return []
    if line.name in _TEAM:
        return [Happening(at=at, kind=Kind.TEAM_CHANGED, team=data["team"])]
    if line.name in _PLAIN:
        return [Happening(at=at, kind=_PLAIN[line.name])]
    return []


_WORDS = {"ticket.reply_written", "ticket.supplier_written"}
_TEAM = {"ticket.assigned", "ticket.escalated", "ticket.handed_back"}
_PLAIN = {
    "ticket.reply_written": Kind.AGENT_SPOKE,
    "ticket.wait_ended": Kind.WAIT_ENDED,
    "ticket.solved": Kind.SOLVED,
    "ticket.closed": Kind.CLOSED,
    "ticket.reopened": Kind.REOPENED,
    "ticket.supplier_written": Kind.ORDER_PLACED,
    "ticket.supplier_answered": Kind.ORDER_ANSWERED,
}

# What can be undone; the others changed more than the status.
STEPS = {
    "ticket.wait_began": Kind.WAIT_BEGAN,
    "ticket.wait_ended": Kind.WAIT_ENDED,
    "ticket.solved": Kind.SOLVED,
    "ticket.closed": Kind.CLOSED,
    "ticket.reopened": Kind.REOPENED,
}


def _opened(data: Mapping[str, Any]) -> list[Happening]:
    at = datetime.fromisoformat(data["started_at"])
    started = Happening(at=at, kind=Kind.STARTED, team=data["team"])
    return [started, Happening(at=at, kind=Kind.AGENT_SPOKE)] if data["answered"] else [started]


def _received(data: Mapping[str, Any]) -> list[Happening]:
    at = datetime.fromisoformat(data["written_at"])
    spoke = Happening(at=at, kind=Kind.REQUESTER_SPOKE)
    # Somebody who calls or comes by is answered in that same contact.
    if Channel(data["channel"]).is_conversation:
        return [spoke, Happening(at=at, kind=Kind.AGENT_SPOKE)]
    return [spoke]


def targets(data: Mapping[str, Any]) -> dict[Clock, timedelta]:
    """Return the targets in an event: minutes of working time by clock; a missing one has no clock."""
    return {clock: timedelta(minutes=data[name]) for clock, name in _TARGETS.items() if data.get(name)}


def fired_in(lines: Iterable[Line]) -> Fired:
    """Return which levels went off: clock, cycle and name."""
    data = (line.data for line in lines if line.name == "ticket.level_reached")
    return {(one["clock"], one["cycle"], one["level"]) for one in data}


def counts_by(lines: Sequence[Line], *, hours: int, minutes: Mapping[str, int | None]) -> bool:
    """Tell whether a ticket counts by these hours and targets already: whether it got them last."""
    last = next((line for line in reversed(lines) if line.name == "ticket.targets_set"), None)
    return last is not None and all(last.data[name] == value for name, value in {"hours": hours, **minutes}.items())
