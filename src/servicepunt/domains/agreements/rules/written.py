"""How service hours, days and lengths of time are written by people, and how a change of them reads."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from servicepunt.domains.agreements.rules.priority import Impact, Priority, Urgency

DAYS = ("Maandag", "Dinsdag", "Woensdag", "Donderdag", "Vrijdag", "Zaterdag", "Zondag")
CLOCK_WORDS = {
    "acknowledge": "Eerste reactie",
    "answer": "Volgend antwoord",
    "resolve": "Oplossing",
    "team_time": "Tijd per groep",
    "supplier": "Leverancier",
}
KINDS = {"incident": "Storing", "request": "Aanvraag", "question": "Vraag", "complaint": "Klacht"}
_SPAN = re.compile(r"([01]?\d|2[0-4])[:.]([0-5]\d)\s*[-–]\s*([01]?\d|2[0-4])[:.]([0-5]\d)")
_DAY = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})")
_LENGTH = re.compile(r"(?:(\d{1,5})\s*u(?:ur)?)?\s*(?:(\d{1,7})\s*(?:m|min|minuten)?)?")
_ON_THE_CLOCK = re.compile(r"(\d{1,5}):([0-5]\d)")
Spans = list[list[str]]


class Unreadable(ValueError):
    """What was written cannot be read; the message is a Dutch sentence that says how to write it."""


def read_spans(text: str) -> Spans:
    """
    Return opening intervals as they are kept: "08:30-12:00, 13:00-17:00"; empty is closed.

    :raises Unreadable: if it cannot be read, ends before it begins or overlaps.
    """
    spans: Spans = []
    for part in (part.strip() for part in re.split(r"[,;]| en ", text) if part.strip()):
        match = _SPAN.fullmatch(part)
        if match is None:
            raise Unreadable(f"Schrijf tijden als 08:30-17:00, niet als {part[:30]}.")
        opens, closes = f"{int(match[1]):02d}:{match[2]}", f"{int(match[3]):02d}:{match[4]}"
        if opens >= closes or closes > "24:00":
            raise Unreadable(f"{part[:30]} eindigt niet na het begin.")
        if spans and opens < spans[-1][1]:
            raise Unreadable(f"{part[:30]} overlapt met de tijd ervoor. Schrijf de tijden op volgorde.")
        spans.append([opens, closes])
    return spans


def show_spans(spans: Spans) -> str:
    """Return opening intervals as people write them."""
    return ", ".join(f"{opens}-{closes}" for opens, closes in spans)


def days_in(text: str) -> list[str]:
    """
    Return the days as they were written: one a line, or more on a line when each is a day with its month.

    >>> days_in("25-12-2026 26-12-2026\\n31 februari")
    ['25-12-2026', '26-12-2026', '31 februari']
    """
    lines = [line.split() for line in text.replace(",", " ").splitlines()]
    return [day for parts in lines for day in (parts if all("-" in part for part in parts) else [" ".join(parts)])]


def read_day(text: str) -> date:
    """
    Return a day, written as 25-12-2026 or 2026-12-25.

    :raises Unreadable: if there is no such day.
    """
    match = _DAY.fullmatch(text)
    try:
        return date(int(match[3]), int(match[2]), int(match[1])) if match else date.fromisoformat(text)
    except ValueError:
        raise Unreadable(f"Schrijf dagen als 25-12-2026, niet als {text[:20]}.") from None


def show_day(day: date | str) -> str:
    """
    Return a day as people write it.

    >>> show_day("2026-12-05")
    '05-12-2026'
    """
    return f"{date.fromisoformat(str(day)):%d-%m-%Y}"


def read_length(text: str) -> int | None:
    """
    Return a length of working time in minutes: "4 u", "1 u 30 min", "1:30" or "90"; empty is None.

    :raises Unreadable: if it cannot be read, or is no time at all.
    """
    plain = text.strip().casefold()
    if not plain:
        return None
    if on_the_clock := _ON_THE_CLOCK.fullmatch(plain):
        minutes = int(on_the_clock[1]) * 60 + int(on_the_clock[2])
    elif match := _LENGTH.fullmatch(plain):
        minutes = int(match[1] or 0) * 60 + int(match[2] or 0)
    else:
        raise Unreadable("Schrijf een tijd als 4 u 30 min, of laat leeg.")
    if not 0 < minutes <= 1_000_000:
        raise Unreadable("Vul een tijd van minstens 1 minuut in, of laat leeg.")
    return minutes


def show_length(minutes: int | None) -> str:
    """
    Return a length of working time; nothing for None.

    >>> show_length(270), show_length(15)
    ('4 u 30 min', '15 min')
    """
    hours, rest = divmod(minutes or 0, 60)
    return " ".join(part for part in (f"{hours} u" if hours else "", f"{rest} min" if rest else "") if part)


def fits(minutes: int, weekly: Mapping[str, Spans]) -> bool:
    """Tell whether so much working time fits into a year of such weeks; more would hardly be a promise."""
    open_minutes = sum(_of_day(closes) - _of_day(opens) for spans in weekly.values() for opens, closes in spans)
    return minutes <= open_minutes * 50


def _of_day(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def hours_in_words(content: Mapping[str, Any]) -> dict[str, str]:
    """Return service hours as pairs of when and what; only the days that differ from the week are named."""
    words = {day: show_spans(content["weekly"].get(str(n), [])) or "gesloten" for n, day in enumerate(DAYS)}
    words |= {show_day(day): "gesloten" for day in sorted(content["closed"])}
    return words | {show_day(day): show_spans(spans) or "gesloten" for day, spans in sorted(content["special"].items())}


def norm_in_words(
    content: Mapping[str, Any], *, teams: Mapping[int, str], calendars: Mapping[int, str]
) -> dict[str, str]:
    """Return a norm as pairs of label and value."""
    priority = Priority(content["priority"]).label if content["priority"] else "elke"
    words = {
        "Naam": content["name"],
        "Prioriteit": priority,
        "Soort": KINDS.get(content["kind"], "elke"),
        "Groep": teams.get(content["team_id"] or 0, "elke"),
        "Openingstijden": calendars.get(content["calendar_id"], ""),
    }
    words |= {label: show_length(content.get(name)) or "loopt niet" for name, label in CLOCK_WORDS.items()}
    return words | {"Geldt": "ja" if content.get("is_active", True) else "nee"}


def matrix_in_words(cells: Mapping[str, Mapping[str, int]]) -> dict[str, str]:
    """Return the matrix as pairs of impact with urgency, and priority."""
    return {
        f"{impact.label}, {urgency.label.lower()}": Priority(cells[impact.value][urgency.value]).label
        for impact in Impact
        for urgency in Urgency
    }


def differences(
    before: Mapping[str, str], after: Mapping[str, str], *, missing: str = "gewone tijden"
) -> Sequence[tuple[str, str, str]]:
    """Return what differs, as label, before and after, in the order of `after`."""
    labels: Iterable[str] = dict.fromkeys([*after, *before])
    pairs = [(label, before.get(label, missing), after.get(label, missing)) for label in labels]
    return [pair for pair in pairs if pair[1] != pair[2]]
