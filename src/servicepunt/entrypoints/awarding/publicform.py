"""The public form of a package: no people, no rates, no findings beyond what the list needs."""

from collections.abc import Mapping
from typing import Any

from msgspec import structs

from servicepunt.domains.hiring.rules.assessing import Fate
from servicepunt.domains.hiring.rules.course import Procedure
from servicepunt.domains.hiring.rules.findings import Result
from servicepunt.domains.hiring.rules.offers import Citation, Conformity, Example, Finding, Offer
from servicepunt.domains.hiring.rules.playing import Play
from servicepunt.domains.hiring.rules.request import Demand, Request

_LEFT_OUT = "(weggelaten)"


def public_procedure(procedure: Procedure, played: Play) -> Procedure:
    """Return the procedure up to the list, with as much as is needed to work the list out again."""
    fates = played.assessment.fates if played.assessment else {}
    ranks = _rate_ranks(fates)
    return structs.replace(
        procedure,
        request=_without_persons(procedure.request),
        as_of=procedure.shortlist_fixed_at,
        offers=tuple(
            _offer(each, fates.get(each.id), ranks.get(each.id, "1.00"), procedure) for each in procedure.offers
        ),
        rounds=(),
        interests=(),
        decisions=(),
        happenings=(),
        starts_on=None,
    )


def _without_persons(request: Request) -> Request:
    """Return the request with corrections of nobody in particular; an outage takes two, whoever they are."""
    persons = ("1", "2")
    corrections = tuple(structs.replace(each, by=persons if each.is_outage else ()) for each in request.corrections)
    return structs.replace(request, corrections=corrections)


def _rate_ranks(fates: Mapping[str, Fate]) -> dict[str, str]:
    """Return for every offer the place of its rate among all: equal ones share it, and no amount is told."""
    rates = {label: fate.admission.rate for label, fate in fates.items() if fate.admission.rate is not None}
    order = sorted(set(rates.values()))
    return {label: f"{order.index(rate) + 1}.00" for label, rate in rates.items()}


def _offer(offer: Offer, fate: Fate | None, rate: str, procedure: Procedure) -> Offer:
    request = procedure.request
    results = {each.id: each for each in (*fate.knockouts, *fate.points)} if fate else {}
    conformity = offer.conformity
    return structs.replace(
        offer,
        person="",
        versions=tuple(structs.replace(each, rate=rate) for each in offer.versions),
        conformity=_judged(conformity) if conformity else None,
        knockouts={each.id: _finding(each, offer.knockouts[each.id], results[each.id])
                   for each in request.knockouts if each.id in offer.knockouts and each.id in results},
        criteria={each.id: _finding(each, offer.criteria[each.id], results[each.id])
                  for each in request.criteria if each.id in offer.criteria and each.id in results},
    )  # fmt: skip


def _judged(conformity: Conformity) -> Conformity:
    cited = Citation(page=1, passage=_LEFT_OUT)
    return Conformity(judgement=conformity.judgement, reason=_LEFT_OUT, citation=cited)


def _finding(demand: Demand, finding: Finding, result: Result) -> Finding:
    """Return a finding that comes to the same, without periods, directions, passages and reasons."""
    cited = Citation(page=1, passage=_LEFT_OUT)
    examples = tuple(
        Example(is_valid=each.is_valid, citation=cited)
        for each in finding.examples
        if (each.citation or finding.citation) is not None and (each.citation or finding.citation).is_explicit  # type: ignore[union-attr]  # not None: just asked
    )
    if result.days is not None:
        said = None if result.is_met or not demand.at_least else False
        return Finding(days=result.days, citation=cited, meets=said, explained=result.is_met or None)
    if finding.examples:
        return Finding(examples=examples)
    return Finding(meets=result.is_met, explained=result.is_met, citation=cited)


# What stands in words in an outcome: only values can be worked out again by somebody else.
_WORDS = {"wacht_op", "redenen", "reden", "signalen", "meldingen", "geschillen"}


def values_of(told: Any) -> Any:
    """Return an outcome without its words: what is left, the verifier works out to the byte."""
    if isinstance(told, list):
        return [values_of(each) for each in told]
    if not isinstance(told, dict):
        return told
    kept = {key: values_of(each) for key, each in told.items() if key not in _WORDS}
    return kept | {"vervallen": bool(kept["vervallen"])} if "vervallen" in kept else kept
