"""Answering, noting and writing to the supplier; drafts; files."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from servicepunt.design.access import only
from servicepunt.design.page import PageRequest
from servicepunt.design.uploads import carry, too_much_for_mail
from servicepunt.domains.agreements.rules.waiting import next_morning
from servicepunt.domains.people.rules import Permission
from servicepunt.domains.tickets import actions
from servicepunt.domains.tickets.forms import key_of
from servicepunt.domains.tickets.queries.clocks import hours_in, hours_now
from servicepunt.domains.tickets.queries.correspondence import supplier_address_of, why_nobody
from servicepunt.domains.tickets.queries.files import kept_files
from servicepunt.domains.tickets.queries.history import lines_of
from servicepunt.domains.worklist.actions.drafts import DraftTooLarge, give_back, save_draft
from servicepunt.domains.worklist.actions.reading import read_attachment, read_message
from servicepunt.domains.worklist.queries.places import may_keep
from servicepunt.entrypoints.ticket import forms
from servicepunt.entrypoints.ticket.page import taken_files
from servicepunt.entrypoints.ticket.steps import run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from servicepunt.domains.tickets.models import Message, Ticket
    from servicepunt.foundation.files import KeptFile

_DONE = {
    "public": "je antwoord wordt zo verzonden",
    "internal": "heeft een nieuwe notitie",
    "supplier": "je bericht aan de leverancier wordt zo verzonden",
    "wait": "je antwoord wordt zo verzonden, de melding wacht op de aanmelder",
}
_GONE = "Je bericht is al teruggeroepen. Er is niets verzonden."
_READ = "Je bericht is al te lezen. Stuur een nieuw bericht om iets recht te zetten."
_TYPED = (
    "text", "title", "audience", "supplier_address", "urgency", "cause", "team", "reason", "tried",
    "person", "person_text", "number", "channel", "kind", "category", "impact", "solution", "began",
)  # fmt: skip
# Only pictures are shown in place; everything else, SVG and HTML too, is a download.
_SHOWN = {"image/png", "image/jpeg", "image/gif", "image/webp"}


@require_POST
@only(Permission.WORK)
def reply(request: PageRequest, number: str) -> HttpResponseBase:
    """Answer the requester, write a note, or write to the supplier."""
    form, taken = forms.Reply(request.POST), taken_files(request)
    audience = request.POST.get("audience", "")
    if refusal := taken.refusal or (too_much_for_mail(taken.files) if audience != "internal" else ""):
        form.add_error("uploads", refusal)

    def step(ticket: Ticket, typed: dict[str, Any]) -> tuple[None, Message]:
        return None, _write(request, ticket, typed, taken.files)

    is_waiting = audience == "public" and request.POST.get("then") == "wait"
    done = _DONE["wait"] if is_waiting else _DONE.get(audience, "beantwoord")
    answer = run(request, number, form, step, panel="reply", done=done, kept=taken.carried)
    answer.status_code = taken.status if answer.status_code == 422 else answer.status_code
    return answer


def _write(request: PageRequest, ticket: Ticket, typed: dict[str, Any], files: Sequence[KeptFile]) -> Any:
    key = key_of(typed["key"], by=request.person)
    said = {"text": typed["text"], "files": files, "key": key, "by": request.person}
    if typed["audience"] == "internal":
        return actions.write_note(ticket=ticket, at=request.at, **said)
    if typed["audience"] == "supplier":
        address = typed["supplier_address"]
        return actions.write_to_supplier(ticket=ticket, address=address, seen=typed["seen"], at=request.at, **said)
    answer = actions.reply_to_ticket
    if typed["then"] == "wait":
        lines = lines_of(ticket.pk)
        until = next_morning(request.at, workdays=3, hours=hours_now(lines, hours_in(lines)))
        answer = partial(actions.reply_and_wait, until=until)
    try:
        return answer(ticket=ticket, seen=typed["seen"], at=request.at, **said)
    except actions.NoRecipient:
        why = why_nobody(ticket).capitalize()
        raise actions.StepNotAllowed(f"{why}. Bel, of schrijf een interne notitie.") from None


@require_POST
@only(Permission.WORK)
def recall(request: PageRequest, message: int) -> HttpResponseBase:
    """Call an answer back before it leaves, and put its text back in the composer."""
    found = read_message(message, viewer=request.person, at=request.at)
    ticket = found.ticket
    if actions.recall_reply(message=found, by=request.person, at=request.at):
        messages.success(request, f"{ticket.number}: antwoord teruggeroepen, {_given_back(request, found)}")
    else:
        messages.error(
            request, _GONE if read_message(message, viewer=request.person, at=request.at).recalled_at else _READ
        )
    return redirect("tickets:ticket", ticket.number.replace(" ", "-"))


def _given_back(request: PageRequest, message: Message) -> str:
    files = kept_files(message)
    what = "je tekst staat" if not files else f"je tekst en {_counted(len(files))} staan"
    place = {"slot": f"ticket:{message.ticket_id}:reply", "by": request.person, "at": request.at}
    back = {"text": message.text, "audience": message.audience, "kept": carry(files, by=request.person.pk)}
    back["form"] = str(message.key)
    if address := supplier_address_of(message):
        back["supplier_address"] = address
    try:
        give_back(back=back, **place)
    except DraftTooLarge:
        return f"{what} in de tijdlijn, want je concept is te lang"
    return f"{what} weer klaar"


def _counted(files: int) -> str:
    return "je bestand" if files == 1 else f"je {files} bestanden"


@require_POST
def draft(request: PageRequest) -> HttpResponse:
    """Keep what somebody is typing; a script calls this two seconds after the last key."""
    slot = request.POST.get("slot", "")
    if not may_keep(slot, viewer=request.person):
        return JsonResponse({"fout": "Er is geen plaats voor dit concept."}, status=404)
    content: dict[str, Any] = {name: request.POST[name] for name in _TYPED if name in request.POST}
    # Which form keeps it: another window's form has another key.
    content["form"] = request.POST.get("key", "")
    if kept := request.POST.getlist("kept"):
        content["kept"] = kept
    try:
        save_draft(slot=slot, content=content, by=request.person, at=request.at)
    except DraftTooLarge:
        return JsonResponse({"fout": "De tekst is te lang om als concept te bewaren."}, status=413)
    return HttpResponse(json.dumps({"bewaard": request.at.isoformat()}), content_type="application/json")


@require_GET
def attachment(request: PageRequest, pk: int) -> HttpResponseBase:
    """Give a file to whom may read its message: a download that can run nothing here."""
    found = read_attachment(pk, viewer=request.person, at=request.at)
    is_shown = found.content_type in _SHOWN and "toon" in request.GET
    with default_storage.open(found.digest) as file:
        answer = HttpResponse(file.read(), content_type=found.content_type if is_shown else "application/octet-stream")
    kind = "inline" if is_shown else "attachment"
    answer.headers["Content-Disposition"] = _disposition(kind, found.name)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _disposition(kind: str, name: str) -> str:
    return f"{kind}; filename*=UTF-8''{quote(name)}"
