"""One's own offers: writing a draft, checking it, sending, replacing, taking back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from servicepunt.domains.awards.rules.papers import place_of
from servicepunt.domains.tenders.actions import asking, offering
from servicepunt.domains.tenders.actions.offer_drafts import drop_draft
from servicepunt.domains.tenders.queries.offer_drafts import OtherBrowser
from servicepunt.domains.tenders.queries.offers import sent_with
from servicepunt.domains.tenders.rules.labels import pseudonym
from servicepunt.domains.tenders.rules.refusals import Refused, TooLate
from servicepunt.domains.tickets.forms import key_of
from servicepunt.entrypoints.supply import drafts, papers, telling
from servicepunt.entrypoints.supply.requests import around, supplier_look
from servicepunt.entrypoints.supply.uploads import keeps_in_memory
from servicepunt.foundation.errors import NotThere
from servicepunt.foundation.text import dutch_full

if TYPE_CHECKING:
    from servicepunt.design.page import PageRequest
    from servicepunt.domains.tenders.queries import Look
    from servicepunt.entrypoints.supply.drafts import Draft

HERE = "supply:offers"


@require_http_methods(["GET", "POST"])
def offers(request: PageRequest, number: str) -> HttpResponse:
    """Show one's own offers and drafts; a POST begins a draft."""
    look = supplier_look(request, number)
    if request.method == "POST":
        return _begin(request, look)
    context = around(look, HERE) | {
        "mine": sorted(look.own_offers, key=lambda each: each.sent[0].at),
        "drafts": drafts.listed(look, request),
    }
    return render(request, "supply/offers.html", context)


def _begin(request: PageRequest, look: Look, replaces: str = "") -> HttpResponse:
    key = drafts.fresh_key(request)
    try:
        offering.open_for_offers(look.dossier, request.at)
        draft = drafts.begin(look, key, replaces=replaces)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("supply:offers", look.tender.number)
    if look.dossier.version == 1:
        # Who begins has read it; a new version is confirmed on the page of the request.
        asking.note_seen(tender=look.tender, by=request.person, at=request.at)
    answer = redirect("supply:draft", look.tender.number, draft.slot)
    drafts.give_key(answer, key)
    return answer


@require_POST
def replace(request: PageRequest, number: str, label: str) -> HttpResponse:
    """Begin a new version of one's own offer; what was sent is sealed, so it begins empty."""
    look = supplier_look(request, number)
    if label not in {each.label for each in look.own_offers}:
        raise NotThere(label)
    return _begin(request, look, replaces=label)


@require_POST
def withdraw(request: PageRequest, number: str, label: str) -> HttpResponse:
    """Take one's own offer back."""
    look = supplier_look(request, number)
    if label not in {each.label for each in look.own_offers}:
        raise NotThere(label)
    try:
        offering.withdraw_offer(tender=look.tender, label=label, by=request.person, at=request.at)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _withdrawn(look, label))
    return redirect("supply:offers", number)


def _withdrawn(look: Look, label: str) -> str:
    """Return what it means that an offer is taken back, and until when one can send again."""
    closes_at, shown = look.dossier.closes_at, pseudonym(label)
    if closes_at is None or look.at >= closes_at:
        return f"Inschrijving {shown} is teruggetrokken. Deze kandidaat doet niet meer mee; opnieuw insturen kan niet"
    return (
        f"Inschrijving {shown} is teruggetrokken. Niemand opent haar en zij telt niet mee. "
        f"Bedenk je je, stuur dan een nieuwe versie: dat kan tot {dutch_full(closes_at)}"
    )


def _draft(request: PageRequest, look: Look, slot: str) -> Draft | HttpResponse:
    try:
        return drafts.get_draft(look, slot, request)
    except OtherBrowser:
        return render(request, "supply/other_browser.html", around(look, HERE) | {"slot": slot}, status=409)


@keeps_in_memory
@require_http_methods(["GET", "POST"])
def draft_page(request: PageRequest, number: str, slot: str) -> HttpResponse:
    """Show the form of a draft, and keep what comes in."""
    look = supplier_look(request, number)
    draft = _draft(request, look, slot)
    if isinstance(draft, HttpResponse):
        return draft
    if request.method == "GET":
        return _form(request, draft)
    try:
        _keep(request, draft)
    except Refused as refusal:
        return _form(request, draft, error=str(refusal))
    if request.POST.get("then") == "check":
        return redirect("supply:check", number, slot)
    messages.success(request, "Je concept is bewaard")
    return redirect("supply:draft", number, slot)


def _keep(request: PageRequest, draft: Draft) -> Draft:
    draft = draft.typed(_values(request, draft.look))
    for name in papers.FILES:
        if upload := request.FILES.get(name):
            draft = draft.with_file(name, upload)
        elif request.POST.get(f"drop-{name}") and name in draft.fields.files:
            draft = draft.without_file(name)
    return draft


def _values(request: PageRequest, look: Look) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in papers.field_names(look.dossier.request)}


def _form(request: PageRequest, draft: Draft, *, error: str = "") -> HttpResponse:
    look = draft.look
    asked = look.dossier.request
    values = _values(request, look) if error else draft.fields.values
    context = around(look, HERE) | {
        "draft": draft,
        "values": values,
        "error": error,
        "files": papers.FILES,
        "forms": papers.FORMS,
        "references": range(1, max(asked.offer.least_references or 0, 2) + 1),
        "condition": telling.condition(look.dossier),
        "items": [("Eis", each) for each in telling.knockouts(asked)]
        + [("Criterium", each) for each in telling.criteria(asked)],
        "competences": [(place_of(each), each) for each in asked.competences],
        "demands": asked.offer,
    }
    return render(request, "supply/draft.html", context, status=422 if error else 200)


@require_POST
def save(request: PageRequest, number: str, slot: str) -> HttpResponse:
    """Keep what is being typed, without files; asked by the page itself while somebody writes."""
    look = supplier_look(request, number)
    try:
        drafts.get_draft(look, slot, request).typed(_values(request, look))
    except (OtherBrowser, Refused):
        return HttpResponse(status=409)
    return HttpResponse(status=204)


@require_POST
def drop(request: PageRequest, number: str, slot: str) -> HttpResponse:
    """Throw a draft away, also one that this browser cannot read."""
    look = supplier_look(request, number)
    drop_draft(tender=look.tender, slot=slot, by=request.person)
    messages.success(request, "Het concept is weggegooid")
    return redirect("supply:offers", number)


@require_http_methods(["GET", "POST"])
def check(request: PageRequest, number: str, slot: str) -> HttpResponse:
    """Show what the check finds and everything that will be sent; a POST sends it."""
    look = supplier_look(request, number)
    command = key_of(slot, by=request.person) or ""
    if sent := sent_with(look.tender, command):
        return redirect("supply:receipt", number, *sent)
    draft = _draft(request, look, slot)
    if isinstance(draft, HttpResponse):
        return draft
    return _send(request, draft, command) if request.method == "POST" else _checked(request, draft)


def _send(request: PageRequest, draft: Draft, command: str) -> HttpResponse:
    look, files = draft.look, draft.files()
    seen = papers.check(draft, files)
    if seen.refusals:
        return _checked(request, draft, status=422)
    try:
        _, label = offering.send_offer(
            tender=look.tender,
            manifest=papers.manifest_of(draft, files, seen),
            files={f"{name}.pdf": file.content for name, file in files.items()},
            rate=draft.fields.values.get("rate", ""),
            by=request.person,
            at=request.at,
            replaces=draft.fields.replaces,
            draft=draft.slot,
            command=command,
        )
    except Refused as refusal:
        if isinstance(refusal, TooLate):
            offering.note_late(tender=look.tender, by=request.person, at=request.at)
        return _checked(request, draft, error=str(refusal), status=422)
    _, version = sent_with(look.tender, command) or (label, 1)
    drafts.keep_digests(draft, label, version, papers.digests(files))
    messages.success(request, f"Je inschrijving {pseudonym(label)} is ontvangen")
    return redirect("supply:receipt", look.tender.number, label, version)


def _checked(request: PageRequest, draft: Draft, *, error: str = "", status: int = 200) -> HttpResponse:
    files = draft.files()
    seen = papers.check(draft, files)
    context = around(draft.look, HERE) | {
        "draft": draft,
        "values": draft.fields.values,
        "seen": seen,
        "error": error,
        "file_rows": [
            (papers.FILES[name], mark.name, str(files[name].facts.pages), mark.digest)
            for name, mark in draft.fields.files.items()
        ],
        "form_word": dict(papers.FORMS[1:]).get(draft.fields.values.get("form", ""), ""),
    }
    return render(request, "supply/check.html", context, status=status)
