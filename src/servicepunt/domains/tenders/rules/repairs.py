"""Formal defects whose repair is not judged yet: who has to move, and until when (H-097)."""

from datetime import date, datetime, timedelta

from servicepunt.domains.hiring.rules.moments import local_day
from servicepunt.domains.tenders.rules.dossier import Dossier
from servicepunt.domains.tenders.rules.judging import in_repair
from servicepunt.domains.tenders.rules.parts import DefectFile
from servicepunt.domains.tenders.rules.seats import Seat

_ASK = "vraag het herstel van een vormgebrek."
_JUDGE = "beoordeel het herstel van een vormgebrek."
_WAIT = "herstel een vormgebrek; tot die tijd wacht de inschrijving."


def last_day_of(defect: DefectFile) -> date | None:
    """Return the last whole day of a term; None while nobody was asked."""
    return local_day(defect.until - timedelta(microseconds=1)) if defect.until else None


def repair_to_do(dossier: Dossier, *, at: datetime) -> tuple[Seat, str] | None:
    """Return who has to move about formal defects, and what to do; None when none is open."""
    labels = in_repair(dossier) if dossier.defects else []
    found: tuple[Seat, str] | None = None
    for each in dossier.defects.values():
        for label in filter(each.waits, labels):
            if each.until is None:
                return Seat.DESK, _ASK
            if label in each.answers or at >= each.until:
                return Seat.DESK, _JUDGE
            found = Seat.SUPPLIER, _WAIT
    return found
