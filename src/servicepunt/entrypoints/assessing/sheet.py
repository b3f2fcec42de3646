"""What lies beside each other on a scoring page: documents with marked evidence, and the sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from servicepunt.domains.awards.queries.papers import manifest_of
from servicepunt.domains.tenders.rules import judging
from servicepunt.entrypoints.assessing.evidence import Item, Typed, finding_of, passages_of, shape_of
from servicepunt.entrypoints.assessing.papers import ReadPaper, read_papers
from servicepunt.entrypoints.assessing.sums import Sum, bands, needed, outcome_of, sum_of

if TYPE_CHECKING:
    from datetime import date

    from servicepunt.domains.tenders.queries import Look
    from servicepunt.domains.tenders.rules.envelope import Statement
    from servicepunt.domains.tenders.rules.parts import OfferFile


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything of the page that follows from the offer, the item and what was typed."""

    shape: str
    papers: Sequence[ReadPaper]
    statement: Statement | None
    codes: Sequence[tuple[str, str]]
    reference: date
    sum: Sum
    outcome: str
    blockers: Sequence[str]


def sheet_of(look: Look, offer: OfferFile, item: Item, typed: Typed, *, with_papers: bool = True) -> Sheet:
    """Return the sheet of an offer and item; without `with_papers` the sum alone, which a script asks for."""
    manifest = manifest_of(look, offer) if with_papers else None
    papers = read_papers(look, offer, passages_of(typed)) if with_papers else []
    statement = manifest.statements.get(item.id) if manifest else None
    codes = [(each.code, each.title) for each in papers]
    if statement is not None and statement.text:
        codes.append(("toelichting", "Toelichting"))
    reference = judging.reference_day(look.dossier)
    finding, errors = finding_of(item, typed)
    if errors:
        counted = Sum(None, bands=bands(item, None, reference), needed=_needed(item, reference))
    else:
        counted = sum_of(look.dossier, offer.label, item, finding)
    outcome = outcome_of(item, counted.result) if counted.result else ""
    blockers = [words for _, words in errors]
    return Sheet(shape_of(item), papers, statement, codes, reference, counted, outcome, blockers)


def _needed(item: Item, reference: date) -> str:
    return needed(item, reference) if shape_of(item) == "ervaring" else ""
