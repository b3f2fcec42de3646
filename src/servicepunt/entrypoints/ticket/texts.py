"""Standard texts in the composer, filled in for the ticket: chosen with a key or a button, also without script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from servicepunt.design.access import only
from servicepunt.design.page import PageRequest
from servicepunt.domains.mail.queries import standard_texts
from servicepunt.domains.mail.rules.standard import filled_in
from servicepunt.domains.people.rules import Permission
from servicepunt.domains.worklist.actions.reading import read_ticket
from servicepunt.entrypoints.ticket.page import show_ticket, taken_files

if TYPE_CHECKING:
    from servicepunt.domains.tickets.models import Ticket


@require_http_methods(["GET", "POST"])
@only(Permission.WORK)
def texts(request: PageRequest, number: str) -> HttpResponse:
    """Give the texts to a script that asks; without script show the page with them, or with the chosen one added."""
    found = read_ticket(number, viewer=request.person, at=request.at)
    offered = _offered(request, found)
    if request.method == "GET":
        return render(request, "tickets/_texts.html", {"texts": offered, "slug": number})
    chosen = [text for pk, _, text in offered if str(pk) == request.POST.get("use")]
    typed = request.POST.dict() | {"text": "\n\n".join(filter(None, [request.POST.get("text", "").strip(), *chosen]))}
    kept = taken_files(request).carried
    return show_ticket(request, found, typed=typed, kept=kept, texts=[] if chosen else offered, slug=number)


def _offered(request: PageRequest, ticket: Ticket) -> list[tuple[int, str, str]]:
    values = {
        "voornaam": ticket.requester.name.partition(" ")[0],
        "naam": ticket.requester.name,
        "nummer": ticket.number,
        "onderwerp": ticket.title,
        "behandelaar": request.person.name,
        "groep": ticket.team.name,
    }
    return [(one.pk, one.title, filled_in(one.text, values)) for one in standard_texts(offered=True)]
