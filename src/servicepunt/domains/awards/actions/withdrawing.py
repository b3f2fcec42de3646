"""The letters about the withdrawal of the request: one for every offer that was still in, at one moment (H-106)."""

from collections.abc import Mapping
from datetime import datetime

from servicepunt.domains.people.models import Person
from servicepunt.domains.tenders.actions.writing import Pen, need, write
from servicepunt.domains.tenders.models import Tender
from servicepunt.domains.tenders.rules import facts
from servicepunt.domains.tenders.rules.dossier import Dossier
from servicepunt.domains.tenders.rules.farewell import hears_of_end
from servicepunt.domains.tenders.rules.refusals import AlreadyDone, Refused
from servicepunt.domains.tenders.rules.seats import Seat


def send_end_letters(
    *, tender: Tender, letters: Mapping[str, bytes], digests: Mapping[str, str], by: Person, at: datetime,
    command: str = "",
) -> Dossier:  # fmt: skip
    """
    Send the letters about the withdrawal, exactly one for every offer that was still in, all at this moment.

    :raises Refused: while the request runs, or when a letter is missing or too many.
    :raises AlreadyDone: when they left before.
    """

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.DESK, Seat.MANDATE)
        if dossier.end_letters_sent_at is not None:
            raise AlreadyDone("De brieven over de intrekking zijn al verstuurd.")
        expected = set(hears_of_end(dossier))
        if not expected:
            raise Refused("Er zijn geen brieven over een intrekking te versturen.")
        if set(letters) != expected:
            raise Refused("De brieven passen niet meer bij het dossier. Open de pagina opnieuw en controleer ze.")
        kept = {label: pen.keep(label, content) for label, content in letters.items()}
        return [facts.EndLettersSent(letters={each: f"{kept[each]} {digests[each]}" for each in sorted(kept)})]

    return write(tender, decide, by=by, at=at, command=command)
