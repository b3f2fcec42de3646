"""Steps 0 to 2: who was in time and conform, who met every requirement, the points, the order, the list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from servicepunt.domains.hiring.rules.admission import Admission, Standing, admission, withdrawals
from servicepunt.domains.hiring.rules.course import Procedure
from servicepunt.domains.hiring.rules.faults import Faulty
from servicepunt.domains.hiring.rules.findings import Result, criterion_result, implausible, knockout_result
from servicepunt.domains.hiring.rules.law import FIRST_RULES
from servicepunt.domains.hiring.rules.moments import instant, local_day
from servicepunt.domains.hiring.rules.offers import Judgement, Offer
from servicepunt.domains.hiring.rules.order import in_order
from servicepunt.domains.hiring.rules.persons import ASK_BOTH, groups, persons_of
from servicepunt.domains.hiring.rules.ranking import Place, Scored, rank
from servicepunt.domains.hiring.rules.request import Request
from servicepunt.domains.hiring.rules.timing import closing


class Outcome(StrEnum):
    """How an offer stands (hiring, 6.2)."""

    RECEIVED = "ontvangen"
    LATE = "te_laat"
    REFUSED = "geweigerd_bij_indiening"
    WITHDRAWN = "ingetrokken"
    DEFECTIVE = "ongeldig"
    NOT_CONFORM = "niet_conform"
    CONFORM = "conform"
    KNOCKED_OUT = "ko_niet"
    SCORED = "gescoord"
    NOT_PRESENTED = "niet_voorgelegd"
    PRESENTED = "voorgelegd"
    INVITED = "uitgenodigd"
    RESERVE = "reserve"
    PASSED = "gesprek_voldoende"
    FAILED = "gesprek_onvoldoende"
    NO_SHOW = "niet_verschenen"
    NOT_CHOSEN = "niet_gekozen"
    REJECTED = "afgewezen"
    INTENDED = "voorgenomen"
    AWARDED = "gegund"
    DROPPED = "afgevallen"
    LAPSED = "vervallen"


@dataclass(slots=True)
class Fate:
    """What became of an offer, and everything that led to it."""

    offer: Offer
    admission: Admission
    outcome: Outcome
    reasons: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    knockouts: list[Result] = field(default_factory=list)
    points: list[Result] = field(default_factory=list)
    total: Decimal | None = None
    place: Place | None = None
    left_at: datetime | None = None


@dataclass(slots=True)
class Assessment:
    """Steps 0 to 2 as they came out; `waits_for` says in Dutch what is missing before there is an order."""

    closes_at: datetime
    reference: date
    fates: Mapping[str, Fate]
    order: Sequence[Place]
    shortlist: Sequence[str]
    waits_for: Sequence[str]
    same_person: Sequence[Sequence[str]] = ()


_STANDING = {
    Standing.RECEIVED: Outcome.RECEIVED,
    Standing.LATE: Outcome.LATE,
    Standing.REFUSED: Outcome.REFUSED,
    Standing.WITHDRAWN: Outcome.WITHDRAWN,
    Standing.DEFECTIVE: Outcome.DEFECTIVE,
}


def assess(procedure: Procedure) -> Assessment:
    """
    Return steps 0 to 2.

    Raises `Faulty` for what cannot be judged: an unknown requirement, a judgement without a passage, a
    withdrawal after closing without the moment at which the list was fixed.
    """
    request = procedure.request
    closes_at = closing(request)
    reference = procedure.settings.reference_date or local_day(closes_at)
    fates = {offer.id: _fate(offer, closes_at, procedure) for offer in procedure.offers}
    same = _same_person(fates, procedure)
    waits_for = [
        f"het oordeel over de conformiteit van {name}" for name, fate in fates.items() if _unjudged(fate, request)
    ]
    waits_for += [f"het herstel van een vormgebrek van {name}" for name, fate in fates.items() if _in_repair(fate)]
    if waits_for:
        return Assessment(closes_at, reference, fates, (), (), waits_for, same)
    for fate in fates.values():
        _judge(fate, request, reference)
    order = _order(fates, procedure)
    going = [place.id for place in order if place.goes_on]
    return Assessment(closes_at, reference, fates, order, going, (), same)


def _same_person(fates: Mapping[str, Fate], procedure: Procedure) -> list[list[str]]:
    """Return which offers that stay are of one person, and flag each of them (H-100)."""
    gone = {Outcome.LATE, Outcome.REFUSED, Outcome.WITHDRAWN}
    staying = [name for name, fate in fates.items() if fate.outcome not in gone]
    found = [in_order(each) for each in groups(persons_of(procedure.offers), staying) if len(each) > 1]
    for group in found:
        for name in group:
            others = ", ".join(each for each in group if each != name)
            fates[name].hints.append(f"dezelfde persoon als {others}: {ASK_BOTH}")
    return found


def _fate(offer: Offer, closes_at: datetime, procedure: Procedure) -> Fate:
    request, settings = procedure.request, procedure.settings
    _check(offer, request)
    found = admission(offer, closes_at, request.offer, settings)
    fate = Fate(offer, found, _STANDING[found.standing], list(found.reasons), list(found.hints))
    after = [moment for moment in withdrawals(offer, f"inschrijving {offer.id}") if moment >= closes_at]
    if after and found.standing in {Standing.RECEIVED, Standing.DEFECTIVE}:
        _leave(fate, after[0], procedure)
    if settings.low_rate is not None and found.rate is not None and found.rate < settings.low_rate:
        fate.hints.append(f"tarief onder {settings.low_rate}: vraag om uitleg; geen grond om af te wijzen")
    return fate


def _leave(fate: Fate, at: datetime, procedure: Procedure) -> None:
    fate.left_at = at
    if not _was_listed(fate.offer.id, at, procedure):
        fate.outcome = Outcome.WITHDRAWN
        fate.reasons.append("ingetrokken voor de lijst was vastgesteld")


def _was_listed(name: str, at: datetime, procedure: Procedure) -> bool:
    """Say whether the list was there at a moment: without rounds and without its moment it is not there yet (A-53)."""
    if procedure.shortlist_fixed_at is not None:
        return at >= instant(procedure.shortlist_fixed_at, "lijst_vastgesteld_op")
    if not procedure.rounds:
        return False
    invited = procedure.rounds[0].invited_at
    if invited is not None and at >= instant(invited, "ronde 1"):
        return True
    raise Faulty(
        f"inschrijving {name}: ingetrokken na de sluiting; "
        "geef ook lijst_vastgesteld_op, anders is niet te zeggen of de lijst er al was."
    )


def _check(offer: Offer, request: Request) -> None:
    place = f"inschrijving {offer.id}"
    known, counted = {each.id for each in request.knockouts}, {each.id for each in request.criteria}
    faults = [f"{place}: eis {each} is er niet." for each in offer.knockouts if each not in known]
    faults += [f"{place}: criterium {each} is er niet." for each in offer.criteria if each not in counted]
    if not offer.versions:
        faults.append(f"{place}: er is geen versie ingediend.")
    judged = offer.conformity
    is_bare = judged is None or (judged.rules == FIRST_RULES and judged.judgement == Judgement.CONFORM)
    if judged is not None and not is_bare and not judged.reason.strip():
        faults.append(f"{place}: het oordeel over de conformiteit vraagt een reden.")
    if judged is not None and not is_bare and (judged.citation is None or not judged.citation.is_explicit):
        faults.append(f"{place}: het oordeel over de conformiteit vraagt een vindplaats in de inschrijving.")
    if faults:
        raise Faulty(*faults)


def _unjudged(fate: Fate, request: Request) -> bool:
    return request.is_conditional and fate.outcome == Outcome.RECEIVED and fate.offer.conformity is None


def _in_repair(fate: Fate) -> bool:
    number = fate.admission.version
    if fate.outcome != Outcome.RECEIVED or number is None:
        return False
    return any(each.is_open for each in fate.offer.versions[number - 1].defects)


def _judge(fate: Fate, request: Request, reference: date) -> None:
    if fate.outcome != Outcome.RECEIVED:
        return
    offer = fate.offer
    if offer.conformity is not None and offer.conformity.judgement == Judgement.NOT_CONFORM:
        fate.outcome = Outcome.NOT_CONFORM
        fate.reasons.append(offer.conformity.reason)
        return
    place = f"inschrijving {offer.id}"
    fate.knockouts = [
        knockout_result(each, offer.knockouts.get(each.id), reference, f"{place}, eis {each.id}")
        for each in request.knockouts
    ]
    failed = [result for result in fate.knockouts if not result.is_met]
    if failed:
        fate.outcome = Outcome.KNOCKED_OUT
        fate.reasons += [f"eis {result.id}: {result.reason}" for result in failed]
        return
    fate.points = [
        criterion_result(each, offer.criteria.get(each.id), reference, f"{place}, criterium {each.id}")
        for each in request.criteria
    ]
    fate.total = sum((result.points for result in fate.points), Decimal(0))
    fate.hints += implausible(request.criteria, fate.points, fate.knockouts)
    fate.outcome = Outcome.SCORED


def _order(fates: Mapping[str, Fate], procedure: Procedure) -> Sequence[Place]:
    settings = procedure.settings
    scored = [fate for fate in fates.values() if fate.outcome == Outcome.SCORED]
    order = rank(
        [_scored(fate) for fate in scored],
        most=settings.shortlist,
        tie=settings.tie_at_line,
        lot_value=settings.lot_value,
    )
    for place in order:
        fate = fates[place.id]
        if place.decided_by == "loting" and not (settings.lot_value and fate.offer.receipt):
            raise Faulty("Loten kan alleen met instellingen.lotwaarde en een ontvangstbewijs bij elke inschrijving.")
        fate.place = place
        fate.outcome = Outcome.PRESENTED if place.goes_on else Outcome.NOT_PRESENTED
        if not place.goes_on:
            fate.reasons.append(f"plaats {place.place}; {settings.shortlist} gaan door")
    return order


def _scored(fate: Fate) -> Scored:
    if fate.total is None or fate.admission.rate is None:  # scored offers were received, and those have a rate
        raise ValueError(fate.offer.id)
    return Scored(fate.offer.id, fate.total, fate.admission.rate, fate.offer.receipt)
