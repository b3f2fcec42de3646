"""The whole outcome of a procedure as plain values, as uitkomst.json tells it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from servicepunt.entrypoints.awarding.verifier.course import BEFORE_THE_LAPSE, Course, persons_of
from servicepunt.entrypoints.awarding.verifier.days import (
    instant,
    length,
    local_day,
    local_text,
    next_working_day,
    terms,
)
from servicepunt.entrypoints.awarding.verifier.package import Difference, Plain, natural
from servicepunt.entrypoints.awarding.verifier.playing import assess, closing_of, number, reference_of, seen, waits

YEARS = (1, 2, 4, 5)


def outcome_of(procedure: Plain) -> Plain:
    """Return what a procedure comes to, at the moment of its last line."""
    now = instant(procedure["nu"])
    cancelled = [instant(each["op"]) for each in procedure["gebeurtenissen"] if each["soort"] == "aanvraag_ingetrokken"]
    stopped = min((at for at in cancelled if at <= now), default=None)
    procedure = seen(procedure, stopped or now)
    fates, order, going = assess(procedure)
    is_waiting = waits(procedure, fates)
    course = Course(procedure, fates, going, stopped or now)
    if is_waiting:
        course.state = "conformiteit"
    else:
        course.play()
    if stopped is not None:
        _lapse(course)
    return {
        "aanvraag": procedure["aanvraag"]["nummer"],
        "toestand": course.state,
        "inschrijvingen": {name: _told(fate) for name, fate in sorted(fates.items())},
        "rangorde": order,
        "voorgelegd": going,
        "zelfde_persoon": same_persons(procedure, fates),
        "rondes": course.played,
        "besluiten": [_award(each) for each in course.awards],
        "gunning": _winner(course),
        "data": _dates(procedure, course),
    }


def same_persons(procedure: Plain, fates: dict[str, Plain]) -> list[list[str]]:
    """Return which offers that stay are of one person."""
    found: dict[str, list[str]] = {}
    for name, person in persons_of(procedure).items():
        if not fates[name]["is_weg"]:
            found.setdefault(person, []).append(name)
    return [sorted(each, key=natural) for each in found.values() if len(each) > 1]


def _lapse(course: Course) -> None:
    if course.state == "lopend":
        raise Difference("Na het ondertekenen is intrekken van de aanvraag niet meer mogelijk.")
    for fate in course.fates.values():
        if fate["uitkomst"] in BEFORE_THE_LAPSE:
            fate["uitkomst"] = "vervallen"
    course.state = "ingetrokken"


def _told(fate: Plain) -> Plain:
    rate = fate["tarief"]
    return {
        "uitkomst": fate["uitkomst"], "versie": fate["versie"], "tarief": None if rate is None else f"{rate:.2f}",
        "eisen": fate["eisen"], "punten": fate["punten"], "totaal": number(fate["totaal"]), "plaats": fate["plaats"],
    }  # fmt: skip


def _award(award: Plain) -> Plain:
    return {
        "gegund": award["gegund"],
        "verzonden_op": local_text(award["sent"]),
        "opschorting": {"eerste_dag": award["first"].isoformat(), "laatste_dag": award["last"].isoformat(),
                        "laatste_dag_verlengd": award["extended"].isoformat()},
        "ondertekenen_vanaf": None if award["open"] or award["vervallen"] else award["sign_from"].isoformat(),
        "vervallen": award["vervallen"],
        "ondertekend_op": local_text(award["signed"]),
        "berichten": award["berichten"],
    }  # fmt: skip


def _winner(course: Course) -> Plain | None:
    won = sorted(
        (name for name, fate in course.fates.items() if fate["uitkomst"] in {"gegund", "voorgenomen"}), key=natural
    )
    if not won or course.awards[-1]["vervallen"]:
        return None
    is_final = all(course.fates[name]["uitkomst"] == "gegund" for name in won)
    return {"inschrijvingen": won, "status": "definitief" if is_final else "voorgenomen"}


def _dates(procedure: Plain, course: Course) -> Plain:
    request, settings = procedure["aanvraag"], procedure["instellingen"]
    closing = closing_of(request)
    reference = reference_of(settings, closing)
    until = request["vragen_tot"]
    return {
        "sluiting": local_text(closing),
        "vragen_tot": local_text(instant(until)) if until else None,
        "nota_op": request["nota_op"],
        "peildatum": reference.isoformat(),
        "jaren_in_dagen": {str(each): number(length(Decimal(each), "jaren", reference)) for each in YEARS},
        "uitnodigen_uiterlijk": request["uitnodigen_uiterlijk"],
        "gesprekken_op": request["gesprekken_op"],
    } | _after(procedure, course)


def _after(procedure: Plain, course: Course) -> dict[str, Any]:
    award = course.awards[-1] if course.awards else None
    if award is None or award["vervallen"] or award["open"] or course.state == "ingetrokken":
        return {"start_overeenkomst": None, "overeenkomst": [], "cvs_vernietigen_op": None}
    request, sign_from = procedure["aanvraag"], award["sign_from"]
    wanted = procedure["start_overeenkomst"] or request["start"]
    start = max(date.fromisoformat(wanted) if wanted else next_working_day(sign_from), sign_from)
    start = max(start, local_day(award["signed"])) if award["signed"] else start
    gone = (sign_from + timedelta(days=procedure["instellingen"]["bewaren_dagen"])).isoformat()
    found = terms(start, request["duur"], request["verlenging"]) if request["duur"] else []
    return {
        "start_overeenkomst": start.isoformat(),
        "overeenkomst": [_term(*each, is_base=place == 0) for place, each in enumerate(found)],
        "cvs_vernietigen_op": None if course.disputes else gone,
    }


def _term(first: date, last: date, *, is_base: bool) -> Plain:
    decide_by = None if is_base else (first - timedelta(days=1)).isoformat()
    return {"van": first.isoformat(), "tot_en_met": last.isoformat(), "besluit_uiterlijk": decide_by}
