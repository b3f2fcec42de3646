"""Telling what went wrong without saying about whom: kinds and places, never the words of an error."""

import traceback
from collections.abc import Iterator
from pathlib import PurePath

from servicepunt.foundation.files import NO_ROOM, StorageFull

_SHOWN = 6
# By the code that a database gives, not by its words: PostgreSQL's disk_full, and what SQLite says of a full disk.
_NO_ROOM_SQLSTATE = "53100"
_NO_ROOM_SQLITE = frozenset({"SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE"})


def fault_text(error: BaseException) -> str:
    """
    Return the kinds of an error and its causes, with the places in the code, the deepest last.

    The words of an error are left out: they may hold an address, a name or a line of a letter.

    >>> try:
    ...     int("joost@voorbeeld.nl")
    ... except ValueError as error:
    ...     fault_text(error).split(" (")[0]
    'ValueError'
    """
    return " ← ".join(f"{type(shown).__name__} ({_places(shown)})" for shown in _causes(error))


def is_out_of_room(error: BaseException) -> bool:
    """
    Tell whether something failed because a disk is full: that of the files, or that of the database.

    >>> is_out_of_room(OSError(28, "No space left on device")), is_out_of_room(OSError(13, "Permission denied"))
    (True, False)
    """
    return any(
        isinstance(cause, StorageFull)
        or (isinstance(cause, OSError) and cause.errno in NO_ROOM)
        or getattr(cause, "sqlstate", None) == _NO_ROOM_SQLSTATE
        or getattr(cause, "sqlite_errorname", None) in _NO_ROOM_SQLITE
        for cause in _causes(error)
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    shown: BaseException | None = error
    for _ in range(_SHOWN):
        if shown is None:
            return
        yield shown
        shown = shown.__cause__ or (None if shown.__suppress_context__ else shown.__context__)


def _places(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-_SHOWN:]
    return " > ".join(f"{'/'.join(PurePath(frame.filename).parts[-2:])}:{frame.lineno}" for frame in frames)
