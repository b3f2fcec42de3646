"""The panel that shows what a proposed agreement would do to open tickets, and the lists behind its numbers."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from servicepunt.design.access import only
from servicepunt.design.page import PageRequest
from servicepunt.domains.agreements.queries import get_proposal
from servicepunt.domains.agreements.rules.priority import Priority
from servicepunt.domains.people.rules.roles import Permission
from servicepunt.domains.worklist.queries import effect_of

SHOWN = 25
TITLES = {
    "": "Meldingen die veranderen",
    "te-laat": "Meldingen die meteen te laat zijn",
    "eerder": "Meldingen die eerder klaar moeten zijn",
    "later": "Meldingen die later klaar mogen zijn",
    "prioriteit": "Meldingen met een andere prioriteit",
    "alles": "Meldingen die veranderen",
}


@require_GET
@only(Permission.MANAGE_NORMS)
def effect(request: PageRequest, proposal: int) -> HttpResponse:
    """Show the effect of a proposal, before it holds; `welke` names a list, to see all of it."""
    found = get_proposal(proposal)
    seen = effect_of(found, viewer=request.person, at=request.at)
    asked = request.GET.get("welke", "")
    which = asked if asked in TITLES else ""
    moved = seen.of("" if which == "alles" else which)
    shown = moved if which else moved[:SHOWN]
    context = {
        "proposal": found,
        "effect": seen,
        "which": which,
        "titles": TITLES,
        "moved": shown,
        "hidden": len(moved) - len(shown),
        "priorities": {item.value: item.label for item in Priority},
        "moment": request.at,
    }
    return render(request, "worklist/effect.html", context)
