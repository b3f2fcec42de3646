"""The form of a draft: what was typed, rows added and taken away, and the parts of the file that it makes."""

import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from servicepunt.domains.hiring.rules.request import Model, Proof
from servicepunt.entrypoints.hiring import fields
from servicepunt.entrypoints.hiring.fields import LISTS, SECTIONS, Field, Rows
from servicepunt.entrypoints.hiring.values import READERS, Unreadable, clean, shown

_MOST_BANDS = 12
_NEEDS = {"verlenging": "lengte", "duur": "aantal"}
_STEP = re.compile(r"(\w+)(?:-(\d{1,2}))?(?:-(band)(?:-(\d{1,2}))?)?-(erbij|weg)")


@dataclass(slots=True)
class Parts:
    """The parts of the file of a draft."""

    request: dict[str, Any] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, list[str]] = field(default_factory=dict)

    def of(self, part: str) -> dict[str, Any]:
        """Return one part by its name."""
        found: dict[str, Any] = getattr(self, part)
        return found


@dataclass(slots=True)
class Row:
    """One row of a list; a criterion has rows of its own: its bands."""

    values: dict[str, str] = field(default_factory=dict)
    bands: list[dict[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Typed:
    """What stands in the form; `faults` are Dutch sentences by the id of the field."""

    values: dict[str, str] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def summary(self) -> list[tuple[str, str]]:
        """The faults for the summary above the form."""
        return [(f"id_{name}", sentence) for name, sentence in self.faults.items()]

    def has_fault(self, row: str) -> bool:
        """Whether something in a row cannot be read: then the row is open."""
        return any(name.startswith(f"{row}-") for name in self.faults)


def typed_of(sent: Mapping[str, Any]) -> Typed:
    """Return what was sent, as far as it is of this form."""
    typed = Typed({each.name: clean(sent.get(each.name)) for section in SECTIONS for each in section.fields})
    for rows in LISTS:
        typed.rows[rows.name] = [
            Row(_named(sent, f"{rows.name}-{place}", rows.fields), _bands(sent, f"{rows.name}-{place}"))
            for place in range(_count(sent, rows.name, rows.most))
        ]
    return typed


def _named(sent: Mapping[str, Any], prefix: str, wanted: Iterable[Field]) -> dict[str, str]:
    return {each.name: clean(sent.get(f"{prefix}-{each.name}")) for each in wanted}


def _bands(sent: Mapping[str, Any], prefix: str) -> list[dict[str, str]]:
    count = _count(sent, f"{prefix}-banden", _MOST_BANDS)
    return [_named(sent, f"{prefix}-banden-{place}", fields.BAND) for place in range(count)]


def _count(sent: Mapping[str, Any], name: str, most: int) -> int:
    written = str(sent.get(f"{name}-aantal") or "0")
    return min(int(written), most) if re.fullmatch(r"[0-9]{1,4}", written) else 0


def typed_from(parts: Parts) -> Typed:
    """Return the form of what is in the file."""
    typed = Typed()
    for section in SECTIONS:
        for each in section.fields:
            typed.values[each.name] = shown(_at(parts.of(section.part), each.place), each.kind)
    behavior = parts.texts.get("gedrag", [])
    for rows in LISTS:
        found = parts.request.get(rows.name)
        listed = found if isinstance(found, (list, tuple)) else ()
        typed.rows[rows.name] = [_row(rows, each) for each in listed if isinstance(each, dict)]
    for row, text in zip(typed.rows["competenties"], behavior, strict=False):
        row.values["gedrag"] = text
    return typed


def _at(part: Mapping[str, Any], place: tuple[str, ...]) -> Any:
    found: Any = part
    for name in place:
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _row(rows: Rows, written: Mapping[str, Any]) -> Row:
    values = {each.name: shown(written.get(each.name), each.kind) for each in rows.fields}
    return Row(values, [_band(each) for each in written.get("banden", ()) if isinstance(each, dict)])


def _band(written: Mapping[str, Any]) -> dict[str, str]:
    band = {"punten": shown(written.get("punten"), "decimal")}
    for side, names in (("onder", fields.LOWER), ("boven", fields.UPPER)):
        kind = next((name for name, _ in names if name and written.get(name) is not None), "")
        band |= {f"{side}_soort": kind, side: shown(written.get(kind), "decimal")}
    return band


def change_rows(typed: Typed, step: str) -> None:
    """Add a row or take one away: `criteria-erbij`, `criteria-2-weg`, `criteria-2-band-erbij`, `…-band-0-weg`."""
    match = _STEP.fullmatch(step)
    listed = typed.rows.get(match.group(1)) if match else None
    if match is None or listed is None:
        return
    place, is_band, band, verb = match.group(2), match.group(3), match.group(4), match.group(5)
    if place is None:
        listed.append(_new_row(typed, match.group(1)))
    elif int(place) < len(listed):
        row = listed[int(place)]
        if not is_band:
            del listed[int(place)]
        elif verb == "erbij":
            row.bands.append(dict.fromkeys((each.name for each in fields.BAND), ""))
        elif band is not None and int(band) < len(row.bands):
            del row.bands[int(band)]


def _new_row(typed: Typed, name: str) -> Row:
    """Return an empty row; requirements and criteria are numbered on together (H-032)."""
    together = ("knockouts", "criteria") if name in {"knockouts", "criteria"} else (name,)
    numbers = [row.values.get("id", "") for each in together for row in typed.rows.get(each, ())]
    highest = max((int(number) for number in numbers if re.fullmatch(r"[0-9]{1,4}", number)), default=0)
    return Row({"id": "" if name == "competenties" else str(highest + 1)})


def parts_of(typed: Typed, base: Parts) -> Parts:
    """Return the parts that were typed, over those there were; what cannot be read is in `typed.faults`."""
    made = deepcopy(base)
    for section in SECTIONS:
        for each in section.fields:
            part = made.of(section.part)
            value, there = _read(typed, each, typed.values.get(each.name, ""), each.name), _at(part, each.place)
            # What reads the same stays as it was written: 32.0 or 32, a name or the short form of it.
            _put(part, each.place, there if shown(value, each.kind) == shown(there, each.kind) else value)
    _drop_empty(made.request)
    for rows in LISTS:
        listed = enumerate(typed.rows.get(rows.name, ()))
        made.request[rows.name] = [written for place, row in listed if (written := _written(typed, rows, place, row))]
    if not made.request["keuzecriteria"]:
        del made.request["keuzecriteria"]
    behavior = [each.pop("gedrag", "") for each in made.request["competenties"]]
    made.texts.pop("gedrag", None)
    if any(behavior):
        made.texts["gedrag"] = behavior
    return made


def _drop_empty(request: dict[str, Any]) -> None:
    """Take away parts in which nothing stands, or nothing but a unit."""
    for name in [name for name, value in request.items() if value == {}]:
        del request[name]
    for name, needed in _NEEDS.items():
        if needed not in request.get(name, {needed}):
            del request[name]


def _read(typed: Typed, wanted: Field, text: str, name: str) -> Any:
    if not text:
        return None
    if wanted.choices and text not in {key for key, _ in wanted.choices}:
        typed.faults[name] = f"{wanted.label}: kies een van de mogelijkheden."
        return None
    try:
        return READERS[wanted.kind](text)
    except Unreadable as fault:
        typed.faults[name] = f"{wanted.label}: {fault}"
        return None


def _put(part: dict[str, Any], place: tuple[str, ...], value: Any) -> None:
    """Put a value in its place; nothing leaves no trace."""
    *above, last = place
    for name in above:
        inner = part.get(name)
        part[name] = dict(inner) if isinstance(inner, dict) else {}
        part = part[name]
    if value is None or value == []:
        part.pop(last, None)
    else:
        part[last] = value


def _written(typed: Typed, rows: Rows, place: int, row: Row) -> dict[str, Any]:
    """Return a row as it stands in the file, with what its model and proof use only; empty when nothing was typed."""
    typed_text = [text for name, text in row.values.items() if name != "id" and text]
    if not typed_text and not row.bands:
        return {}
    prefix = f"{rows.name}-{place}"
    written = {
        each.name: value
        for each in rows.fields
        if (value := _read(typed, each, row.values.get(each.name, ""), f"{prefix}-{each.name}")) is not None
    }
    if not written.get("id"):
        typed.faults[f"{prefix}-id"] = f"{rows.one.capitalize()} {place + 1}: vul een nummer of kenmerk in."
    if rows.name == "criteria":
        written["banden"] = [
            _written_band(typed, f"{prefix}-banden-{each}", band) for each, band in enumerate(row.bands)
        ]
    return {name: value for name, value in written.items() if name in set(_used(rows.name, written))}


def _written_band(typed: Typed, prefix: str, band: Mapping[str, str]) -> dict[str, Any]:
    found = {each.name: _read(typed, each, band.get(each.name, ""), f"{prefix}-{each.name}") for each in fields.BAND}
    made = {"punten": found["punten"] if found["punten"] is not None else 0}
    for side in ("onder", "boven"):
        kind, bound = found[f"{side}_soort"], found[side]
        if kind and bound is not None:
            made[kind] = bound
        elif kind or bound is not None:
            typed.faults.setdefault(f"{prefix}-{side}", "Een grens heeft een soort en een getal nodig.")
    return made


def _used(name: str, written: Mapping[str, Any]) -> Iterator[str]:
    """Give the names that count for a row."""
    yield from ("id", "tekst", "punten", "model", "naam", "gedrag", "deel_van", "volgt_uit")
    model = written.get("model", Model.ALL_OR_NOTHING if name == "knockouts" else None)
    proof = written.get("bewijs")
    if model == Model.BANDS:
        yield from ("banden", "eenheid")
    elif model == Model.EXAMPLES:
        yield from ("aantal", "per_voorbeeld")
    else:
        yield from ("bewijs", "toelichting_vereist")
        if proof == Proof.EDUCATION:
            yield from ("niveau", "richtingen")
        if proof == Proof.EXPERIENCE:
            yield from ("minimaal", "eenheid")
