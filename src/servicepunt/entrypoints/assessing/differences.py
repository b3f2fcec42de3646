"""After everybody is final: where the assessors differ, how far they agreed, and the lock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from servicepunt.domains.awards.actions import assessing
from servicepunt.domains.awards.actions import settling as settling_actions
from servicepunt.domains.tenders.rules import judging
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.entrypoints.assessing import evidence
from servicepunt.entrypoints.assessing.compared import Settling, progress_of, settling_of, step_of_all
from servicepunt.entrypoints.assessing.pages import command_of, look_from, show
from servicepunt.entrypoints.assessing.scoring import COUNT, MORE
from servicepunt.entrypoints.assessing.sheet import sheet_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from servicepunt.design.page import PageRequest
    from servicepunt.domains.tenders.queries import Look

AGREE, DROP = "akkoord", "intrekken"
_SAID = {AGREE: "Je bent akkoord met het voorstel", DROP: "Je voorstel is ingetrokken"}
_LOOKING = (Seat.ASSESSOR, Seat.DESK, Seat.AUDITOR)


@require_GET
def overview(request: PageRequest, number: str) -> HttpResponse:
    """Show who is final, and once everybody is: differences, agreement and what was settled."""
    return _overview(request, look_from(request, number, *_LOOKING))


def _overview(request: PageRequest, look: Look, *, refusal: str = "") -> HttpResponse:
    is_opened = look.dossier.opened_at is not None
    return show(
        request,
        "differences",
        look,
        "assessing:differences",
        status=422 if refusal else 200,
        steps=[step_of_all(look, step) for step in (1, 2)] if is_opened and look.may_see_ranking else [],
        is_hidden=is_opened and not look.may_see_ranking,
        progress=progress_of(look) if is_opened else [],
        refusal=refusal,
        may_settle=look.has(Seat.ASSESSOR) and look.dossier.locked_at is None,
        may_lock=look.has(Seat.DESK) and look.dossier.locked_at is None,
        is_ready=is_opened and all(judging.is_final_for_all(look.dossier, step) for step in (1, 2))
        and judging.is_complete(look.dossier, 2) and not judging.open_proposals(look.dossier),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def settle(request: PageRequest, number: str, label: str, item: str) -> HttpResponse:
    """Show the findings and what was proposed side by side, and take a proposal, or that one agrees with it."""
    look = look_from(request, number, Seat.ASSESSOR)
    settling = settling_of(look, label, item)
    if request.method == "GET":
        return _page(request, look, settling, settling.begun_from(request.GET.get("van", "")))
    does = request.POST.get("do", "")
    typed = evidence.typed_in(request.POST, more=does == MORE)
    if does in {COUNT, MORE}:
        return _page(request, look, settling, typed)
    errors = _answer(request, look, settling) if does in _SAID else _propose(request, look, settling, typed)
    if errors:
        typed = settling.begun_from("") if does in _SAID else typed
        return _page(request, look, settling, typed, errors)
    messages.success(request, _SAID.get(does, "Je voorstel ligt er. Het telt als de andere beoordelaars akkoord gaan"))
    return redirect("assessing:differences", number)


def _propose(request: PageRequest, look: Look, settling: Settling, typed: evidence.Typed) -> list[evidence.Error]:
    finding, errors = evidence.finding_of(settling.item, typed)
    if errors:
        return errors
    try:
        settling_actions.propose(
            tender=look.tender, offer=settling.label, item=settling.item.id, finding=finding, reason=_agreed(request),
            by=request.person, at=request.at, seen=request.POST.get("seen", ""), command=command_of(request),
        )  # fmt: skip
    except Refused as refused:
        return [("id_agreed", str(refused))]
    return []


def _answer(request: PageRequest, look: Look, settling: Settling) -> list[evidence.Error]:
    given: dict[str, Any] = {
        "tender": look.tender, "offer": settling.label, "item": settling.item.id, "by": request.person,
        "at": request.at, "command": command_of(request),
    }  # fmt: skip
    try:
        if request.POST["do"] == AGREE:
            settling_actions.agree(**given, seen=request.POST.get("seen", ""))
        else:
            settling_actions.drop(**given)
    except Refused as refused:
        return [("", str(refused))]
    return []


def _agreed(request: PageRequest) -> str:
    return request.POST.get("agreed", "").strip()[:5_000]


def _page(
    request: PageRequest,
    look: Look,
    settling: Settling,
    typed: evidence.Typed,
    errors: list[evidence.Error] | None = None,
) -> HttpResponse:
    is_part = bool(request.htmx) and request.POST.get("do") == COUNT
    sheet = sheet_of(look, look.offer(settling.label), settling.item, typed, with_papers=not is_part)
    agreed = _agreed(request) if request.method == "POST" else settling.reason
    template = "_outcome" if is_part else "settle"
    return show(
        request,
        template,
        look,
        "assessing:differences",
        status=422 if errors else 200,
        typed=typed,
        sheet=sheet,
        item=settling.item,
        errors=errors or [],
        settling=settling,
        agreed=agreed,
    )


@require_POST
def lock(request: PageRequest, number: str) -> HttpResponse:
    """Lock steps 0 to 2."""
    look = look_from(request, number, Seat.DESK)
    try:
        assessing.lock(tender=look.tender, by=request.person, at=request.at, command=command_of(request))
    except Refused as refused:
        return _overview(request, look, refusal=str(refused))
    messages.success(request, "De punten staan vast. Nu kunnen de tarieven open")
    return redirect("assessing:ranking", number)
