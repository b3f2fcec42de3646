"""Steps 3 and 4: the client's choice, invitations, interviews."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from servicepunt.domains.awards.actions.partiality import (
    CLIENT,
    INTERVIEWER,
    need_declared,
    need_impartial,
    need_impartial_scores,
)
from servicepunt.domains.awards.rules.interests import related
from servicepunt.domains.awards.rules.rounds import chosen, open_round, pool, talk_of
from servicepunt.domains.awards.rules.signals import uncompared
from servicepunt.domains.awards.rules.talks import LEAST_INTERVIEWERS, planning_fault
from servicepunt.domains.hiring.rules.faults import Faulty
from servicepunt.domains.people.models import Person
from servicepunt.domains.tenders.actions.writing import Pen, need, still_runs, write
from servicepunt.domains.tenders.models import Tender
from servicepunt.domains.tenders.rules import facts
from servicepunt.domains.tenders.rules.dossier import Dossier
from servicepunt.domains.tenders.rules.labels import pseudonym
from servicepunt.domains.tenders.rules.outcome import is_held, stage_of
from servicepunt.domains.tenders.rules.parts import RoundFile
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.domains.tenders.rules.stages import Stage


def score_choice(
    *,
    tender: Tender,
    offer: str,
    scores: Mapping[str, Decimal],
    reason: str,
    by: Person,
    at: datetime,
    command: str = "",
) -> Dossier:
    """
    Give a candidate the client's points of this round, from 0 to the most of the request.

    :raises Refused: without a reason, for who is not in the pool, or after the invitations.
    """
    if not reason.strip():
        raise Refused("Schrijf per kandidaat op waarom; dit komt in het dossier en in de brief.")

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.CLIENT)
        _choosing(dossier, at)
        number = open_round(dossier)
        if offer not in pool(dossier, number):
            raise Refused("Deze kandidaat is niet voorgelegd in deze ronde.")
        # Points of step 3 compare: who has a relation with one of them gives none to the others either.
        need_declared(dossier, by, pool(dossier, number))
        need_impartial(dossier, by, pool(dossier, number), CLIENT)
        most, criteria = dossier.settings.choice_most, [each.id for each in dossier.request.choices]
        for each in criteria:
            if each not in scores or not Decimal(0) <= scores[each] <= most:
                raise Refused(f"Geef op elk criterium een score van 0 tot en met {most}.")
        given = {each: scores[each] for each in criteria}
        return [facts.ChoiceScored(round=number, offer=offer, scores=given, reason=pen.keep(offer, reason.strip()))]

    return write(tender, decide, by=by, at=at, command=command)


def _choosing(dossier: Dossier, at: datetime) -> None:
    if stage_of(dossier, at=at) != Stage.CHOICE:
        raise Refused("De keuze van de opdrachtgever is nu niet aan de orde.")


def invite(*, tender: Tender, by: Person, at: datetime, command: str = "") -> Dossier:
    """
    Invite the best of the pool, as many as the request says; a tie at the line invites all of it (A-45).

    :raises Refused: while somebody in the pool has no score.
    """

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.CLIENT)
        _choosing(dossier, at)
        number = open_round(dossier)
        need_declared(dossier, by, pool(dossier, number))
        need_impartial(dossier, by, pool(dossier, number), CLIENT)
        need_impartial_scores(dossier, number, pool(dossier, number))
        if twice := uncompared(dossier, pool(dossier, number)):
            names = " en ".join(map(pseudonym, twice))
            raise Refused(
                f"{names} hebben dezelfde naam en woonplaats. De inhuurdesk zegt eerst of dit één persoon is."
            )
        return [facts.Invited(round=number, offers=tuple(_chosen(dossier, number)))]

    return write(tender, decide, by=by, at=at, command=command)


def _chosen(dossier: Dossier, number: int) -> list[str]:
    try:
        return [each.id for each in chosen(dossier, number) if each.is_invited]
    except Faulty as fault:
        raise Refused(str(fault).splitlines()[0]) from fault


def plan_talk(
    *,
    tender: Tender,
    offer: str,
    starts_at: datetime,
    place: str,
    interviewers: Sequence[Person],
    by: Person,
    at: datetime,
    command: str = "",
) -> Dossier:
    """
    Plan an interview in working hours, with at least two different interviewers without a relation (H-056, H-074).

    :raises Refused: with what is wrong.
    """

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.CLIENT, Seat.DESK)
        given = _invited(dossier, offer, at)
        if any(each.not_held == "kandidaat" for each in given.talks.get(offer, [])):
            raise Refused("Deze kandidaat is niet verschenen; dat gesprek telt als niet gehaald.")
        if fault := planning_fault(starts_at, at):
            raise Refused(fault)
        persons = _interviewers(dossier, offer, interviewers)
        if given.talk(offer).grades:
            raise Refused("Er zijn al cijfers voor dit gesprek; plannen kan niet meer.")
        return [
            facts.Planned(
                round=given.number, offer=offer, starts_at=starts_at, place=place.strip(), interviewers=persons
            )
        ]

    return write(tender, decide, by=by, at=at, command=command)


def _interviewers(dossier: Dossier, offer: str, interviewers: Sequence[Person]) -> tuple[int, ...]:
    persons = tuple(sorted({each.pk for each in interviewers}))
    least = max(LEAST_INTERVIEWERS, dossier.settings.least_interviewers)
    if len(persons) < least:
        raise Refused(f"Een gesprek voer je met ten minste {least} personen.")
    for each in interviewers:
        if Seat.INTERVIEWER not in dossier.seats.get(each.pk, set()):
            raise Refused(f"{each.name} is geen gespreksvoerder van deze aanvraag.")
        if related(dossier, each.pk, [offer]):
            raise Refused(f"{each.name} heeft een relatie met deze kandidaat en kan dit gesprek niet voeren.")
    return persons


def _invited(dossier: Dossier, offer: str, at: datetime) -> RoundFile:
    if stage_of(dossier, at=at) != Stage.INTERVIEWS:
        raise Refused("Er zijn nu geen gesprekken.")
    given = dossier.rounds[-1]
    if offer not in given.invited:
        raise Refused("Deze kandidaat is niet uitgenodigd.")
    if (kept := talk_of(dossier, given, offer)) != offer:
        raise Refused(f"Dit is dezelfde persoon als {pseudonym(kept)}. Het ene gesprek staat daar en telt voor beide.")
    return given


def grade(
    *,
    tender: Tender,
    offer: str,
    grades: Mapping[str, str],
    notes: Mapping[str, str],
    by: Person,
    at: datetime,
    command: str = "",
) -> Dossier:
    """
    Give one's own grade for every competence, blind to those of the others; once.

    :raises Refused: without a plan, before the talk, for an unknown or missing grade, or a second time.
    """

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.INTERVIEWER)
        given = _invited(dossier, offer, at)
        talk = given.talk(offer)
        if talk.planned is None or by.pk not in talk.planned.interviewers:
            raise Refused("Je staat niet bij dit gesprek. Vraag de inhuurdesk om de planning te wijzigen.")
        need_declared(dossier, by, [offer])
        need_impartial(dossier, by, [offer], INTERVIEWER)
        if by.pk in talk.grades:
            raise Refused("Je cijfers staan er al; wijzigen kan niet meer. Samen kun je een cijfer afspreken.")
        if at < talk.planned.starts_at:
            raise Refused("Het gesprek is nog niet geweest.")
        _graded(dossier, grades)
        written = "\n".join(f"{each}: {words.strip()}" for each, words in notes.items() if words.strip())
        kept = pen.keep(offer, written)
        return [facts.Graded(round=given.number, offer=offer, grades=dict(grades), notes=kept)]

    return write(tender, decide, by=by, at=at, command=command)


def _graded(dossier: Dossier, grades: Mapping[str, str]) -> None:
    scale = dossier.settings.scale
    for each in dossier.request.competences:
        if grades.get(each.id) not in scale:
            raise Refused(f"Kies bij '{each.name or each.id}' een cijfer: {', '.join(scale)}.")


def agree_grades(
    *,
    tender: Tender,
    offer: str,
    grades: Mapping[str, str],
    reason: str,
    by: Person,
    at: datetime,
    command: str = "",
) -> Dossier:
    """
    Write down what the interviewers agreed on; where nothing is agreed the lowest grade counts (A-47).

    :raises Refused: before everybody has graded, or without a reason.
    """
    if not reason.strip():
        raise Refused("Schrijf op waarom jullie op deze cijfers uitkomen.")

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.INTERVIEWER)
        still_runs(dossier)
        # The last grade may already have ended the round: the agreed ones belong to the same talk.
        given = dossier.rounds[-1] if dossier.rounds else None
        if given is None or offer not in given.invited or not is_held(given.talk(offer)):
            raise Refused("Nog niet iedereen bij dit gesprek heeft cijfers gegeven.")
        if by.pk not in given.talk(offer).grades:
            raise Refused("Je was niet bij dit gesprek.")
        need_impartial(dossier, by, [offer], "De andere gespreksvoerders spreken het cijfer af.")
        if dossier.advice is not None and (dossier.advised_at or at) > (given.invited_at or at):
            raise Refused("Het advies is al uitgebracht; de cijfers staan vast.")
        competences = {each.id for each in dossier.request.competences}
        for each, agreed in grades.items():
            if each not in competences or agreed not in dossier.settings.scale:
                raise Refused(f"Kies een cijfer van de schaal: {', '.join(dossier.settings.scale)}.")
        kept = pen.keep(offer, reason.strip())
        return [facts.GradesAgreed(round=given.number, offer=offer, grades=dict(grades), reason=kept)]

    return write(tender, decide, by=by, at=at, command=command)


def note_not_held(
    *, tender: Tender, offer: str, is_cause_client: bool, by: Person, at: datetime, command: str = ""
) -> Dossier:
    """
    Note that an interview was not held: the candidate did not come, or the client could not, once (A-55).

    :raises Refused: without a plan, or a second time for the client.
    """

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.CLIENT, Seat.DESK)
        given = _invited(dossier, offer, at)
        talk = given.talk(offer)
        if talk.planned is None or talk.grades:
            raise Refused("Er is geen gepland gesprek zonder cijfers.")
        if not is_cause_client and at < talk.planned.starts_at:
            raise Refused("Het gesprek is nog niet geweest; niet verschenen kan pas daarna.")
        cause = "opdrachtgever" if is_cause_client else "kandidaat"
        if is_cause_client and any(each.not_held == cause for each in given.talks.get(offer, [])):
            raise Refused("Door de opdrachtgever mag een gesprek één keer opnieuw worden gepland.")
        return [facts.NotHeld(round=given.number, offer=offer, cause=cause)]

    return write(tender, decide, by=by, at=at, command=command)
