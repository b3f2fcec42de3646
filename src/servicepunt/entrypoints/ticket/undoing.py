"""Undoing one's own last change of a ticket: offered in the notice of it, carried along signed, in no address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from servicepunt.design.access import only
from servicepunt.design.page import PageRequest
from servicepunt.domains.people.rules import Permission
from servicepunt.domains.tickets.actions import StaleChange, StepNotAllowed
from servicepunt.domains.tickets.queries.detail import changes_in
from servicepunt.domains.worklist.actions import UNDO_WITHIN, put_back
from servicepunt.domains.worklist.actions.reading import read_ticket

if TYPE_CHECKING:
    from servicepunt.domains.tickets.models import Ticket

_SPENT = "Dit kan niet meer ongedaan worden gemaakt."


def undo_url(request: PageRequest, was: dict[str, Any], changed: Ticket) -> str:
    """
    Return the address that puts a ticket back to what it `was` (`state_of`); nothing when it did not change.

    What follows its question mark is sent as fields: it is for this person, and good until the ticket changes.
    """
    if changed.version == was["version"]:
        return ""
    step = was | {"before": was["version"], "version": changed.version}
    asked = {"stap": signing.dumps(step, salt=_salt(request), compress=True)}
    if request.POST.get("from") == "worklist":
        asked |= {"lijst": request.POST.get("query", "")}
    return f"{reverse('tickets:undo', args=[changed.number.replace(' ', '-')])}?{urlencode(asked)}"


def _salt(request: PageRequest) -> str:
    return f"undo:{request.person.pk}"


@require_POST
@only(Permission.WORK)
def undo(request: PageRequest, number: str) -> HttpResponse:
    """Put the ticket back, unless somebody changed it since; then say what."""
    found = read_ticket(number, viewer=request.person, at=request.at)
    try:
        was = signing.loads(request.POST.get("stap", ""), salt=_salt(request), max_age=UNDO_WITHIN)
        if was["ticket"] != found.pk:
            raise StepNotAllowed(_SPENT)
        put_back(was, by=request.person, at=request.at)
    except signing.BadSignature:
        messages.error(request, _SPENT)
    except StepNotAllowed as refusal:
        messages.error(request, str(refusal))
    except StaleChange as stale:
        messages.error(request, _since(found, stale))
    else:
        messages.success(request, f"{found.number}: ongedaan gemaakt")
    if "lijst" in request.POST:
        return redirect(f"{reverse('worklist:worklist')}?{request.POST['lijst']}")
    return redirect("tickets:ticket", number)


def _since(ticket: Ticket, stale: StaleChange) -> str:
    lines = [change.told for change in changes_in(stale.lines)]
    return " ".join([f"{ticket.number} is daarna gewijzigd, dus er is niets ongedaan gemaakt.", *lines])
