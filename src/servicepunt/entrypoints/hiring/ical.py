"""The deadlines of a request as a calendar (iCalendar, RFC 5545)."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta

from servicepunt.domains.awards.rules.planning import Change
from servicepunt.domains.tenders.queries import Frame
from servicepunt.foundation.text import ZONE

_OCTETS = 75


def calendar(frame: Frame, *, host: str, at: datetime, change_of: Callable[[str], Change]) -> bytes:
    """
    Return every deadline of a request as an event; a day without an hour is a whole day. `host` names us.

    An event has the name of its deadline and the moment of its last change: a calendar that reads it again moves it.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Servicepunt//Inhuur//NL", "CALSCALE:GREGORIAN",
             "METHOD:PUBLISH", f"X-WR-CALNAME:{_text(f'Inhuur {frame.number}')}"]  # fmt: skip
    for deadline in frame.deadlines:
        change = change_of(deadline.name)
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_text(frame.number)}-{deadline.name}@{host}",
            f"DTSTAMP:{_moment(change.at or at)}",
            f"SEQUENCE:{change.count}",
            *_when(deadline.at, has_hour=deadline.has_hour),
            f"SUMMARY:{_text(f'{deadline.what} ({frame.number})')}",
            f"DESCRIPTION:{_text(f'{frame.title}. Regel: {deadline.rule}.')}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for folded in _folded(lines)).encode()


def _when(at: datetime, *, has_hour: bool) -> Iterator[str]:
    if has_hour:
        yield f"DTSTART:{_moment(at)}"
        yield f"DTEND:{_moment(at)}"
    else:
        day = at.astimezone(ZONE).date()
        yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    plain = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r\n", "\\n").replace("\n", "\\n")


def _folded(lines: Iterable[str]) -> Iterator[str]:
    """Give lines of at most 75 octets; a longer one goes on after a space, and no letter is broken (RFC 5545, 3.1)."""
    for line in lines:
        part, size = "", 0
        for letter in line:
            width = len(letter.encode())
            if size + width > _OCTETS:
                yield part
                part, size = " ", 1
            part, size = part + letter, size + width
        yield part
