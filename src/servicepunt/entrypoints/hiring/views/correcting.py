"""After publication: corrections that everybody sees, extension by two people, cancellation."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from servicepunt.domains.awards.actions import correcting
from servicepunt.domains.hiring.rules.course import Kind
from servicepunt.domains.tenders.actions import drafting
from servicepunt.domains.tenders.queries import look_at, people_by_number
from servicepunt.domains.tenders.rules.farewell import hears_of_end
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.entrypoints.hiring import fields
from servicepunt.entrypoints.hiring.correction import (
    changed_by,
    closing_in,
    corrections_of,
    moved_days,
    published_parts,
)
from servicepunt.entrypoints.hiring.differences import differences
from servicepunt.entrypoints.hiring.draftform import Parts, Typed, change_rows, parts_of, typed_from, typed_of
from servicepunt.entrypoints.hiring.forms import Extension, Reason
from servicepunt.entrypoints.hiring.page import REFUSALS, WRITERS, command_of, inside, show
from servicepunt.entrypoints.hiring.values import clean
from servicepunt.foundation.errors import NotThere

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpResponse, HttpResponseBase

    from servicepunt.design.page import PageRequest
    from servicepunt.domains.tenders.queries import Look
    from servicepunt.entrypoints.hiring.differences import Difference

# The settings and texts are frozen at publication (invariant 15).
_SECTIONS = tuple(section for section in fields.SECTIONS if section.part == "request")


@require_http_methods(["GET", "POST"])
def correction(request: PageRequest, number: str) -> HttpResponseBase:
    """Correct the published request: first what changes is shown, then it is published to everybody."""
    look = _look(request, number, *WRITERS, Seat.AUDITOR)
    base = published_parts(look.dossier)
    if request.method == "GET":
        return _page(request, look, typed_from(base))
    if not look.has(*WRITERS):
        raise NotThere(number)
    typed = typed_of(request.POST)
    parts = Parts(parts_of(typed, base).request)
    typed.faults = {name: words for name, words in typed.faults.items() if name in _names(typed)}
    if step := request.POST.get("rij"):
        typed.faults.clear()
        change_rows(typed, step)
        return _page(request, look, typed)
    if typed.faults:
        return _page(request, look, typed, status=422)
    changes = differences(base, parts)
    digest = _digest(parts, clean(request.POST.get("toelichting")))
    if request.POST.get("stap") != "publiceer" or request.POST.get("bekeken") != digest:
        return _page(request, look, typed, changes=changes, digest=digest)
    return _publish(request, look, typed, parts, changed_by(base, parts))


def _names(typed: Typed) -> set[str]:
    listed = {name for name in typed.faults if name.partition("-")[0] in typed.rows}
    return listed | {each.name for section in _SECTIONS for each in section.fields}


def _digest(parts: Parts, text: str) -> str:
    """Return what stands for exactly this correction, so that nobody publishes another than was shown."""
    written = json.dumps([parts.request, text], sort_keys=True, default=str)
    return hashlib.sha256(written.encode()).hexdigest()


def _publish(request: PageRequest, look: Look, typed: Typed, parts: Parts, changed: dict[str, Any]) -> HttpResponseBase:
    closes_at = closing_in(parts)
    if closes_at is None:
        return _page(request, look, typed, refusal="Vul de sluiting in.")
    try:
        correcting.correct(
            tender=look.tender, text=clean(request.POST.get("toelichting")), closes_at=closes_at, changed=changed,
            by=request.person, at=request.at, command=command_of(request),
        )  # fmt: skip
    except REFUSALS as refusal:
        return _page(request, look, typed, refusal=str(refusal))
    messages.success(request, "De rectificatie is gepubliceerd. Leveranciers krijgen bericht")
    return redirect("hiring:correction", look.tender.number)


def _look(request: PageRequest, number: str, *seats: Seat) -> Look:
    look = inside(request, number, *seats)
    if look.dossier.published_at is None:
        raise NotThere(number)
    return look


def _page(  # noqa: PLR0913  # what a refused form keeps
    request: PageRequest,
    look: Look,
    typed: Typed,
    *,
    refusal: str = "",
    status: int = 200,
    form: forms.Form | None = None,
    changes: list[Difference] | None = None,
    digest: str = "",
) -> HttpResponse:
    context = {
        "form": typed,
        "sections": _SECTIONS,
        "lists": fields.LISTS,
        "band_fields": fields.BAND,
        "changes": changes,
        "digest": digest,
        "small": form,
        **_around(request, look),
    }
    shown_as = 422 if form is not None and form.errors else status
    return show(request, look, "correction", "hiring:draft", refusal=refusal, status=shown_as, **context)


def _around(request: PageRequest, look: Look) -> dict[str, Any]:
    """Return what was corrected before, the extension that waits, and what may be done now."""
    dossier, is_cancelled = look.dossier, _is_cancelled(look)
    made = corrections_of(dossier)
    proposer = dossier.extension[1] if dossier.extension else None
    may_write = look.has(*WRITERS) and not is_cancelled
    is_open = dossier.closes_at is not None and request.at < dossier.closes_at
    return {
        "made": made,
        "names": people_by_number({person for each in made for person in each.by} | {proposer or 0}),
        "extension": dossier.extension,
        "moved": moved_days(dossier.extension[2].changed) if dossier.extension else [],
        "later": {name: dossier.written.get(name) for name in correcting.LATER_DAYS},
        "may_write": may_write,
        "may_correct": may_write and is_open,
        "may_extend": may_write and not dossier.openings,
        "may_confirm": look.has(*WRITERS, Seat.AUDITOR) and proposer != request.person.pk,
        "is_cancelled": is_cancelled,
    }


def _is_cancelled(look: Look) -> bool:
    return any(each.kind == Kind.CANCELLED for each in look.dossier.happenings)


def _again(request: PageRequest, look: Look, **extra: Any) -> HttpResponse:
    return _page(request, look, typed_from(published_parts(look.dossier)), **extra)


@require_POST
def extend(request: PageRequest, number: str) -> HttpResponseBase:
    """Propose a later closing, and why; somebody else confirms it."""
    look = _look(request, number, *WRITERS)
    form = Extension(request.POST)
    if not form.is_valid():
        return _again(request, look, form=form)
    try:
        correcting.propose_extension(
            tender=look.tender, text=form.cleaned_data["waarom"], closes_at=form.cleaned_data["sluiting"],
            days=form.days, by=request.person, at=request.at, command=command_of(request),
        )  # fmt: skip
    except REFUSALS as refusal:
        return _again(request, look, refusal=str(refusal))
    messages.success(request, "Voorgesteld. De verlenging geldt als een tweede persoon haar bevestigt")
    return redirect("hiring:correction", number)


@require_POST
def confirm(request: PageRequest, number: str) -> HttpResponseBase:
    """Confirm the extension that somebody else proposed."""
    look = _look(request, number, *WRITERS, Seat.AUDITOR)
    try:
        correcting.confirm_extension(tender=look.tender, by=request.person, at=request.at, command=command_of(request))
    except REFUSALS as refusal:
        return _again(request, look, refusal=str(refusal))
    messages.success(request, "De inschrijving is verlengd. Leveranciers krijgen bericht")
    return redirect("hiring:correction", number)


@require_POST
def cancel(request: PageRequest, number: str) -> HttpResponseBase:
    """Withdraw the whole request, with reasons that tenderers read."""
    look = inside(request, number, *WRITERS)
    form = Reason(request.POST)
    if not form.is_valid():
        if look.dossier.published_at is None:
            messages.error(request, "Schrijf op waarom je de aanvraag intrekt.")
            return redirect("hiring:approval", number)
        return _again(request, look, form=form)
    try:
        drafting.cancel(
            tender=look.tender, reason=form.cleaned_data["reden"], by=request.person, at=request.at,
            command=command_of(request),
        )  # fmt: skip
    except REFUSALS as refusal:
        return _again(request, look, refusal=str(refusal))
    if not hears_of_end(look_at(number, viewer=request.person, at=request.at).dossier):
        messages.success(request, f"Aanvraag {number} is ingetrokken")
        return redirect("hiring:request", number)
    messages.success(request, f"Aanvraag {number} is ingetrokken. Lees en verstuur nu de brieven")
    return redirect("awarding:award", number)
