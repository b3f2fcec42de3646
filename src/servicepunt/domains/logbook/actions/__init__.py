"""Writing down what happened, and waking who must hear it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from servicepunt.domains.logbook.actions.rows import insert
from servicepunt.domains.logbook.events import Event
from servicepunt.domains.logbook.models import Entry


class Listener(Protocol):
    """A task that can be queued: `django_tasks.Task`."""

    def enqueue(self, *args: Any, **kwargs: Any) -> Any:
        """Queue the work with these plain values."""


_listeners: dict[str, list[Listener]] = defaultdict(list)


def listen(event: type[Event], task: Listener) -> None:
    """Let `task` hear every `event`; called from config/wiring.py, nowhere else."""
    if task not in _listeners[event.name]:
        _listeners[event.name].append(task)


def listeners() -> dict[str, list[Listener]]:
    """Return who listens to which event name."""
    return {name: list(tasks) for name, tasks in _listeners.items() if tasks}


def record(event: Event, *, by: int | None, at: datetime) -> Entry:
    """
    Write the event down and queue its listeners.

    Call it inside the transaction of the change: the queue lives in the same database, so change,
    line and work are kept or dropped together. `by` is a person's number, None for the house itself.
    """
    return record_all([event], by=by, at=at)[0]


def record_all(events: Sequence[Event], *, by: int | None, at: datetime) -> list[Entry]:
    """Write several events down in their order, and queue their listeners."""
    entries = [
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
    if entries:
        insert(entries)
    for entry in entries:
        for task in _listeners[entry.name]:
            task.enqueue(**entry.data)
    return entries
