"""The file as a chain: every line names the digest of the line before it, so that one changed byte shows."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

FIRST = "0" * 64
# Facts that say nothing about a person, a rate or an estimate; of the others everybody sees that there is a line.
OPEN = frozenset({
    "opgesteld", "goedgekeurd", "gepubliceerd", "gerectificeerd", "antwoorden_gepubliceerd", "ingediend",
    "inschrijving_ingetrokken", "punten_vergrendeld", "lijst_vastgesteld", "uitgenodigd", "opdracht_begonnen",
    "optie_besloten", "opdracht_beeindigd", "vernietigd",
})  # fmt: skip
# What names persons in them, and what candidates may not read before their interview.
PERSONAL = frozenset({"sleutelhouders", "mede_door", "kernvragen"})


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file: its number from 1, canonical JSON, and its digest in hexadecimals."""

    number: int
    body: str
    digest: str


class Broken(ValueError):
    """The chain does not hold; the message says in Dutch at which line, and how."""


def link(number: int, fact: Any, *, by: int | None, at: datetime, before: str, salt: str) -> Line:
    """
    Return the line of a fact: `at` is written in UTC, `before` is the digest of the line before it.

    What is not for everybody stands apart (`persoonlijk`) with a random `salt`, and only its digest counts in that of
    the line: so everybody can check the whole chain without reading it, and nobody can guess what is left out.
    """
    plain, moment = msgspec.to_builtins(fact), at.astimezone(UTC)
    written: dict[str, Any] = {"nummer": number, "vorige": before}
    personal: dict[str, Any] = {"door": by, "zout": salt}
    if plain["feit"] in OPEN:
        written |= {"op": moment, "feit": {key: each for key, each in plain.items() if key not in PERSONAL}}
        personal["feit"] = {key: each for key, each in plain.items() if key in PERSONAL}
    else:
        personal |= {"op": moment, "feit": plain}
    body = encode(written | {"persoonlijk": personal}).decode()
    return Line(number, body, digest_of(body))


def encode(value: Any) -> bytes:
    """Return JSON in the one way that lines are written in: fields sorted, nothing between them."""
    return msgspec.json.encode(value, order="sorted")


def public_part(body: str) -> str:
    """Return a line as everybody may read it: its SHA-256 is the digest of the line."""
    written = msgspec.json.decode(body)
    return encode(written | {"persoonlijk": hashlib.sha256(encode(written["persoonlijk"])).hexdigest()}).decode()


def digest_of(body: str) -> str:
    """Return the SHA-256 of what everybody may read of a line."""
    return hashlib.sha256(public_part(body).encode()).hexdigest()


def _is_whole(line: Line) -> bool:
    """Say whether a line is what it was: written in the one way there is, complete, and with its digest."""
    try:
        written = msgspec.json.decode(line.body)
        is_complete = isinstance(written["persoonlijk"], dict)
        return is_complete and encode(written).decode() == line.body and digest_of(line.body) == line.digest
    except (msgspec.DecodeError, UnicodeError, KeyError, TypeError):
        return False


def check(lines: Iterable[Line], *, head: str | None = None) -> str:
    """
    Return the digest of the last line after checking every line; `head` is what it has to be, when known.

    :raises Broken: at the first line that does not hold.
    """
    before = FIRST
    for place, line in enumerate(lines, 1):
        if not _is_whole(line):
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
        personal = written["persoonlijk"]
        fact = written.get("feit", {}) | personal["feit"]
        at = written["op"] if "op" in written else personal["op"]
        yield written["nummer"], datetime.fromisoformat(at), personal["door"], fact
