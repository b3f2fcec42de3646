"""Relations of somebody else that the desk writes down: told by phone, or found in a register (H-096)."""

from collections.abc import Mapping
from datetime import datetime

from servicepunt.domains.people.models import Person
from servicepunt.domains.tenders.actions.writing import GENERAL, Pen, need, write
from servicepunt.domains.tenders.models import Tender
from servicepunt.domains.tenders.rules import facts
from servicepunt.domains.tenders.rules.dossier import Dossier
from servicepunt.domains.tenders.rules.refusals import AlreadyDone, Refused
from servicepunt.domains.tenders.rules.seats import Seat

HOW: Mapping[str, str] = {
    "gemeld": "Zelf gemeld, mondeling of per telefoon",
    "bericht": "Gemeld per mail of brief",
    "ander": "Gemeld door iemand anders",
    "register": "Gevonden in een register",
}


def record_relation(
    *, tender: Tender, person: int, offer: str, how: str, text: str, by: Person, at: datetime, command: str = ""
) -> Dossier:
    """
    Write down that somebody has a relation with a candidate, how that is known and which it is.

    It means what a declared relation means; the person reads it, with who wrote it down. Who else is asked about whom
    does not change: nobody learns a name by it.

    :raises Refused: for who had no part in the request, one's own relation, no candidate, or without words.
    :raises AlreadyDone: when it is known.
    """
    if how not in HOW:
        raise Refused("Kies hoe je dit weet.")
    if not text.strip():
        raise Refused("Schrijf op welke relatie het is. Wie het aangaat, leest dit.")

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.DESK)
        if person == by.pk:
            raise Refused("Je eigen relatie verklaar je zelf. Een collega van de inhuurdesk kan haar ook vastleggen.")
        if person not in dossier.worked:
            raise Refused("Kies iemand die aan deze aanvraag werkt of werkte.")
        opened = dossier.offers.get(offer)
        if opened is None or opened.opened is None or offer in dossier.destroyed:
            raise Refused("Kies een kandidaat.")
        before = dossier.interests.get(person) or facts.InterestDeclared()
        if offer in before.offers:
            raise AlreadyDone("Deze relatie staat al in het dossier.")
        kept = pen.keep(offer, f"{HOW[how]}. {text.strip()}")
        related = tuple(sorted({*before.offers, offer}))
        return [facts.InterestDeclared(person=person, offers=related, asked=before.asked, text=kept)]

    return write(tender, decide, by=by, at=at, command=command)


def take_back_relation(
    *, tender: Tender, person: int, offer: str, reason: str, by: Person, at: datetime, command: str = ""
) -> Dossier:
    """
    Take back a relation that the desk wrote down by mistake; what did not count any more is done again.

    :raises Refused: without a reason, for what somebody declared, or once letters of a decision left.
    """
    if not reason.strip():
        raise Refused("Schrijf op waarom deze relatie niet klopt.")

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.DESK)
        if (person, offer) not in dossier.recorded:
            raise Refused("Deze relatie legde de inhuurdesk niet vast. Wie haar verklaarde, verklaart opnieuw.")
        if any(each.sent_at is not None for each in dossier.decisions):
            raise Refused("De brieven zijn weg. Wat erin meetelde, verandert niet meer.")
        before = dossier.interests[person]
        left = tuple(each for each in before.offers if each != offer)
        # Under the common key: when the candidate is destroyed, this line does not name that offer any more.
        kept = pen.keep(GENERAL, reason.strip())
        return [facts.InterestDeclared(person=person, offers=left, asked=before.asked, text=kept)]

    return write(tender, decide, by=by, at=at, command=command)
