"""The administrators' pages about norms, service hours and the matrix: edit, see the effect, apply."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from servicepunt.design.access import only
from servicepunt.design.page import PageRequest
from servicepunt.domains.agreements import actions, queries
from servicepunt.domains.agreements.forms import CalendarName, Hours, MatrixForm, NormForm, shown_hours
from servicepunt.domains.agreements.rules.priority import Impact, Priority, Urgency
from servicepunt.domains.agreements.rules.written import (
    CLOCK_WORDS,
    DAYS,
    KINDS,
    days_in,
    differences,
    read_day,
    show_day,
)
from servicepunt.domains.people.queries import teams
from servicepunt.domains.people.rules.roles import Permission
from servicepunt.foundation.holidays import municipal_closed_days

if TYPE_CHECKING:
    from servicepunt.domains.agreements.models import Proposal

PRIORITIES = [(item.value, item.label) for item in Priority]
_AHEAD = 3
_TAKEN = "Er zijn al openingstijden met deze naam: {}. Kies een andere naam."


@require_GET
@only(Permission.MANAGE_NORMS)
def norms(request: PageRequest) -> HttpResponse:
    """Show the norms, the calendars and the matrix."""
    context = {
        "norms": queries.norms_list(),
        "calendars": queries.calendars(),
        "unclosed": queries.calendars_without_closed_days(request.at.year + 1),
        "next_year": request.at.year + 1,
        "matrix": queries.matrix(),
        "impacts": list(Impact),
        "urgencies": list(Urgency),
        "priorities": dict(PRIORITIES),
        "kinds": KINDS,
    }
    return render(request, "agreements/norms.html", context)


@require_http_methods(["GET", "POST"])
@only(Permission.MANAGE_NORMS)
def norm(request: PageRequest, pk: int | None = None) -> HttpResponseBase:
    """Propose a norm or a change of one."""
    found = queries.get_norm(pk) if pk else None
    earlier = _earlier(request, "norm", pk)
    form = NormForm(request.POST or None, instance=found, content=earlier)
    context: dict[str, Any] = {
        "form": form,
        "norm": found,
        "priorities": PRIORITIES,
        "kinds": KINDS.items(),
        "teams": [(team.pk, team.name) for team in teams()],
        "calendars": [(item.pk, item.name) for item in queries.calendars()],
        "clocks": CLOCK_WORDS.items(),
    }
    return _edit(request, form, "agreements/norm.html", context, kind="norm", subject=pk)


def _edit(
    request: PageRequest, form: BaseForm, template: str, context: dict[str, Any], *, kind: str, subject: int | None
) -> HttpResponseBase:
    """Show a form, or keep what was typed as a proposal; what another one changed meanwhile is shown first."""
    status = 200
    context["seen"] = queries.version_now(kind, subject)
    if request.method == "POST" and form.is_valid():
        content = form.content()  # type: ignore[attr-defined]  # every form here has it
        seen = request.POST.get("seen", "")
        try:
            made = actions.propose(
                kind=kind,
                subject=subject,
                content=content,
                seen=int(seen) if seen.isdecimal() else 0,
                by=request.person,
                at=request.at,
            )
        except actions.StaleAgreement:
            status, context["stale"] = 409, _meanwhile(kind, subject, content)
        else:
            return redirect("agreements:proposal", made.pk)
    return render(request, template, context, status=422 if form.errors else status)


def _meanwhile(kind: str, subject: int | None, content: Mapping[str, Any]) -> dict[str, Any]:
    """Return who changed an agreement meanwhile, when, and how that differs from what was typed."""
    who, when = queries.last_change(kind, subject) or ("", None)
    now = queries.in_words(kind, queries.content_now(kind, subject))
    lines = differences(now, queries.in_words(kind, content))
    return {
        "by": who,
        "when": when,
        "lines": [f"{label}: nu {was}, jij vulde in {typed}." for label, was, typed in lines],
    }


def _earlier(request: PageRequest, kind: str, subject: int | None) -> dict[str, Any] | None:
    """Return what was proposed before, when somebody goes back from the effect to the form."""
    asked = request.GET.get("voorstel", "")
    if request.method != "GET" or not asked.isdecimal():
        return None
    found = queries.get_proposal(int(asked[:18]))
    return found.content if (found.kind, found.subject) == (kind, subject) else None


@require_http_methods(["GET", "POST"])
@only(Permission.MANAGE_NORMS)
def calendar(request: PageRequest, pk: int) -> HttpResponseBase:
    """Propose other service hours: a new version of the calendar."""
    found = queries.get_calendar(pk)
    form = Hours(request.POST or None, calendar=pk)
    now = _earlier(request, "calendar", pk) or _hours_now(pk)
    context = _calendar_context(request, form, request.POST or shown_hours(now), calendar=found)
    if "fill" in request.POST:
        return _fill(request, context)
    return _edit(request, form, "agreements/calendar.html", context, kind="calendar", subject=pk)


def _hours_now(pk: int) -> dict[str, Any]:
    return queries.content_now("calendar", pk) or {}


@require_POST
@only(Permission.MANAGE_NORMS)
def rename(request: PageRequest, pk: int) -> HttpResponseBase:
    """Give service hours another name."""
    found = queries.get_calendar(pk)
    form = CalendarName(request.POST)
    if form.is_valid():
        name = form.cleaned_data["new_name"]
        try:
            actions.rename_calendar(calendar=pk, name=name, by=request.person, at=request.at)
        except actions.CalendarTaken as taken:
            form.add_error("new_name", _TAKEN.format(taken))
        else:
            messages.success(request, f"{found.name} heet nu {name}")
            return redirect("agreements:norms")
    context = _calendar_context(request, form, shown_hours(_hours_now(pk)), calendar=found)
    context |= {"seen": queries.version_now("calendar", pk), "new_name": request.POST.get("new_name", "")}
    return render(request, "agreements/calendar.html", context, status=422)


@require_POST
@only(Permission.MANAGE_NORMS)
def make_default(request: PageRequest, pk: int) -> HttpResponseBase:
    """Let service hours be the default ones."""
    found = queries.get_calendar(pk)
    is_changed = actions.make_default_calendar(calendar=pk, by=request.person, at=request.at)
    messages.success(request, f"{found.name} is nu de standaard" if is_changed else f"{found.name} was al de standaard")
    return redirect("agreements:norms")


@require_http_methods(["GET", "POST"])
@only(Permission.MANAGE_NORMS)
def new_calendar(request: PageRequest) -> HttpResponseBase:
    """Make service hours under a new name: office hours and the days off of municipalities to begin with."""
    form = Hours(request.POST or None)
    office = {f"day{n}": "08:30-17:00" for n in range(5)} | {"closed": "\n".join(_municipal(request))}
    context = _calendar_context(request, form, request.POST or office)
    if "fill" in request.POST:
        return _fill(request, context)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            actions.add_calendar(name=typed["name"], content=typed["content"], by=request.person, at=request.at)
        except actions.CalendarTaken as taken:
            form.add_error("name", _TAKEN.format(taken))
        else:
            messages.success(request, f"{typed['name']} is gemaakt. Kies deze openingstijden bij een norm.")
            return redirect("agreements:norms")
    return render(request, "agreements/calendar.html", context, status=422 if form.errors else 200)


def _fill(request: PageRequest, context: dict[str, Any]) -> HttpResponse:
    """Show the form again with the closed days of the coming years beside those that were typed."""
    typed = request.POST.dict()
    lines = days_in(str(typed.get("closed", "")))
    missing = [day for day in _municipal(request) if day not in lines]
    days = sorted([*lines, *missing], key=_in_order)
    context |= {"form": None, "typed": typed | {"closed": "\n".join(days)}, "seen": typed.get("seen", 0)}
    context["days_added"] = len(missing)
    return render(request, "agreements/calendar.html", context)


def _in_order(line: str) -> date:
    try:
        return read_day(line)
    except ValueError:
        return date.max


def _municipal(request: PageRequest) -> list[str]:
    years = range(request.at.year, request.at.year + _AHEAD)
    return [show_day(day) for year in years for day in municipal_closed_days(year)]


def _calendar_context(request: PageRequest, form: BaseForm, typed: Any, **more: Any) -> dict[str, Any]:
    last = request.at.year + _AHEAD - 1
    return {"form": form, "typed": typed, "days": DAYS, "first_year": request.at.year, "last_year": last, **more}


@require_http_methods(["GET", "POST"])
@only(Permission.MANAGE_NORMS)
def priority_matrix(request: PageRequest) -> HttpResponseBase:
    """Propose another matrix."""
    form = MatrixForm(request.POST or None)
    earlier = _earlier(request, "matrix", None)
    context = {
        "form": form,
        "matrix": earlier["cells"] if earlier else queries.matrix(),
        "impacts": list(Impact),
        "urgencies": list(Urgency),
        "priorities": PRIORITIES,
    }
    return _edit(request, form, "agreements/matrix.html", context, kind="matrix", subject=None)


@require_GET
@only(Permission.MANAGE_NORMS)
def proposal(request: PageRequest, pk: int) -> HttpResponse:
    """Show what changes, and what that would do to open tickets, before it holds."""
    return _show_proposal(request, queries.get_proposal(pk))


def _show_proposal(request: PageRequest, found: Proposal, *, status: int = 200) -> HttpResponse:
    now = queries.in_words(found.kind, queries.content_now(found.kind, found.subject))
    context = {
        "proposal": found,
        "changes": differences(now, queries.in_words(found.kind, found.content), missing=_MISSING[found.kind]),
        "is_stale": queries.version_now(found.kind, found.subject) != found.base,
        "last": queries.last_change(found.kind, found.subject),
        "moment": request.at,
    }
    return render(request, "agreements/proposal.html", context, status=status)


_MISSING = {"calendar": "gewone tijden", "norm": "bestaat nog niet", "matrix": ""}


@require_POST
@only(Permission.MANAGE_NORMS)
def apply(request: PageRequest, pk: int) -> HttpResponseBase:
    """Let the change hold."""
    found = queries.get_proposal(pk)
    try:
        actions.apply_proposal(proposal=found, by=request.person, at=request.at)
    except actions.ProposalSpent:
        messages.error(request, "Deze wijziging is al doorgevoerd.")
    except actions.StaleAgreement:
        return _show_proposal(request, found, status=409)
    except actions.NormTaken:
        messages.error(request, "Er is al een norm voor deze prioriteit, soort en groep. Wijzig die, of pas deze aan.")
        return redirect("agreements:proposal", pk)
    except actions.NormNameTaken as taken:
        messages.error(request, f"Er is al een norm met deze naam: {taken}. Pas de norm aan met een andere naam.")
        return redirect("agreements:proposal", pk)
    else:
        messages.success(request, "De wijziging geldt. Open meldingen worden bijgewerkt.")
    return redirect("agreements:norms")
