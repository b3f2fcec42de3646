"""The page of one ticket: timeline, composer, clock, caller, and the panels beside them."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from servicepunt.design.access import only
from servicepunt.design.page import PageRequest
from servicepunt.domains.people.queries import agents, teams
from servicepunt.domains.people.rules import Permission
from servicepunt.domains.tickets.actions import note_presence, note_reading
from servicepunt.domains.tickets.actions.drafts import PRESENT
from servicepunt.domains.tickets.desk.rows import clock_of
from servicepunt.domains.tickets.models import Ticket
from servicepunt.domains.tickets.queries import detail
from servicepunt.domains.tickets.queries.access import get_ticket
from servicepunt.domains.tickets.queries.clocks import clocks_of
from servicepunt.domains.tickets.queries.correspondence import recipients_of
from servicepunt.domains.tickets.queries.history import lines_of
from servicepunt.domains.tickets.rules import mailing
from servicepunt.domains.agreements.rules.priority import Impact, Priority, Urgency
from servicepunt.domains.tickets.rules.status import WaitReason, shown_status
from servicepunt.domains.tickets.rules.words import CATEGORIES, CAUSES, Channel, Kind, LinkKind


@require_GET
@only(Permission.WORK)
def ticket(request: PageRequest, number: str) -> HttpResponse:
    """Show the ticket."""
    found = get_ticket(number, viewer=request.person)
    note_reading(ticket=found, by=request.person, at=request.at)
    return show_ticket(request, found)


def show_ticket(request: PageRequest, found: Ticket, *, status: int = 200, **extra: Any) -> HttpResponse:
    """Show the ticket's page; `extra` carries a refused form, a conflict or an open panel."""
    context = ticket_context(request, found) | choices() | extra
    return render(request, "tickets/ticket.html", context, status=status)


def ticket_context(request: PageRequest, found: Ticket) -> dict[str, Any]:
    """Return what the page shows of the ticket itself."""
    lines = lines_of(found.pk)
    mark, label = shown_status(
        found.status, wait_reason=found.wait_reason, has_new_answer=found.has_new_answer, cycle=found.cycle
    )
    to, cc = recipients_of(found)
    state = {name: getattr(found, name) for name in ("status", "due_at", "wait_until", "is_late")}
    slot = f"ticket:{found.pk}:reply"
    return {
        "ticket": found,
        "slug": found.number.replace(" ", "-"),
        "moment": request.at,
        "timeline": detail.timeline(found, viewer=request.person, lines=lines),
        "clocks": clocks_of(found, lines=lines, at=request.at),
        "clock": clock_of(state, request.at),
        "status_mark": mark,
        "status_label": label,
        "priority": Priority(found.priority),
        "kind": Kind(found.kind),
        "channel": Channel(found.channel),
        "to": to,
        "cc": cc,
        "draft_slot": slot,
        "draft": detail.find_draft(slot, viewer=request.person),
        "form_key": f"form:{uuid.uuid4()}",
        "other_tickets": [
            other
            for other in detail.recent_tickets_of(found.requester, viewer=request.person)
            if other.pk != found.pk
        ],
        "links": detail.links_of(found, viewer=request.person),
        "looking": detail.others_looking(found, viewer=request.person, since=request.at - PRESENT),
        "phones": list(found.requester.phones.order_by("id")),
    }


def choices() -> dict[str, Any]:
    """Return the lists to choose from."""
    return {
        "teams": list(teams()),
        "second_line": [team for team in teams() if team.line == 2],
        "agents": list(agents()),
        "impacts": list(Impact),
        "urgencies": list(Urgency),
        "priorities": list(Priority),
        "kinds": list(Kind),
        "wait_reasons": list(WaitReason),
        "causes": CAUSES,
        "categories": CATEGORIES,
        "link_kinds": list(LinkKind),
        "panel": "",
    }


@require_POST
@only(Permission.WORK)
def preview(request: PageRequest, number: str) -> HttpResponse:
    """Show exactly the mail that would leave, and to whom."""
    found = get_ticket(number, viewer=request.person)
    typed = request.POST.get("text", "")
    to, cc = recipients_of(found)
    if request.POST.get("audience") == "supplier":
        to, cc = [request.POST.get("supplier_address", "")], []
        body = mailing.supplier_text(typed, agent=request.person.name, number=found.number)
    else:
        body = mailing.reply_text(
            typed, requester=found.requester.name, agent=request.person.name, number=found.number
        )
    context = {
        "to": to,
        "cc": cc,
        "subject": mailing.subject(found.title, number=found.number),
        "body": body,
        "is_internal": request.POST.get("audience") == "internal",
    }
    return render(request, "tickets/_preview.html", context)


@require_POST
@only(Permission.WORK)
def presence(request: PageRequest, number: str) -> HttpResponse:
    """Note that the agent looks at the ticket, and show who else does."""
    found = get_ticket(number, viewer=request.person)
    typing = bool(request.POST.get("typing"))
    note_presence(ticket=found, by=request.person, at=request.at, is_typing=typing)
    looking = detail.others_looking(found, viewer=request.person, since=request.at - PRESENT)
    seen = request.POST.get("seen", "")
    changed = seen.isdecimal() and int(seen) != found.version
    return render(request, "tickets/_looking.html", {"looking": looking, "changed": changed, "ticket": found})


@require_GET
@only(Permission.WORK)
def clock(request: PageRequest, number: str) -> HttpResponse:
    """Show the clocks of the ticket again, as they stand now."""
    found = get_ticket(number, viewer=request.person)
    lines = lines_of(found.pk)
    state = {name: getattr(found, name) for name in ("status", "due_at", "wait_until", "is_late")}
    context = {
        "clocks": clocks_of(found, lines=lines, at=request.at),
        "clock": clock_of(state, request.at),
        "ticket": found,
        "slug": number,
        "moment": request.at,
    }
    return render(request, "tickets/_clock.html", context)
