"""The planning of a request as iCalendar (RFC 5545)."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from servicepunt.foundation.text import ZONE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from servicepunt.domains.awards.rules.planning import Change
    from servicepunt.domains.tenders.queries.frame import Deadline

_FOLD = 73  # bytes of a line, less than the 75 that are allowed


def calendar(
    deadlines: Sequence[Deadline], *, number: str, title: str, at: datetime, change_of: Callable[[str], Change]
) -> str:
    """Return the moments as a calendar; a moment keeps its name when it moves, so that it is not doubled."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Servicepunt//Inhuur//NL", "METHOD:PUBLISH"]
    for each in deadlines:
        name = hashlib.sha256(f"{number}|{each.name}".encode()).hexdigest()[:24]
        change = change_of(each.name)
        lines += [
            "BEGIN:VEVENT",
            f"UID:{name}@servicepunt",
            f"DTSTAMP:{_utc(change.at or at)}",
            f"SEQUENCE:{change.count}",
            *_when(each),
            f"SUMMARY:{_text(f'{each.what}: {number} {title}')}",
            f"DESCRIPTION:{_text(each.rule)}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _when(each: Deadline) -> list[str]:
    if each.has_hour:
        return [f"DTSTART:{_utc(each.at)}", f"DTEND:{_utc(each.at)}"]
    day = each.at.astimezone(ZONE).date()
    return [f"DTSTART;VALUE=DATE:{day:%Y%m%d}", f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"]


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(escaped.split("\n"))


def _folded(line: str) -> Iterator[str]:
    part = ""
    for letter in line:
        if len((part + letter).encode()) > _FOLD:
            yield part
            part = " "
        part += letter
    yield part
