"""The requesters' pages: ask, follow, answer, withdraw, confirm, rate."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from servicepunt.design.page import PageRequest
from servicepunt.domains.agreements.rules.priority import Urgency
from servicepunt.domains.tickets import actions, forms
from servicepunt.domains.tickets.actions.files import FileRefused, keep_uploads
from servicepunt.domains.tickets.queries import detail
from servicepunt.domains.tickets.queries.access import get_own_ticket
from servicepunt.domains.tickets.rules.status import Status, portal_status
from servicepunt.domains.tickets.rules.words import Channel, Kind
from servicepunt.foundation.text import dutch_size

if TYPE_CHECKING:
    from servicepunt.domains.tickets.models import Message, Ticket
    from servicepunt.foundation.files import KeptFile

PAGE = 25


@require_GET
def home(request: PageRequest) -> HttpResponse:
    """Show the question box and one's own open tickets."""
    mine = detail.own_tickets(request.person, only_open=True, most=8)
    return render(
        request,
        "tickets/portal_home.html",
        {
            "tickets": [card(ticket, request) for ticket in mine],
            "first_name": request.person.name.partition(" ")[0],
            "moment": request.at,
        },
    )


@require_GET
def my_tickets(request: PageRequest) -> HttpResponse:
    """Show all one's own tickets, newest first."""
    before = request.GET.get("voor", "")
    only_open = request.GET.get("welke") != "alles"
    mine = detail.own_tickets(
        request.person,
        only_open=only_open,
        before=int(before) if before.isdecimal() else None,
        most=PAGE + 1,
    )
    context = {
        "tickets": [card(ticket, request) for ticket in mine[:PAGE]],
        "next_id": mine[PAGE - 1].pk if len(mine) > PAGE else None,
        "only_open": only_open,
        "moment": request.at,
    }
    return render(request, "tickets/portal_list.html", context)


def card(ticket: Ticket, request: PageRequest) -> dict[str, Any]:
    """Return what a requester sees of a ticket in a list: the promise first."""
    mark, label = portal_status(ticket.status, wait_reason=ticket.wait_reason, cycle=ticket.cycle)
    return {
        "number": ticket.number,
        "slug": ticket.number.replace(" ", "-"),
        "title": ticket.title,
        "mark": mark,
        "status": label,
        "promise": detail.promise_of(ticket, request.at),
        "changed_at": ticket.changed_at,
    }


@require_http_methods(["GET", "POST"])
def ask(request: PageRequest) -> HttpResponseBase:
    """Take a question in somebody's own words, with files."""
    if request.method == "GET":
        kept = detail.find_draft("portal:ask", viewer=request.person)
        return _ask_page(request, forms.Ask(), kept.content if kept else {"title": request.GET.get("vraag", "")[:200]})
    form = forms.Ask(request.POST)
    try:
        files = keep_uploads(request.FILES.getlist("files")) if form.is_valid() else []
    except FileRefused as refusal:
        form.add_error(None, str(refusal))
    if form.errors:
        return _ask_page(request, form, request.POST, status=422)
    opened = _open(request, form.cleaned_data, files)
    actions.drop_draft(slot="portal:ask", by=request.person)
    messages.success(request, f"Je melding is ontvangen. Het nummer is {opened.number}")
    return redirect("portal:ticket", opened.number.replace(" ", "-"))


def _open(request: PageRequest, typed: dict[str, Any], files: list[KeptFile]) -> Ticket:
    return actions.open_ticket(
        requester=request.person,
        title=typed["title"],
        text=typed["text"],
        urgency=typed["urgency"] or Urgency.HINDERED,
        kind=Kind.QUESTION,
        channel=Channel.PORTAL,
        started_at=request.at,
        files=files,
        key=typed["key"] or None,
        by=request.person,
        at=request.at,
    )


def _ask_page(request: PageRequest, form: forms.Ask, typed: Any, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "typed": typed,
        "urgencies": [(item.value, item.label) for item in Urgency],
        "form_key": typed.get("key") or f"form:{uuid.uuid4()}",
        "moment": request.at,
    }
    return render(request, "tickets/portal_ask.html", context, status=status)


@require_GET
def ticket(request: PageRequest, number: str) -> HttpResponse:
    """Show one of one's own tickets: what happens next, and the conversation."""
    return _show(request, get_own_ticket(number, viewer=request.person))


def _show(request: PageRequest, found: Ticket, *, status: int = 200, **extra: Any) -> HttpResponse:
    slot = f"portal:{found.pk}"
    context = {
        "ticket": found,
        "card": card(found, request),
        "timeline": [item for item in detail.timeline(found, viewer=request.person) if _is_public(item)],
        "files_of": files_of,
        "is_mine": found.requester_id == request.person.pk,
        "is_open": found.status not in {Status.SOLVED, Status.CLOSED},
        "is_solved": found.status == Status.SOLVED,
        "rating": found.ratings.filter(cycle=found.cycle).first(),
        "form_key": f"form:{uuid.uuid4()}",
        "draft": detail.find_draft(slot, viewer=request.person),
        "draft_slot": slot,
        "moment": request.at,
    }
    return render(request, "tickets/portal_ticket.html", context | extra, status=status)


def files_of(message: Message) -> list[tuple[str, str, str, str]]:
    """Return the files of a message for the timeline: name, address, size, icon."""
    return [
        (file.name, reverse("files:attachment", args=[file.pk]), dutch_size(file.size), "file")
        for file in message.attachments.all()
        if not file.is_inline
    ]


def _is_public(item: detail.TimelineItem) -> bool:
    return item.message is not None and item.message.audience == "public" and item.message.recalled_at is None


@require_POST
def answer(request: PageRequest, number: str) -> HttpResponseBase:
    """Add something to one's own ticket."""
    found = get_own_ticket(number, viewer=request.person)
    form = forms.Answer(request.POST)
    if not form.is_valid():
        return _show(request, found, status=422, refused=form, typed=request.POST.get("text", ""))
    try:
        files = keep_uploads(request.FILES.getlist("files"))
    except FileRefused as refusal:
        form.add_error(None, str(refusal))
        return _show(request, found, status=422, refused=form, typed=request.POST.get("text", ""))
    landed = actions.add_message(
        ticket=found,
        author=request.person,
        text=form.cleaned_data["text"],
        channel=Channel.PORTAL,
        written_at=request.at,
        files=files,
        key=form.cleaned_data["key"] or None,
        by=request.person,
        at=request.at,
    )
    actions.drop_draft(slot=f"portal:{found.pk}", by=request.person)
    messages.success(request, "Je bericht is toegevoegd")
    return redirect("portal:ticket", landed.number.replace(" ", "-"))


@require_POST
def withdraw(request: PageRequest, number: str) -> HttpResponseBase:
    """Withdraw one's own ticket: nothing more needs to be done."""
    found = get_own_ticket(number, viewer=request.person)
    actions.close_ticket(ticket=found, how="withdrawn", seen=None, by=request.person, at=request.at)
    messages.success(request, f"{found.number} is ingetrokken")
    return redirect("portal:ticket", number)


@require_POST
def confirm(request: PageRequest, number: str) -> HttpResponseBase:
    """Say that it is solved: the ticket is closed."""
    found = get_own_ticket(number, viewer=request.person)
    try:
        actions.close_ticket(ticket=found, how="confirmed", seen=None, by=request.person, at=request.at)
    except actions.StepNotAllowed:
        messages.error(request, "We zijn nog bezig met deze melding. Je kunt haar wel intrekken.")
    else:
        messages.success(request, "Fijn dat het is opgelost. Vertel ons hoe het ging")
    return redirect("portal:ticket", number)


@require_POST
def deny(request: PageRequest, number: str) -> HttpResponseBase:
    """Say that it is not solved: the ticket goes on, or a new one follows it."""
    found = get_own_ticket(number, viewer=request.person)
    landed = actions.add_message(
        ticket=found,
        author=request.person,
        text=request.POST.get("text", "").strip() or "Het is niet opgelost.",
        channel=Channel.PORTAL,
        written_at=request.at,
        by=request.person,
        at=request.at,
    )
    messages.success(request, f"We gaan verder met {landed.number}")
    return redirect("portal:ticket", landed.number.replace(" ", "-"))


@require_POST
def rate(request: PageRequest, number: str) -> HttpResponseBase:
    """Keep what the requester thought of it."""
    found = get_own_ticket(number, viewer=request.person)
    form = forms.Rate(request.POST)
    if not form.is_valid():
        return _show(request, found, status=422, refused=form)
    actions.rate_ticket(ticket=found, by=request.person, at=request.at, **form.cleaned_data)
    messages.success(request, "Bedankt voor je beoordeling")
    return redirect("portal:ticket", number)
