"""When a moment of the planning last changed, and how often: so that a calendar moves an event and doubles none."""

from dataclasses import dataclass
from datetime import datetime

from servicepunt.domains.hiring.rules.moments import instant
from servicepunt.domains.tenders.rules.dossier import Dossier

# What is worked out of another moment of the request changes with that one.
_FOLLOWS = {"vroegste_start": "gesprekken_op"}
_OF_A_DECISION = frozenset({"bezwaar", "tekenen"})


@dataclass(frozen=True, slots=True)
class Change:
    """The moment of the last change, None while it is a draft, and how many changes there were since."""

    at: datetime | None
    count: int


def change_of(dossier: Dossier, name: str) -> Change:
    """Return when a deadline (`Deadline.name`) last changed, and how often."""
    sent = [each.sent_at for each in dossier.decisions if each.sent_at is not None]
    if name in _OF_A_DECISION:
        return Change(sent[-1] if sent else None, len(sent))
    asked = {f"herstel-{each.id}": each.asked_at for each in dossier.defects.values()}
    if name in asked:
        return Change(asked[name], 0)
    moved = _moved(dossier, _FOLLOWS.get(name, name))
    return Change(moved[-1] if moved else dossier.published_at, len(moved))


def _moved(dossier: Dossier, name: str) -> list[datetime]:
    """Return the moments of the corrections that moved something; the closing moves when it becomes another moment."""
    written = dossier.draft.request.get(name) if dossier.draft else None
    before: datetime | str = str(written)
    if name == "sluiting" and written:
        before = instant(datetime.fromisoformat(str(written)), name)
    found = []
    for at, _, each in dossier.corrections:
        after = each.closes_at if name == "sluiting" else str(each.changed.get(name, before))
        if after != before:
            found.append(at)
        before = after
    return found
