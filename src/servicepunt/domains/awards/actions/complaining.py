"""Complaints at any stage: noted by the desk when they came by letter or phone, handled by somebody from outside."""

import secrets
from datetime import UTC, datetime

from servicepunt.domains.awards.actions.deciding import holds
from servicepunt.domains.awards.actions.naming import names_nobody
from servicepunt.domains.hiring.rules.course import Happening, Kind, Result
from servicepunt.domains.people.models import Person
from servicepunt.domains.tenders.actions.writing import GENERAL, Pen, need, write
from servicepunt.domains.tenders.models import Tender
from servicepunt.domains.tenders.rules import facts
from servicepunt.domains.tenders.rules.complaints import may_handle
from servicepunt.domains.tenders.rules.dossier import Dossier
from servicepunt.domains.tenders.rules.parts import Question
from servicepunt.domains.tenders.rules.refusals import AlreadyDone, Refused
from servicepunt.domains.tenders.rules.seats import Seat

_LONGEST = 8_000


def note_complaint(
    *, tender: Tender, text: str, received_at: datetime | None, by: Person, at: datetime, command: str = ""
) -> Dossier:
    """
    Note a complaint that did not come through the pages, with the moment at which it came.

    :raises Refused: without words, for a moment that cannot be, or when it would undo a signature.
    """
    words, moment = text.strip(), (received_at or at).astimezone(UTC)
    if not words:
        raise Refused("Schrijf op van wie de klacht is en waar ze over gaat.")
    if len(words) > _LONGEST:
        raise Refused(f"Dit is te lang: hoogstens {_LONGEST} tekens.")
    if moment > at:
        raise Refused("Dit moment ligt in de toekomst.")

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.DESK, Seat.CLIENT)
        if dossier.published_at is None or moment < dossier.published_at:
            raise Refused("De aanvraag was toen nog niet gepubliceerd.")
        holds(dossier, Happening(at=moment, kind=Kind.COMPLAINT, reason=words), at)
        kept = pen.keep(GENERAL, words)
        came = moment if received_at else None
        named = f"V{secrets.token_hex(4)}"
        return [facts.Asked(id=named, kind=Kind.COMPLAINT.value, text=kept, received_at=came)]

    return write(tender, decide, by=by, at=at, command=command)


def handle_complaint(
    *, tender: Tender, complaint: str, result: Result | None, text: str, by: Person, at: datetime, command: str = ""
) -> Dossier:
    """
    Handle a complaint, at whatever stage: say whether it is right, and answer whoever complained.

    :raises Refused: for who ever had a part in the request, as the letters promise; without an outcome or an answer;
        for an answer that names another candidate or supplier.
    :raises AlreadyDone: when it was handled.
    """
    words = text.strip()
    if result is None:
        raise Refused("Kies of de klacht gegrond is.")
    if not words:
        raise Refused("Schrijf het antwoord op de klacht. Wie klaagde, leest dit.")
    if len(words) > _LONGEST:
        raise Refused(f"Dit is te lang: hoogstens {_LONGEST} tekens.")

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        asked = _open(dossier, complaint, by)
        own = [each.label for each in dossier.offers.values() if each.by == asked.asked_by]
        names_nobody(tender, dossier, words, own)
        ended = Happening(at=at, kind=Kind.COMPLAINT_SETTLED, result=result, reason=words, id=complaint)
        holds(dossier, ended, at)
        return [facts.Answered(id=complaint, public="", text=pen.keep(GENERAL, words), result=result)]

    return write(tender, decide, by=by, at=at, command=command)


def _open(dossier: Dossier, complaint: str, by: Person) -> Question:
    """Return a complaint that waits and that this person may handle: of a request of others."""
    if not may_handle(dossier, by.pk):
        raise Refused(
            "Een klacht behandelt iemand die niet aan deze aanvraag werkte: een auditor zonder andere rol hier. "
            "De inhuurdesk kan daarvoor bij Personen een collega auditor maken."
        )
    asked = dossier.questions.get(complaint)
    if asked is None or asked.kind != Kind.COMPLAINT:
        raise Refused("Deze klacht staat niet in het dossier.")
    if asked.result is not None:
        raise AlreadyDone("Deze klacht is al behandeld.")
    return asked
