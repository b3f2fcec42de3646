"""What the tests let the sandbox do."""

import ctypes
import os
import sys
import time


def echo(question: bytes) -> bytes:
    return question


def who(question: bytes) -> bytes:
    return str(os.getpid()).encode()


def modules(question: bytes) -> bytes:
    return " ".join(sys.modules).encode()


def environment(question: bytes) -> bytes:
    return "\n".join(f"{name}={value}" for name, value in os.environ.items()).encode()


def chatter(question: bytes) -> bytes:
    os.write(1, b"ruis")
    sys.stdout.write("ruis")
    return question


def misbehave(question: bytes) -> bytes:
    kind, _, rest = question.partition(b" ")
    if kind == b"raise":
        raise ValueError(rest.decode())
    if kind == b"deep":
        return misbehave(b"deep") + b"x"
    if kind == b"crash":
        ctypes.string_at(0)
    if kind == b"exit":
        os._exit(3)
    if kind == b"loop":
        while True:
            time.monotonic()
    if kind == b"memory":
        return bytes(2 << 30)[:1]
    if kind == b"write":
        with open("/tmp/servicepunt-sandbox-proof", "wb") as file:  # noqa: PTH123  # as hostile code does
            file.write(b"x")
    return str(os.getpid()).encode()
