"""The administrators' pages about norms and service hours."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from servicepunt.design.access import only
from servicepunt.design.page import PageRequest
from servicepunt.domains.agreements.queries import calendars, norms_list
from servicepunt.domains.people.rules import Permission


@require_GET
@only(Permission.MANAGE_NORMS)
def norms(request: PageRequest) -> HttpResponse:
    """Show the norms and the calendars."""
    return render(request, "agreements/norms.html", {"norms": norms_list(), "calendars": calendars()})
