"""A correction as the form makes it: what of the published request changes, and what earlier corrections changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from servicepunt.domains.hiring.rules.dutch import day_in_words
from servicepunt.domains.hiring.rules.moments import instant
from servicepunt.domains.tenders.rules.dossier import Dossier
from servicepunt.entrypoints.hiring.differences import Difference, differences
from servicepunt.entrypoints.hiring.draftform import Parts, parts_of, typed_from
from servicepunt.foundation.text import ZONE

_CLOSING = "sluiting"


@dataclass(frozen=True, slots=True)
class Made:
    """A correction that was published, with what it changed; `by` are the numbers of who made it."""

    at: datetime
    by: tuple[int, ...]
    text: str
    is_outage: bool
    changes: list[Difference]


def published_parts(dossier: Dossier) -> Parts:
    """Return the request as it holds now, as the form writes it; settings and texts are frozen and left out."""
    return _normal(dict(dossier.written), dossier.closes_at)


def _normal(request: dict[str, Any], closes_at: datetime | None) -> Parts:
    if closes_at is not None:
        request[_CLOSING] = closes_at.astimezone(ZONE).replace(tzinfo=None).isoformat()
    return Parts(parts_of(typed_from(Parts(request)), Parts(request)).request)


def changed_by(before: Parts, after: Parts) -> dict[str, Any]:
    """Return what a correction changes by name; the closing moment is apart."""
    names = dict.fromkeys([*before.request, *after.request])
    return {
        name: after.request.get(name)
        for name in names
        if name != _CLOSING and before.request.get(name) != after.request.get(name)
    }


def closing_in(parts: Parts) -> datetime | None:
    """Return the closing moment of a form, or None when it is empty."""
    written = parts.request.get(_CLOSING)
    return instant(datetime.fromisoformat(str(written)), _CLOSING) if written else None


def moved_days(changed: dict[str, str]) -> list[tuple[str, str]]:
    """Return what moves along with a later closing, in words: what, and to which day."""
    words = {"uitnodigen_uiterlijk": "Genodigden horen het uiterlijk op", "gesprekken_op": "De gesprekken zijn op"}
    return [(words[name], day_in_words(date.fromisoformat(day))) for name, day in changed.items()]


def corrections_of(dossier: Dossier) -> list[Made]:
    """Return every correction with what it changed, the newest first."""
    return list(_corrections(dossier))[::-1]


def _corrections(dossier: Dossier) -> Iterator[Made]:
    written = dict(dossier.draft.request) if dossier.draft else {}
    closing = str(written.get(_CLOSING, ""))
    before = _normal(dict(written), instant(datetime.fromisoformat(closing), _CLOSING) if closing else None)
    for at, by, each in dossier.corrections:
        written |= each.changed
        after = _normal(dict(written), each.closes_at)
        persons = tuple(person for person in (each.seconded_by, by) if person is not None)
        yield Made(at, persons, each.text, each.is_outage, differences(before, after))
        before = after
