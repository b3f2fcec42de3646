"""The administrators' pages about standard texts that agents choose in the composer."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from servicepunt.design.access import only
from servicepunt.design.page import PageRequest
from servicepunt.domains.mail.actions import StaleText, TextTaken, save_standard_text
from servicepunt.domains.mail.queries import get_standard_text, last_changer, standard_texts
from servicepunt.domains.mail.rules.standard import PLACES
from servicepunt.domains.people.rules import Permission
from servicepunt.entrypoints.mailbox.forms import StandardTextForm


@require_GET
@only(Permission.MANAGE_MAIL)
def text_list(request: PageRequest) -> HttpResponse:
    """Show the standard texts."""
    return render(request, "mail/texts.html", {"texts": standard_texts(), "moment": request.at})


@require_http_methods(["GET", "POST"])
@only(Permission.MANAGE_MAIL)
def text(request: PageRequest, pk: int | None = None) -> HttpResponseBase:
    """Make or change a standard text."""
    found = get_standard_text(pk) if pk else None
    now = {"title": found.title, "text": found.text, "is_offered": found.is_offered} if found else {"is_offered": True}
    form = StandardTextForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "found": found, "places": PLACES.items(), "moment": request.at}
    if request.method == "POST" and form.is_valid():
        try:
            save_standard_text(standard=pk, by=request.person, at=request.at, **form.cleaned_data)
        except TextTaken as taken:
            form.add_error("title", f"Er is al een tekst met deze titel: {taken}. Kies een andere titel.")
        except StaleText:
            context |= _changed(form, pk)
        else:
            messages.success(request, f"Standaardtekst {form.cleaned_data['title']} bewaard")
            return redirect("mail:texts")
    context["typed"] = request.POST if request.method == "POST" else now
    status = 409 if "conflict" in context else 422 if form.errors else 200
    return render(request, "mail/text.html", context, status=status)


def _changed(form: StandardTextForm, pk: int | None) -> dict[str, Any]:
    """Return what another administrator made of the text that somebody else was changing, and who did."""
    found = get_standard_text(pk or 0)
    typed = form.cleaned_data
    lines = []
    if found.title != typed["title"]:
        lines.append(f"De titel is nu: {found.title}")
    if found.text != typed["text"]:
        lines.append("De tekst is nu anders; hij staat hieronder.")
    if found.is_offered != typed["is_offered"]:
        lines.append(f"Behandelaars kunnen de tekst nu {'wel' if found.is_offered else 'niet'} kiezen.")
    return {"found": found, "conflict": lines, "by": last_changer(found)}
