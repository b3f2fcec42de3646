"""Offers that seem to be of one person: a person at the desk says whether they are (H-100, A-37)."""

from collections.abc import Sequence
from datetime import datetime

from servicepunt.domains.awards.rules.signals import same_persons
from servicepunt.domains.people.models import Person
from servicepunt.domains.tenders.actions.writing import Pen, need, still_runs, write
from servicepunt.domains.tenders.models import Tender
from servicepunt.domains.tenders.rules import facts
from servicepunt.domains.tenders.rules.dossier import Dossier
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.rules.seats import Seat


def compare_persons(
    *, tender: Tender, offers: Sequence[str], is_same: bool, by: Person, at: datetime, command: str = ""
) -> Dossier:
    """
    Say whether offers with the same name and town are of one person.

    If so, their suppliers are asked at this moment, in the same words, to have the candidate choose. All offers stay;
    the person takes one place of the invitations and has one interview. It can be said again until somebody is invited.

    :raises Refused: for offers that do not have the same name and town, or after the invitations.
    """

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.DESK)
        still_runs(dossier)
        if list(offers) not in same_persons(dossier):
            raise Refused("Deze inschrijvingen hebben niet dezelfde naam en woonplaats.")
        if any(set(each.invited) & set(offers) for each in dossier.rounds):
            raise Refused("De uitnodigingen zijn weg; dit verandert niet meer.")
        said = facts.PersonsCompared(offers=tuple(offers), is_same=is_same)
        return [] if dossier.compared.get(said.offers) == is_same else [said]

    return write(tender, decide, by=by, at=at, command=command)
