"""What the pages of a request share: who may come in, what stands around them, and how a refusal is shown."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.shortcuts import render

from servicepunt.domains.hiring.rules import Faulty
from servicepunt.domains.tenders.queries import frame_of, look_at
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.rules.seats import INSIDE, Seat
from servicepunt.domains.tickets.forms import Key, fresh_key, key_of
from servicepunt.foundation.errors import NotThere

if TYPE_CHECKING:
    from django.http import HttpResponse

    from servicepunt.design.page import PageRequest
    from servicepunt.domains.tenders.queries import Look

# What an action says in Dutch when it cannot be done.
REFUSALS = (Refused, Faulty)
WRITERS = (Seat.DESK, Seat.CLIENT)


def inside(request: PageRequest, number: str, *seats: Seat) -> Look:
    """
    Return a request for somebody with one of these seats, or any seat inside.

    :raises NotThere: for everybody else; suppliers have pages of their own.
    """
    look = look_at(number, viewer=request.person, at=request.at)
    if not look.seats & (set(seats) or INSIDE):
        raise NotThere(number)
    return look


def command_of(request: PageRequest) -> str:
    """
    Return the key that makes sending the form twice the same as once.

    The forms of one page share what the page was shown with, and somebody can go back and type something else: so
    where it was sent and what was typed belong to the key.
    """
    key = key_of(Key().clean(request.POST.get("key")), by=request.person)
    if key is None:
        return ""
    typed = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
    return f"{key}:{hashlib.sha256(repr((request.path, typed)).encode()).hexdigest()[:16]}"


def show(
    request: PageRequest,
    look: Look,
    template: str,
    here: str,
    *,
    refusal: str = "",
    status: int = 200,
    **extra: Any,
) -> HttpResponse:
    """Show a page of a request; with a refusal in the error summary it is 422, and what was typed is kept."""
    context = {
        "look": look,
        "frame": frame_of(look),
        "here": here,
        "moment": request.at,
        "form_key": fresh_key(request.POST.get("key") if refusal or status == 422 else None),
        "typed": request.POST,
        "errors": [("", refusal)] if refusal else [],
        **extra,
    }
    return render(request, f"hiring/{template}.html", context, status=422 if refusal else status)
