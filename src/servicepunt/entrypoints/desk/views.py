"""The start page and the palette: they span the domains."""

from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from servicepunt.design.access import only
from servicepunt.design.page import PageRequest
from servicepunt.domains.people.queries import find_people
from servicepunt.domains.people.rules import Permission
from servicepunt.domains.worklist.queries import Filters, worklist


@require_GET
def start(request: PageRequest) -> HttpResponseBase:
    """Bring agents to the worklist and everybody else to the portal."""
    return redirect("worklist:worklist" if request.person.may(Permission.WORK) else "portal:home")


@require_GET
@only(Permission.WORK)
def palette(request: PageRequest) -> HttpResponse:
    """Find tickets and people for what is typed in the palette."""
    typed = request.GET.get("q", "").strip()
    groups = []
    if len(typed) >= 2:
        page = worklist(Filters(view="all", q=typed, sort="newest"), viewer=request.person, at=request.at, size=8)
        tickets = [
            (
                row["title"],
                reverse("tickets:ticket", args=[row["number"].replace(" ", "-")]),
                "inbox",
                row["number"],
            )
            for row in page.rows
        ]
        people = [
            (
                person.name,
                f"{reverse('phone:register')}?{urlencode({'person': person.pk})}",
                "user",
                person.email or "",
            )
            for person in find_people(typed, viewer=request.person, limit=5)
        ]
        groups = [(title, items) for title, items in (("Meldingen", tickets), ("Mensen", people)) if items]
    return render(request, "design/_palette_results.html", {"groups": groups})
