"""Quick registration: who calls, what for, and what happens with it, on one page without a mouse."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from servicepunt.design.access import only
from servicepunt.design.page import PageRequest
from servicepunt.domains.agreements.rules.priority import Impact, Urgency
from servicepunt.domains.people.queries import (
    PersonNotFound,
    find_people,
    find_person_by_phone,
    get_person,
    teams,
)
from servicepunt.domains.people.rules import Permission
from servicepunt.domains.tickets.actions import Report, register_call
from servicepunt.domains.tickets.queries.detail import open_tickets_of
from servicepunt.domains.tickets.rules.words import CATEGORIES, CAUSES, Kind
from servicepunt.entrypoints.phone.forms import Call


@require_http_methods(["GET", "POST"])
@only(Permission.WORK)
def register(request: PageRequest) -> HttpResponseBase:
    """Show the page, prefilled by `?nummer=` as telephone systems call it, or register what was typed."""
    if request.method == "GET":
        return _page(request, Call(), {"began": request.at.isoformat()} | request.GET.dict())
    form = Call(_with_person(request))
    if not form.is_valid():
        return _page(request, form, request.POST.dict(), status=422)
    typed = form.cleaned_data
    solution = typed["solution"] if typed["outcome"] == "solved" else ""
    ticket = register_call(
        _report(request, typed), solved_now=solution, cause=typed["cause"], by=request.person, at=request.at
    )
    done = {"solved": "direct opgelost", "mine": "staat op jouw naam", "route": f"ligt bij {ticket.team.name}"}
    messages.success(request, f"{ticket.number} {done[typed['outcome']]}")
    return redirect("phone:register" if typed["outcome"] == "solved" else "worklist:worklist")


def _report(request: PageRequest, typed: dict[str, Any]) -> Report:
    is_routed = typed["outcome"] == "route"
    return Report(
        requester=typed["person"],
        title=typed["title"],
        text=typed["text"] or typed["title"],
        channel=typed["channel"],
        kind=typed["kind"],
        category=typed["category"],
        impact=typed["impact"],
        urgency=typed["urgency"],
        team=typed["team"] if is_routed else None,
        agent=None if is_routed else request.person,
        started_at=min(typed["began"] or request.at, request.at),
        key=typed["key"] or None,
    )


def _with_person(request: PageRequest) -> Any:
    """Return what was typed; without script the caller is found by the text when only one fits."""
    typed = request.POST.copy()
    if not typed.get("person") and typed.get("person_text", "").strip():
        found = find_people(str(typed["person_text"]), viewer=request.person, limit=2)
        if len(found) == 1:
            typed["person"] = str(found[0].pk)
    return typed


def _page(request: PageRequest, form: Call, typed: dict[str, Any], *, status: int = 200) -> HttpResponse:
    number = str(typed.get("nummer", ""))
    caller = _chosen(request, typed) or (find_person_by_phone(number) if number else None)
    context = {
        "form": form,
        "typed": typed,
        "number": number,
        "who": caller,
        "open_tickets": open_tickets_of(caller, viewer=request.person) if caller else [],
        "kinds": [(item.value, item.label) for item in Kind],
        "impacts": [(item.value, item.label) for item in Impact],
        "urgencies": [(item.value, item.label) for item in Urgency],
        "categories": [(name, name) for name in CATEGORIES],
        "teams": [(team.pk, team.name) for team in teams()],
        "causes": CAUSES,
        "form_key": typed.get("key") or f"form:{uuid.uuid4()}",
        "moment": request.at,
    }
    return render(request, "phone/register.html", context, status=status)


def _chosen(request: PageRequest, typed: dict[str, Any]) -> Any:
    chosen = str(typed.get("person", ""))
    if not chosen.isdecimal():
        return None
    try:
        return get_person(int(chosen), viewer=request.person)
    except PersonNotFound:
        return None


@require_GET
@only(Permission.WORK)
def callers(request: PageRequest) -> HttpResponse:
    """Suggest people for what is typed: name, number, e-mail or department."""
    typed = request.GET.get("q", "").strip()
    found = find_people(typed, viewer=request.person, limit=8) if len(typed) >= 2 else []
    return render(request, "phone/_callers.html", {"people": found, "typed": typed})


@require_GET
@only(Permission.WORK)
def caller(request: PageRequest) -> HttpResponse:
    """Show who calls and what is open for them."""
    person = _chosen(request, request.GET.dict())
    context = {
        "who": person,
        "open_tickets": open_tickets_of(person, viewer=request.person) if person else [],
        "moment": request.at,
    }
    return render(request, "phone/_caller.html", context)
