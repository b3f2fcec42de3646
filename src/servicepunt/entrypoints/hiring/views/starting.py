"""Beginning a request: from a template, from an earlier one, or from a published text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from servicepunt.design.access import only
from servicepunt.domains.people.rules import Permission
from servicepunt.domains.tenders.actions.drafting import start_tender
from servicepunt.domains.tenders.queries import list_tenders
from servicepunt.domains.tickets.forms import fresh_key
from servicepunt.entrypoints.hiring import reading
from servicepunt.entrypoints.hiring.draftform import Parts
from servicepunt.entrypoints.hiring.page import REFUSALS, command_of, inside
from servicepunt.entrypoints.hiring.starters import copy_of, service_point
from servicepunt.entrypoints.hiring.telling import read_lines
from servicepunt.foundation.errors import NotThere

if TYPE_CHECKING:
    from django.http import HttpResponse, HttpResponseBase

    from servicepunt.design.page import PageRequest
    from servicepunt.domains.tenders.models import Tender

_MOST_COPIES = 100


@require_http_methods(["GET", "POST"])
@only(Permission.HIRE)
def new(request: PageRequest) -> HttpResponseBase:
    """Begin a request from a template, from an earlier request, or empty."""
    if request.method == "GET":
        return _new_page(request)
    try:
        parts = _chosen(request, request.POST.get("van", ""))
        tender = _start(request, parts)
    except NotThere:
        return _new_page(request, refusal="Kies waarmee je begint.")
    except REFUSALS as refusal:
        return _new_page(request, refusal=str(refusal))
    messages.success(request, f"Aanvraag {tender.number} is begonnen")
    return redirect("hiring:draft", tender.number)


def _new_page(request: PageRequest, *, refusal: str = "") -> HttpResponse:
    earlier = list_tenders("alles", "", viewer=request.person, at=request.at)
    context = {
        "copies": [
            (f"kopie:{each.tender.number}", str(each.tender))
            for each, _ in zip(earlier, range(_MOST_COPIES), strict=False)
        ],
        "chosen": request.POST.get("van", "sjabloon"),
        "form_key": fresh_key(request.POST.get("key")),
        "errors": [("id_van", refusal)] if refusal else [],
    }
    return render(request, "hiring/new.html", context, status=422 if refusal else 200)


def _chosen(request: PageRequest, source: str) -> Parts:
    if source == "sjabloon":
        return service_point(client=settings.ORGANIZATION)
    if source == "leeg":
        return Parts()
    if source == "kopie":
        source = request.POST.get("kopie", "")
    kind, _, number = source.partition(":")
    if kind != "kopie":
        raise NotThere(source)
    return copy_of(inside(request, number).dossier)


def _start(request: PageRequest, parts: Parts) -> Tender:
    return start_tender(
        draft=parts.request,
        settings=parts.settings,
        texts=parts.texts,
        by=request.person,
        at=request.at,
        command=command_of(request),
    )


@require_http_methods(["GET", "POST"])
@only(Permission.HIRE)
def from_text(request: PageRequest) -> HttpResponseBase:
    """Read a published text: first show what was read, then begin a request with it."""
    if request.method == "GET":
        return _text_page(request)
    upload = request.FILES.get("bestand")
    try:
        text = reading.text_of(request.POST.get("tekst", ""), upload)
    except reading.TextRefused as refusal:
        return _text_page(request, errors=[("id_tekst" if upload is None else "id_bestand", str(refusal))])
    parts, draft = reading.read(text)
    if request.POST.get("stap") != "begin":
        return _text_page(request, text=text, draft=draft, read=read_lines(parts))
    try:
        tender = _start(request, parts)
    except REFUSALS as refusal:
        return _text_page(request, text=text, draft=draft, read=read_lines(parts), errors=[("", str(refusal))])
    request.session[f"hiring-read:{tender.number}"] = {"open": draft.open_points, "unread": draft.unread}
    messages.success(request, f"Aanvraag {tender.number} is begonnen met wat we lazen")
    return redirect("hiring:draft", tender.number)


def _text_page(request: PageRequest, *, errors: Any = (), text: str | None = None, **extra: Any) -> HttpResponse:
    context = {
        "text": request.POST.get("tekst", "") if text is None else text,
        "form_key": fresh_key(request.POST.get("key")),
        "errors": errors,
        **extra,
    }
    return render(request, "hiring/from_text.html", context, status=422 if errors else 200)
