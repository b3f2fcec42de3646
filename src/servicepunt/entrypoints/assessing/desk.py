"""The work of one assessor: own offers in own order, own findings, and nothing of anybody else (invariant 17)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from servicepunt.domains.tenders.rules import judging
from servicepunt.domains.tenders.rules.labels import pseudonym
from servicepunt.entrypoints.assessing.evidence import Item, texts_of
from servicepunt.foundation.errors import NotThere

if TYPE_CHECKING:
    from datetime import datetime

    from servicepunt.domains.hiring.rules.findings import Result
    from servicepunt.domains.hiring.rules.offers import Finding
    from servicepunt.domains.tenders.queries import Look
    from servicepunt.domains.tenders.rules.parts import OfferFile


@dataclass(frozen=True, slots=True)
class Judged:
    """One item of an offer in the list, and one's own result where there is one."""

    item: Item
    result: Result | None


@dataclass(frozen=True, slots=True)
class OwnStep:
    """One step of an assessor; `waits_for` says in Dutch why it cannot begin."""

    step: int
    offers: Sequence[tuple[str, Sequence[Judged]]]
    done: int
    of: int
    final_at: datetime | None
    waits_for: str

    @property
    def is_ready(self) -> bool:
        """Whether everything is found and it can be made final."""
        return self.final_at is None and not self.waits_for and self.done == self.of and self.of > 0


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an assessor is: an offer and an item, and what comes before and after it."""

    label: str
    offer: OfferFile
    item: Item
    items: Sequence[Judged]
    finding: Finding | None
    texts: Mapping[str, str]
    place: int
    of: int
    before: str | None
    after: str | None
    next_todo: tuple[str, str] | None
    is_final: bool

    @property
    def shown(self) -> str:
        """The pseudonym."""
        return pseudonym(self.label)

    @property
    def step(self) -> int:
        """The step in which this is assessed."""
        return judging.step_of(self.item)


def own_offers(look: Look, step: int) -> list[str]:
    """Return which offers the viewer assesses in a step, in the viewer's own order; none before it can begin."""
    if waits_for(look, step):
        return []
    me = look.viewer.pk
    mine = [
        offer.label
        for offer in judging.pool_of(look.dossier, step)
        if me in judging.assessors_of(look.dossier, offer.label)
    ]
    return judging.shuffled(mine, number=look.tender.number, person=me)


def waits_for(look: Look, step: int) -> str:
    """Return in Dutch what a step waits for; empty when it can begin. Says nothing of what others found."""
    dossier = look.dossier
    if dossier.request.is_conditional and any(each.conformity is None for each in judging.competing(dossier)):
        return "De opdrachtgever beoordeelt eerst van elke inschrijving de conformiteit."
    if step == 1:
        return ""
    if (1, look.viewer.pk) not in dossier.finals:
        return "Maak eerst je oordeel over stap 1 definitief."
    if not judging.is_final_for_all(dossier, 1):
        return "Nog niet iedereen is klaar met stap 1."
    return "" if judging.is_complete(dossier, 1) else "Leg eerst samen de verschillen van stap 1 bij."


def own_work(look: Look, step: int) -> OwnStep:
    """Return a step as the viewer sees it."""
    offers = [(label, _judged(look, label, step)) for label in own_offers(look, step)]
    flat = [each for _, judged in offers for each in judged]
    return OwnStep(
        step=step,
        offers=offers,
        done=sum(each.result is not None for each in flat),
        of=len(flat),
        final_at=look.dossier.finals.get((step, look.viewer.pk)),
        waits_for=waits_for(look, step),
    )


def _judged(look: Look, label: str, step: int) -> list[Judged]:
    judged = []
    for item in judging.items(look.dossier.request, step):
        own = _own(look, label, item)
        judged.append(Judged(item, judging.result_of(look.dossier, label, item, own) if own is not None else None))
    return judged


def _own(look: Look, label: str, item: Item) -> Finding | None:
    return look.dossier.findings.get((label, item.id), {}).get(look.viewer.pk)


def item_of(look: Look, item: str) -> Item:
    """
    Return a requirement or criterion.

    :raises NotThere: if the request has none of that number.
    """
    request = look.dossier.request
    asked: list[Item] = [*request.knockouts, *request.criteria]
    for each in asked:
        if each.id == item:
            return each
    raise NotThere(item)


def place_of(look: Look, label: str, item: str) -> Spot:
    """
    Return where an assessor is.

    :raises NotThere: for an offer or item that this person does not assess now.
    """
    demand = item_of(look, item)
    step = judging.step_of(demand)
    mine = own_offers(look, step)
    if label not in mine:
        raise NotThere(label)
    here = mine.index(label)
    own = _own(look, label, demand)
    look.vault.load([text for text in texts_of(own) if text])
    return Spot(
        label=label,
        offer=look.offer(label),
        item=demand,
        items=_judged(look, label, step),
        finding=own,
        texts={text: look.vault.show(text) for text in texts_of(own)},
        place=here + 1,
        of=len(mine),
        before=mine[here - 1] if here else None,
        after=mine[here + 1] if here + 1 < len(mine) else None,
        next_todo=_next(look, mine, label, demand),
        is_final=(step, look.viewer.pk) in look.dossier.finals,
    )


def _next(look: Look, mine: list[str], label: str, item: Item) -> tuple[str, str] | None:
    """Return what is to be found after this: first of the same offer, then further on, then from the start."""
    asked = [each.id for each in judging.items(look.dossier.request, judging.step_of(item))]
    walk = [(each, number) for each in mine for number in asked]
    here = walk.index((label, item.id))
    me = look.viewer.pk
    later = [*walk[here + 1 :], *walk[:here]]
    return next((spot for spot in later if me not in look.dossier.findings.get(spot, {})), None)
