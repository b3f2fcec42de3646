"""The tasks that the queue may run: those that were declared in code, by their dotted path."""

from collections.abc import Callable
from typing import Any

_tasks: dict[str, Callable[..., Any]] = {}


class UnknownTask(LookupError):
    """The queue names something that is no task of this version."""


def register(path: str, function: Callable[..., Any]) -> None:
    """Make a task known; called when it is declared."""
    _tasks.setdefault(path, function)


def task_named(path: str) -> Callable[..., Any]:
    """
    Return the function of a task. Nothing is imported: what a row says never chooses code.

    :raises UnknownTask: if no such task was declared.
    """
    try:
        return _tasks[path]
    except KeyError:
        raise UnknownTask(path) from None


def known_tasks() -> list[str]:
    """Return the dotted path of every task, in order."""
    return sorted(_tasks)
