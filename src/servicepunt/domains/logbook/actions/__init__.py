"""Writing down what happened, and waking who must hear it."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from django.db.models import Model

from servicepunt.domains.logbook.actions.rows import Writing, insert, insert_together
from servicepunt.domains.logbook.events import Event
from servicepunt.domains.logbook.models import Entry


class Listener(Protocol):
    """A task that can be queued: `django_tasks.Task`."""

    def enqueue(self, *args: Any, **kwargs: Any) -> Any:
        """Queue the work with these plain values."""


# What tells from the values of an event whether there is anything to do about it.
When = Callable[[Mapping[str, Any]], bool]
_listeners: dict[str, list[tuple[Listener, When | None]]] = defaultdict(list)


def listen(event: type[Event], task: Listener, *, when: When | None = None) -> None:
    """Let `task` hear every `event`, or those `when` it has to; called from config/wiring.py, nowhere else."""
    if all(task is not known for known, _ in _listeners[event.name]):
        _listeners[event.name].append((task, when))


def listeners() -> dict[str, list[Listener]]:
    """Return who listens to which event name."""
    return {name: [task for task, _ in known] for name, known in _listeners.items() if known}


def record(event: Event, *, by: int | None, at: datetime) -> Entry:
    """
    Write the event down and queue its listeners.

    Call it inside the transaction of the change: the queue lives in the same database, so change,
    line and work are kept or dropped together. `by` is a person's number, None for the house itself.
    """
    return record_all([event], by=by, at=at)[0]


def record_all(events: Sequence[Event], *, by: int | None, at: datetime) -> list[Entry]:
    """Write several events down in their order, and queue their listeners."""
    entries = _entries(events, by=by, at=at)
    if entries:
        insert(entries)
    _wake(entries)
    return entries


def record_made(
    events: Sequence[Event], *made: Sequence[Model], also: Writing, by: int | None, at: datetime
) -> list[Entry]:
    """Write down several events together with the new rows that they tell of (`insert_together`)."""
    entries = _entries(events, by=by, at=at)
    insert_together(*made, entries, also=also)
    _wake(entries)
    return entries


def _entries(events: Sequence[Event], *, by: int | None, at: datetime) -> list[Entry]:
    return [
        Entry(
            name=event.name,
            about=event.about,
            subject=event.subject,
            data=event.plain(),
            actor=by,
            happened_at=at,
        )
        for event in events
    ]


def _wake(entries: Sequence[Entry]) -> None:
    for entry in entries:
        for task, when in _listeners[entry.name]:
            if when is None or when(entry.data):
                task.enqueue(**entry.data)
