"""Turns for writers: who waits for a turn gets one, where SQLite's own waiting may pass somebody over for ever."""

import fcntl
import os
import random
import threading
import time
from collections import defaultdict
from pathlib import Path

_THREADS: dict[str, threading.Lock] = defaultdict(threading.Lock)
_LEAST, _MOST = 0.001, 0.005


class Turn:
    """The turn of one writer; it ends with `end`, or with the process."""

    def __init__(self, file: int, waiting: threading.Lock) -> None:
        self._file, self._waiting = file, waiting

    def end(self) -> None:
        """Let the next one write."""
        os.close(self._file)
        self._waiting.release()


def take_turn(database: Path, seconds: float) -> Turn | None:
    """
    Return a turn to write to a database file, or None when it did not come within so many seconds.

    Threads of one process wait for each other without looking; processes look every few milliseconds, each at
    its own moments, so that none is passed over as long as others write.
    """
    until = time.monotonic() + seconds
    waiting = _THREADS[str(database)]
    if not waiting.acquire(timeout=seconds):
        return None
    try:
        file = os.open(f"{database}-turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except BaseException:
        waiting.release()
        raise
    while not _lock(file):
        if time.monotonic() >= until:
            os.close(file)
            waiting.release()
            return None
        time.sleep(random.uniform(_LEAST, _MOST))
    return Turn(file, waiting)


def _lock(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
