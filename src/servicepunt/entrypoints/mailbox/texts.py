"""The administrators' pages about standard texts that agents choose in the composer."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from servicepunt.design.access import only
from servicepunt.design.page import PageRequest
from servicepunt.domains.mail.actions import StaleText, TextTaken, save_standard_text
from servicepunt.domains.mail.queries import get_standard_text, standard_texts
from servicepunt.domains.mail.rules.standard import PLACES
from servicepunt.domains.people.rules import Permission
from servicepunt.entrypoints.mailbox.forms import StandardTextForm

_STALE = "Iemand wijzigde deze tekst net. Hieronder staat wat jij typte. Bewaar nog een keer om het te vervangen."


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
        except TextTaken:
            form.add_error("title", "Er is al een tekst met deze titel. Kies een andere.")
        except StaleText:
            form.add_error(None, _STALE)
        else:
            messages.success(request, f"Standaardtekst {form.cleaned_data['title']} bewaard")
            return redirect("mail:texts")
    context["typed"] = request.POST if request.method == "POST" else now
    return render(request, "mail/text.html", context, status=422 if form.errors else 200)
