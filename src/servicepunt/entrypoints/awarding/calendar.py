"""An interview as a file for a calendar (RFC 5545)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

_LENGTH = timedelta(hours=1)
_WIDEST = 75  # octets of a line, without its end


def event(
    *, uid: str, sequence: int, starts_at: datetime, at: datetime, title: str, place: str, text: str,
    length: timedelta = _LENGTH,
) -> bytes:  # fmt: skip
    """
    Return a calendar with one event; moments are in UTC, lines are folded at 75 octets.

    `at` is when it was planned so, `sequence` how often it was planned before: the event moves, and is not doubled.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Servicepunt//Inhuur//NL",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{_text(uid)}",
        f"DTSTAMP:{_moment(at)}",
        f"SEQUENCE:{sequence}",
        f"DTSTART:{_moment(starts_at)}",
        f"DTEND:{_moment(starts_at + length)}",
        f"SUMMARY:{_text(title)}",
        f"LOCATION:{_text(place)}",
        f"DESCRIPTION:{_text(text)}",
        "CLASS:CONFIDENTIAL",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode()


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    plain = "\n".join(value.splitlines())
    plain = "".join(char for char in plain if char == "\n" or char.isprintable())
    for char, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        plain = plain.replace(char, written)
    return plain


def _folded(line: str) -> Iterator[str]:
    """Yield the parts of a line, the next ones with a space in front; no letter is cut in two."""
    part, room = "", _WIDEST
    for char in line:
        size = len(char.encode())
        if size > room:
            yield part
            part, room = " ", _WIDEST - 1
        part, room = part + char, room - size
    yield part
