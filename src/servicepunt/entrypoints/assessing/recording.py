"""Relations of others that the desk writes down, on a page of its own: it names every candidate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from servicepunt.domains.awards.actions import relating
from servicepunt.domains.awards.queries.papers import names_of
from servicepunt.domains.awards.queries.persons import candidates, senders
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.entrypoints.assessing.pages import command_of, look_from, show
from servicepunt.foundation.errors import NotThere

if TYPE_CHECKING:
    from django.http import HttpResponse

    from servicepunt.design.page import PageRequest
    from servicepunt.domains.tenders.queries import Look

_TEXT = 2_000


@require_http_methods(["GET", "POST"])
def record(request: PageRequest, number: str) -> HttpResponse:
    """Write down a relation of somebody else with a candidate."""
    look = _look(request, number)
    if request.method == "GET":
        return _page(request, look)
    try:
        relating.record_relation(
            tender=look.tender, person=_number(request.POST.get("person", "")), how=request.POST.get("how", ""),
            offer=_seen(look, request.POST.get("offer", "")), text=request.POST.get("text", "")[:_TEXT],
            by=request.person, at=request.at, command=command_of(request),
        )  # fmt: skip
    except Refused as refused:
        return _page(request, look, str(refused))
    messages.success(request, "De relatie staat in het dossier. Wie het aangaat, leest haar bij Belangen")
    return redirect("assessing:interests", number)


def _look(request: PageRequest, number: str) -> Look:
    look = look_from(request, number, Seat.DESK)
    if look.dossier.opened_at is None:
        raise NotThere(number)
    return look


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 19 else 0


def _seen(look: Look, label: str) -> str:
    return label if label in {each.label for each in look.offers} else ""


def _page(request: PageRequest, look: Look, refusal: str = "") -> HttpResponse:
    labels = [each.label for each in look.offers if each.opened and each.label not in look.dossier.destroyed]
    names, whose = candidates(look, labels), senders(look.tender)
    people = names_of(look.dossier.worked - {look.viewer.pk})
    return show(
        request,
        "record",
        look,
        "assessing:interests",
        status=422 if refusal else 200,
        refusal=refusal,
        people=sorted(((str(person), name) for person, name in people.items()), key=lambda each: each[1]),
        candidates=sorted(
            ((label, f"{name} ({whose[label].supplier})") for label, name in names.items()), key=lambda each: each[1]
        ),
        ways=list(relating.HOW.items()),
        typed=request.POST,
    )


@require_POST
def take_back(request: PageRequest, number: str) -> HttpResponse:
    """Take back a relation that was written down by mistake."""
    look = _look(request, number)
    try:
        relating.take_back_relation(
            tender=look.tender, person=_number(request.POST.get("person", "")), by=request.person, at=request.at,
            offer=_seen(look, request.POST.get("offer", "")), reason=request.POST.get("reason", "")[:_TEXT],
            command=command_of(request),
        )  # fmt: skip
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request, "De relatie is teruggenomen. In het dossier blijft staan dat ze er stond, en waarom niet"
        )
    return redirect("assessing:interests", number)
