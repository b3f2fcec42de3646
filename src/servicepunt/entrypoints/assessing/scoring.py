"""An assessor's own work: the list of what is to be judged, and the page where evidence becomes points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from servicepunt.domains.awards.actions import assessing
from servicepunt.domains.tenders.rules import judging
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.entrypoints.assessing import evidence
from servicepunt.entrypoints.assessing.desk import own_work, place_of
from servicepunt.entrypoints.assessing.pages import command_of, look_from, show, to_interests
from servicepunt.entrypoints.assessing.sheet import sheet_of
from servicepunt.foundation.errors import NotThere

if TYPE_CHECKING:
    from django.http import HttpResponse

    from servicepunt.design.page import PageRequest
    from servicepunt.domains.tenders.queries import Look
    from servicepunt.entrypoints.assessing.desk import Spot

COUNT, MORE = "reken", "meer"


@require_GET
def overview(request: PageRequest, number: str) -> HttpResponse:
    """Show what one has to judge in both steps, in one's own order, and how far one is."""
    look = look_from(request, number, Seat.ASSESSOR)
    if look.dossier.opened_at is None:
        return show(request, "scoring", look, "assessing:scoring", steps=[])
    return to_interests(request, look) or show(
        request, "scoring", look, "assessing:scoring", steps=[own_work(look, step) for step in (1, 2)]
    )


@require_http_methods(["GET", "POST"])
def score(request: PageRequest, number: str, label: str, item: str) -> HttpResponse:
    """Show one requirement or criterion of one offer beside its documents, and take what was found."""
    look = look_from(request, number, Seat.ASSESSOR)
    declared = to_interests(request, look)
    if declared is not None:
        return declared
    spot = place_of(look, label, item)
    if spot.is_final:
        messages.info(request, "Je oordeel over deze stap is definitief")
        return redirect("assessing:scoring", number)
    if request.method == "GET":
        return _page(request, look, spot, evidence.typed_of(spot.item, spot.finding, spot.texts))
    does = request.POST.get("do", "")
    typed = evidence.typed_in(request.POST, more=does == MORE)
    if does in {COUNT, MORE}:
        return _page(request, look, spot, typed)
    return _take(request, look, spot, typed)


def _take(request: PageRequest, look: Look, spot: Spot, typed: evidence.Typed) -> HttpResponse:
    finding, errors = evidence.finding_of(spot.item, typed)
    if not errors:
        try:
            assessing.find(
                tender=look.tender, offer=spot.label, item=spot.item.id, finding=finding, by=request.person,
                at=request.at, command=command_of(request),
            )  # fmt: skip
        except Refused as refused:
            errors = [("", str(refused))]
    if errors:
        return _page(request, look, spot, typed, errors)
    messages.success(request, f"{spot.shown}, onderdeel {spot.item.id}: vastgelegd")
    if spot.next_todo is None:
        return redirect("assessing:scoring", look.tender.number)
    return redirect("assessing:score", look.tender.number, *spot.next_todo)


def _page(
    request: PageRequest, look: Look, spot: Spot, typed: evidence.Typed, errors: list[evidence.Error] | None = None
) -> HttpResponse:
    is_part = bool(request.htmx) and request.POST.get("do") == COUNT
    sheet = sheet_of(look, spot.offer, spot.item, typed, with_papers=not is_part)
    context = {"spot": spot, "typed": typed, "sheet": sheet, "errors": errors or [], "item": spot.item}
    template = "_outcome" if is_part else "score"
    return show(request, template, look, "assessing:scoring", status=422 if errors else 200, **context)


@require_POST
def make_final(request: PageRequest, number: str) -> HttpResponse:
    """Make one's own judgement of a step final."""
    look = look_from(request, number, Seat.ASSESSOR)
    step = {"1": 1, "2": 2}.get(request.POST.get("step", ""))
    if step is None:
        raise NotThere(number)
    try:
        dossier = assessing.make_final(
            tender=look.tender, step=step, by=request.person, at=request.at, command=command_of(request)
        )
    except Refused as refused:
        return _refused(request, look, str(refused))
    said = f"Je oordeel over stap {step} is definitief"
    if judging.is_final_for_all(dossier, step):
        messages.success(request, f"{said}. Iedereen is klaar: hier staan de verschillen")
        return redirect("assessing:differences", number)
    messages.success(request, said)
    return redirect("assessing:scoring", number)


def _refused(request: PageRequest, look: Look, refusal: str) -> HttpResponse:
    steps = [own_work(look, step) for step in (1, 2)] if look.dossier.opened_at else []
    return show(request, "scoring", look, "assessing:scoring", status=422, steps=steps, refusal=refusal)
