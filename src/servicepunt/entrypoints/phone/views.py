"""Quick registration: who calls, what for, and what happens with it, on one page without a mouse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from servicepunt.design.access import only
from servicepunt.design.page import PageRequest
from servicepunt.domains.agreements.rules.priority import Impact, Urgency
from servicepunt.domains.people.actions import AddressTaken, Newcomer
from servicepunt.domains.people.queries import (
    PersonNotFound,
    bounced_addresses,
    find_people,
    get_person,
    people_by_phone,
    phones_of,
    teams,
)
from servicepunt.domains.people.rules import Permission
from servicepunt.domains.tickets.actions import add_message, register_call
from servicepunt.domains.tickets.forms import fresh_key, key_of
from servicepunt.domains.tickets.queries.access import tickets_of_requester
from servicepunt.domains.tickets.queries.detail import drafts_in, open_tickets_of
from servicepunt.domains.tickets.rules.words import CATEGORIES, CAUSES, Kind
from servicepunt.domains.worklist.actions.drafts import drop_draft
from servicepunt.domains.worklist.actions.reading import read_ticket
from servicepunt.entrypoints.phone.forms import Addition, Call

if TYPE_CHECKING:
    from servicepunt.domains.people.models import Person
    from servicepunt.domains.tickets.models import Draft

NEW = "new"
# Each page that is filled in has a place of its own: two calls at once are two drafts.
PLACE = "phone:"
_LISTS = {
    "kinds": [(item.value, item.label) for item in Kind],
    "impacts": [(item.value, item.label) for item in Impact],
    "urgencies": [(item.value, item.label) for item in Urgency],
    "categories": [(name, name) for name in CATEGORIES],
    "causes": CAUSES,
    "place": PLACE,
}
MOST = 8
MOST_OPEN = 6
LONGEST = timedelta(hours=2)


@require_http_methods(["GET", "POST"])
@only(Permission.WORK)
def call(request: PageRequest) -> HttpResponseBase:
    """Show the page, prefilled by `?nummer=` as telephone systems call it, or register what was typed."""
    if request.method == "GET":
        # A telephone system opens the page when the call comes in; an empty page may lie ready for hours.
        began = {"began": request.at.isoformat()} if "nummer" in request.GET else {}
        return _begin(request, request.GET.dict() | began)
    if "forget" in request.POST:
        drop_draft(slot=PLACE + request.POST["forget"], by=request.person)
        return redirect("phone:register")
    typed = _with_person(request)
    typed["began"] = began_at(typed, request.at).isoformat()
    if "add_to" in typed:
        return _add(request, typed)
    form = Call(typed)
    if form.is_valid():
        try:
            return _register(request, form.cleaned_data)
        except AddressTaken:
            form.add_error("email", "Dit e-mailadres is van iemand anders. Zoek die persoon, of laat dit leeg.")
    return _page(request, form, typed, status=422)


def _begin(request: PageRequest, typed: dict[str, Any]) -> HttpResponse:
    """Show the page with what `?concept=` names, else empty and with what is not registered yet beside it."""
    kept = drafts_in(PLACE, viewer=request.person)
    chosen = next((each for each in kept if each.slot == PLACE + typed.get("concept", "")), None)
    if chosen is not None:
        again = chosen.content | {"key": chosen.content["form"], "draft": "kept"}
        return _page(request, Call(), _with_new(again))
    return _page(request, Call(), typed, unfinished=kept)


def _register(request: PageRequest, typed: dict[str, Any]) -> HttpResponse:
    is_routed = typed["outcome"] == "route"
    newcomer = Newcomer(name=typed["person_text"], number=typed["number"], email=typed["email"])
    ticket = register_call(
        caller=typed["person"] or newcomer,
        solved_now=typed["solution"],
        cause=typed["cause"],
        by=request.person,
        at=request.at,
        title=typed["title"],
        text=typed["text"] or typed["title"],
        channel=typed["channel"],
        kind=typed["kind"],
        category=typed["category"],
        impact=typed["impact"],
        urgency=typed["urgency"],
        team=typed["team"] if is_routed else None,
        agent=None if is_routed else request.person,
        started_at=typed["began"] or request.at,
        key=call_key(typed, by=request.person),
    )
    _forget(request)
    done = {"solved": "direct opgelost", "mine": "staat op jouw naam", "route": f"ligt bij {ticket.team.name}"}
    messages.success(request, f"{ticket.number} {done[typed['outcome']]}")
    return redirect("phone:register" if typed["outcome"] == "solved" else "worklist:worklist")


def _add(request: PageRequest, typed: dict[str, Any]) -> HttpResponse:
    """Add the call to a ticket that is open already, instead of making one."""
    form = Addition(typed)
    found = read_ticket(str(typed["add_to"]), viewer=request.person, at=request.at)
    if form.is_valid() and not tickets_of_requester(form.cleaned_data["person"]).filter(pk=found.pk).exists():
        form.add_error("person", f"{found.number} is van iemand anders. Kies de beller opnieuw.")
    if form.errors:
        return _page(request, form, typed, status=422)
    said = form.cleaned_data
    landed = add_message(
        ticket=found,
        author=said["person"],
        text="\n\n".join(filter(None, [said["title"], said["text"]])),
        channel=said["channel"],
        written_at=request.at,
        key=call_key(said, by=request.person),
        by=request.person,
        at=request.at,
    )
    _forget(request)
    messages.success(request, f"Het gesprek staat bij {landed.number}")
    return redirect("tickets:ticket", landed.number.replace(" ", "-"))


def _forget(request: PageRequest) -> None:
    """Forget the draft of what was registered; a page that kept none asks nothing."""
    if request.POST.get("draft"):
        drop_draft(slot=PLACE + request.POST.get("key", ""), by=request.person)


def call_key(typed: Mapping[str, Any], *, by: Person) -> str | None:
    """
    Return what makes sending a call twice the same as once: the key of its page, who called and what was said.

    Another call from a page that somebody went back to is another call.
    """
    if not typed["key"]:
        return None
    who = typed["person"].pk if typed["person"] else typed["person_text"]
    return key_of(str(uuid5(UUID(typed["key"]), f"{who}\n{typed['title']}\n{typed['text']}")), by=by)


def began_at(typed: Mapping[str, str], at: datetime) -> datetime:
    """
    Return when the call began: by the page that a telephone system opened, else when typing began.

    `lasted` is the seconds since the first key, by the browser; what is hours ago was no call.
    """
    moments = [at]
    if (lasted := str(typed.get("lasted", ""))).isdecimal() and len(lasted) < 7:
        moments.append(at - timedelta(seconds=int(lasted)))
    with suppress(ValueError):
        moments.append(datetime.fromisoformat(str(typed.get("began", ""))))
    fitting = [one for one in moments if one.tzinfo and timedelta() <= at - one <= LONGEST]
    return min(fitting)


def _with_person(request: PageRequest) -> dict[str, Any]:
    """Return what was typed; without script the caller is found by the text when only one fits."""
    typed = _with_new(request.POST.dict())
    if not typed.get("person") and not typed.get("is_new") and typed.get("person_text", "").strip():
        found = find_people(typed["person_text"], viewer=request.person, limit=2)
        if len(found) == 1:
            typed["person"] = str(found[0].pk)
    return typed


def _with_new(typed: dict[str, Any]) -> dict[str, Any]:
    return typed | {"person": "", "is_new": "on"} if typed.get("person") == NEW else typed


def _page(
    request: PageRequest,
    form: Call | Addition,
    typed: dict[str, Any],
    *,
    status: int = 200,
    unfinished: Sequence[Draft] = (),
) -> HttpResponse:
    number = str(typed.get("nummer", "") or typed.get("number", "")).strip()[:40]
    known = people_by_phone(number, viewer=request.person) if number and not typed.get("person_text") else []
    caller = _chosen(request, typed) or (known[0] if len(known) == 1 else None)
    context = {
        "form": form,
        "typed": typed,
        "number": number,
        "is_new": bool(typed.get("is_new")),
        "candidates": [] if caller else known or _similar(request, typed),
        "teams": [(team.pk, team.name) for team in teams()],
        "form_key": fresh_key(typed.get("key")),
        "unfinished": unfinished,
    }
    return render(request, "phone/register.html", _LISTS | context | _card(request, caller), status=status)


def _similar(request: PageRequest, typed: dict[str, Any]) -> list[Person]:
    text = str(typed.get("person_text", "")).strip()
    return find_people(text, viewer=request.person, limit=MOST) if text else []


def _card(request: PageRequest, caller: Person | None) -> dict[str, Any]:
    tickets = open_tickets_of(caller, viewer=request.person, most=MOST_OPEN + 1) if caller else []
    shown = tickets[:MOST_OPEN]
    return {
        "who": caller,
        "bounced": bounced_addresses(caller) if caller else [],
        "phones": phones_of(caller) if caller else [],
        "open_tickets": shown,
        "has_more": len(tickets) > len(shown),
        "moment": request.at,
    }


def _chosen(request: PageRequest, typed: dict[str, Any]) -> Person | None:
    chosen = str(typed.get("person", ""))
    if not chosen.isdecimal() or len(chosen) > 18:
        return None
    try:
        return get_person(int(chosen), viewer=request.person)
    except PersonNotFound:
        return None


@require_GET
@only(Permission.WORK)
def callers(request: PageRequest) -> HttpResponse:
    """Suggest people for what is typed (name, number, e-mail or department) and, unless `?nieuw=nee`, a new caller."""
    typed = request.GET.get("q", "").strip()[:160]
    found = find_people(typed, viewer=request.person, limit=MOST) if len(typed) >= 2 else []
    is_new_offered = request.GET.get("nieuw") != "nee"
    return render(
        request, "phone/_callers.html", {"people": found, "typed": typed, "new": NEW if is_new_offered else ""}
    )


@require_GET
@only(Permission.WORK)
def caller(request: PageRequest) -> HttpResponse:
    """Show who calls and what is open for them."""
    typed = request.GET.dict()
    context = _card(request, _chosen(request, typed))
    more = {"is_new": typed.get("person") == NEW, "number": typed.get("number", ""), "typed": typed}
    return render(request, "phone/_caller.html", context | more)
