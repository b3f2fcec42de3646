"""What an agent does with a ticket: one page function for each step, one action behind each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from servicepunt.design.access import only
from servicepunt.design.page import PageRequest
from servicepunt.domains.people.rules import Permission
from servicepunt.domains.tickets import actions, forms
from servicepunt.domains.tickets.desk.ticket import show_ticket
from servicepunt.domains.tickets.queries.access import TicketNotFound, get_ticket, may_see_at_desk
from servicepunt.domains.tickets.queries.detail import changes_in

if TYPE_CHECKING:
    from servicepunt.domains.tickets.models import Ticket

ZONE = ZoneInfo("Europe/Amsterdam")
Step = Callable[["Ticket", dict[str, Any]], object]


def run(request: PageRequest, number: str, form: Form, step: Step, *, panel: str, done: str) -> HttpResponseBase:
    """
    Check the form, do the step, and go back to the ticket.

    A refusal shows the page again with everything typed, and why; a stale change says what changed since.
    """
    found = get_ticket(number, viewer=request.person)
    if not form.is_valid():
        return show_ticket(request, found, status=422, panel=panel, refused=form)
    try:
        step(found, form.cleaned_data)
    except actions.StaleChange as stale:
        fresh = get_ticket(number, viewer=request.person)
        return show_ticket(request, fresh, status=409, panel=panel, refused=form, conflict=changes_in(stale.lines))
    except actions.StepNotAllowed as refusal:
        form.add_error(None, str(refusal))
        return show_ticket(request, found, status=422, panel=panel, refused=form)
    return _leave(request, found, done)


def _leave(request: PageRequest, found: Ticket, done: str) -> HttpResponseBase:
    """Go back to the ticket, or to the list when the step took it out of the agent's sight."""
    if may_see_at_desk(found, viewer=request.person):
        messages.success(request, f"{found.number} {done}")
        return redirect("tickets:ticket", found.number.replace(" ", "-"))
    messages.success(request, f"{found.number} {done}. Je ziet deze melding niet meer: ze is vertrouwelijk.")
    return redirect("worklist:worklist")


@require_POST
@only(Permission.WORK)
def take(request: PageRequest, number: str) -> HttpResponseBase:
    """Take the ticket; of two who press at once, the other is told who has it."""
    found = get_ticket(number, viewer=request.person)
    try:
        actions.take_ticket(ticket=found, by=request.person, at=request.at)
    except actions.AlreadyTaken as taken:
        name = taken.ticket.agent.name if taken.ticket.agent else "iemand anders"
        messages.error(request, f"{found.number} is al opgepakt door {name}.")
    else:
        messages.success(request, f"{found.number} is van jou")
    if request.POST.get("from") == "worklist":
        return redirect(f"{reverse('worklist:worklist')}?{request.POST.get('query', '')}")
    return redirect("tickets:ticket", found.number.replace(" ", "-"))


@require_POST
@only(Permission.WORK)
def assign(request: PageRequest, number: str) -> HttpResponseBase:
    """Give the ticket to a team or an agent."""

    def step(ticket: Ticket, typed: dict[str, Any]) -> object:
        return actions.assign_ticket(ticket=ticket, by=request.person, at=request.at, **typed)

    return run(request, number, forms.Assign(request.POST), step, panel="assign", done="toegewezen")


@require_POST
@only(Permission.WORK)
def escalate(request: PageRequest, number: str) -> HttpResponseBase:
    """Hand the ticket over to a second-line team."""

    def step(ticket: Ticket, typed: dict[str, Any]) -> object:
        return actions.escalate_ticket(ticket=ticket, by=request.person, at=request.at, **typed)

    return run(request, number, forms.Escalate(request.POST), step, panel="escalate", done="geëscaleerd")


@require_POST
@only(Permission.WORK)
def hand_back(request: PageRequest, number: str) -> HttpResponseBase:
    """Bring the ticket back to the service point."""

    def step(ticket: Ticket, typed: dict[str, Any]) -> object:
        return actions.hand_back_ticket(ticket=ticket, by=request.person, at=request.at, **typed)

    return run(request, number, forms.HandBack(request.POST), step, panel="hand_back", done="teruggezet")


@require_POST
@only(Permission.WORK)
def priority(request: PageRequest, number: str) -> HttpResponseBase:
    """Set impact, urgency and priority."""

    def step(ticket: Ticket, typed: dict[str, Any]) -> object:
        return actions.set_priority(ticket=ticket, by=request.person, at=request.at, **typed)

    return run(
        request,
        number,
        forms.SetPriority(request.POST),
        step,
        panel="priority",
        done="heeft een nieuwe prioriteit",
    )


@require_POST
@only(Permission.WORK)
def details(request: PageRequest, number: str) -> HttpResponseBase:
    """Change what the ticket is about."""

    def step(ticket: Ticket, typed: dict[str, Any]) -> object:
        return actions.change_details(ticket=ticket, by=request.person, at=request.at, **typed)

    return run(request, number, forms.Details(request.POST), step, panel="details", done="gewijzigd")


@require_POST
@only(Permission.WORK)
def wait(request: PageRequest, number: str) -> HttpResponseBase:
    """Let the ticket wait."""

    def step(ticket: Ticket, typed: dict[str, Any]) -> object:
        until = typed.pop("until").replace(tzinfo=ZONE)
        return actions.let_ticket_wait(ticket=ticket, until=until, by=request.person, at=request.at, **typed)

    return run(request, number, forms.Wait(request.POST), step, panel="wait", done="wacht")


@require_POST
@only(Permission.WORK)
def resume(request: PageRequest, number: str) -> HttpResponseBase:
    """End the waiting."""

    def step(ticket: Ticket, typed: dict[str, Any]) -> object:
        return actions.resume_ticket(ticket=ticket, why="agent", by=request.person, at=request.at, **typed)

    return run(request, number, forms.Versioned(request.POST), step, panel="", done="is weer in behandeling")


@require_POST
@only(Permission.WORK)
def solve(request: PageRequest, number: str) -> HttpResponseBase:
    """Say that it is done."""

    def step(ticket: Ticket, typed: dict[str, Any]) -> object:
        typed["key"] = typed["key"] or None
        return actions.solve_ticket(ticket=ticket, by=request.person, at=request.at, **typed)

    return run(request, number, forms.Solve(request.POST), step, panel="solve", done="is gereed")


@require_POST
@only(Permission.WORK)
def close(request: PageRequest, number: str) -> HttpResponseBase:
    """Close the ticket."""

    def step(ticket: Ticket, typed: dict[str, Any]) -> object:
        return actions.close_ticket(ticket=ticket, how="agent", by=request.person, at=request.at, **typed)

    return run(request, number, forms.Versioned(request.POST), step, panel="", done="is afgemeld")


@require_POST
@only(Permission.WORK)
def reopen(request: PageRequest, number: str) -> HttpResponseBase:
    """Go on with the ticket in a new cycle."""

    def step(ticket: Ticket, typed: dict[str, Any]) -> object:
        return actions.reopen_ticket(ticket=ticket, why="agent", by=request.person, at=request.at, **typed)

    return run(request, number, forms.Versioned(request.POST), step, panel="", done="is heropend")


@require_POST
@only(Permission.WORK)
def link(request: PageRequest, number: str) -> HttpResponseBase:
    """Link another ticket that the agent may see."""

    def step(ticket: Ticket, typed: dict[str, Any]) -> object:
        try:
            other = get_ticket(typed["number"], viewer=request.person)
        except TicketNotFound:
            raise actions.StepNotAllowed(f"Er is geen melding {typed['number']}. Controleer het nummer.") from None
        return actions.link_tickets(first=ticket, second=other, kind=typed["kind"], by=request.person, at=request.at)

    return run(request, number, forms.LinkTo(request.POST), step, panel="link", done="gekoppeld")


@require_POST
@only(Permission.WORK)
def unlink(request: PageRequest, number: str, other: str) -> HttpResponse:
    """Take a link away."""
    first, second = get_ticket(number, viewer=request.person), get_ticket(other, viewer=request.person)
    actions.unlink_tickets(first=first, second=second, by=request.person, at=request.at)
    messages.success(request, f"{first.number} losgekoppeld van {second.number}")
    return redirect("tickets:ticket", first.number.replace(" ", "-"))
