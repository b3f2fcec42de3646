"""The administrators' pages about norms, service hours and the matrix: edit, see the effect, apply."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from servicepunt.design.access import only
from servicepunt.design.page import PageRequest
from servicepunt.domains.agreements.actions import (
    CalendarTaken,
    NormTaken,
    ProposalSpent,
    add_calendar,
    apply_proposal,
    propose,
)
from servicepunt.domains.agreements.forms import DAYS, Hours, MatrixForm, NormForm, show_spans
from servicepunt.domains.agreements.queries import (
    calendars,
    get_calendar,
    get_norm,
    get_proposal,
    matrix,
    newest_version,
    norms_list,
)
from servicepunt.domains.agreements.rules.priority import Impact, Priority, Urgency
from servicepunt.domains.people.queries import teams
from servicepunt.domains.people.rules.roles import Permission
from servicepunt.foundation.holidays import municipal_closed_days


@require_GET
@only(Permission.MANAGE_NORMS)
def norms(request: PageRequest) -> HttpResponse:
    """Show the norms, the calendars and the matrix."""
    context = {
        "norms": norms_list(),
        "calendars": calendars(),
        "matrix": matrix(),
        "impacts": list(Impact),
        "urgencies": list(Urgency),
        "priorities": {item.value: item.label for item in Priority},
    }
    return render(request, "agreements/norms.html", context)


@require_http_methods(["GET", "POST"])
@only(Permission.MANAGE_NORMS)
def norm(request: PageRequest, pk: int | None = None) -> HttpResponseBase:
    """Propose a norm or a change of one."""
    found = get_norm(pk) if pk else None
    form = NormForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        made = propose(kind="norm", subject=pk, content=form.content(), by=request.person, at=request.at)
        return redirect("agreements:proposal", made.pk)
    context = {
        "form": form,
        "norm": found,
        "priorities": [(item.value, item.label) for item in Priority],
        "kinds": [("incident", "Storing"), ("request", "Aanvraag"), ("question", "Vraag"), ("complaint", "Klacht")],
        "teams": [(team.pk, team.name) for team in teams()],
        "calendars": [(item.pk, item.name) for item in calendars()],
    }
    return render(request, "agreements/norm.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@only(Permission.MANAGE_NORMS)
def calendar(request: PageRequest, pk: int) -> HttpResponseBase:
    """Propose other service hours: a new version of the calendar."""
    found = get_calendar(pk)
    newest = newest_version(found)
    form = Hours(request.POST or None)
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["content"]
        made = propose(kind="calendar", subject=pk, content=content, by=request.person, at=request.at)
        return redirect("agreements:proposal", made.pk)
    typed: Any = request.POST or {
        **{f"day{n}": show_spans(newest.weekly.get(str(n), [])) for n in range(7)},
        "closed": "\n".join(newest.closed),
        "special": "\n".join(f"{day} {show_spans(spans)}" for day, spans in sorted(newest.special.items())),
    }
    return _calendar_page(request, form, typed, calendar=found, version=newest)


@require_http_methods(["GET", "POST"])
@only(Permission.MANAGE_NORMS)
def new_calendar(request: PageRequest) -> HttpResponseBase:
    """Make service hours under a new name: office hours and the days off of municipalities to begin with."""
    form = Hours(request.POST or None, is_new=True)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            add_calendar(name=typed["name"], content=typed["content"], by=request.person, at=request.at)
        except CalendarTaken:
            form.add_error("name", "Er zijn al openingstijden met deze naam. Kies een andere.")
        else:
            messages.success(request, f"{typed['name']} is gemaakt. Kies deze openingstijden bij een norm.")
            return redirect("agreements:norms")
    days = [day for _, closed in _years(request) for day in closed]
    office = {f"day{n}": "08:30-17:00" for n in range(5)} | {"closed": "\n".join(str(day) for day in days)}
    return _calendar_page(request, form, request.POST or office)


def _years(request: PageRequest) -> list[tuple[int, list[date]]]:
    return [(year, municipal_closed_days(year)) for year in range(request.at.year, request.at.year + 3)]


def _calendar_page(request: PageRequest, form: Hours, typed: Any, **more: Any) -> HttpResponse:
    context = {"form": form, "typed": typed, "days": DAYS, "years": _years(request), **more}
    return render(request, "agreements/calendar.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@only(Permission.MANAGE_NORMS)
def priority_matrix(request: PageRequest) -> HttpResponseBase:
    """Propose another matrix."""
    form = MatrixForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = propose(kind="matrix", subject=None, content=form.content(), by=request.person, at=request.at)
        return redirect("agreements:proposal", made.pk)
    context = {
        "form": form,
        "matrix": matrix(),
        "impacts": list(Impact),
        "urgencies": list(Urgency),
        "priorities": [(item.value, item.label) for item in Priority],
    }
    return render(request, "agreements/matrix.html", context, status=422 if form.errors else 200)


@require_GET
@only(Permission.MANAGE_NORMS)
def proposal(request: PageRequest, pk: int) -> HttpResponse:
    """Show what a change would do to open tickets, before it holds."""
    return render(request, "agreements/proposal.html", {"proposal": get_proposal(pk)})


@require_POST
@only(Permission.MANAGE_NORMS)
def apply(request: PageRequest, pk: int) -> HttpResponseBase:
    """Let the change hold."""
    try:
        apply_proposal(proposal=get_proposal(pk), by=request.person, at=request.at)
    except ProposalSpent:
        messages.error(request, "Deze wijziging is al doorgevoerd.")
    except NormTaken:
        messages.error(request, "Er is al een norm voor deze prioriteit, soort en groep. Wijzig die.")
        return redirect("agreements:proposal", pk)
    else:
        messages.success(request, "De wijziging geldt. Open meldingen worden bijgewerkt.")
    return redirect("agreements:norms")
