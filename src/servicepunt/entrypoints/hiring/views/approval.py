"""Approval and publication: the estimate, the budget holder, the checklist."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from servicepunt.domains.awards.rules.questions import named_questions, questions_of
from servicepunt.domains.awards.rules.thresholds import threshold_on
from servicepunt.domains.hiring.rules.moments import local_day
from servicepunt.domains.tenders.actions import drafting
from servicepunt.domains.tenders.queries import holders_of, people_by_number
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.entrypoints.hiring.estimate import Estimate, estimate, most_hours
from servicepunt.entrypoints.hiring.forms import Rates, Reason
from servicepunt.entrypoints.hiring.page import REFUSALS, command_of, inside, show
from servicepunt.entrypoints.hiring.telling import read_lines
from servicepunt.entrypoints.hiring.views.drafting import parts_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpResponse, HttpResponseBase

    from servicepunt.design.page import PageRequest
    from servicepunt.domains.tenders.queries import Look

SEATS = (Seat.DESK, Seat.CLIENT, Seat.BUDGET, Seat.AUDITOR)


@require_GET
def approval(request: PageRequest, number: str) -> HttpResponse:
    """Show the estimate, the stand of the approval and what publication still lacks."""
    return _page(request, inside(request, number, *SEATS))


def _page(  # noqa: PLR0913  # what a refused form keeps
    request: PageRequest,
    look: Look,
    *,
    refusal: str = "",
    form: forms.Form | None = None,
    sum_: Estimate | None = None,
) -> HttpResponse:
    dossier = look.dossier
    context: dict[str, Any] = {
        "form": form,
        "estimate": sum_,
        "hours": most_hours(dossier.written),
        "threshold": threshold_on(local_day(request.at)),
        "told": read_lines(parts_in(dossier.draft)),
        "questions": [(name, asked) for _, name, asked in named_questions(dossier)],
        "may_send": look.has(Seat.DESK, Seat.CLIENT),
        "may_approve": look.has(Seat.BUDGET) and request.person.pk not in dossier.drafters,
        "may_publish": look.has(Seat.DESK),
        "is_published": dossier.published_at is not None,
        **_readiness(look),
    }
    status = 422 if form and form.errors else 200
    return show(request, look, "approval", "hiring:approval", refusal=refusal, status=status, **context)


def _readiness(look: Look) -> dict[str, Any]:
    """Return who approved, who holds keys, and what publication lacks."""
    dossier, holders = look.dossier, holders_of(look.tender)
    return {
        "names": people_by_number([dossier.approved_by] if dossier.approved_by else []),
        "holders": holders,
        "lacks": drafting.publication_lacks(dossier, [each.person for each in holders], at=look.at),
    }


def _estimate(request: PageRequest, look: Look, form: Rates) -> Estimate | None:
    low, high = (Decimal(form.cleaned_data[name]) for name in ("laag", "hoog"))
    return estimate(look.dossier.written, low=low, high=high, on=local_day(request.at))


@require_POST
def send(request: PageRequest, number: str) -> HttpResponseBase:
    """Put the draft before the budget holder, with the highest estimated value; or only work the value out."""
    look = inside(request, number, Seat.DESK, Seat.CLIENT)
    form = Rates(request.POST)
    if not form.is_valid():
        return _page(request, look, form=form)
    sum_ = _estimate(request, look, form)
    if sum_ is None:
        return _page(request, look, refusal="Vul eerst uren per week en duur in: zonder is er geen raming.")
    if request.POST.get("stap") == "reken":
        return _page(request, look, sum_=sum_)
    return _done(
        request,
        look,
        lambda command: drafting.send_for_approval(
            tender=look.tender, estimate=sum_.high, by=request.person, at=request.at, command=command
        ),
        "Voorgelegd aan de budgethouder",
    )


@require_POST
def approve(request: PageRequest, number: str) -> HttpResponseBase:
    """Approve the draft as budget holder."""
    look = inside(request, number, Seat.BUDGET)
    return _done(
        request,
        look,
        lambda command: drafting.approve(tender=look.tender, by=request.person, at=request.at, command=command),
        "Goedgekeurd",
    )


@require_POST
def give_back(request: PageRequest, number: str) -> HttpResponseBase:
    """Give the draft back with a reason."""
    look = inside(request, number, Seat.BUDGET)
    form = Reason(request.POST)
    if not form.is_valid():
        return _page(request, look, form=form)
    reason = form.cleaned_data["reden"]
    return _done(
        request,
        look,
        lambda command: drafting.give_back(
            tender=look.tender, reason=reason, by=request.person, at=request.at, command=command
        ),
        "Teruggegeven met je reden",
    )


@require_POST
def publish(request: PageRequest, number: str) -> HttpResponseBase:
    """Publish the request: everybody who is invited sees it from now on."""
    look = inside(request, number, Seat.DESK)
    return _done(
        request,
        look,
        lambda command: drafting.publish(
            tender=look.tender, questions=questions_of(look.dossier), by=request.person, at=request.at, command=command
        ),
        f"Aanvraag {number} is gepubliceerd",
    )


def _done(request: PageRequest, look: Look, act: Callable[[str], object], said: str) -> HttpResponseBase:
    try:
        act(command_of(request))
    except REFUSALS as refusal:
        return _page(request, look, refusal=str(refusal))
    messages.success(request, said)
    return redirect("hiring:approval", look.tender.number)
