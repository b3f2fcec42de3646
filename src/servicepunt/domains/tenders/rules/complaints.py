"""Complaints: which are open, and who may handle them: somebody who never had a part in the request (H-105)."""

from collections.abc import Sequence

from servicepunt.domains.hiring.rules.course import Happening, Kind
from servicepunt.domains.tenders.rules.dossier import Dossier
from servicepunt.domains.tenders.rules.parts import Question
from servicepunt.domains.tenders.rules.seats import Seat

_HANDLE = "behandel de klacht op het tabblad Klachten."
_ASK = "er is een klacht. Maak bij Personen een collega auditor die niet aan deze aanvraag werkte; die behandelt haar."


def complaints_of(dossier: Dossier) -> Sequence[Question]:
    """Return every complaint, in the order in which they came."""
    found = [each for each in dossier.questions.values() if each.kind == Kind.COMPLAINT]
    return sorted(found, key=lambda each: (each.asked_at, each.id))


def open_complaints(dossier: Dossier) -> Sequence[Question]:
    """Return the complaints that nobody handled yet, in the order in which they came."""
    return [each for each in complaints_of(dossier) if each.result is None]


def open_cases(dossier: Dossier) -> Sequence[Happening]:
    """Return the court cases that run, in the order in which they came; a ruling without a name ended the oldest."""
    running: list[Happening] = []
    for each in sorted(dossier.happenings, key=lambda one: one.at):
        if each.kind == Kind.SUMMONS:
            running.append(each)
        elif each.kind == Kind.RULING:
            ended = next((one for one in running if each.id in {"", one.id}), None)
            running = [one for one in running if one is not ended]
    return running


def may_handle(dossier: Dossier, person: int) -> bool:
    """Say whether somebody never had a part in the request, and may read its file to handle a complaint."""
    return person not in dossier.worked and Seat.AUDITOR in dossier.seats.get(person, set())


def complaint_to_do(dossier: Dossier) -> tuple[Seat, str] | None:
    """Return who has to move about a complaint, and what to do; None when none is open."""
    if not open_complaints(dossier):
        return None
    is_handled = any(may_handle(dossier, person) for person in dossier.persons(Seat.AUDITOR))
    return (Seat.AUDITOR, _HANDLE) if is_handled else (Seat.DESK, _ASK)
