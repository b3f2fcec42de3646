"""The file as a chain: every line names the digest of the line before it, so that one changed byte shows."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

FIRST = "0" * 64


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file: its number from 1, canonical JSON, and the SHA-256 of those bytes in hexadecimals."""

    number: int
    body: str
    digest: str


class Broken(ValueError):
    """The chain does not hold; the message says in Dutch at which line, and how."""


def link(number: int, fact: Any, *, by: int | None, at: datetime, before: str) -> Line:
    """Return the line of a fact: `at` is written in UTC, `before` is the digest of the line before it."""
    written = {
        "nummer": number,
        "vorige": before,
        "op": at.astimezone(UTC),
        "door": by,
        "feit": msgspec.to_builtins(fact),
    }
    body = msgspec.json.encode(written, order="sorted").decode()
    return Line(number, body, digest_of(body))


def digest_of(body: str) -> str:
    """Return the SHA-256 of a line."""
    return hashlib.sha256(body.encode()).hexdigest()


def check(lines: Iterable[Line], *, head: str | None = None) -> str:
    """
    Return the digest of the last line after checking every line; `head` is what it has to be, when known.

    :raises Broken: at the first line that does not hold.
    """
    before = FIRST
    for place, line in enumerate(lines, 1):
        if digest_of(line.body) != line.digest:
            raise Broken(f"Regel {place} is veranderd.")
        written = msgspec.json.decode(line.body)
        if written["nummer"] != place or line.number != place:
            raise Broken(f"Regel {place} ontbreekt, of staat op een andere plaats.")
        if written["vorige"] != before:
            raise Broken(f"Regel {place} volgt niet op de regel ervoor.")
        before = line.digest
    if head is not None and before != head:
        raise Broken("De laatste regel is niet die van het dossier: er ontbreken regels aan het einde.")
    return before


def read(bodies: Iterable[str]) -> Iterator[tuple[int, datetime, int | None, Any]]:
    """Return number, moment, actor and plain fact of every line."""
    for body in bodies:
        written = msgspec.json.decode(body)
        yield written["nummer"], datetime.fromisoformat(written["op"]), written["door"], written["feit"]
