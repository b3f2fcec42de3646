"""What a relation means for what was done already: what counts no more, and what people may have to do again."""

from collections.abc import Iterator
from dataclasses import dataclass

from servicepunt.domains.awards.rules.rounds import pool
from servicepunt.domains.tenders.rules.dossier import Dossier
from servicepunt.domains.tenders.rules.judging import relations
from servicepunt.domains.tenders.rules.parts import RoundFile, Talk

_SENT = "De brieven zijn weg. Overleg of de beslissing terug moet en opnieuw wordt genomen."


@dataclass(frozen=True, slots=True)
class Consequence:
    """What somebody did about a candidate before the relation came out, and what comes of that."""

    person: int
    offer: str
    did: str
    again: str


def consequences(dossier: Dossier) -> list[Consequence]:
    """Return what every declared relation means for what this person did, in the order of the procedure."""
    return [
        Consequence(person, offer, did, again)
        for person, declared in sorted(dossier.interests.items())
        for offer in declared.offers
        for did, again in _of(dossier, person, offer)
    ]


def _of(dossier: Dossier, person: int, offer: str) -> Iterator[tuple[str, str]]:
    if dossier.offers[offer].judged_by == person:
        yield "beoordeelde de conformiteit", "Stap 1 is begonnen. Overleg of een ander dit opnieuw moet beoordelen."
    if any(label == offer and person in found for (label, _), found in dossier.findings.items()):
        yield from _of_findings(dossier, person, offer)
    for each in dossier.rounds:
        yield from _of_round(dossier, person, offer, each)
    if offer in dossier.shortlist:
        yield from _of_award(dossier, person)


def _of_findings(dossier: Dossier, person: int, offer: str) -> Iterator[tuple[str, str]]:
    if dossier.locked_at is None:
        yield "beoordeelde eisen of punten", "Dit telt niet meer. Twee beoordelaars zonder relatie zijn nodig."
    elif offer not in relations(dossier).get(person, frozenset()):
        again = "De punten zijn vergrendeld en veranderen niet. Overleg of deze beoordeling kan blijven staan."
        yield "beoordeelde eisen of punten", again


def _of_round(dossier: Dossier, person: int, offer: str, given: RoundFile) -> Iterator[tuple[str, str]]:
    number = given.number
    if person in given.scored_by.values() and offer in pool(dossier, number):
        again = "Een andere opdrachtgever geeft de punten van deze ronde opnieuw."
        sent = f"De uitnodigingen zijn weg. Overleg of ronde {number} over moet."
        yield f"gaf punten in ronde {number}", sent if given.invited_at else again
    for talk in (talk for label in dossier.same_person(offer) for talk in given.talks.get(label, [])):
        if person in talk.grades:
            yield f"gaf cijfers in ronde {number}", _of_talk(dossier, person, offer, talk)


def _of_talk(dossier: Dossier, person: int, offer: str, talk: Talk) -> str:
    if (person, offer) in dossier.late_relations:
        return _SENT
    if talk.is_void:
        return "Dit gesprek telt niet. Plan het opnieuw, met gespreksvoerders zonder relatie."
    return "Het gesprek telt met de cijfers van de anderen. Wat samen was afgesproken, spreken zij opnieuw af."


def _of_award(dossier: Dossier, person: int) -> Iterator[tuple[str, str]]:
    sent = [each.sent_at for each in dossier.decisions if each.sent_at is not None]
    if dossier.advised_by == person and dossier.advised_at is not None:
        is_sent = bool(sent) and sent[-1] >= dossier.advised_at
        yield "schreef het advies", _SENT if is_sent else "Een andere opdrachtgever schrijft een nieuw advies."
    if any(each.by == person and each.sent_at is not None for each in dossier.decisions):
        yield "nam de beslissing", _SENT
    elif dossier.decisions and dossier.decisions[-1].by == person:
        yield "nam de beslissing", "Een andere tekenbevoegde beslist opnieuw."
