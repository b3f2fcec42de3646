"""What cannot have happened in the order in which it is written: an interview before the invitation, and such."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from servicepunt.domains.hiring.rules.course import Cause, Kind, Procedure, Round
from servicepunt.domains.hiring.rules.moments import instant
from servicepunt.domains.hiring.rules.persons import persons_of

_AFTER_A_DECISION = {Kind.SIGNED, Kind.CHECK_PASSED, Kind.CHECK_FAILED, Kind.WINNER_DROPPED}
_Point = tuple[datetime, str]


def order_faults(procedure: Procedure, closes_at: datetime) -> Iterator[str]:
    """Return in Dutch what came before something that it needs; what has no moment is never out of order."""
    last: _Point = (closes_at, "de sluiting")
    persons = persons_of(procedure.offers)
    if procedure.shortlist_fixed_at is not None:
        fixed = instant(procedure.shortlist_fixed_at, "lijst_vastgesteld_op")
        if fixed < closes_at:
            yield "lijst_vastgesteld_op: dat is voor de sluiting."
        last = (fixed, "het vaststellen van de lijst")
    listed = last
    for number, each in enumerate(procedure.rounds, 1):
        place = f"ronde {number}"
        if each.invited_at is not None:
            sent = instant(each.invited_at, place)
            if sent < last[0]:
                yield f"{place}, uitgenodigd_op: dat is voor {last[1]}."
            last = (sent, f"de uitnodigingen van {place}")
        yield from _talk_faults(each, place, last, persons)
        last = max([last, *((at, f"een gesprek van {place}") for at in _moments(each, place))])
    yield from _decision_faults(procedure, listed)


def _moments(given: Round, place: str) -> list[datetime]:
    return [instant(each.at, place) for each in given.interviews if each.at is not None]


def _talk_faults(given: Round, place: str, last: _Point, persons: Mapping[str, str]) -> Iterator[str]:
    for each in given.interviews:
        if each.at is not None and instant(each.at, place) < last[0]:
            yield f"{place}, gesprek met {each.offer}: dat is voor {last[1]}."
    moved = [each.offer for each in given.interviews if each.is_no_show and each.cause == Cause.CLIENT]
    undone = [persons.get(each, each) for each in moved]
    for name in sorted(set(undone)):
        if undone.count(name) > 1:
            yield f"{place}, gesprek met {name}: de opdrachtgever mag één keer opnieuw plannen."


def _decision_faults(procedure: Procedure, listed: _Point) -> Iterator[str]:
    sent = [instant(each.sent_at, "besluiten") for each in procedure.decisions]
    for number, (each, at) in enumerate(zip(procedure.decisions, sent, strict=True), 1):
        rounds = [one for one in procedure.rounds if {talk.offer for talk in one.interviews} & set(each.awarded)]
        if at < listed[0]:
            yield f"besluit {number}: dat is voor {listed[1]}."
        if any(one.invited_at is not None and at < instant(one.invited_at, "rondes") for one in rounds):
            yield f"besluit {number}: dat is voor de uitnodigingen van dezelfde ronde."
        if any(talked > at for one in rounds for talked in _moments(one, "rondes")):
            yield f"besluit {number}: dat is voor een gesprek van dezelfde ronde."
        if number > 1 and at <= sent[number - 2]:
            yield f"besluit {number}: dat is niet na besluit {number - 1}."
    for happening in procedure.happenings:
        at = instant(happening.at, "gebeurtenissen")
        if happening.kind in _AFTER_A_DECISION and not any(moment <= at for moment in sent):
            yield f"gebeurtenissen: {happening.kind} op {happening.at:%d-%m-%Y %H:%M} is voor het besluit."
