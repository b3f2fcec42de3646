"""What a tree of processes uses, from the files of Linux: CPU and memory."""

import os
import socket
import subprocess
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from django.db import connection

_PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")
# Work of the database that no request asked for.
_HOUSEKEEPING = ("autovacuum", "checkpointer", "background writer")


def tree_of(root: int) -> list[int]:
    """Return the numbers of a process and all below it that live now."""
    children: dict[int, list[int]] = defaultdict(list)
    for folder in _PROC.iterdir():
        if folder.name.isdecimal() and (parent := _parent(int(folder.name))) is not None:
            children[parent].append(int(folder.name))
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += children[pid]
    return found


def _parent(pid: int) -> int | None:
    try:
        text = (_PROC / str(pid) / "stat").read_text()
    except OSError:
        return None
    return int(text.rpartition(")")[2].split()[1])


def cpu_seconds(pids: Sequence[int]) -> float:
    """Return the CPU time these processes used so far, with their threads and children, also those that ended."""
    return sum(_cpu(pid) for pid in pids)


def _cpu(pid: int) -> float:
    try:
        # Linux's clock of a process: its threads in /proc take what they used with them when they end.
        own = time.clock_gettime((~pid << 3) | 2)
        fields = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    user, system = fields[13:15]
    return own + (int(user) + int(system)) / _TICKS


def own_cpu_seconds() -> float:
    """Return the CPU time of this process and its children."""
    return cpu_seconds(tree_of(os.getpid()))


def proportional_memory(pids: Sequence[int]) -> float:
    """Return the memory of these processes in MB; what they share is counted once (PSS)."""
    total = 0
    for pid in pids:
        try:
            lines = (_PROC / str(pid) / "smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def database_processes() -> list[int]:
    """Return the processes of PostgreSQL when it runs on this machine; none for SQLite, which has no process."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    postmaster = _parent(int(backend))
    if postmaster is None:
        return []
    return [pid for pid in tree_of(postmaster) if not any(word in _command(pid) for word in _HOUSEKEEPING)]


def _command(pid: int) -> str:
    try:
        return (_PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


class Server:
    """A process that is started for measuring and ended after it."""

    def __init__(self, command: Sequence[str]) -> None:
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
        self.pid = self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether it has not ended by itself."""
        return self._process.poll() is None

    def stop(self) -> None:
        """Ask it to stop, and make it when it does not."""
        self._process.terminate()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def wait_until(condition: Callable[[], bool], *, seconds: float) -> bool:
    """Wait until a function says yes, and tell whether that came in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True
