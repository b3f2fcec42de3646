"""The parts of a request as people read them: a table of what is filled in, and criteria with their points."""

from collections.abc import Mapping
from typing import Any

from servicepunt.entrypoints.hiring.differences import points_words
from servicepunt.entrypoints.hiring.draftform import Parts
from servicepunt.entrypoints.hiring.fields import LISTS, SECTIONS, Field
from servicepunt.entrypoints.hiring.values import dutch, shown


def read_lines(parts: Parts) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what is filled in, by section: label and value."""
    told = []
    for section in SECTIONS:
        part = parts.of(section.part)
        lines = []
        for each in section.fields:
            found: Any = part
            for name in each.place:
                found = found.get(name) if isinstance(found, dict) else None
            if shown(found, each.kind):
                lines.append((each.label, _whole(found, each)))
        if lines:
            told.append((section.title, lines))
    for rows in LISTS:
        listed = [each for each in parts.request.get(rows.name, ()) if isinstance(each, dict)]
        if listed:
            told.append(
                (
                    rows.title,
                    [(f"{rows.one.capitalize()} {each.get('id', '')}", row_words(rows.name, each)) for each in listed],
                )
            )
    return told


def _whole(found: Any, field: Field) -> str:
    """Return a value in words; of a text every paragraph on a line of its own."""
    return shown(found, field.kind) if field.kind in {"long", "lines"} else dutch(found, field.kind, field.choices)


def row_words(name: str, row: Mapping[str, Any]) -> str:
    """Return one row in words."""
    words = str(row.get("tekst") or row.get("naam") or "")
    if name == "criteria":
        return f"{words} ({dutch(row.get('punten'), 'decimal')} punten; {points_words(row)})"
    if row.get("niveau") is not None:
        return f"{words} (niveau {row['niveau']})"
    if row.get("minimaal") is not None:
        return f"{words} (ten minste {dutch(row['minimaal'], 'decimal')} {row.get('eenheid', 'jaren')})"
    return words
