"""The panel that shows what a proposed agreement would do to open tickets."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from servicepunt.design.access import only
from servicepunt.design.page import PageRequest
from servicepunt.domains.agreements.queries import get_proposal
from servicepunt.domains.people.rules.roles import Permission
from servicepunt.domains.worklist.queries import effect_of


@require_GET
@only(Permission.MANAGE_NORMS)
def effect(request: PageRequest, proposal: int) -> HttpResponse:
    """Show the effect of a proposal, before it holds."""
    context = {"effect": effect_of(get_proposal(proposal), at=request.at), "moment": request.at}
    return render(request, "worklist/effect.html", context)
