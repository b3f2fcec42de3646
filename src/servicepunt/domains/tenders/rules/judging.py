"""From what several assessors found to one finding: where they agree, where they differ, and what is missing."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from servicepunt.domains.hiring.rules.findings import Result, criterion_result, knockout_result
from servicepunt.domains.hiring.rules.moments import local_day
from servicepunt.domains.hiring.rules.offers import Finding, Judgement
from servicepunt.domains.hiring.rules.request import Criterion, Knockout, Request
from servicepunt.domains.tenders.rules.dossier import Dossier
from servicepunt.domains.tenders.rules.parts import NOT_REPAIRED, OfferFile, Settlement
from servicepunt.domains.tenders.rules.seats import Seat

LEAST_ASSESSORS = 2


@dataclass(frozen=True, slots=True)
class Compared:
    """One requirement or criterion of one offer: what each assessor came to, and the finding that counts."""

    offer: str
    item: str
    results: Mapping[int, Result]
    counts: Finding | None
    result: Result | None
    reason: str = ""

    @property
    def differs(self) -> bool:
        """Whether the assessors came to different results, and nothing was agreed on yet."""
        return self.counts is None and len({(each.is_met, each.points) for each in self.results.values()}) > 1

    @property
    def has_differed(self) -> bool:
        """Whether they came to different results, agreed on since or not."""
        return self.differs or bool(self.reason)


def reference_day(dossier: Dossier) -> date:
    """Return the day up to which experience counts: the closing day, unless the request says another (A-05)."""
    closes_at = dossier.closes_at
    if dossier.settings.reference_date is not None or closes_at is None:
        return dossier.settings.reference_date or date.max
    return local_day(closes_at)


def relations(dossier: Dossier) -> Mapping[int, frozenset[str]]:
    """Return everybody who assesses, with the offers of which this person has a relation with the candidate."""
    if dossier.panel is not None:
        return dossier.panel
    declared = dossier.interests
    return {
        person: frozenset(declared[person].offers if person in declared else ())
        for person in dossier.persons(Seat.ASSESSOR)
    }


def assessors_of(dossier: Dossier, offer: str) -> list[int]:
    """Return who assesses an offer: who has the seat and declared no relation with this candidate (invariant 18)."""
    return [person for person, related in relations(dossier).items() if offer not in related]


def competing(dossier: Dossier) -> list[OfferFile]:
    """Return the offers that were opened, readable, not set aside, and not taken back before the list was fixed."""
    return [
        offer
        for offer in dossier.offers.values()
        if offer.opened is not None and not _left_in_time(dossier, offer) and not is_set_aside(dossier, offer.label)
    ]


def is_set_aside(dossier: Dossier, label: str) -> bool:
    """Say whether a formal defect of an offer was not repaired: it is invalid (H-097)."""
    return any(each.verdict(label) == NOT_REPAIRED for each in dossier.defects.values())


def in_repair(dossier: Dossier) -> list[str]:
    """Return the offers whose formal defect nobody has judged yet: nothing else of them is judged meanwhile."""
    return [
        offer.label for offer in competing(dossier) if any(each.waits(offer.label) for each in dossier.defects.values())
    ]


def _left_in_time(dossier: Dossier, offer: OfferFile) -> bool:
    # Who leaves after the list was fixed stays on it as somebody who left: the list is not refilled (H-103).
    return offer.is_withdrawn and (dossier.fixed_at is None or offer.withdrawals[-1] < dossier.fixed_at)


def conform(dossier: Dossier) -> list[OfferFile]:
    """Return the offers that go to step 1."""
    if not dossier.request.is_conditional:
        return competing(dossier)
    return [
        offer
        for offer in competing(dossier)
        if offer.conformity is not None and offer.conformity.judgement == Judgement.CONFORM
    ]


def admitted(dossier: Dossier) -> list[OfferFile]:
    """Return the offers that met every requirement, as far as that is settled: they go to step 2 (H-046)."""
    request = dossier.request
    return [offer for offer in conform(dossier) if _meets_all(dossier, request, offer.label)]


def _meets_all(dossier: Dossier, request: Request, label: str) -> bool:
    compared = [compare(dossier, label, each) for each in request.knockouts]
    return all(each.result is not None and each.result.is_met for each in compared)


def compare(dossier: Dossier, label: str, item: Knockout | Criterion) -> Compared:
    """Return what the assessors of an offer came to for one requirement or criterion."""
    known = dossier.known.get((label, item.id))
    if known is None:
        known = dossier.known[label, item.id] = _compare(dossier, label, item)
    return cast("Compared", known)


def _compare(dossier: Dossier, label: str, item: Knockout | Criterion) -> Compared:
    given = dossier.findings.get((label, item.id), {})
    assessors = assessors_of(dossier, label)
    results = {person: result_of(dossier, label, item, given[person]) for person in assessors if person in given}
    settled = dossier.settled.get((label, item.id))
    # What somebody agreed to who does not assess this offer any more, or without somebody who does, counts no more.
    if settled is not None and settled.agreed == set(assessors):
        agreed = result_of(dossier, label, item, settled.finding)
        return Compared(label, item.id, results, settled.finding, agreed, reason=settled.reason)
    is_final = all((step_of(item), person) in dossier.finals for person in assessors)
    is_same = len({(each.is_met, each.points) for each in results.values()}) == 1
    if len(assessors) >= LEAST_ASSESSORS and is_final and len(results) == len(assessors) and is_same:
        first = assessors[0]
        return Compared(label, item.id, results, given[first], results[first])
    return Compared(label, item.id, results, None, None)


def open_proposal(dossier: Dossier, label: str, item: Knockout | Criterion) -> Settlement | None:
    """Return what is proposed where assessors differ, and not all agreed to; None when it can stand no more."""
    proposed = dossier.proposals.get((label, item.id))
    if proposed is None or proposed.by not in assessors_of(dossier, label):
        return None
    return None if step_of(item) == 1 and has_points(dossier, label) else proposed


def open_proposals(dossier: Dossier) -> list[tuple[str, str]]:
    """Return offer and item of every proposal that still waits for somebody."""
    return [
        (offer.label, item.id)
        for step in (1, 2)
        for offer in pool_of(dossier, step)
        for item in items(dossier.request, step)
        if open_proposal(dossier, offer.label, item) is not None
    ]


def has_points(dossier: Dossier, label: str) -> bool:
    """Say whether step 2 has begun for an offer; step 1 stands still then."""
    criteria = {each.id for each in dossier.request.criteria}
    return any(offer == label and item in criteria for offer, item in dossier.findings)


def result_of(dossier: Dossier, label: str, item: Knockout | Criterion, finding: Finding) -> Result:
    """Return what one finding comes to, by the published rule of its requirement or criterion."""
    reference, place = reference_day(dossier), f"{label}, onderdeel {item.id}"
    if isinstance(item, Criterion):
        return criterion_result(item, finding, reference, place)
    return knockout_result(item, finding, reference, place)


def step_of(item: Knockout | Criterion) -> int:
    """Return the step in which something is assessed: 1 for requirements, 2 for points."""
    return 2 if isinstance(item, Criterion) else 1


def items(request: Request, step: int) -> Sequence[Knockout | Criterion]:
    """Return what is assessed in a step, in the order of the request."""
    return request.knockouts if step == 1 else request.criteria


def pool_of(dossier: Dossier, step: int) -> list[OfferFile]:
    """Return the offers that are assessed in a step."""
    return conform(dossier) if step == 1 else admitted(dossier)


def comparisons(dossier: Dossier, step: int) -> Iterator[Compared]:
    """Return every comparison of a step, by offer and item."""
    for offer in pool_of(dossier, step):
        for item in items(dossier.request, step):
            yield compare(dossier, offer.label, item)


def missing(dossier: Dossier, step: int, person: int) -> list[tuple[str, str]]:
    """Return what an assessor has still to find in a step: offer and item."""
    return [
        (offer.label, item.id)
        for offer in pool_of(dossier, step)
        if person in assessors_of(dossier, offer.label)
        for item in items(dossier.request, step)
        if person not in dossier.findings.get((offer.label, item.id), {})
    ]


def is_final_for_all(dossier: Dossier, step: int) -> bool:
    """
    Say whether everybody who assesses something in a step has made it final.

    Until then nobody sees what another found, not in a list, a count or an order (invariant 17).
    """
    if step > 1 and not is_complete(dossier, 1):
        return False
    pool = [offer.label for offer in pool_of(dossier, step)]
    judging = [person for person, related in relations(dossier).items() if not related.issuperset(pool)]
    return all((step, person) in dossier.finals for person in judging)


def shuffled(labels: Iterable[str], *, number: str, person: int) -> list[str]:
    """Return offers in the order in which one person assesses them: another for each person, always the same."""

    def lot(label: str) -> str:
        return hashlib.sha256(f"{number}\n{person}\n{label}".encode()).hexdigest()

    return sorted(labels, key=lot)


def is_complete(dossier: Dossier, step: int) -> bool:
    """Say whether every comparison of a step has a finding that counts."""
    return all(each.counts is not None for each in comparisons(dossier, step))


def too_few(dossier: Dossier) -> list[str]:
    """Return the offers with fewer than two assessors without a relation."""
    return [each.label for each in conform(dossier) if len(assessors_of(dossier, each.label)) < LEAST_ASSESSORS]
