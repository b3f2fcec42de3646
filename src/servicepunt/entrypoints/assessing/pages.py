"""What every page here does: look at the request from a seat, and show it in its frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render

from servicepunt.domains.awards.rules.interests import asked_of, has_declared
from servicepunt.domains.tenders.queries import frame_of, look_at
from servicepunt.domains.tenders.rules.labels import pseudonym
from servicepunt.domains.tickets.forms import fresh_key, key_of
from servicepunt.entrypoints.assessing.sums import plain
from servicepunt.foundation.errors import NotThere

if TYPE_CHECKING:
    from django.http import HttpResponse

    from servicepunt.design.page import PageRequest
    from servicepunt.domains.tenders.queries import Look
    from servicepunt.domains.tenders.rules.seats import Seat


def look_from(request: PageRequest, number: str, *seats: Seat) -> Look:
    """
    Return a request for somebody in one of these seats.

    :raises NotThere: for everybody else.
    """
    look = look_at(number, viewer=request.person, at=request.at)
    if not look.has(*seats):
        raise NotThere(number)
    return look


def show(
    request: PageRequest, template: str, look: Look, here: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """Show a page of a request, with the key of its form."""
    around = {
        "look": look,
        "frame": frame_of(look),
        "here": here,
        "form_key": fresh_key(request.POST.get("key")),
        "pseudonym": pseudonym,
        "plain": plain,
        "say": lambda text: say(look, text),
        "is_opened": look.dossier.opened_at is not None,
    }
    return render(request, f"assessing/{template}.html", around | context, status=status)


def say(look: Look, text: str) -> str:
    """Return a text of the file as people read it: what lies in the vault, and pseudonyms for labels."""
    return look.vault.show(pseudonym(text))


def command_of(request: PageRequest) -> str:
    """Return the key that makes a form sent twice have the effect of one."""
    return key_of(fresh_key(request.POST.get("key")), by=request.person) or ""


def to_interests(request: PageRequest, look: Look) -> HttpResponse | None:
    """Lead who is asked about relations, and has not said so of everybody, to where that is done; None for others."""
    asked = asked_of(look.dossier, look.viewer.pk)
    if not asked or has_declared(look.dossier, look.viewer.pk, asked):
        return None
    messages.warning(request, "Verklaar eerst of je een relatie hebt met een van de kandidaten")
    return redirect("assessing:interests", look.tender.number)
