"""The page of one ticket: timeline, composer, clock, caller, and the panels beside them."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from servicepunt.design.access import only
from servicepunt.design.environment import url
from servicepunt.design.page import PageRequest
from servicepunt.design.uploads import TakenFiles, take_uploads
from servicepunt.domains.agreements.rules.priority import Impact, Priority, Urgency
from servicepunt.domains.agreements.rules.waiting import WaitReason, next_morning
from servicepunt.domains.mail.queries import delivery_words
from servicepunt.domains.people.queries import Staff
from servicepunt.domains.people.rules import Permission
from servicepunt.domains.tickets.forms import fresh_key
from servicepunt.domains.tickets.queries import detail
from servicepunt.domains.tickets.queries.access import get_ticket, is_recallable
from servicepunt.domains.tickets.queries.beside import Beside, OtherTicket, ShownMessage, beside, others_looking
from servicepunt.domains.tickets.queries.clocks import clocks_of, hours_now
from servicepunt.domains.tickets.queries.correspondence import address_of, recipients_of, why_nobody
from servicepunt.domains.tickets.queries.history import lines_of
from servicepunt.domains.tickets.rules import mailing
from servicepunt.domains.tickets.rules.due import clock_of
from servicepunt.domains.tickets.rules.status import Status, shown_status
from servicepunt.domains.tickets.rules.words import CATEGORIES, CAUSES, Channel, Kind, LinkKind
from servicepunt.domains.worklist.actions.drafts import PRESENT, note_presence
from servicepunt.domains.worklist.actions.reading import read_ticket
from servicepunt.foundation.text import ZONE, dutch_moment, dutch_size

if TYPE_CHECKING:
    from servicepunt.domains.tickets.models import Ticket


@require_GET
@only(Permission.WORK)
def ticket(request: PageRequest, number: str) -> HttpResponse:
    """Show the ticket."""
    found = read_ticket(number, viewer=request.person, at=request.at)
    return show_ticket(request, found)


def show_ticket(request: PageRequest, found: Ticket, *, status: int = 200, **extra: Any) -> HttpResponse:
    """Show the ticket's page; `extra` carries a refused form, a conflict or an open panel."""
    side = beside(found, viewer=request.person, since=request.at - PRESENT)
    context = ticket_context(request, found, side) | choices(side.staff, team=found.team_id)
    context |= _composer(context["drafts"].get("reply"), extra, by=request.person.pk) | extra
    return render(request, "tickets/ticket.html", context, status=status)


def ticket_context(request: PageRequest, found: Ticket, side: Beside) -> dict[str, Any]:
    """Return what the page shows of the ticket itself."""
    names = detail.names_in(side.lines, known=_names(found, side.staff))
    timeline = detail.ordered(side.messages, detail.told(side.lines, names=names))
    to = address_of(found.requester)
    return _head(request, found) | {
        "timeline": timeline,
        "is_recallable": partial(is_recallable, at=request.at),
        "unread": detail.unread_messages(timeline) if found.has_new_answer else set(),
        "clocks": clocks_of(side.lines, at=request.at, names=names, hours=side.hours),
        "to_text": ", ".join([f"{found.requester.name} ({to})", *side.readers])
        if to
        else f"niemand: {why_nobody(found)}",
        "wake_default": f"{_wakes_at(found, side, request.at).astimezone(ZONE):%Y-%m-%dT%H:%M}",
        "draft_base": f"ticket:{found.pk}:",
        "drafts": side.drafts,
        "form_key": fresh_key(),
        "solve_key": fresh_key(),
        "other_tickets": [(other, _status(other)) for other in side.others],
        "links": side.links,
        "looking": side.looking,
        "phones": side.phones,
        "bounced": side.bounced,
    }


def _wakes_at(found: Ticket, side: Beside, at: datetime) -> datetime:
    """Return until when a ticket waits now; when it does not, the morning that is proposed."""
    if found.status == Status.WAITING and found.wait_until is not None and found.wait_until > at:
        return found.wait_until
    return next_morning(at, workdays=1, hours=hours_now(side.lines, side.hours))


def _names(found: Ticket, known: Staff) -> detail.Names:
    names: dict[tuple[str, int | None], str] = {("person", found.requester_id): found.requester.name}
    names.update((("person", pk), name) for pk, name in known.agents)
    names.update((("team", pk), name) for pk, name in known.teams)
    return names


def _head(request: PageRequest, found: Ticket) -> dict[str, Any]:
    mark, label = _status(found)
    state = {name: getattr(found, name) for name in ("status", "due_at", "wait_until", "is_late")}
    return {
        "ticket": found,
        "slug": found.number.replace(" ", "-"),
        "moment": request.at,
        "clock": clock_of(state, request.at),
        "status_mark": mark,
        "standing": _standing(found, label, request.at),
        "priority": Priority(found.priority),
        "kind": Kind(found.kind),
        "channel": Channel(found.channel),
    }


def _standing(found: Ticket, label: str, at: datetime) -> str:
    """Return the word for the status, with for what the ticket waits and until when."""
    if found.status != Status.WAITING or found.wait_until is None:
        return label
    reason = WaitReason(found.wait_reason)
    said = reason.label if reason.label == label else f"{label}, {reason.label.lower()}"
    word = "voor" if reason == WaitReason.APPOINTMENT else "tot"
    return f"{said} {word} {dutch_moment(found.wait_until, at)}"


def _status(found: Ticket | OtherTicket) -> tuple[str, str]:
    return shown_status(
        found.status, wait_reason=found.wait_reason, has_new_answer=found.has_new_answer, cycle=found.cycle
    )


def choices(known: Staff, *, team: int) -> dict[str, Any]:
    """Return the lists to choose from, as (value, word); a ticket may stay with a team that stopped."""
    return {
        "team_list": known.teams + tuple(stopped for stopped in known.stopped if stopped[0] == team),
        "second_list": known.second_line,
        "agent_list": known.agents,
        "delivery": delivery_words(),
        "files_of": files_of,
        "panel": "",
        "candidates": (),
        "kept": [],
    } | _LISTS


def _labels(enum: Any) -> tuple[tuple[Any, str], ...]:
    return tuple((item.value, item.label) for item in enum)


_LISTS = {
    "impact_list": _labels(Impact),
    "urgency_list": _labels(Urgency),
    "priority_list": _labels(Priority),
    "kind_list": _labels(Kind),
    "wait_list": _labels(WaitReason),
    "link_list": _labels(LinkKind),
    "category_list": tuple((name, name) for name in CATEGORIES),
    "cause_list": tuple(CAUSES.items()),
    "channels": dict(_labels(Channel)),
}


def files_of(message: ShownMessage) -> tuple[tuple[str, str, str, str], ...]:
    """Return the files of a message for the timeline: name, address, size, icon."""
    return tuple(
        (
            file.name,
            url("files:attachment", file.pk),
            dutch_size(file.size),
            "image" if file.content_type.startswith("image/") else "file",
        )
        for file in message.files
    )


def _composer(draft: Any, extra: dict[str, Any], *, by: int) -> dict[str, Any]:
    """Return what stands in the composer: what was refused or shown as an example, else the draft of `by`."""
    refused = extra.get("refused") if extra.get("panel") == "reply" else None
    typed = draft.content if draft else {}
    typed = extra.get("typed", typed if refused is None else refused.data)
    error = refused.errors.get("text", [""])[0] if refused is not None and refused.errors else ""
    return {
        "composer_address": typed.get("supplier_address", ""),
        "composer_text": typed.get("text", ""),
        "composer_audience": typed.get("audience", "public"),
        "composer_error": error,
        "kept": take_uploads((), earlier=(draft.content if draft else {}).get("kept", ()), by=by).carried,
    }


@require_POST
@only(Permission.WORK)
def preview(request: PageRequest, number: str) -> HttpResponse:
    """Show exactly the mail that would leave, and to whom."""
    found = read_ticket(number, viewer=request.person, at=request.at)
    typed = request.POST.get("text", "")
    to, cc = recipients_of(found)
    if request.POST.get("audience") == "supplier":
        to, cc = [request.POST.get("supplier_address", "")], []
        body = mailing.supplier_text(typed, agent=request.person.name, number=found.number)
    else:
        body = mailing.reply_text(typed, requester=found.requester.name, agent=request.person.name, number=found.number)
    context = {
        "to": to,
        "cc": cc,
        "subject": mailing.subject(found.title, number=found.number),
        "body": body,
        "is_internal": request.POST.get("audience") == "internal",
    }
    if request.htmx:
        return render(request, "tickets/_preview.html", context)
    return show_ticket(request, found, typed=request.POST, preview=context, kept=taken_files(request).carried)


def taken_files(request: PageRequest) -> TakenFiles:
    """Return the files chosen for the composer, and those that its form carries along."""
    return take_uploads(request.FILES.getlist("files"), earlier=request.POST.getlist("kept"), by=request.person.pk)


@require_POST
@only(Permission.WORK)
def presence(request: PageRequest, number: str) -> HttpResponse:
    """Note that the agent looks at the ticket, and show who else does."""
    # Asked for again and again by a page that was read already; it tells nothing of the ticket.
    found = get_ticket(number, viewer=request.person)
    typing = bool(request.POST.get("typing"))
    note_presence(ticket=found, by=request.person, at=request.at, is_typing=typing)
    looking = others_looking(found, viewer=request.person, since=request.at - PRESENT)
    seen = request.POST.get("seen", "")
    changed = seen.isdecimal() and int(seen) != found.version
    return render(request, "tickets/_looking.html", {"looking": looking, "changed": changed, "ticket": found})


@require_GET
@only(Permission.WORK)
def clock(request: PageRequest, number: str) -> HttpResponse:
    """Show the clocks of the ticket again, as they stand now."""
    found = read_ticket(number, viewer=request.person, at=request.at)
    lines = lines_of(found.pk)
    state = {name: getattr(found, name) for name in ("status", "due_at", "wait_until", "is_late")}
    context = {
        "clocks": clocks_of(lines, at=request.at, names=detail.names_in(lines, known={})),
        "clock": clock_of(state, request.at),
        "ticket": found,
        "slug": number,
        "moment": request.at,
    }
    return render(request, "tickets/_clock.html", context)
