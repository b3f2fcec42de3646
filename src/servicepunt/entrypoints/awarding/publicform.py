"""The public form of a package: no people, no rates, no findings beyond what the list needs."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import structs

from servicepunt.domains.hiring.rules.assessing import Fate
from servicepunt.domains.hiring.rules.course import Procedure
from servicepunt.domains.hiring.rules.findings import Result
from servicepunt.domains.hiring.rules.offers import Citation, Conformity, Example, Finding, Judgement, Offer
from servicepunt.domains.hiring.rules.playing import Play
from servicepunt.domains.hiring.rules.request import Demand

# Lines that say nothing about a person, a rate or an estimate; of the others only the digest is given.
OPEN = frozenset({
    "opgesteld", "goedgekeurd", "gepubliceerd", "gerectificeerd", "antwoorden_gepubliceerd", "ingediend",
    "inschrijving_ingetrokken", "punten_vergrendeld", "lijst_vastgesteld", "uitgenodigd", "opdracht_begonnen",
    "optie_besloten", "opdracht_beeindigd", "vernietigd",
})  # fmt: skip
_LEFT_OUT = "(weggelaten)"


def public_lines(bodies: Sequence[str], digests: Sequence[str]) -> Iterable[str]:
    """Return the lines of the chain, with only number and digest of those that are not for everybody."""
    for number, (body, digest) in enumerate(zip(bodies, digests, strict=True), 1):
        if json.loads(body)["feit"]["feit"] in OPEN:
            yield body
        else:
            yield json.dumps({"afgeschermd": digest, "nummer": number}, separators=(",", ":"))


def public_procedure(procedure: Procedure, played: Play) -> Procedure:
    """Return the procedure up to the list, with as much as is needed to work the list out again."""
    fates = played.assessment.fates if played.assessment else {}
    ranks = _rate_ranks(fates)
    return structs.replace(
        procedure,
        offers=tuple(
            _offer(each, fates.get(each.id), ranks.get(each.id, "1.00"), procedure) for each in procedure.offers
        ),
        rounds=(),
        interests=(),
        decisions=(),
        happenings=(),
        starts_on=None,
    )


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
        versions=tuple(structs.replace(each, rate=rate) for each in offer.versions),
        conformity=_judged(conformity) if conformity else None,
        knockouts={each.id: _finding(each, offer.knockouts[each.id], results[each.id])
                   for each in request.knockouts if each.id in offer.knockouts and each.id in results},
        criteria={each.id: _finding(each, offer.criteria[each.id], results[each.id])
                  for each in request.criteria if each.id in offer.criteria and each.id in results},
    )  # fmt: skip


def _judged(conformity: Conformity) -> Conformity:
    if conformity.judgement == Judgement.CONFORM:
        return Conformity(judgement=Judgement.CONFORM)
    return Conformity(judgement=Judgement.NOT_CONFORM, reason=_LEFT_OUT, citation=Citation(page=1, passage=_LEFT_OUT))


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


def public_outcome(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the list came to, without rates and reasons."""
    return {
        "aanvraag": told["aanvraag"],
        "inschrijvingen": {
            label: {
                "eisen": {key: {"voldoet": each["voldoet"]} for key, each in found["eisen"].items()},
                "punten": {key: {"punten": each["punten"]} for key, each in found["punten"].items()},
                "totaal": found["totaal"],
                "plaats": found["plaats"],
            }
            for label, found in told["inschrijvingen"].items()
        },
        "rangorde": [
            {key: each[key] for key in ("plaats", "inschrijving", "totaal", "beslist_door", "voorgelegd")}
            for each in told["rangorde"]
        ],
        "voorgelegd": told["voorgelegd"],
    }
