"""Where assessors differ: one proposes what counts, and it counts once everybody who assesses the offer agrees."""

from datetime import datetime

from servicepunt.domains.awards.actions.assessing import demand_of, sound, unlocked
from servicepunt.domains.awards.actions.citing import need_passages
from servicepunt.domains.awards.rules.founding import unfounded
from servicepunt.domains.awards.rules.passages import citations_of
from servicepunt.domains.hiring.rules.offers import Finding
from servicepunt.domains.hiring.rules.request import Criterion, Knockout
from servicepunt.domains.people.models import Person
from servicepunt.domains.tenders.actions.writing import Pen, need, write
from servicepunt.domains.tenders.models import Tender
from servicepunt.domains.tenders.rules import facts, judging
from servicepunt.domains.tenders.rules.dossier import Dossier
from servicepunt.domains.tenders.rules.parts import Settlement
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.rules.seats import Seat


def propose(
    *,
    tender: Tender,
    offer: str,
    item: str,
    finding: Finding,
    reason: str,
    by: Person,
    at: datetime,
    seen: str = "",
    command: str = "",
) -> Dossier:
    """
    Propose what counts where assessors differ, or something else than another proposed; own findings stay.

    `seen` names the proposal that lay there when this one was written, nothing when there was none.

    :raises Refused: before all are final, where they do not differ, or when somebody proposed meanwhile.
    """
    if not reason.strip():
        raise Refused("Schrijf op waarom jullie op dit oordeel uitkomen.")

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        demand = _differing(dossier, offer, item, by)
        if not judging.compare(dossier, offer, demand).has_differed:
            raise Refused("Hier is geen verschil om bij te leggen.")
        if name_of(judging.open_proposal(dossier, offer, demand)) != seen:
            raise Refused(
                "Er ligt intussen iets anders voor dan je las. Lees het hierboven, en ga dan akkoord of niet."
            )
        need_passages(tender, dossier.offers[offer], citations_of(finding), item)
        sound(dossier, offer, demand, finding)
        _founded(finding)
        kept = pen.keep(offer, reason.strip())
        hidden = pen.hide_finding(offer, finding)
        return [facts.SettlementProposed(offer=offer, item=item, finding=hidden, reason=kept)]

    return write(tender, decide, by=by, at=at, command=command)


def _founded(finding: Finding) -> None:
    lacking = unfounded(finding)
    if lacking:
        raise Refused(f"Dit oordeel is nog niet af: {lacking}.")


def name_of(proposed: Settlement | None) -> str:
    """Return what names a proposal, so that nobody agrees to another one than was read; nothing when there is none."""
    return proposed.reason if proposed else ""


def _differing(dossier: Dossier, offer: str, item: str, by: Person) -> Knockout | Criterion:
    need(dossier, by, Seat.ASSESSOR)
    unlocked(dossier)
    demand = demand_of(dossier, item)
    step = judging.step_of(demand)
    assessors = judging.assessors_of(dossier, offer)
    if any((step, person) not in dossier.finals for person in assessors):
        raise Refused("Nog niet iedereen heeft een definitief oordeel; pas daarna zie je de verschillen.")
    if by.pk not in assessors:
        raise Refused("Je beoordeelt deze inschrijving niet.")
    if step == 1 and judging.has_points(dossier, offer):
        raise Refused("Stap 2 is voor deze inschrijving begonnen; stap 1 staat vast.")
    return demand


def agree(*, tender: Tender, offer: str, item: str, seen: str, by: Person, at: datetime, command: str = "") -> Dossier:
    """
    Agree with what another assessor proposed; with the last who agrees it counts.

    :raises Refused: for one's own proposal, or for another one than was read.
    """

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        demand = _differing(dossier, offer, item, by)
        proposed = judging.open_proposal(dossier, offer, demand)
        if proposed is None:
            raise Refused("Er ligt geen voorstel meer.")
        if name_of(proposed) != seen:
            raise Refused("Het voorstel is intussen veranderd. Lees het opnieuw voor je akkoord gaat.")
        _founded(proposed.finding)
        agreed, assessors = proposed.agreed | {by.pk}, set(judging.assessors_of(dossier, offer))
        if assessors <= agreed and len(assessors) >= judging.LEAST_ASSESSORS:
            counted = tuple(sorted(assessors))
            return [
                facts.Settled(offer=offer, item=item, finding=proposed.finding, reason=proposed.reason, agreed=counted)
            ]
        if by.pk == proposed.by:
            raise Refused("Dit is je eigen voorstel. Een andere beoordelaar gaat akkoord, of stelt iets anders voor.")
        return [] if by.pk in proposed.agreed else [facts.SettlementBacked(offer=offer, item=item)]

    return write(tender, decide, by=by, at=at, command=command)


def drop(*, tender: Tender, offer: str, item: str, by: Person, at: datetime, command: str = "") -> Dossier:
    """
    Take one's own proposal back.

    :raises Refused: when it is somebody else's.
    """

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        proposed = judging.open_proposal(dossier, offer, _differing(dossier, offer, item, by))
        if proposed is not None and proposed.by != by.pk:
            raise Refused("Dit voorstel is niet van jou. Ben je het er niet mee eens, stel dan iets anders voor.")
        return [] if proposed is None else [facts.SettlementDropped(offer=offer, item=item)]

    return write(tender, decide, by=by, at=at, command=command)
