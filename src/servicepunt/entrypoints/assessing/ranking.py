"""The ranking after the lock: order, ties, who is out, and a look at what would change it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from servicepunt.domains.awards.actions import assessing
from servicepunt.domains.awards.queries.papers import names_of
from servicepunt.domains.awards.rules.sensitivity import sensitivity, what_if
from servicepunt.domains.hiring.rules.assessing import Outcome
from servicepunt.domains.hiring.rules.order import in_order
from servicepunt.domains.tenders.rules import judging
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.entrypoints.assessing.compared import place_in_words
from servicepunt.entrypoints.assessing.evidence import citations_of
from servicepunt.entrypoints.assessing.pages import command_of, look_from, say, show
from servicepunt.entrypoints.assessing.standing import out, standings, ties
from servicepunt.entrypoints.assessing.supposing import supposed_in

if TYPE_CHECKING:
    from django.http import HttpResponse

    from servicepunt.design.page import PageRequest
    from servicepunt.domains.hiring.rules.assessing import Fate
    from servicepunt.domains.tenders.queries import Look

_WORDS = {
    Outcome.KNOCKED_OUT: "voldoet niet aan alle eisen",
    Outcome.REFUSED: "geweigerd bij het insturen",
    Outcome.LAPSED: "vervallen, want de aanvraag is ingetrokken",
}
LOOKING = (Seat.DESK, Seat.ASSESSOR, Seat.AUDITOR, Seat.MANDATE)


@require_GET
def ranking(request: PageRequest, number: str) -> HttpResponse:
    """Show the ranking, as far as the viewer may see it."""
    return _page(request, look_from(request, number, *LOOKING))


def _page(request: PageRequest, look: Look, *, refusal: str = "") -> HttpResponse:
    shown: dict[str, Any] = {
        "is_locked": look.dossier.locked_at is not None, "refusal": refusal, "is_hidden": not look.may_see_ranking,
        "may_fix": _may_fix(look),
    }  # fmt: skip
    assessment = look.played.assessment if shown["is_locked"] and look.may_see_ranking else None
    if assessment is not None:
        settings = look.dossier.settings
        rows = standings(assessment, most=settings.shortlist, with_rates=look.may_see_rates)
        shown |= {
            "rows": rows,
            "most": settings.shortlist,
            "criteria": look.dossier.request.criteria,
            "ties": ties(rows, settings.tie_at_line.value),
            "out": [_out(look, each) for each in out(assessment.fates, assessment.order)],
            "late": _late_relations(look),
            "opened_by": _openers(look),
            **_supposing(request, look),
        }
    return show(request, "ranking", look, "assessing:ranking", status=422 if refusal else 200, **shown)


def _may_fix(look: Look) -> bool:
    return look.has(Seat.DESK) and look.dossier.rates_opened_at is not None and look.dossier.fixed_at is None


def _supposing(request: PageRequest, look: Look) -> dict[str, Any]:
    """Return what would change the list, for who may see rates: it would tell them otherwise."""
    if not look.may_see_rates:
        return {"shifts": None}
    supposed, refusals = supposed_in(request.GET, look.played)
    return {
        "shifts": sensitivity(look.played),
        "supposed": supposed,
        "supposing_errors": refusals,
        "supposition": what_if(look.played, supposed) if supposed.is_something and not refusals else None,
        "asked": request.GET,
    }


def _out(look: Look, fate: Fate) -> tuple[str, str, list[str], list[str]]:
    """Return who is not in the order: label, outcome, reasons and the places of the evidence."""
    reasons = [say(look, each) for each in fate.reasons]
    judged = fate.offer.conformity
    cited = [judged.citation] if judged is not None and judged.citation is not None else []
    for result in fate.knockouts:
        finding = fate.offer.knockouts.get(result.id)
        if finding is not None and not result.is_met:
            cited += citations_of(finding)
    places = [place_in_words(look, each) for each in cited]
    return fate.offer.id, _WORDS.get(fate.outcome, fate.outcome.value.replace("_", " ")), reasons, places


def _late_relations(look: Look) -> list[tuple[str, str]]:
    """Return which assessor declared a relation after the lock: name and labels (invariant 18)."""
    panel = judging.relations(look.dossier)
    names = names_of(panel)
    late = []
    for person, related in panel.items():
        declared = look.dossier.interests.get(person)
        added = in_order(set(declared.offers) - related) if declared else []
        if added:
            late.append((names.get(person, "?"), say(look, ", ".join(added))))
    return late


def _openers(look: Look) -> str:
    two = look.dossier.rates_opened_by
    return " en ".join(names_of(two).values()) if two else ""


@require_POST
def fix_list(request: PageRequest, number: str) -> HttpResponse:
    """Fix the list that goes to the client."""
    look = look_from(request, number, Seat.DESK)
    try:
        assessing.fix_list(tender=look.tender, by=request.person, at=request.at, command=command_of(request))
    except Refused as refused:
        return _page(request, look, refusal=str(refused))
    messages.success(request, "De lijst staat vast en ligt bij de opdrachtgever")
    return redirect("assessing:ranking", number)
