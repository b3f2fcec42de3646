"""A whole procedure, played from its file: the same input always gives the same outcome, to the byte."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from msgspec import structs

from servicepunt.domains.hiring.rules.assessing import Assessment, Outcome, assess
from servicepunt.domains.hiring.rules.bands import faults_of
from servicepunt.domains.hiring.rules.course import Happening, Kind, Procedure
from servicepunt.domains.hiring.rules.deciding import Course, Deciding, State
from servicepunt.domains.hiring.rules.faults import Faulty
from servicepunt.domains.hiring.rules.limits import count_faults, length_faults, name_faults, setting_faults
from servicepunt.domains.hiring.rules.moments import instant
from servicepunt.domains.hiring.rules.past import until_now
from servicepunt.domains.hiring.rules.request import Criterion, Knockout, Model, Request, Settings, TieAtLine
from servicepunt.domains.hiring.rules.sequence import order_faults
from servicepunt.domains.hiring.rules.timing import closing, planned, planning_hints

_OPEN = {
    Outcome.RECEIVED,
    Outcome.CONFORM,
    Outcome.SCORED,
    Outcome.PRESENTED,
    Outcome.INVITED,
    Outcome.RESERVE,
    Outcome.PASSED,
    Outcome.INTENDED,
    Outcome.NOT_CHOSEN,
}


@dataclass(frozen=True, slots=True)
class Play:
    """What a procedure came to; before closing there is no assessment, for nothing has been opened."""

    procedure: Procedure
    closes_at: datetime
    assessment: Assessment | None
    course: Course


def play(procedure: Procedure, *, to_list: bool = False, is_mild: bool = False) -> Play:
    """
    Return what the file comes to, or only how far the list is; what comes after it is not looked at then.

    `is_mild` is for files from elsewhere: see `Deciding`.

    Raises `Faulty` with every fault that was found in the part it reached.
    """
    _check(procedure)
    known = {offer.id for offer in procedure.offers}
    strangers = sorted({each.offer for each in procedure.interests if each.offer not in known})
    if strangers and not to_list:
        raise Faulty(*(f"belangen: inschrijving {name} is er niet." for name in strangers))
    now = until_now(procedure)
    closing(now.request)
    played = _play(structs.replace(now, request=planned(now.request)), to_list=to_list, is_mild=is_mild)
    played.course.hints[:0] = planning_hints(now.request)
    return played


def _play(procedure: Procedure, *, to_list: bool, is_mild: bool) -> Play:
    closes_at = closing(procedure.request)
    cancelled = _cancelled(procedure)
    if cancelled is not None:
        return _until(procedure, cancelled, closes_at, to_list=to_list, is_mild=is_mild)
    if procedure.as_of is not None and instant(procedure.as_of, "nu") < closes_at:
        waits_for = ["de sluiting; tot dan ziet niemand een inschrijving"]
        return Play(procedure, closes_at, None, Course(State.PUBLISHED, waits_for))
    assessment = assess(procedure)
    if assessment.waits_for:
        return Play(procedure, closes_at, assessment, Course(State.CONFORMITY, list(assessment.waits_for)))
    if to_list:
        return Play(procedure, closes_at, assessment, Course(State.CHOICE))
    if faults := list(order_faults(procedure, closes_at)):
        raise Faulty(*faults)
    return Play(procedure, closes_at, assessment, Deciding(procedure, assessment, is_mild=is_mild).play())


def _cancelled(procedure: Procedure) -> Happening | None:
    found = [each for each in procedure.happenings if each.kind == Kind.CANCELLED]
    return min(found, key=lambda each: instant(each.at, "gebeurtenissen")) if found else None


def _until(procedure: Procedure, cancelled: Happening, closes_at: datetime, *, to_list: bool, is_mild: bool) -> Play:
    """Play up to the moment the request was withdrawn; what was still open lapses (H-106)."""
    others = tuple(each for each in procedure.happenings if each.kind != Kind.CANCELLED)
    then = until_now(structs.replace(procedure, as_of=cancelled.at, happenings=others))
    before = _play(then, to_list=to_list, is_mild=is_mild)
    if before.course.state == State.RUNNING:
        raise Faulty("gebeurtenissen: na het ondertekenen is intrekken van de aanvraag niet meer mogelijk.")
    if before.assessment is not None:
        for fate in before.assessment.fates.values():
            if fate.outcome in _OPEN:
                fate.outcome = Outcome.LAPSED
                fate.reasons.append(cancelled.reason or "de aanvraag is ingetrokken")
    before.course.state, before.course.waits_for = State.CANCELLED, []
    return Play(procedure, closes_at, before.assessment, before.course)


def _check(procedure: Procedure) -> None:
    faults = list(name_faults("inschrijvingen", [offer.id for offer in procedure.offers]))
    faults += request_faults(procedure.request, procedure.settings)
    if faults:
        raise Faulty(*faults)


def request_faults(request: Request, settings: Settings) -> list[str]:
    """Return in Dutch with what of a request nothing can be played; the gate refuses the same, and so do we (6.1)."""
    demands: list[Knockout | Criterion] = [*request.knockouts, *request.criteria]
    faults = list(name_faults("aanvraag", [each.id for each in demands]))
    faults += name_faults("aanvraag.keuzecriteria", [each.id for each in request.choices])
    faults += name_faults("aanvraag.competenties", [each.id for each in request.competences])
    return faults + [*_weighing_faults(request), *length_faults(request), *count_faults(request),
                     *_setting_faults(settings)]  # fmt: skip


def _weighing_faults(request: Request) -> list[str]:
    """Return in Dutch what makes the points of a request unusable: weights, bands, ids (H-032, H-033)."""
    found = []
    total = sum((each.points for each in request.criteria), Decimal(0))
    if total != 100:
        found.append(f"aanvraag.criteria: de punten tellen op tot {total}, niet tot 100.")
    for each in request.criteria:
        place = f"aanvraag.criteria, criterium {each.id}"
        if each.points < 0:
            found.append(f"{place}: minder dan nul punten kan niet.")
        if each.model == Model.BANDS:
            found += [f"{place}: {fault}." for fault in faults_of(each.bands)]
            if each.bands and max(band.points for band in each.bands) != each.points:
                found.append(f"{place}: de hoogste klasse geeft niet {each.points} punten.")
            if any(band.points < 0 for band in each.bands):
                found.append(f"{place}: een klasse geeft minder dan nul punten.")
        if each.model == Model.EXAMPLES and each.examples < 1:
            found.append(f"{place}: vraag ten minste één voorbeeld.")
    return found


def _setting_faults(settings: Settings) -> list[str]:
    found = list(setting_faults(settings))
    if settings.minimum not in settings.scale:
        found.append(f"instellingen.minimum: '{settings.minimum}' staat niet op de schaal.")
    if settings.tie_at_line == TieAtLine.DRAW_LOTS and not settings.lot_value:
        found.append("instellingen.lotwaarde: wie loot, legt vooraf een waarde vast.")
    return found
