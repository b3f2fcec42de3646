"""The administrators' pages about mailboxes: how each is set up, whether it works, and trying it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from servicepunt.design.access import only
from servicepunt.design.page import PageRequest
from servicepunt.domains.mail.actions import MailboxTaken, SecretNeeded, StaleMailbox, save_mailbox
from servicepunt.domains.mail.models import Mailbox
from servicepunt.domains.mail.queries import get_mailbox, mail_alarms, mailboxes, new_mailbox
from servicepunt.domains.people.rules import Permission
from servicepunt.entrypoints.mailbox.forms import MailboxForm
from servicepunt.entrypoints.mailbox.trying import try_mailbox


@require_GET
@only(Permission.MANAGE_MAIL)
def mailbox_list(request: PageRequest) -> HttpResponse:
    """Show the mailboxes and whether they work."""
    alarms = {alarm.mailbox for alarm in mail_alarms(request.at)}
    return render(request, "mail/mailboxes.html", {"mailboxes": mailboxes(), "alarms": alarms, "moment": request.at})


@require_http_methods(["GET", "POST"])
@only(Permission.MANAGE_MAIL)
def mailbox(request: PageRequest, pk: int | None = None) -> HttpResponseBase:
    """Make or change a mailbox; its password is written, never shown."""
    found = get_mailbox(pk) if pk else new_mailbox()
    form = MailboxForm(request.POST or None, instance=found)
    conflict: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        secret = typed.pop("new_secret")
        try:
            save_mailbox(mailbox=found, secret=secret, by=request.person, at=request.at, **typed)
        except MailboxTaken as taken:
            form.add_error("address", str(taken))
        except SecretNeeded:
            form.add_error(
                "new_secret", "Het wachtwoord gaat door deze wijziging ergens anders heen. Typ het nog eens."
            )
        except StaleMailbox as stale:
            conflict = {"conflict": _told(form, stale.fields, get_mailbox(found.pk)), "by": stale.by}
        else:
            messages.success(request, f"Postbus {found.address} bewaard")
            return redirect("mail:mailbox", found.pk)
    return _mailbox_page(request, form, pk, conflict)


def _told(form: MailboxForm, fields: list[str], now: Mailbox) -> list[str]:
    """Return what another administrator made of the mailbox: each field as it is now, but for the secret."""
    lines = []
    for name in fields:
        if name == "secret":
            lines.append("Het wachtwoord of clientgeheim is gewijzigd.")
        elif name == "is_active":
            lines.append(f"De postbus staat nu {'aan' if now.is_active else 'uit'}.")
        else:
            choice = getattr(now, f"get_{name}_display", None)
            lines.append(f"{form.fields[name].label}: {(choice() if choice else getattr(now, name)) or 'leeg'}")
    if form.cleaned_data["new_secret"]:
        lines.append("Vul het wachtwoord of clientgeheim nog eens in. Dat blijft niet staan.")
    return lines or ["Iets anders van deze postbus is gewijzigd."]


def _mailbox_page(request: PageRequest, form: MailboxForm, pk: int | None, conflict: dict[str, Any]) -> HttpResponse:
    kept = get_mailbox(pk) if pk else None
    context = {"form": form, "mailbox": form.instance, "kept": kept, "moment": request.at} | conflict
    status = 409 if conflict else 422 if form.errors else 200
    return render(request, "mail/mailbox.html", context, status=status)


@require_POST
@only(Permission.MANAGE_MAIL)
def attempt(request: PageRequest, pk: int) -> HttpResponse:
    """Sign in at both servers of a mailbox, change nothing there, and show what they say."""
    found = get_mailbox(pk)
    context = {"mailbox": found, "trials": try_mailbox(found), "moment": request.at}
    return render(request, "mail/attempt.html", context)
