"""The draft of a request: one form, rows added and taken away, the gate beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from servicepunt.domains.hiring.rules import Draft, Faulty, Remark, remarks_on
from servicepunt.domains.tenders.actions.drafting import save_draft
from servicepunt.domains.tenders.queries import draft_at
from servicepunt.domains.tenders.rules.refusals import AlreadyDone
from servicepunt.entrypoints.hiring import fields
from servicepunt.entrypoints.hiring.differences import differences
from servicepunt.entrypoints.hiring.draftform import Parts, Typed, change_rows, parts_of, typed_from, typed_of
from servicepunt.entrypoints.hiring.page import REFUSALS, WRITERS, command_of, inside, show

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpResponse, HttpResponseBase

    from servicepunt.design.page import PageRequest
    from servicepunt.domains.tenders.queries import Look
    from servicepunt.domains.tenders.rules.facts import Drafted


def parts_in(drafted: Drafted | None) -> Parts:
    """Return the parts of a draft as it was saved."""
    if drafted is None:
        return Parts()
    return Parts(drafted.request, drafted.settings, drafted.texts)


@require_http_methods(["GET", "POST"])
def draft(request: PageRequest, number: str) -> HttpResponseBase:
    """Show and save the draft; after publication the request changes by corrections."""
    look = inside(request, number, *WRITERS)
    if look.dossier.published_at is not None:
        return redirect("hiring:correction", number)
    saved = parts_in(look.dossier.draft)
    if request.method == "GET":
        return _form(request, look, typed_from(saved), saved)
    typed = typed_of(request.POST)
    parts = parts_of(typed, saved)
    if step := request.POST.get("rij"):
        typed.faults.clear()
        change_rows(typed, step)
        return _form(request, look, typed, parts)
    if typed.faults:
        return _form(request, look, typed, parts, status=422)
    return _save(request, look, typed, parts)


def _save(request: PageRequest, look: Look, typed: Typed, parts: Parts) -> HttpResponseBase:
    seen = request.POST.get("gezien", "")
    based_on = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else -1
    try:
        save_draft(
            tender=look.tender,
            draft=parts.request,
            settings=parts.settings,
            texts=parts.texts,
            by=request.person,
            at=request.at,
            based_on=based_on,
            command=command_of(request),
        )
    except AlreadyDone:
        before = parts_in(draft_at(look, based_on))
        changed = [str(each) for each in differences(before, parts_in(look.dossier.draft))]
        return _form(request, look, typed, parts, status=422, conflict=changed)
    except REFUSALS as refusal:
        return _form(request, look, typed, parts, refusal=str(refusal))
    messages.success(request, f"Concept van {look.tender.number} opgeslagen")
    return redirect("hiring:draft", look.tender.number)


def _form(request: PageRequest, look: Look, typed: Typed, parts: Parts, **extra: Any) -> HttpResponse:
    context = {
        "form": typed,
        "sections": fields.SECTIONS,
        "lists": fields.LISTS,
        "band_fields": fields.BAND,
        "remarks": remarks(parts, at=request.at),
        "seen": look.dossier.drafts,
        "read": request.session.get(f"hiring-read:{look.tender.number}"),
        "conflict": None,
        **extra,
    }
    return show(request, look, "draft", "hiring:draft", **context)


def remarks(parts: Parts, *, at: datetime) -> list[Remark]:
    """Return what the gate says about parts as if they were published at a moment, what blocks first."""
    request = {**parts.request, "gepubliceerd": at}
    try:
        return remarks_on(
            Draft(request=request, settings=parts.settings, texts=parts.texts, headings=" ".join(parts.texts))
        )
    except Faulty as fault:
        return [Remark(blocks=True, sentence=str(fault))]


@require_POST
def gate(request: PageRequest, number: str) -> HttpResponse:
    """Say what the gate finds in what is typed now, without saving anything."""
    look = inside(request, number, *WRITERS)
    typed = typed_of(request.POST)
    parts = parts_of(typed, parts_in(look.dossier.draft))
    found = remarks(parts, at=request.at)
    return render(request, "hiring/_gate.html", {"remarks": found, "unread": list(typed.faults.values())})
