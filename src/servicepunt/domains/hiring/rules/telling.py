"""What was played, as JSON with Dutch names."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from servicepunt.domains.hiring.rules.assessing import Assessment, Fate, Outcome
from servicepunt.domains.hiring.rules.deciding import Award, Played, State
from servicepunt.domains.hiring.rules.experience import days_in
from servicepunt.domains.hiring.rules.findings import Result
from servicepunt.domains.hiring.rules.moments import local_day, next_working_day
from servicepunt.domains.hiring.rules.order import in_order
from servicepunt.domains.hiring.rules.playing import Play
from servicepunt.domains.hiring.rules.ranking import Place
from servicepunt.domains.hiring.rules.request import Unit
from servicepunt.domains.hiring.rules.terms import contract_terms
from servicepunt.foundation.text import ZONE

Told = dict[str, Any]
_YEARS = (1, 2, 4, 5)


def told(played: Play) -> Told:
    """Return the whole outcome as plain values: moments in local time with their offset, amounts as text."""
    assessment, course = played.assessment, played.course
    return {
        "aanvraag": played.procedure.request.number,
        "toestand": course.state.value,
        "wacht_op": list(course.waits_for),
        "inschrijvingen": _offers(assessment),
        "rangorde": [_place(each) for each in assessment.order] if assessment else [],
        "voorgelegd": list(assessment.shortlist) if assessment else [],
        "zelfde_persoon": [list(each) for each in assessment.same_person] if assessment else [],
        "rondes": [_round(each) for each in course.rounds],
        "besluiten": [_award(each) for each in course.awards],
        "gunning": _winner(played),
        "meldingen": list(course.hints),
        "data": _dates(played),
    }


def _offers(assessment: Assessment | None) -> Told:
    return {name: _fate(assessment.fates[name]) for name in in_order(assessment.fates)} if assessment else {}


def _fate(fate: Fate) -> Told:
    return {
        "uitkomst": fate.outcome.value,
        "redenen": list(fate.reasons),
        "versie": fate.admission.version,
        "tarief": _amount(fate.admission.rate),
        "eisen": {each.id: _knockout(each) for each in fate.knockouts},
        "punten": {each.id: _points(each) for each in fate.points},
        "totaal": number(fate.total),
        "plaats": fate.place.place if fate.place else None,
        "signalen": list(fate.hints),
    }


def _knockout(result: Result) -> Told:
    return {"voldoet": result.is_met, "dagen": result.days, "reden": result.reason}


def _points(result: Result) -> Told:
    return {"punten": number(result.points), "dagen": result.days, "reden": result.reason}


def _place(place: Place) -> Told:
    return {
        "plaats": place.place,
        "inschrijving": place.id,
        "totaal": number(place.total),
        "tarief": _amount(place.rate),
        "beslist_door": place.decided_by.value,
        "gelijk_totaal_met": list(place.equal_total),
        "deelt_plaats_met": list(place.shared_with),
        "voorgelegd": place.goes_on,
        "reden": place.reason,
    }


def _round(played: Played) -> Told:
    return {
        "ronde": played.number,
        "groep": list(played.pool),
        "scores": [
            {
                "inschrijving": each.id,
                "totaal": number(each.total),
                "plaats": each.place,
                "uitgenodigd": each.is_invited,
            }
            for each in played.chosen
        ],
        "uitgenodigd": in_order(each.id for each in played.chosen if each.is_invited),
        "uitgenodigd_op": _moment(played.invited_at),
        "gesprekken": [
            {
                "inschrijving": each.offer,
                "uitkomst": each.talk.value,
                "cijfers": dict(each.grades),
                "redenen": list(each.reasons),
                "telt_ook_voor": list(each.also),
            }
            for each in played.interviews
        ],
    }


def _award(award: Award) -> Told:
    term = award.suspension
    return {
        "gegund": list(award.decision.awarded),
        "redenen": award.decision.reason,
        "verzonden_op": _moment(award.sent_at),
        "opschorting": {
            "eerste_dag": term.first.isoformat(),
            "laatste_dag": term.last.isoformat(),
            "laatste_dag_verlengd": term.last_extended.isoformat(),
        },
        "ondertekenen_vanaf": None if award.open_disputes or award.voided else award.sign_from.isoformat(),
        "geschillen": list(award.disputes),
        "vervallen": award.voided or None,
        "ondertekend_op": _moment(award.signed_at),
        "berichten": [{"inschrijving": name, "soort": kind} for name, kind in award.messages],
    }


def _winner(played: Play) -> Told | None:
    fates = played.assessment.fates if played.assessment else {}
    won = [name for name, fate in fates.items() if fate.outcome in {Outcome.AWARDED, Outcome.INTENDED}]
    if not won or played.course.awards[-1].voided:
        return None
    final = all(fates[name].outcome == Outcome.AWARDED for name in won)
    return {"inschrijvingen": in_order(won), "status": "definitief" if final else "voorgenomen"}


def _dates(played: Play) -> Told:
    request, settings = played.procedure.request, played.procedure.settings
    reference = played.assessment.reference if played.assessment else local_day(played.closes_at)
    dates: Told = {
        "sluiting": _moment(played.closes_at),
        "vragen_tot": _plain_moment(request.questions_until),
        "nota_op": _day(request.answers_on),
        "peildatum": _day(settings.reference_date or reference),
        "jaren_in_dagen": {str(each): number(days_in(Decimal(each), Unit.YEARS, reference)) for each in _YEARS},
        "uitnodigen_uiterlijk": _day(request.invite_by),
        "gesprekken_op": _day(request.interviews_on),
    }
    return dates | _after(played)


def _after(played: Play) -> Told:
    awards, course = played.course.awards, played.course
    if not awards or awards[-1].voided or course.state == State.CANCELLED:
        return {"start_overeenkomst": None, "overeenkomst": [], "cvs_vernietigen_op": None}
    award, request = awards[-1], played.procedure.request
    earliest = next_working_day(award.sign_from)
    start = max(played.procedure.starts_on or request.start or earliest, award.sign_from)
    start = max(start, local_day(award.signed_at)) if award.signed_at else start
    terms = contract_terms(start, request.duration, request.extensions) if request.duration else []
    gone = award.sign_from + timedelta(days=played.procedure.settings.retention_days)
    return {
        "start_overeenkomst": None if award.open_disputes else start.isoformat(),
        "overeenkomst": []
        if award.open_disputes
        else [
            {
                "van": each.first.isoformat(),
                "tot_en_met": each.last.isoformat(),
                "besluit_uiterlijk": _day(each.decide_by),
            }
            for each in terms
        ],
        "cvs_vernietigen_op": None if course.is_disputed else gone.isoformat(),
    }


def number(value: Decimal | None) -> int | float | None:
    """Return a number as JSON shows it: whole where it is whole."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _amount(rate: Decimal | None) -> str | None:
    return None if rate is None else f"{rate:.2f}"


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(ZONE).isoformat()


def _plain_moment(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZONE)).astimezone(ZONE).isoformat()


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
