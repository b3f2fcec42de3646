"""Telling what went wrong without saying about whom: kinds and places, never the words of an error."""

import traceback
from pathlib import PurePath

_SHOWN = 6


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
    causes: list[str] = []
    shown: BaseException | None = error
    while shown is not None and len(causes) < _SHOWN:
        causes.append(f"{type(shown).__name__} ({_places(shown)})")
        shown = shown.__cause__ or (None if shown.__suppress_context__ else shown.__context__)
    return " ← ".join(causes)


def _places(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-_SHOWN:]
    return " > ".join(f"{'/'.join(PurePath(frame.filename).parts[-2:])}:{frame.lineno}" for frame in frames)
