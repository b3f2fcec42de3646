"""
The child's side of the sandbox: one function, called again and again, within limits.

Started by file name, so that nothing of the house is imported but what the function itself needs.
"""

import gc
import importlib
import os
import resource
import signal
import sys
from collections.abc import Callable

OKAY, ERROR, MEMORY, READY, NOT_STARTED = b"\x00", b"\x01", b"\x02", b"\x03", b"\x04"
HEADER = 9  # one byte what it is, eight bytes how long


def main(target: str, memory: int, seconds: int) -> None:
    """Serve calls from standard input until it ends; answers go to what was standard output."""
    source, sink = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        module, _, name = target.partition(":")
        function: Callable[[bytes], bytes] = getattr(importlib.import_module(module), name)
    except Exception as error:  # noqa: BLE001  # whatever it is, the parent must hear it
        _write(sink, NOT_STARTED, f"{type(error).__name__}: {error}".encode())
        return
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    gc.freeze()
    _write(sink, READY, b"")
    while (question := _read(source)) is not None:
        # Kills this process even when the parent is gone.
        signal.alarm(seconds)
        kind, answer = _call(function, question)
        signal.alarm(0)
        _write(sink, kind, answer)
        del question, answer


def _call(function: Callable[[bytes], bytes], question: bytes) -> tuple[bytes, bytes]:
    try:
        return OKAY, function(question)
    except MemoryError:
        return MEMORY, b""
    except Exception as error:  # noqa: BLE001  # whatever it is, the parent must hear it
        # Only the kind: its text may hold the letter.
        return ERROR, type(error).__name__.encode()


def _read(source: int) -> bytes | None:
    header = _exactly(source, 8)
    if len(header) < 8:
        return None
    return _exactly(source, int.from_bytes(header, "big"))


def _exactly(source: int, size: int) -> bytes:
    first = os.read(source, min(size, 1 << 20)) if size else b""
    if len(first) == size or not first:
        return first
    whole = bytearray(first)
    while len(whole) < size:
        more = os.read(source, min(size - len(whole), 1 << 20))
        if not more:
            break
        whole += more
    return bytes(whole)


def _write(sink: int, kind: bytes, body: bytes) -> None:
    header = kind + len(body).to_bytes(8, "big")
    rest = memoryview(header + body if len(body) < 65_536 else header)
    while rest:
        rest = rest[os.write(sink, rest) :]
    if len(body) >= 65_536:
        rest = memoryview(body)
        while rest:
            rest = rest[os.write(sink, rest) :]


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
