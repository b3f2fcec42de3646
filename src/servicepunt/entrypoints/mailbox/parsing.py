"""Reading letters in a child process with limits: whatever the bytes, the answer is a letter."""

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any

import msgspec

from servicepunt.adapters.sandbox import Sandbox, SandboxFailed
from servicepunt.domains.mail.rules.budget import over_budget
from servicepunt.domains.mail.rules.reading import Letter, plain_letter, read_letter

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_WHY = {
    "time": "Het lezen duurde te lang.",
    "memory": "Het lezen kostte te veel geheugen.",
    "crash": "Het bericht is beschadigd.",
    "error": "Het bericht is beschadigd.",
}


def read_packed(raw: bytes) -> bytes:
    """Return the letter in these bytes as MessagePack; runs in the child."""
    return msgspec.msgpack.encode(storable(read_letter(raw)))


_read_in_child = Sandbox(f"{__name__}:read_packed", seconds=30)


def safely_read(raw: bytes) -> Letter:
    """
    Return the letter in these bytes; what is over budget or beyond reading becomes a plain note.

    :raises SandboxFailed: if the child cannot be started at all.
    """
    if reason := over_budget(raw):
        return storable(plain_letter(raw, reason))
    try:
        letter: Letter = msgspec.msgpack.decode(_read_in_child(raw), type=Letter)
        return letter
    except SandboxFailed as failure:
        if failure.reason == "start":
            raise
        return storable(plain_letter(raw, _WHY[failure.reason]))


def storable(letter: Letter) -> Letter:
    """Return the letter without characters that a database or UTF-8 refuses, all the way down."""
    return replace(letter, **{field.name: _storable(getattr(letter, field.name)) for field in fields(letter)})


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, tuple):
        return tuple(_storable(item) for item in value)
    if isinstance(value, dict):
        return {_storable(key): _storable(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _storable(getattr(value, field.name)) for field in fields(value)})
    return value
