"""The requesters' pages: ask, follow, answer, withdraw, confirm, rate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from servicepunt.design.page import PageRequest
from servicepunt.design.uploads import TakenFiles, take_uploads
from servicepunt.domains.agreements.rules.priority import Urgency
from servicepunt.domains.tickets import actions
from servicepunt.domains.tickets.forms import fresh_key, key_of
from servicepunt.domains.tickets.queries import detail
from servicepunt.domains.tickets.queries.access import get_requested_ticket, is_said
from servicepunt.domains.tickets.rules.status import Status, portal_status
from servicepunt.domains.tickets.rules.words import Channel, Kind
from servicepunt.domains.worklist.actions.drafts import drop_draft
from servicepunt.domains.worklist.actions.reading import read_own_ticket
from servicepunt.domains.worklist.queries.own import as_told, current_tickets, own_tickets
from servicepunt.entrypoints.portal import forms
from servicepunt.foundation.text import dutch_size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from servicepunt.domains.tickets.models import Ticket
    from servicepunt.domains.tickets.queries.beside import ShownMessage
    from servicepunt.foundation.files import KeptFile

PAGE = 25
_LONGEST_ID = 19
_WORKING = "We zijn nog bezig met deze melding. Je kunt haar wel intrekken."


@require_GET
def home(request: PageRequest) -> HttpResponse:
    """Show the question box and one's own open tickets."""
    mine = current_tickets(request.person, most=8, at=request.at)
    return render(
        request,
        "portal/home.html",
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
    mine = own_tickets(
        request.person,
        only_open=only_open,
        before=int(before) if before.isdecimal() and len(before) < _LONGEST_ID else None,
        most=PAGE + 1,
        at=request.at,
    )
    context = {
        "tickets": [card(ticket, request) for ticket in mine[:PAGE]],
        "next_id": mine[PAGE - 1].pk if len(mine) > PAGE else None,
        "only_open": only_open,
        "moment": request.at,
    }
    return render(request, "portal/list.html", context)


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
        return _ask_page(request, forms.Ask(), _begun(request))
    form, taken = forms.Ask(request.POST), _taken(request)
    if taken.refusal:
        form.add_error("uploads", taken.refusal)
    if not form.is_valid():
        return _ask_page(request, form, request.POST, status=taken.status, taken=taken)
    opened = _open(request, form.cleaned_data, taken.files)
    drop_draft(slot="portal:ask", by=request.person, sent=request.POST)
    messages.success(request, f"Je melding is ontvangen. Het nummer is {opened.number}")
    return redirect("portal:ticket", opened.number.replace(" ", "-"))


def _begun(request: PageRequest) -> dict[str, Any]:
    """Return what the form begins with: the question of the start page, else what somebody was typing."""
    kept = detail.find_draft("portal:ask", viewer=request.person)
    draft: dict[str, Any] = kept.content if kept else {}
    question = request.GET.get("vraag", "").strip()[:200]
    if not question or draft.get("title", "") in {"", question}:
        return draft | {"title": question or draft.get("title", "")}
    # Another question than the draft: neither may be lost, so the draft stands below the new one.
    before = "\n".join(filter(None, [draft["title"], draft.get("text", "")]))
    return {"title": question, "text": f"\n\nDit was je eerder aan het schrijven:\n{before}"}


def _taken(request: PageRequest) -> TakenFiles:
    return take_uploads(request.FILES.getlist("files"), earlier=request.POST.getlist("kept"), by=request.person.pk)


def _open(request: PageRequest, typed: dict[str, Any], files: Sequence[KeptFile]) -> Ticket:
    return actions.open_ticket(
        requester=request.person,
        title=typed["title"],
        text=typed["text"],
        urgency=typed["urgency"] or Urgency.HINDERED,
        kind=Kind.QUESTION,
        channel=Channel.PORTAL,
        started_at=request.at,
        files=files,
        key=key_of(typed["key"], by=request.person),
        by=request.person,
        at=request.at,
    )


def _ask_page(
    request: PageRequest, form: forms.Ask, typed: Any, *, status: int = 200, taken: TakenFiles | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "typed": typed,
        "kept": taken.carried if taken else [],
        "form_key": fresh_key(typed.get("key")),
        "moment": request.at,
    }
    return render(request, "portal/ask.html", context, status=status)


@require_GET
def ticket(request: PageRequest, number: str) -> HttpResponse:
    """Show one of one's own tickets: what happens next, and the conversation."""
    return _show(request, read_own_ticket(number, viewer=request.person, at=request.at))


def _show(request: PageRequest, found: Ticket, *, status: int = 200, **extra: Any) -> HttpResponse:
    slot = f"portal:{found.pk}"
    [found] = as_told([found], at=request.at)
    context = {
        "ticket": found,
        "card": card(found, request),
        "timeline": _conversation(found, request),
        "files_of": files_of,
        "is_mine": found.requester_id == request.person.pk,
        "is_open": found.status not in {Status.SOLVED, Status.CLOSED},
        "is_solved": found.status == Status.SOLVED,
        "rating": found.ratings.filter(cycle=found.cycle).first(),
        "form_key": fresh_key(),
        "deny_key": fresh_key(),
        "draft": detail.find_draft(slot, viewer=request.person),
        "draft_slot": slot,
        "kept": [],
        "denied": None,
        "rated": {},
        "reopen_days": settings.REOPEN_WORKING_DAYS,
        "moment": request.at,
    }
    return render(request, "portal/ticket.html", context | extra, status=status)


def files_of(message: ShownMessage) -> list[tuple[str, str, str, str]]:
    """Return the files of a message for the timeline: name, address, size, icon."""
    return [
        (file.name, reverse("files:attachment", args=[file.pk]), dutch_size(file.size), "file")
        for file in message.files
    ]


def _conversation(found: Ticket, request: PageRequest) -> list[detail.TimelineItem]:
    """Return what the requester reads; an agent reads no more here than anybody."""
    items = detail.timeline(found, viewer=request.person, at=request.at)
    return [item for item in items if _is_public(item.message, request)]


def _is_public(message: ShownMessage | None, request: PageRequest) -> bool:
    return message is not None and message.audience == "public" and is_said(message, at=request.at)


@require_POST
def answer(request: PageRequest, number: str) -> HttpResponseBase:
    """Add something to one's own ticket."""
    found = read_own_ticket(number, viewer=request.person, at=request.at)
    form, taken = forms.Answer(request.POST), _taken(request)
    if taken.refusal:
        form.add_error("uploads", taken.refusal)
    if not form.is_valid():
        words = request.POST.get("text", "")
        return _show(request, found, status=taken.status, refused=form, typed=words, kept=taken.carried)
    typed = form.cleaned_data
    landed = _say(request, found, text=typed["text"], files=taken.files, key=typed["key"])
    drop_draft(slot=f"portal:{found.pk}", by=request.person, sent=request.POST)
    return _landed(request, found, landed, "Je bericht is toegevoegd")


def _say(
    request: PageRequest,
    found: Ticket,
    *,
    text: str,
    key: str | None,
    files: Sequence[KeptFile] = (),
    reopens: str = "answer",
) -> Ticket:
    return actions.add_message(
        ticket=found,
        author=request.person,
        text=text,
        channel=Channel.PORTAL,
        written_at=request.at,
        files=files,
        key=key_of(key, by=request.person),
        reopens=reopens,
        by=request.person,
        at=request.at,
    )


def _landed(request: PageRequest, found: Ticket, landed: Ticket, said: str) -> HttpResponse:
    """Go to the ticket on which the words landed; say so when that is a new one."""
    if landed.pk != found.pk:
        said = f"{found.number} was al langer klaar. Je bericht is een nieuwe melding: {landed.number}"
    messages.success(request, said)
    return redirect("portal:ticket", landed.number.replace(" ", "-"))


@require_POST
def withdraw(request: PageRequest, number: str) -> HttpResponseBase:
    """Withdraw one's own ticket: nothing more needs to be done."""
    found = get_requested_ticket(number, viewer=request.person)
    if found.status == Status.CLOSED:
        messages.info(request, f"{found.number} was al afgerond")
    else:
        actions.close_ticket(ticket=found, how="withdrawn", seen=None, by=request.person, at=request.at)
        messages.success(request, f"{found.number} is ingetrokken")
    return redirect("portal:ticket", number)


@require_POST
def confirm(request: PageRequest, number: str) -> HttpResponseBase:
    """Say that it is solved: the ticket is closed."""
    found = get_requested_ticket(number, viewer=request.person)
    try:
        if not _is_told(found, request):
            raise actions.StepNotAllowed(_WORKING)
        actions.close_ticket(ticket=found, how="confirmed", seen=None, by=request.person, at=request.at)
    except actions.StepNotAllowed:
        messages.error(request, _WORKING)
    else:
        is_rated = found.ratings.filter(cycle=found.cycle).exists()
        messages.success(request, "Fijn dat het is opgelost" + ("" if is_rated else ". Vertel ons hoe het ging"))
    return redirect("portal:ticket", number)


def _is_told(found: Ticket, request: PageRequest) -> bool:
    """Tell whether the requester knows how the ticket stands: whether nothing can be called back any more."""
    [told] = as_told([found], at=request.at)
    return told.status == found.status


@require_POST
def deny(request: PageRequest, number: str) -> HttpResponseBase:
    """Say that it is not solved, and what goes wrong: the ticket goes on, or a new one follows it."""
    found = get_requested_ticket(number, viewer=request.person)
    form = forms.Deny(request.POST)
    if not form.is_valid():
        return _show(request, found, status=422, refused=form, denied=request.POST.get("denied", ""))
    typed = form.cleaned_data
    text = typed["denied"] or "Het is niet opgelost."
    # Nobody denies what they did not hear yet: then it is a message like any other.
    reopens = "not_solved" if _is_told(found, request) else "answer"
    landed = _say(request, found, text=text, key=typed["key"], reopens=reopens)
    return _landed(request, found, landed, "We gaan ermee verder")


@require_POST
def rate(request: PageRequest, number: str) -> HttpResponseBase:
    """Keep what the requester thought of it."""
    found = get_requested_ticket(number, viewer=request.person)
    form = forms.Rate(request.POST)
    if not form.is_valid():
        return _show(request, found, status=422, refused=form, rated=request.POST)
    try:
        if not _is_told(found, request):
            raise actions.StepNotAllowed(actions.NOT_DONE)
        actions.rate_ticket(ticket=found, by=request.person, at=request.at, **form.cleaned_data)
    except actions.StepNotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Bedankt voor je beoordeling")
    return redirect("portal:ticket", number)
