"""How long we keep what: per class of data, when it is due, and what is destroyed then (H-109)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from servicepunt.domains.awards.rules.ending import is_disputed, over_on
from servicepunt.domains.hiring.rules.moments import DAY
from servicepunt.domains.hiring.rules.order import in_order
from servicepunt.domains.hiring.rules.playing import Play
from servicepunt.domains.tenders.rules.contract import last_day, winners
from servicepunt.domains.tenders.rules.dossier import Dossier

GENERAL = "aanvraag"


class DataClass(StrEnum):
    """A class of data that is kept equally long."""

    NOT_CHOSEN = "afgewezen"
    CHOSEN = "gekozen"
    COMMON = "algemeen"

    @property
    def label(self) -> str:
        """The Dutch words."""
        return _LABELS[self]


_LABELS = {
    DataClass.NOT_CHOSEN: "Kandidaten die het niet werden: cv, bevindingen, aantekeningen en brief",
    DataClass.CHOSEN: "De gekozen kandidaat: cv, bevindingen, aantekeningen en brief",
    DataClass.COMMON: "Klachten en redenen die over niemand apart gaan",
}


@dataclass(frozen=True, slots=True)
class Due:
    """What is destroyed on or after a day; `on` is None while what it waits for has not come. `subjects` are left."""

    kind: DataClass
    subjects: tuple[str, ...]
    on: date | None
    days: int
    counted_from: str


def due_dates(dossier: Dossier, play: Play, *, after_end: int) -> list[Due]:
    """Return every class with what is left of it; `after_end` are the days after the end of the contract."""
    over, end = over_on(dossier, play), last_day(dossier)
    chosen = winners(dossier)
    left = {label for label in dossier.offers if label not in dossier.destroyed}
    losers = tuple(in_order(left - set(chosen)))
    days = dossier.settings.retention_days
    last = None if is_disputed(dossier) else end + DAY if chosen and end else None if chosen else over
    common = () if GENERAL in dossier.destroyed else (GENERAL,)
    return [
        Due(DataClass.NOT_CHOSEN, losers, _later(over, days), days, "het einde van de procedure"),
        Due(DataClass.CHOSEN, tuple(in_order(left & set(chosen))), _later(last, after_end), after_end,
            "het einde van de opdracht"),
        Due(DataClass.COMMON, common, _later(last, after_end), after_end, "het einde van de opdracht"),
    ]  # fmt: skip


def _later(day: date | None, days: int) -> date | None:
    return day + timedelta(days=days) if day else None


def subjects_due(dues: list[Due], today: date) -> Mapping[DataClass, tuple[str, ...]]:
    """Return what may be destroyed today, by class."""
    return {each.kind: each.subjects for each in dues if each.subjects and each.on is not None and each.on <= today}
