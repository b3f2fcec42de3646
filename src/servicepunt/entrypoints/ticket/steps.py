"""What an agent does with a ticket: one page function for each step, one action behind each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
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
from servicepunt.domains.agreements.rules.waiting import opens_again
from servicepunt.domains.people.queries import find_people, members
from servicepunt.domains.people.rules import Permission
from servicepunt.domains.tickets import actions
from servicepunt.domains.tickets.forms import key_of
from servicepunt.domains.tickets.queries.access import TicketNotFound, may_see_at_desk
from servicepunt.domains.tickets.queries.clocks import hours_in, hours_now
from servicepunt.domains.tickets.queries.detail import changes_in
from servicepunt.domains.tickets.queries.files import answer_with_key
from servicepunt.domains.tickets.queries.history import lines_of
from servicepunt.domains.worklist.actions import details_of, links_of, requester_of, state_of
from servicepunt.domains.worklist.actions.drafts import drop_draft
from servicepunt.domains.worklist.actions.reading import read_ticket
from servicepunt.entrypoints.ticket import forms
from servicepunt.entrypoints.ticket.page import show_ticket
from servicepunt.entrypoints.ticket.undoing import undo_url
from servicepunt.foundation.text import dutch_moment

if TYPE_CHECKING:
    from servicepunt.domains.logbook.models import Entry
    from servicepunt.domains.people.models import Person
    from servicepunt.domains.tickets.models import Message, Ticket

ZONE = ZoneInfo("Europe/Amsterdam")
# A step gives the ticket as it changed, or the message it wrote: that is called back, anything else undone.
Step = Callable[["Ticket", dict[str, Any]], tuple["Ticket | None", "Message | None"]]
Page = Callable[..., HttpResponseBase]
# What a step changes that other steps do not.
_MORE: dict[str, Callable[[Ticket], dict[str, Any]]] = {
    "details": details_of,
    "requester": requester_of,
    "link": links_of,
}
# What a step leaves in the logbook, and which of the fields of its form: sent twice, it is there already.
_LEAVES: dict[str, tuple[str, tuple[str, ...]]] = {
    "assign": ("ticket.assigned", ("team", "agent")),
    "escalate": ("ticket.escalated", ("team", "reason", "tried")),
    "hand_back": ("ticket.handed_back", ("reason", "tried")),
    "priority": ("ticket.priority_changed", ("impact", "urgency", "reason")),
    "details": ("ticket.details_changed", ()),
    "requester": ("ticket.requester_changed", ("person",)),
    "wait": ("ticket.wait_began", ("reason", "until", "note")),
    "resume": ("ticket.wait_ended", ()),
    "solve": ("ticket.solved", ("cause",)),
    "close": ("ticket.closed", ()),
    "reopen": ("ticket.reopened", ()),
}
_CLOSED = "{} wordt {} wakker, maar dan is het servicepunt dicht. Het gaat {} weer open."
_MOST_PEOPLE = 8


def run(
    request: PageRequest, number: str, form: Form, step: Step, *, panel: str, done: str, **shown: Any
) -> HttpResponseBase:
    """
    Check the form, do the step, and go back to the ticket.

    A refusal shows the page again with everything typed (and what is `shown` besides), and why; a stale change says
    what changed since.
    """
    found = read_ticket(number, viewer=request.person, at=request.at)
    if not form.is_valid():
        return show_ticket(request, found, status=422, panel=panel, refused=form, **shown)
    was = state_of(found) | (_MORE[panel](found) if panel in _MORE else {})
    try:
        changed, message = step(found, form.cleaned_data.copy())
    except actions.StaleChange as stale:
        fresh = read_ticket(number, viewer=request.person, at=request.at)
        if _was_sent(request, stale.lines, form.cleaned_data):
            return _leave(request, fresh, done, _answer(request, form.cleaned_data), "")
        shown["conflict"] = changes_in(stale.lines)
        return show_ticket(request, fresh, status=409, panel=panel, refused=form, **shown)
    except actions.StepNotAllowed as refusal:
        form.add_error(None, str(refusal))
        return show_ticket(request, found, status=422, panel=panel, refused=form, **shown)
    drop_draft(slot=f"ticket:{found.pk}:{panel}", by=request.person, sent=request.POST)
    if changed and not message and changed.version == was["version"]:
        done = _same(changed, panel)
    return _leave(request, found, done, message, undo_url(request, was, changed) if changed else "")


def _was_sent(request: PageRequest, lines: Sequence[Entry], typed: dict[str, Any]) -> bool:
    """Tell whether the same person sent the same form just before, by what it left in the logbook since."""
    step = request.resolver_match.url_name if request.resolver_match else None
    name, fields = _LEAVES.get(step or "", ("", ()))
    if typed.get("text") and not _answer(request, typed):
        return False
    wanted = {field: _plain(typed["requester" if field == "person" else field]) for field in fields}
    mine = [line.data for line in lines if line.name == name and line.actor == request.person.pk]
    return any(wanted == {field: data[field] for field in fields} and _is_changed_so(data, typed) for data in mine)


def _is_changed_so(data: Mapping[str, Any], typed: dict[str, Any]) -> bool:
    return all(str(typed[field]) == after for field, (_, after) in data.get("changes", {}).items())


def _plain(value: Any) -> Any:
    """Return what was chosen or typed as the logbook keeps it."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=ZONE).isoformat()
    return getattr(value, "pk", value)


def _answer(request: PageRequest, typed: dict[str, Any]) -> Message | None:
    key = key_of(typed["key"], by=request.person) if typed.get("key") else None
    return answer_with_key(key, viewer=request.person)


def _same(ticket: Ticket, panel: str) -> str:
    if panel != "assign":
        return "was al zo"
    return f"was al van {ticket.agent.name}" if ticket.agent else f"lag al bij {ticket.team.name}"


def _leave(request: PageRequest, found: Ticket, done: str, message: Message | None, back: str) -> HttpResponseBase:
    """Go back to the ticket (to the message just written), or to the list when the agent may see it no more."""
    if not may_see_at_desk(found, viewer=request.person):
        messages.success(request, f"{found.number} {done}. Je ziet deze melding niet meer: ze is vertrouwelijk.")
        return redirect("worklist:worklist")
    if message and message.outgoing:
        back = reverse("tickets:recall", args=[message.pk])
    messages.success(request, f"{found.number} {done}", extra_tags=back)
    url = reverse("tickets:ticket", args=[found.number.replace(" ", "-")])
    return redirect(f"{url}#bericht-{message.pk}" if message else url)


@require_POST
@only(Permission.WORK)
def take(request: PageRequest, number: str) -> HttpResponseBase:
    """Take the ticket; of two who press at once, the other is told who has it."""
    found = read_ticket(number, viewer=request.person, at=request.at)
    try:
        taken = actions.take_ticket(ticket=found, by=request.person, at=request.at)
    except actions.AlreadyTaken as late:
        name = late.ticket.agent.name if late.ticket.agent else "iemand anders"
        messages.error(request, f"{found.number} is al opgepakt door {name}.")
    except actions.StepNotAllowed as refusal:
        messages.error(request, f"{found.number}: {refusal}")
    else:
        back = undo_url(request, state_of(found), taken)
        messages.success(request, f"{found.number} is van jou", extra_tags=back)
    if request.POST.get("from") == "worklist":
        return redirect(f"{reverse('worklist:worklist')}?{request.POST.get('query', '')}")
    return redirect("tickets:ticket", found.number.replace(" ", "-"))


def _page(form: type[Form], action: Callable[..., Ticket], *, panel: str = "", done: str, **fixed: str) -> Page:
    """Return the page of a step that gives what was typed to one action, as it is."""

    @require_POST
    @only(Permission.WORK)
    def page(request: PageRequest, number: str) -> HttpResponseBase:
        def step(ticket: Ticket, typed: dict[str, Any]) -> tuple[Ticket, None]:
            return action(ticket=ticket, by=request.person, at=request.at, **fixed, **typed), None

        return run(request, number, form(request.POST), step, panel=panel, done=done)

    return page


escalate = _page(forms.Escalate, actions.escalate_ticket, panel="escalate", done="geëscaleerd")
hand_back = _page(forms.HandBack, actions.hand_back_ticket, panel="hand_back", done="teruggezet")
priority = _page(forms.SetPriority, actions.set_priority, panel="priority", done="heeft een nieuwe prioriteit")
details = _page(forms.Details, actions.change_details, panel="details", done="gewijzigd")
resume = _page(forms.Versioned, actions.resume_ticket, done="is weer in behandeling", why="agent")
close = _page(forms.Versioned, actions.close_ticket, done="is afgemeld", how="agent")
reopen = _page(forms.Versioned, actions.reopen_ticket, done="is heropend", why="agent")


@require_POST
@only(Permission.WORK)
def assign(request: PageRequest, number: str) -> HttpResponseBase:
    """Give the ticket to a group, and to an agent: of another group too, which is said."""

    def step(ticket: Ticket, typed: dict[str, Any]) -> tuple[Ticket, None]:
        changed = actions.assign_ticket(ticket=ticket, by=request.person, at=request.at, **typed)
        agent, team = typed["agent"], typed["team"]
        if agent not in {None, request.person} and not members(team).filter(pk=agent.pk).exists():
            messages.info(request, f"{agent.name} hoort niet bij de groep {team.name}.")
        return changed, None

    return run(request, number, forms.Assign(request.POST), step, panel="assign", done="toegewezen")


@require_POST
@only(Permission.WORK)
def requester(request: PageRequest, number: str) -> HttpResponseBase:
    """Correct for whom the ticket is; without script that is who alone fits what was typed, or one of a list."""
    typed = request.POST.dict()
    text = str(typed.get("requester_text", "")).strip()
    fitting = (
        find_people(text, viewer=request.person, limit=_MOST_PEOPLE) if text and not typed.get("requester") else []
    )
    if len(fitting) == 1:
        typed["requester"] = str(fitting[0].pk)
    form, listed = forms.Requester(typed), tuple((one.pk, one.name, _department(one)) for one in fitting)

    def step(ticket: Ticket, said: dict[str, Any]) -> tuple[Ticket, None]:
        return actions.change_requester(ticket=ticket, by=request.person, at=request.at, **said), None

    name = form.cleaned_data["requester"].name if form.is_valid() else ""
    if name:
        typed["requester_text"] = name
    return run(request, number, form, step, panel="requester", done=f"staat op naam van {name}", candidates=listed)


def _department(person: Person) -> str:
    return person.department.name if person.department else ""


@require_POST
@only(Permission.WORK)
def wait(request: PageRequest, number: str) -> HttpResponseBase:
    """Let the ticket wait."""

    def step(ticket: Ticket, typed: dict[str, Any]) -> tuple[Ticket, None]:
        until = typed.pop("until").replace(tzinfo=ZONE)
        changed = actions.let_ticket_wait(ticket=ticket, until=until, by=request.person, at=request.at, **typed)
        lines = lines_of(ticket.pk)
        if opens := opens_again(until, hours_now(lines, hours_in(lines))):
            wakes, opens_at = dutch_moment(until, request.at), dutch_moment(opens, request.at)
            messages.info(request, _CLOSED.format(ticket.number, wakes, opens_at))
        return changed, None

    return run(request, number, forms.Wait(request.POST), step, panel="wait", done="wacht")


@require_POST
@only(Permission.WORK)
def solve(request: PageRequest, number: str) -> HttpResponseBase:
    """Say that it is done."""

    def step(ticket: Ticket, typed: dict[str, Any]) -> tuple[Ticket | None, Message | None]:
        typed["key"] = key_of(typed["key"], by=request.person)
        solved = actions.solve_ticket(ticket=ticket, by=request.person, at=request.at, **typed)
        answer = answer_with_key(typed["key"], viewer=request.person)
        # What was said on the spot stays said.
        return (None, answer) if typed["text"].strip() else (solved, None)

    return run(request, number, forms.Solve(request.POST), step, panel="solve", done="is gereed")


@require_POST
@only(Permission.WORK)
def link(request: PageRequest, number: str) -> HttpResponseBase:
    """Link another ticket that the agent may see."""

    def step(ticket: Ticket, typed: dict[str, Any]) -> tuple[Ticket, None]:
        try:
            other = read_ticket(typed["number"], viewer=request.person, at=request.at)
        except TicketNotFound:
            raise actions.StepNotAllowed(f"Er is geen melding {typed['number']}. Controleer het nummer.") from None
        actions.link_tickets(first=ticket, second=other, kind=typed["kind"], by=request.person, at=request.at)
        return read_ticket(number, viewer=request.person, at=request.at), None

    return run(request, number, forms.LinkTo(request.POST), step, panel="link", done="gekoppeld")


@require_POST
@only(Permission.WORK)
def unlink(request: PageRequest, number: str, other: str) -> HttpResponse:
    """Take a link away."""
    first, second = (
        read_ticket(number, viewer=request.person, at=request.at),
        read_ticket(other, viewer=request.person, at=request.at),
    )
    was = state_of(first) | links_of(first)
    actions.unlink_tickets(first=first, second=second, by=request.person, at=request.at)
    back = undo_url(request, was, read_ticket(number, viewer=request.person, at=request.at))
    messages.success(request, f"{first.number} losgekoppeld van {second.number}", extra_tags=back)
    return redirect("tickets:ticket", first.number.replace(" ", "-"))
