"""The agents' pages about letters: what came in, what is set aside, and what leaves."""

from typing import Any, TypeVar

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST
from markupsafe import Markup

from servicepunt.design.access import only
from servicepunt.design.page import PageRequest
from servicepunt.domains.mail.actions import dismiss_letter, release_letter, resend_letter
from servicepunt.domains.mail.models import IncomingLetter, OutgoingLetter
from servicepunt.domains.mail.queries import (
    STUCK,
    get_letter,
    get_outgoing,
    letters_aside_count,
    letters_in,
    letters_out,
    letters_stuck_count,
)
from servicepunt.domains.people.rules import Permission
from servicepunt.domains.tickets.models import Ticket
from servicepunt.domains.tickets.queries.access import hidden_tickets, tickets_at_desk
from servicepunt.domains.worklist.actions.reading import note_reading
from servicepunt.entrypoints.mailbox.parsing import Shown, safely_shown

AnyLetter = TypeVar("AnyLetter", IncomingLetter, OutgoingLetter)
PAGE = 50
IN, OUT = IncomingLetter.State, OutgoingLetter.State
DISMISSIBLE = {IN.ASIDE, IN.FAILED}
RELEASABLE = DISMISSIBLE | {IN.AUTOMATIC, IN.BOUNCE, IN.DISMISSED}
RESENDABLE = {OUT.FAILED, OUT.UNCERTAIN, OUT.BOUNCED, OUT.HELD}
# The document of a letter: nothing runs, nothing is fetched but our stylesheet, links open elsewhere.
BODY_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data:; style-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
_HINTS = {
    IN.ASIDE: "Hier staat post die een mens moet bekijken. Geef vrij wat een melding moet worden.",
    IN.FAILED: "Deze post kon niet worden verwerkt. De berichten zijn bewaard.",
    STUCK: "Deze post is niet aangekomen, of dat is onzeker. Open een bericht om het opnieuw te versturen.",
}


def _page(letters: Any, request: PageRequest) -> dict[str, Any]:
    before = request.GET.get("voor", "")
    if before.isdecimal() and len(before) < 19:
        letters = letters.filter(pk__lt=int(before))
    shown, state = list(letters[: PAGE + 1]), request.GET.get("toestand", "")
    hidden = hidden_tickets(request.person)
    return {
        "letters": shown[:PAGE],
        "next_id": shown[PAGE - 1].pk if len(shown) > PAGE else None,
        "state": state,
        "hint": _HINTS.get(state, ""),
        "aside": letters_aside_count(request.person, hidden=hidden, state=IN.ASIDE),
        "unread": letters_aside_count(request.person, hidden=hidden, state=IN.FAILED),
        "stuck": letters_stuck_count(request.person, hidden=hidden),
        "moment": request.at,
    }


def _letter(request: PageRequest, pk: int) -> IncomingLetter:
    return _noted(request, get_letter(pk, viewer=request.person, hidden=hidden_tickets(request.person)))


def _outgoing(request: PageRequest, pk: int) -> OutgoingLetter:
    return _noted(request, get_outgoing(pk, viewer=request.person, hidden=hidden_tickets(request.person)))


def _noted(request: PageRequest, letter: AnyLetter) -> AnyLetter:
    """Give the letter, and log that somebody reads in its ticket when that is confidential."""
    if ticket := _ticket(request, letter):
        note_reading(ticket=ticket, by=request.person, at=request.at)
    return letter


def _ticket(request: PageRequest, letter: IncomingLetter | OutgoingLetter) -> Ticket | None:
    number = letter.subject if letter.about == "ticket" else None
    return tickets_at_desk(request.person).filter(pk=number).first() if number else None


def _shown(letter: IncomingLetter) -> Shown:
    with default_storage.open(letter.raw) as file:
        return safely_shown(file.read())


@require_GET
@only(Permission.RELEASE_MAIL)
def letters(request: PageRequest) -> HttpResponse:
    """Show the letters that came in, and what became of each."""
    state, hidden = request.GET.get("toestand", ""), hidden_tickets(request.person)
    found = letters_in(state=state, viewer=request.person, hidden=hidden)
    return render(request, "mail/letters.html", _page(found, request))


@require_GET
@only(Permission.RELEASE_MAIL)
def letter(request: PageRequest, pk: int) -> HttpResponse:
    """Show one letter as it came in: who, what, its files, and what can be done with it."""
    return _letter_page(request, _letter(request, pk))


def _letter_page(request: PageRequest, found: IncomingLetter, *, error: str = "") -> HttpResponse:
    context = {
        "letter": found,
        "shown": _shown(found),
        "ticket": _ticket(request, found),
        "may_release": found.state in RELEASABLE,
        "may_dismiss": found.state in DISMISSIBLE,
        "error": error,
        "moment": request.at,
    }
    return render(request, "mail/letter.html", context, status=422 if error else 200)


@require_GET
@xframe_options_sameorigin
@only(Permission.RELEASE_MAIL)
def body(request: PageRequest, pk: int) -> HttpResponse:
    """Give the letter's own layout as a document in a sandbox, for the frame on its page."""
    shown = _shown(_letter(request, pk))
    html = Markup(shown.html)  # noqa: S704  # cleaned by an allow-list in the child; the policy below stops the rest
    answer = render(request, "mail/body.html", {"shown": shown, "html": html})
    answer.headers["Content-Security-Policy"] = BODY_POLICY
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@require_GET
@only(Permission.RELEASE_MAIL)
def raw(request: PageRequest, pk: int) -> HttpResponse:
    """Give the letter as it came in, byte for byte."""
    found = _letter(request, pk)
    with default_storage.open(found.raw) as file:
        answer = HttpResponse(file.read(), content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="bericht-{found.pk}.eml"'
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@require_POST
@only(Permission.RELEASE_MAIL)
def release(request: PageRequest, pk: int) -> HttpResponseBase:
    """Let a letter become a ticket after all, or a message of the ticket that it names."""
    found, is_joining = _letter(request, pk), request.POST.get("waarheen") == "melding"
    if request.POST.get("toestand", found.state) != found.state:
        messages.error(request, "Een collega besliste intussen iets anders over dit bericht. Kijk of je het nog wilt.")
        return redirect("mail:letter_view", pk)
    to_ticket = is_joining and _ticket(request, found) is not None
    if release_letter(letter=found, by=request.person, at=request.at, to_ticket=to_ticket):
        becomes = "toegevoegd aan de melding" if to_ticket else "een melding"
        messages.success(request, f"Bericht vrijgegeven. Het wordt nu {becomes}.")
    else:
        messages.error(request, "Dit bericht is al verwerkt.")
    return redirect("mail:letters")


@require_POST
@only(Permission.RELEASE_MAIL)
def dismiss(request: PageRequest, pk: int) -> HttpResponseBase:
    """Dismiss a letter that was set aside; it stays kept."""
    found, reason = _letter(request, pk), request.POST.get("reason", "").strip()
    if not reason:
        return _letter_page(request, found, error="Schrijf waarom je het bericht afwijst.")
    if dismiss_letter(letter=found, reason=reason, by=request.person, at=request.at):
        messages.success(request, "Bericht afgewezen. Het blijft bewaard.")
    else:
        messages.error(request, "Dit bericht is al verwerkt.")
    return redirect("mail:letters")


@require_GET
@only(Permission.WORK)
def outbox(request: PageRequest) -> HttpResponse:
    """Show the letters that leave, and how far each is."""
    state, hidden = request.GET.get("toestand", ""), hidden_tickets(request.person)
    found = letters_out(state=state, viewer=request.person, hidden=hidden)
    return render(request, "mail/outbox.html", _page(found, request))


@require_GET
@only(Permission.WORK)
def outgoing(request: PageRequest, pk: int) -> HttpResponse:
    """Show one letter out, with the server's words."""
    found = _outgoing(request, pk)
    context = {
        "letter": found,
        "ticket": _ticket(request, found),
        "may_resend": bool(found.to)
        and (found.state in RESENDABLE or (found.state == OUT.QUEUED and found.attempts > 0)),
        "left": [address for address in [*found.to, *found.cc] if address not in found.accepted],
        "moment": request.at,
    }
    return render(request, "mail/outgoing.html", context)


@require_POST
@only(Permission.WORK)
def resend(request: PageRequest, pk: int) -> HttpResponseBase:
    """Send a letter again, because a person decided so."""
    if resend_letter(letter=_outgoing(request, pk), by=request.person, at=request.at):
        messages.success(request, "De mail gaat opnieuw op weg")
    else:
        messages.error(request, "Deze mail hoeft niet opnieuw te worden verzonden.")
    return redirect("mail:outgoing", pk)
