"""Step 4: an interview counts with two representatives and a grade for everything; no grade makes up for another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from servicepunt.domains.hiring.rules.course import Cause, Interview
from servicepunt.domains.hiring.rules.faults import Faulty
from servicepunt.domains.hiring.rules.request import Combination, Settings


class Talk(StrEnum):
    """How an interview ended."""

    PASSED = "gesprek_voldoende"
    FAILED = "gesprek_onvoldoende"
    NO_SHOW = "niet_verschenen"
    REPLAN = "opnieuw_plannen"
    INVALID = "ongeldig"


@dataclass(frozen=True, slots=True)
class Judged:
    """An interview with what it came to: the grade per competence, and why."""

    offer: str
    talk: Talk
    grades: Mapping[str, str]
    reasons: Sequence[str]


def judge_interview(
    interview: Interview, competences: Sequence[str], settings: Settings, partial: frozenset[str], place: str
) -> Judged:
    """
    Return what an interview came to. `partial` are persons with a relation to this candidate: they do not count.

    Raises `Faulty` for a grade that is not on the scale, and for an agreed grade without a reason.
    """
    if interview.is_no_show:
        talk = Talk.REPLAN if interview.cause == Cause.CLIENT else Talk.NO_SHOW
        return Judged(interview.offer, talk, {}, [_no_show(interview.cause)])
    _check(interview, competences, settings, place)
    present = sorted({person.strip() for person in interview.interviewers} - partial - {""})
    lacking = _lacking(interview, present, competences, settings)
    if lacking:
        return Judged(interview.offer, Talk.INVALID, {}, lacking)
    grades = {each: _grade(interview, each, present, settings) for each in competences}
    low = [each for each in competences if _rank(grades[each], settings) < _rank(settings.minimum, settings)]
    reasons = [f"competentie {each}: {grades[each]} is minder dan {settings.minimum}" for each in low]
    return Judged(interview.offer, Talk.FAILED if low else Talk.PASSED, grades, reasons)


def _no_show(cause: Cause) -> str:
    if cause == Cause.CLIENT:
        return "niet doorgegaan door de opdrachtgever; één keer opnieuw plannen"
    return "niet verschenen; telt als niet gehaald"


def _lacking(interview: Interview, present: Sequence[str], competences: Sequence[str], settings: Settings) -> list[str]:
    if len(present) < settings.least_interviewers:
        return [f"{len(present)} verschillende vertegenwoordigers telden; nodig zijn er {settings.least_interviewers}"]
    return [
        f"{person} gaf geen cijfer voor competentie {each}"
        for person in present
        for each in competences
        if each not in interview.grades.get(person, {})
    ]


def _grade(interview: Interview, competence: str, present: Sequence[str], settings: Settings) -> str:
    agreed = interview.agreed.get(competence)
    if agreed is not None and settings.combination == Combination.AGREED_ELSE_LOWEST:
        return agreed.grade
    given = [interview.grades[person][competence] for person in present]
    return min(given, key=lambda grade: _rank(grade, settings))


def _rank(grade: str, settings: Settings) -> int:
    return settings.scale.index(grade)


def _check(interview: Interview, competences: Sequence[str], settings: Settings, place: str) -> None:
    given = [(each, grade) for grades in interview.grades.values() for each, grade in grades.items()]
    given += [(each, agreed.grade) for each, agreed in interview.agreed.items()]
    faults = [f"{place}: '{grade}' staat niet op de schaal." for _, grade in given if grade not in settings.scale]
    faults += [f"{place}: competentie {each} is er niet." for each, _ in given if each not in competences]
    faults += [
        f"{place}: het afgesproken cijfer voor competentie {each} heeft geen reden."
        for each, agreed in interview.agreed.items()
        if not agreed.reason.strip()
    ]
    faults += [
        f"{place}: {person} gaf cijfers, maar was niet bij het gesprek."
        for person in interview.grades
        if person not in interview.interviewers
    ]
    if faults:
        raise Faulty(*faults)
