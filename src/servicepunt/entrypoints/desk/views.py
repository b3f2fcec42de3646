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

# What the palette shows: words, address, icon, and what stands beside it.
Option = tuple[str, str, str, str]
Groups = list[tuple[str, list[Option]]]


@require_GET
def start(request: PageRequest) -> HttpResponseBase:
    """Bring agents to the worklist, suppliers to the requests they are invited to, everybody else to the portal."""
    if request.person.may(Permission.WORK):
        return redirect("worklist:worklist")
    return redirect("supply:requests" if request.person.supplier_id else "portal:home")


@require_GET
@only(Permission.WORK)
def palette(request: PageRequest) -> HttpResponse:
    """Find tickets and people for what is typed in the palette."""
    typed = request.GET.get("q", "").strip()
    groups: Groups = _groups(typed, request) if len(typed) >= 2 else []
    return render(request, "design/_palette_results.html", {"groups": groups})


def _groups(typed: str, request: PageRequest) -> Groups:
    everything = f"{reverse('worklist:worklist')}?{urlencode({'view': 'all', 'q': typed})}"
    found = (
        ("Meldingen", _tickets(typed, request)),
        ("Mensen", _people(typed, request)),
        ("Zoeken", [(f"Alle meldingen met ‘{typed}’", everything, "search", "")]),
    )
    return [(title, options) for title, options in found if options]


def _tickets(typed: str, request: PageRequest) -> list[Option]:
    page = worklist(Filters(view="all", q=typed, sort="newest"), viewer=request.person, at=request.at, size=8)
    return [
        (
            f"{row['title']}, {row['requester__name']}",
            reverse("tickets:ticket", args=[row["number"].replace(" ", "-")]),
            "inbox",
            row["number"],
        )
        for row in page.rows
    ]


def _people(typed: str, request: PageRequest) -> list[Option]:
    return [
        (person.name, f"{reverse('phone:register')}?{urlencode({'person': person.pk})}", "user", person.email or "")
        for person in find_people(typed, viewer=request.person, limit=5)
    ]
