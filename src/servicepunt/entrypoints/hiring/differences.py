"""What differs between two versions of a request, in sentences that people read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from servicepunt.entrypoints.hiring import fields
from servicepunt.entrypoints.hiring.draftform import Parts
from servicepunt.entrypoints.hiring.fields import LISTS, SECTIONS, Field, Rows
from servicepunt.entrypoints.hiring.values import dutch


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is otherwise: what it is, how it was, how it is."""

    what: str
    before: str
    after: str

    def __str__(self) -> str:
        """Return it as a sentence."""
        return f"{self.what}: eerst {self.before}, nu {self.after}"


def differences(before: Parts, after: Parts) -> list[Difference]:
    """Return what differs, in the order of the form."""
    found = []
    for section in SECTIONS:
        old, new = before.of(section.part), after.of(section.part)
        found += [
            Difference(each.label, *(dutch(_at(part, each), each.kind, each.choices) for part in (old, new)))
            for each in section.fields
            if not _same(_at(old, each), _at(new, each))
        ]
    for rows in LISTS:
        found += list(_of_rows(rows, before.request.get(rows.name, ()), after.request.get(rows.name, ())))
    return found


def _same(old: Any, new: Any) -> bool:
    return old == new or str(old) == str(new)


def _at(part: Mapping[str, Any], wanted: Field) -> Any:
    found: Any = part
    for name in wanted.place:
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _of_rows(rows: Rows, before: Any, after: Any) -> Iterator[Difference]:
    old, new = ({str(each.get("id")): each for each in listed} for listed in (before, after))
    for id_ in dict.fromkeys([*old, *new]):
        what = f"{rows.one.capitalize()} {id_}"
        was, is_ = old.get(id_), new.get(id_)
        if was is None or is_ is None:
            yield Difference(what, _words(rows, was), _words(rows, is_))
            continue
        for each in rows.fields:
            if not _same(was.get(each.name), is_.get(each.name)):
                yield Difference(
                    f"{what}, {each.label.lower()}",
                    dutch(was.get(each.name), each.kind, each.choices),
                    dutch(is_.get(each.name), each.kind, each.choices),
                )
        if was.get("banden", []) != is_.get("banden", []):
            yield Difference(f"{what}, klassen", band_words(was), band_words(is_))


def _words(rows: Rows, row: Mapping[str, Any] | None) -> str:
    if row is None:
        return "niets"
    return str(row.get("tekst") or row.get("naam") or rows.one)


_BOUNDS = {"vanaf": "vanaf {}", "meer_dan": "> {}", "tot_en_met": "t/m {}", "minder_dan": "< {}"}


def band_words(criterion: Mapping[str, Any]) -> str:
    """Return the bands of a criterion in one line: "< 1 jaar 0, vanaf 1 t/m 2 jaar 15, > 2 jaar 30"."""
    unit = criterion.get("eenheid") or fields.UNITS[0][0]
    unit = {"jaren": "jaar", "maanden": "maanden", "dagen": "dagen"}.get(str(unit), str(unit))
    told = []
    for band in criterion.get("banden", ()):
        bounds = [
            form.format(dutch(band[name], "decimal")) for name, form in _BOUNDS.items() if band.get(name) is not None
        ]
        told.append(f"{' '.join([*bounds, unit]) if bounds else 'altijd'}: {dutch(band.get('punten', 0), 'decimal')}")
    return ", ".join(told) or "geen klassen"


def points_words(criterion: Mapping[str, Any]) -> str:
    """Return in words how the points of a criterion come about."""
    points = dutch(criterion.get("punten"), "decimal")
    if criterion.get("model") == "banden":
        return band_words(criterion)
    if criterion.get("model") == "voorbeelden":
        count = int(criterion.get("aantal") or 1)
        if criterion.get("per_voorbeeld") and count > 1:
            each = (Decimal(str(criterion.get("punten") or 0)) / count).quantize(Decimal("0.01"))
            return f"{count} voorbeelden, elk goed voorbeeld {dutch(each, 'decimal')}"
        return (
            f"{count} voorbeelden, alle {count} goed: {points}, anders 0"
            if count > 1
            else f"één goed voorbeeld: {points}"
        )
    return f"ja {points}, nee 0"
