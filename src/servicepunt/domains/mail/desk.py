"""The agents' pages about mail: letters in, what is set aside, letters out, and mailboxes."""

from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from servicepunt.design.access import only
from servicepunt.design.page import PageRequest
from servicepunt.domains.mail.actions import dismiss_letter, release_letter, resend_letter, save_mailbox
from servicepunt.domains.mail.forms import MailboxForm
from servicepunt.domains.mail.queries import (
    delivery_words,
    get_letter,
    get_mailbox,
    get_outgoing,
    letter_states,
    letters_in,
    letters_out,
    mailboxes,
    new_mailbox,
)
from servicepunt.domains.mail.rules.reading import read_letter
from servicepunt.domains.mail.rules.showing import safe_html
from servicepunt.domains.people.rules import Permission

PAGE = 50


def _page(letters: Any, request: PageRequest) -> dict[str, Any]:
    before = request.GET.get("voor", "")
    if before.isdecimal():
        letters = letters.filter(pk__lt=int(before))
    shown = list(letters[: PAGE + 1])
    return {
        "letters": shown[:PAGE],
        "next_id": shown[PAGE - 1].pk if len(shown) > PAGE else None,
        "state": request.GET.get("toestand", ""),
        "moment": request.at,
    }


@require_GET
@only(Permission.RELEASE_MAIL)
def letters(request: PageRequest) -> HttpResponse:
    """Show the letters that came in, and what became of each."""
    found = letters_in(state=request.GET.get("toestand", ""), viewer=request.person)
    context = _page(found, request) | {"states": letter_states()}
    return render(request, "mail/letters.html", context)


@require_GET
@only(Permission.RELEASE_MAIL)
def letter(request: PageRequest, pk: int) -> HttpResponse:
    """Show one letter as it came in: who, what, and its text made safe."""
    found = get_letter(pk, viewer=request.person)
    with default_storage.open(found.raw) as file:
        read = read_letter(file.read())
    context = {
        "letter": found,
        "read": read,
        "html": safe_html(read.html) if read.html else "",
        "may_settle": found.state in {"aside", "failed", "automatic"},
        "moment": request.at,
    }
    return render(request, "mail/letter.html", context)


@require_GET
@only(Permission.RELEASE_MAIL)
def raw(request: PageRequest, pk: int) -> HttpResponse:
    """Give the letter as it came in, byte for byte."""
    found = get_letter(pk, viewer=request.person)
    with default_storage.open(found.raw) as file:
        answer = HttpResponse(file.read(), content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="bericht-{found.pk}.eml"'
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@require_POST
@only(Permission.RELEASE_MAIL)
def release(request: PageRequest, pk: int) -> HttpResponseBase:
    """Let a letter that was set aside become a ticket after all."""
    if release_letter(letter=get_letter(pk, viewer=request.person), by=request.person, at=request.at):
        messages.success(request, "Bericht vrijgegeven. Het wordt nu een melding.")
    else:
        messages.error(request, "Dit bericht is al verwerkt.")
    return redirect("mail:letters")


@require_POST
@only(Permission.RELEASE_MAIL)
def dismiss(request: PageRequest, pk: int) -> HttpResponseBase:
    """Dismiss a letter that was set aside; it stays kept."""
    reason = request.POST.get("reason", "").strip()
    if not reason:
        messages.error(request, "Schrijf waarom je het bericht afwijst.")
        return redirect("mail:letter_view", pk)
    dismiss_letter(letter=get_letter(pk, viewer=request.person), reason=reason, by=request.person, at=request.at)
    messages.success(request, "Bericht afgewezen. Het blijft bewaard.")
    return redirect("mail:letters")


@require_GET
@only(Permission.WORK)
def outbox(request: PageRequest) -> HttpResponse:
    """Show the letters that leave, and how far each is."""
    found = letters_out(state=request.GET.get("toestand", ""), viewer=request.person)
    return render(request, "mail/outbox.html", _page(found, request) | {"states": list(delivery_words().items())})


@require_GET
@only(Permission.WORK)
def outgoing(request: PageRequest, pk: int) -> HttpResponse:
    """Show one letter out, with the server's words."""
    found = get_outgoing(pk, viewer=request.person)
    may_resend = found.state in {"failed", "uncertain", "bounced"}
    return render(request, "mail/outgoing.html", {"letter": found, "may_resend": may_resend, "moment": request.at})


@require_POST
@only(Permission.WORK)
def resend(request: PageRequest, pk: int) -> HttpResponseBase:
    """Send a letter again, because a person decided so."""
    if resend_letter(letter=get_outgoing(pk, viewer=request.person), by=request.person, at=request.at):
        messages.success(request, "De mail gaat opnieuw op weg")
    else:
        messages.error(request, "Deze mail hoeft niet opnieuw te worden verzonden.")
    return redirect("mail:outgoing", pk)


@require_GET
@only(Permission.MANAGE_MAIL)
def mailbox_list(request: PageRequest) -> HttpResponse:
    """Show the mailboxes and whether they work."""
    return render(request, "mail/mailboxes.html", {"mailboxes": list(mailboxes()), "moment": request.at})


@require_http_methods(["GET", "POST"])
@only(Permission.MANAGE_MAIL)
def mailbox(request: PageRequest, pk: int | None = None) -> HttpResponseBase:
    """Make or change a mailbox; its password is written, never shown."""
    found = get_mailbox(pk) if pk else new_mailbox()
    form = MailboxForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        secret = typed.pop("new_secret")
        save_mailbox(mailbox=found, secret=secret, by=request.person, at=request.at, **typed)
        messages.success(request, f"Postbus {found.address} bewaard")
        return redirect("mail:mailboxes")
    status = 422 if form.errors else 200
    return render(request, "mail/mailbox.html", {"form": form, "mailbox": found}, status=status)
