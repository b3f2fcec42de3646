"""Reading letters in a child process with limits: whatever the bytes, the answer is a letter."""

import re
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any, TypeVar, cast

import msgspec

from servicepunt.adapters.sandbox import Sandbox, SandboxFailed
from servicepunt.domains.mail.rules.budget import over_budget
from servicepunt.domains.mail.rules.reading import Letter, plain_letter, read_letter
from servicepunt.domains.mail.rules.showing import remote_pictures, safe_html

Read = TypeVar("Read")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_WHY = {
    "time": "Het lezen duurde te lang.",
    "memory": "Het lezen kostte te veel geheugen.",
    "crash": "Het bericht is beschadigd.",
    "error": "Het bericht is beschadigd.",
    "start": "Het lezen start nu niet. Probeer het later.",
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


@dataclass(frozen=True, slots=True)
class Shown:
    """A letter for a page: its head and text, its HTML made safe, its files as (name, size in bytes)."""

    text: str
    html: str = ""
    remote: int = 0
    to: tuple[str, ...] = ()
    cc: tuple[tuple[str, str], ...] = ()
    files: tuple[tuple[str, int], ...] = ()
    authentication: dict[str, str] = field(default_factory=dict)
    defects: tuple[str, ...] = ()


def shown_packed(raw: bytes) -> bytes:
    """Return the letter in these bytes made safe to show, as MessagePack; runs in the child."""
    read = storable(read_letter(raw))
    shown = Shown(
        text=read.text,
        html=str(safe_html(read.html, read.files)) if read.html else "",
        remote=remote_pictures(read.html),
        to=read.to,
        cc=read.cc,
        files=tuple((part.name, len(part.content)) for part in read.files),
        authentication=read.authentication,
        defects=read.defects,
    )
    return msgspec.msgpack.encode(shown)


_show_in_child = Sandbox(f"{__name__}:shown_packed", seconds=8)


def safely_shown(raw: bytes) -> Shown:
    """Return the letter in these bytes for a page; what is over budget or beyond reading is a plain note."""
    reason = over_budget(raw)
    try:
        if not reason:
            shown: Shown = msgspec.msgpack.decode(_show_in_child(raw), type=Shown)
            return shown
    except SandboxFailed as failure:
        reason = _WHY[failure.reason]
    return Shown(text=storable(plain_letter(raw, reason)).text)


def storable(read: Read) -> Read:
    """Return what was read without characters that a database or UTF-8 refuses, all the way down."""
    return cast("Read", _storable(read))


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, tuple):
        return tuple(_storable(item) for item in value)
    if isinstance(value, dict):
        return {_storable(key): _storable(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{each.name: _storable(getattr(value, each.name)) for each in fields(value)})
    return value
