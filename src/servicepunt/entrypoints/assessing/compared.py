"""What the assessors found beside each other, for pages after everybody is final (invariant 17)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from servicepunt.domains.awards.actions.settling import name_of
from servicepunt.domains.awards.queries.papers import names_of
from servicepunt.domains.awards.rules.agreement import agreement as agreement_on
from servicepunt.domains.tenders.rules import judging
from servicepunt.domains.tenders.rules.labels import pseudonym
from servicepunt.entrypoints.assessing.desk import item_of
from servicepunt.entrypoints.assessing.evidence import Item, Row, Typed, citations_of, texts_of, typed_of
from servicepunt.entrypoints.assessing.pages import say
from servicepunt.entrypoints.assessing.sums import outcome_of
from servicepunt.foundation.errors import NotThere

if TYPE_CHECKING:
    from datetime import datetime

    from servicepunt.domains.awards.rules.agreement import Agreement
    from servicepunt.domains.hiring.rules.findings import Result
    from servicepunt.domains.hiring.rules.offers import Citation, Finding
    from servicepunt.domains.tenders.queries import Look
    from servicepunt.domains.tenders.rules.judging import Compared


@dataclass(frozen=True, slots=True)
class Side:
    """What one assessor found: outcome in words, and the evidence as places and passages."""

    person: int
    name: str
    outcome: str
    reason: str
    places: Sequence[str]


@dataclass(frozen=True, slots=True)
class Proposed(Side):
    """What one of them proposes to let count; `waits_for` are the names of who has not agreed, `key` names it."""

    key: str
    waits_for: Sequence[str]
    has_agreed: bool
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """
    An item of an offer on which the assessors differed; `agreed` is what they settled on, with the reason.

    `proposal` is what lies there now and does not count yet.
    """

    label: str
    item: Item
    sides: Sequence[Side]
    agreed: str
    reason: str
    proposal: Proposed | None


@dataclass(frozen=True, slots=True)
class StepOfAll:
    """A step with everybody's findings; empty until everybody is final."""

    step: int
    is_open: bool
    differences: Sequence[Difference]
    agreement: Sequence[tuple[Agreement, str]]

    @property
    def left(self) -> int:
        """How many differences are not settled, or are about to be settled in another way."""
        return sum(not each.agreed or each.proposal is not None for each in self.differences)


def step_of_all(look: Look, step: int) -> StepOfAll:
    """Return a step for whoever may look after all are final; before that nothing of it."""
    dossier = look.dossier
    if not judging.is_final_for_all(dossier, step):
        return StepOfAll(step, is_open=False, differences=(), agreement=())
    names = names_of(judging.relations(dossier))
    differing = [each for each in judging.comparisons(dossier, step) if each.has_differed]
    agreement = [agreement_on(dossier, item) for item in judging.items(dossier.request, step)]
    return StepOfAll(
        step,
        is_open=True,
        differences=[_difference(look, each, names) for each in differing],
        agreement=[(each, meaning_of(each)) for each in agreement],
    )


def _difference(look: Look, compared: Compared, names: Mapping[int, str]) -> Difference:
    item = item_of(look, compared.item)
    given = look.dossier.findings[compared.offer, compared.item]
    sides = [_side(look, person, names, result, given[person]) for person, result in compared.results.items()]
    agreed = outcome_of(item, compared.result) if compared.result is not None else ""
    return Difference(compared.offer, item, sides, agreed, say(look, compared.reason), _proposed(look, compared, names))


def _proposed(look: Look, compared: Compared, names: Mapping[int, str]) -> Proposed | None:
    dossier, label, item = look.dossier, compared.offer, item_of(look, compared.item)
    proposed = judging.open_proposal(dossier, label, item)
    if proposed is None or proposed.by is None:
        return None
    waiting = [each for each in judging.assessors_of(dossier, label) if each not in proposed.agreed]
    return Proposed(
        person=proposed.by,
        name=names.get(proposed.by, "?"),
        outcome=outcome_of(item, judging.result_of(dossier, label, item, proposed.finding)),
        reason=say(look, proposed.reason),
        places=[place_in_words(look, each) for each in citations_of(proposed.finding)],
        key=name_of(proposed),
        waits_for=[names.get(each, "?") for each in waiting],
        has_agreed=look.viewer.pk in proposed.agreed,
        is_mine=look.viewer.pk == proposed.by,
    )


def _side(look: Look, person: int, names: Mapping[int, str], result: Result, finding: Finding) -> Side:
    item = item_of(look, result.id)
    places = [place_in_words(look, each) for each in citations_of(finding)]
    return Side(person, names.get(person, "?"), outcome_of(item, result), say(look, result.reason), places)


def place_in_words(look: Look, citation: Citation) -> str:
    """Return where something stands, with the words that stand there."""
    return f"{citation.document}, bladzijde {citation.page}: {look.vault.show(citation.passage)}"


def meaning_of(agreement: Agreement) -> str:
    """Return in plain Dutch what the figures of agreement say."""
    if agreement.alpha is None:
        return "niets om te vergelijken"
    if agreement.same == agreement.of:
        return "steeds hetzelfde oordeel"
    if agreement.alpha >= 1 - 1 / 5:
        return "grotendeels hetzelfde oordeel"
    if agreement.alpha > 0:
        return "vaak een ander oordeel: lees de tekst van dit onderdeel samen"
    return "niet meer overeenkomst dan bij toeval: lees de tekst van dit onderdeel samen"


def progress_of(look: Look) -> list[tuple[str, datetime | None, datetime | None]]:
    """Return of everybody who assesses when each step was made final; never how far or what."""
    dossier = look.dossier
    names = names_of(judging.relations(dossier))
    return [
        (names.get(person, "?"), dossier.finals.get((1, person)), dossier.finals.get((2, person)))
        for person in judging.relations(dossier)
    ]


@dataclass(frozen=True, slots=True)
class Settling:
    """A difference that is being settled: both sides, what lies there, and what the form begins with."""

    label: str
    item: Item
    sides: Sequence[Side]
    begins: Mapping[int, Typed]
    settled: Typed | None
    agreed: str
    reason: str
    proposal: Proposed | None

    @property
    def shown(self) -> str:
        """The pseudonym."""
        return pseudonym(self.label)

    def begun_from(self, chosen: str) -> Typed:
        """Return what the form begins with: what was settled, or the finding of the chosen assessor."""
        for person, typed in self.begins.items():
            if str(person) == chosen:
                return typed
        return self.settled or Typed(rows=[Row() for _ in next(iter(self.begins.values())).rows])


def settling_of(look: Look, label: str, item: str) -> Settling:
    """
    Return a difference to settle.

    :raises NotThere: before everybody is final, where there is no difference, or for who does not assess this offer.
    """
    dossier, demand = look.dossier, item_of(look, item)
    step = judging.step_of(demand)
    is_mine = label in dossier.offers and look.viewer.pk in judging.assessors_of(dossier, label)
    if not is_mine or not judging.is_final_for_all(dossier, step):
        raise NotThere(label)
    compared = judging.compare(dossier, label, demand)
    if not compared.has_differed:
        raise NotThere(label)
    shown = _difference(look, compared, names_of(compared.results))
    given = dossier.findings[label, item]
    begins = {person: _typed(look, demand, given[person]) for person in compared.results}
    settled = _typed(look, demand, compared.counts) if compared.counts is not None else None
    return Settling(label, demand, shown.sides, begins, settled, shown.agreed, shown.reason, shown.proposal)


def _typed(look: Look, item: Item, finding: Finding) -> Typed:
    return typed_of(item, finding, {text: look.vault.show(text) for text in texts_of(finding)})
