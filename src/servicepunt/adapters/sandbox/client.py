"""The parent's side of the sandbox: one child for each function, replaced whenever it misbehaves."""

import os
import select
import subprocess
import sys
import threading
import time
import weakref
from pathlib import Path
from typing import Literal

from servicepunt.adapters.sandbox import child as wire

Reason = Literal["time", "memory", "crash", "error", "start"]
GIGABYTE = 1 << 30
START_SECONDS = 60.0
LARGEST_ANSWER = 256 * 1024 * 1024  # bytes
CHUNK = 1 << 20
_KEPT = {"PATH", "HOME", "TMPDIR", "LANG", "TZ", "LD_LIBRARY_PATH", "PYTHONHASHSEED", "PYTHONUTF8"}


class SandboxFailed(Exception):
    """
    The function gave no answer.

    `reason` is "time", "memory", "crash" (the process died), "error" (it raised; `words` names the kind)
    or "start" (it could not be imported).
    """

    def __init__(self, reason: Reason, words: str = "") -> None:
        self.reason = reason
        self.words = words
        super().__init__(f"{reason} {words}".strip())


class Sandbox:
    """
    A pure function from bytes to bytes, "package.module:function", run in a child process with limits.

    The child starts at the first call and stays. `memory` is its address space in bytes; `seconds` is how
    long one call may take. Safe in threads: one call at a time.
    """

    def __init__(self, target: str, *, memory: int = GIGABYTE, seconds: float = 30.0) -> None:
        self._target = target
        self._memory = memory
        self._seconds = seconds
        self._lock = threading.Lock()
        self._child: _Child | None = None

    def __call__(self, question: bytes) -> bytes:
        """
        Return what the function makes of `question`.

        :raises SandboxFailed: if it takes too long, too much memory, raises or crashes.
        """
        with self._lock:
            is_used = self._living_child().calls > 0
            try:
                return self._ask(question)
            except SandboxFailed as failure:
                if failure.reason != "memory" or not is_used:
                    raise
            # What earlier calls left behind is no fault of this question: once more in a new child.
            return self._ask(question)

    def close(self) -> None:
        """Stop the child; the next call starts another."""
        with self._lock:
            self._drop()

    def _ask(self, question: bytes) -> bytes:
        try:
            return self._living_child().ask(question, self._seconds)
        except SandboxFailed as failure:
            # After an error of the function itself the child is as good as before.
            if failure.reason != "error":
                self._drop()
            raise

    def _living_child(self) -> "_Child":
        if self._child is not None and not self._child.is_ours_and_alive():
            self._drop()
        if self._child is None:
            self._child = _Child(self._target, self._memory, self._seconds)
        return self._child

    def _drop(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.stop()


class _Child:
    def __init__(self, target: str, memory: int, seconds: float) -> None:
        self.calls = 0
        self._pid = os.getpid()
        self._process = subprocess.Popen(
            [sys.executable, "-P", wire.__file__, target, str(memory), str(int(seconds) + 5)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env=_environment(),
        )
        self._finalizer = weakref.finalize(self, _end, self._process)
        pipes = self._process.stdin, self._process.stdout
        self._into, self._out = (pipe.fileno() for pipe in pipes if pipe is not None)
        os.set_blocking(self._into, False)
        os.set_blocking(self._out, False)
        self._writable, self._readable = select.poll(), select.poll()
        self._writable.register(self._into, select.POLLOUT)
        self._readable.register(self._out, select.POLLIN)
        try:
            kind, words = self._answer(time.monotonic() + START_SECONDS)
        except BaseException:
            self.stop()
            raise
        if kind != wire.READY:
            self.stop()
            raise SandboxFailed("start", words.decode("utf-8", "replace"))

    def is_ours_and_alive(self) -> bool:
        # After a fork the child belongs to the parent process; sharing its pipes would mix up answers.
        return self._pid == os.getpid() and self._process.poll() is None

    def ask(self, question: bytes, seconds: float) -> bytes:
        self.calls += 1
        until = time.monotonic() + seconds
        self._send(question, until)
        kind, answer = self._answer(until)
        if kind == wire.OKAY:
            return answer
        if kind == wire.MEMORY:
            raise SandboxFailed("memory")
        raise SandboxFailed("error", answer.decode("utf-8", "replace"))

    def stop(self) -> None:
        self._finalizer.detach()
        if self._pid == os.getpid():
            _end(self._process)

    def _send(self, question: bytes, until: float) -> None:
        header = len(question).to_bytes(8, "big")
        parts = [header + question] if len(question) < CHUNK else [header, question]
        for part in parts:
            rest = memoryview(part)
            while rest:
                try:
                    rest = rest[os.write(self._into, rest[:CHUNK]) :]
                except BlockingIOError:
                    _wait(self._writable, until)
                except BrokenPipeError:
                    raise SandboxFailed("crash", self._how_it_ended()) from None

    def _answer(self, until: float) -> tuple[bytes, bytes]:
        start = self._receive(wire.HEADER, until, at_once=65_536)
        size = int.from_bytes(start[1 : wire.HEADER], "big")
        if size > LARGEST_ANSWER:
            raise SandboxFailed("crash", "answer too large")
        missing = wire.HEADER + size - len(start)
        body = start[wire.HEADER :] + (self._receive(missing, until, at_once=CHUNK) if missing > 0 else b"")
        return bytes(start[:1]), bytes(body)

    def _receive(self, least: int, until: float, *, at_once: int) -> bytes:
        whole = bytearray()
        while len(whole) < least:
            _wait(self._readable, until)
            more = os.read(self._out, at_once)
            if not more:
                raise SandboxFailed("crash", self._how_it_ended())
            whole += more
        return bytes(whole)

    def _how_it_ended(self) -> str:
        try:
            code = self._process.wait(5)
        except subprocess.TimeoutExpired:
            return "closed its pipe"
        return f"signal {-code}" if code < 0 else f"exit {code}"


def _environment() -> dict[str, str]:
    """Return what a Python needs to start: what is hostile may not find our keys and passwords in its environment."""
    kept = {name: value for name, value in os.environ.items() if name in _KEPT or name.startswith("LC_")}
    return kept | {"PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path)}


def _wait(poll: select.poll, until: float) -> None:
    left = until - time.monotonic()
    if left <= 0 or not poll.poll(left * 1000):
        raise SandboxFailed("time")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
