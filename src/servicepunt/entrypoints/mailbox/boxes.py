"""The administrators' pages about mailboxes: how each is set up, whether it works, and trying it."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from servicepunt.design.access import only
from servicepunt.design.page import PageRequest
from servicepunt.domains.mail.actions import MailboxTaken, save_mailbox
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
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        secret = typed.pop("new_secret")
        try:
            save_mailbox(mailbox=found, secret=secret, by=request.person, at=request.at, **typed)
        except MailboxTaken as taken:
            form.add_error("address", str(taken))
        else:
            messages.success(request, f"Postbus {found.address} bewaard")
            return redirect("mail:mailbox", found.pk)
    status = 422 if form.errors else 200
    context = {"form": form, "mailbox": found, "name": get_mailbox(pk).address if pk else "", "moment": request.at}
    return render(request, "mail/mailbox.html", context, status=status)


@require_POST
@only(Permission.MANAGE_MAIL)
def attempt(request: PageRequest, pk: int) -> HttpResponse:
    """Sign in at both servers of a mailbox, change nothing there, and show what they say."""
    found = get_mailbox(pk)
    context = {"mailbox": found, "trials": try_mailbox(found), "moment": request.at}
    return render(request, "mail/attempt.html", context)
