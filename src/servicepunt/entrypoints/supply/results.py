"""What a supplier reads after the letters: the own letter and the own points, and nothing of others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from servicepunt.domains.hiring.rules.assessing import Outcome
from servicepunt.domains.tenders.queries.vault import REFERENCE
from servicepunt.domains.tenders.rules.judging import compare, items
from servicepunt.entrypoints.supply import telling
from servicepunt.entrypoints.supply.requests import around, supplier_look
from servicepunt.foundation.errors import NotThere

if TYPE_CHECKING:
    from datetime import datetime

    from servicepunt.design.page import PageRequest
    from servicepunt.domains.hiring.rules.assessing import Fate
    from servicepunt.domains.hiring.rules.findings import Result
    from servicepunt.domains.hiring.rules.offers import Citation, Finding
    from servicepunt.domains.tenders.queries import Look
    from servicepunt.domains.tenders.rules.dossier import Dossier
    from servicepunt.domains.tenders.rules.parts import OfferFile

_OUTCOMES = {
    Outcome.WITHDRAWN: "Teruggetrokken",
    Outcome.DEFECTIVE: "Ongeldig",
    Outcome.NOT_CONFORM: "Niet conform de uitvoeringsvoorwaarde",
    Outcome.KNOCKED_OUT: "Niet aan alle eisen voldaan",
    Outcome.NOT_PRESENTED: "Niet voorgelegd aan de opdrachtgever",
    Outcome.INTENDED: "Voorlopig gegund",
    Outcome.AWARDED: "Gegund",
    Outcome.LAPSED: "Vervallen: de aanvraag is ingetrokken",
    Outcome.DROPPED: "Voorlopige gunning vervallen",
}
# Who is in the race again when a decision does not stand.
_AGAIN = {Outcome.PRESENTED, Outcome.INVITED, Outcome.RESERVE, Outcome.PASSED}


@dataclass(frozen=True, slots=True)
class Line:
    """One requirement or criterion of one's own offer: what it came to, why, and where that stands."""

    id: str
    text: str
    outcome: str
    reason: str
    page: str


@dataclass(frozen=True, slots=True)
class Own:
    """What became of one own offer."""

    label: str
    outcome: str
    total: str
    knockouts: list[Line]
    points: list[Line]
    letters: list[datetime]


@require_GET
def results(request: PageRequest, number: str) -> HttpResponse:
    """Show what became of one's own offers, once the letters have left."""
    look = supplier_look(request, number)
    letters = [each.sent_at for each in look.dossier.decisions if each.sent_at is not None]
    context = around(look, "supply:results") | {
        "sent": letters,
        "own": [_own(look, each) for each in look.own_offers if each.opened] if letters else [],
        "unopened": [each for each in look.own_offers if not each.opened] if letters else [],
        "ended": [] if letters else [(each.label, _letters(look.dossier, each.label)) for each in look.own_offers],
        "count": sum(each.opened is not None for each in look.dossier.offers.values()),
    }
    return render(request, "supply/results.html", context)


def _own(look: Look, offer: OfferFile) -> Own:
    assessment = look.played.assessment
    fate = assessment.fates[offer.label] if assessment else None
    most = telling.number(sum(each.points for each in look.dossier.request.criteria))  # type: ignore[arg-type]  # never empty
    return Own(
        label=offer.label,
        outcome=_standing(look, fate) if fate else "",
        total=f"{telling.number(fate.total)} van {most}" if fate and fate.total is not None else "",
        knockouts=_lines(look, offer, fate, 1),
        points=_lines(look, offer, fate, 2),
        letters=[moment for moment, _ in _letters(look.dossier, offer.label)],
    )


def _standing(look: Look, fate: Fate) -> str:
    awards = look.played.course.awards
    if awards and awards[-1].voided and fate.outcome in _AGAIN:
        return "Nog niet beslist: de vorige beslissing geldt niet meer, en er komt een nieuwe brief"
    return _OUTCOMES.get(fate.outcome, "Niet gekozen")


def _letters(dossier: Dossier, label: str) -> list[tuple[datetime, str]]:
    """Return the letters about an offer in the order in which they left: decisions, then the withdrawal of it all."""
    sent = [(each.sent_at, each.letters) for each in dossier.decisions]
    sent.append((dossier.end_letters_sent_at, dossier.end_letters))
    return [(moment, letters[label]) for moment, letters in sent if moment is not None and label in letters]


def _lines(look: Look, offer: OfferFile, fate: Fate | None, step: int) -> list[Line]:
    results = {each.id: each for each in (fate.knockouts if step == 1 else fate.points)} if fate else {}
    return [
        Line(
            each.id, each.text, _outcome(results[each.id], step), _reason(look, results[each.id]),
            _pages(compare(look.dossier, offer.label, each).counts),
        )
        for each in items(look.dossier.request, step) if each.id in results
    ]  # fmt: skip


def _reason(look: Look, result: Result) -> str:
    """Return why, unless that says no more than that it is met."""
    reason = look.vault.show(result.reason)
    return "" if reason.casefold() == "voldoet" else reason


def _outcome(result: Result, step: int) -> str:
    if step == 1:
        return "Voldoet" if result.is_met else "Voldoet niet"
    return f"{telling.number(result.points)} punten"


def _pages(finding: Finding | None) -> str:
    if finding is None:
        return ""
    cited: list[Citation | None] = [finding.citation]
    cited += [each.citation for each in finding.periods or ()] + [each.citation for each in finding.examples]
    found = {(each.document, each.page) for each in cited if each is not None and each.is_explicit}
    return "; ".join(f"{document}, pagina {page}" for document, page in sorted(found))


@require_GET
def letter(request: PageRequest, number: str, label: str, which: int) -> HttpResponse:
    """Give one's own letter, the first is 1."""
    look = supplier_look(request, number)
    sent = _letters(look.dossier, label)
    is_mine = label in {each.label for each in look.own_offers}
    if not is_mine or not 1 <= which <= len(sent):
        raise NotThere(label)
    found = REFERENCE.search(sent[which - 1][1])
    content = look.vault.open(found.group()) if found else None
    if content is None:
        raise NotThere(label)
    is_pdf = content.startswith(b"%PDF-")
    answer = HttpResponse(content, content_type="application/pdf" if is_pdf else "text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="brief-{label}-{which}.{"pdf" if is_pdf else "txt"}"'
    return answer
