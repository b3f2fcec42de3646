"""Step 4: an interview counts with two representatives and a grade for everything; no grade makes up for another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from servicepunt.domains.hiring.rules.course import AgreedGrade, Cause, Interview
from servicepunt.domains.hiring.rules.faults import Faulty
from servicepunt.domains.hiring.rules.persons import one_name
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
    """
    An interview with what it came to: the grade per competence, and why.

    `also` are other offers of the same person for which it counts as well (A-37).
    """

    offer: str
    talk: Talk
    grades: Mapping[str, str]
    reasons: Sequence[str]
    also: Sequence[str] = ()

    def is_about(self, offer: str) -> bool:
        """Say whether this talk counts for an offer."""
        return offer in (self.offer, *self.also)


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
    related = {one_name(person) for person in partial} | {""}
    present = sorted({one_name(person) for person in interview.interviewers} - related)
    given = {one_name(person): grades for person, grades in interview.grades.items()}
    shown = {one_name(person): person.strip() for person in interview.interviewers}
    lacking = _lacking(given, {person: shown[person] for person in present}, competences, settings)
    if lacking:
        return Judged(interview.offer, Talk.INVALID, {}, lacking)
    grades = {
        each: _grade(interview.agreed.get(each), [given[one][each] for one in present], settings)
        for each in competences
    }
    low = [each for each in competences if _rank(grades[each], settings) < _rank(settings.minimum, settings)]
    reasons = [f"competentie {each}: {grades[each]} is minder dan {settings.minimum}" for each in low]
    return Judged(interview.offer, Talk.FAILED if low else Talk.PASSED, grades, reasons)


def _no_show(cause: Cause) -> str:
    if cause == Cause.CLIENT:
        return "niet doorgegaan door de opdrachtgever; één keer opnieuw plannen"
    return "niet verschenen; telt als niet gehaald"


def _lacking(
    given: Mapping[str, Mapping[str, str]], present: Mapping[str, str], competences: Sequence[str], settings: Settings
) -> list[str]:
    if len(present) < settings.least_interviewers:
        telling = "1 vertegenwoordiger telde" if len(present) == 1 else f"{len(present)} vertegenwoordigers telden"
        return [f"{telling}; nodig zijn er {settings.least_interviewers}"]
    return [
        f"{shown} gaf geen cijfer voor competentie {each}"
        for person, shown in present.items()
        for each in competences
        if each not in given.get(person, {})
    ]


def _grade(agreed: AgreedGrade | None, given: Sequence[str], settings: Settings) -> str:
    if agreed is not None and settings.combination == Combination.AGREED_ELSE_LOWEST:
        return agreed.grade
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
        if one_name(person) not in map(one_name, interview.interviewers)
    ]
    known = [one_name(person) for person in interview.grades]
    faults += [
        f"{place}: {each} staat twee keer bij de cijfers." for each in sorted(set(known)) if known.count(each) > 1
    ]
    if faults:
        raise Faulty(*faults)
