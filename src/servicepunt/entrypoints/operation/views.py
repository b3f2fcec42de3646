"""The list of jobs: what waits, runs, and failed; failed ones can be tried again or thrown away."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from servicepunt.adapters.queue import leases
from servicepunt.adapters.queue.models import Job
from servicepunt.design.access import only
from servicepunt.design.page import PageRequest
from servicepunt.domains.people.rules import Permission

PAGE = 50


@require_GET
@only(Permission.SEE_JOBS)
def jobs(request: PageRequest) -> HttpResponse:
    """Show the jobs of one state, newest first."""
    state = request.GET.get("toestand", Job.State.DEAD)
    before = request.GET.get("voor", "")
    found = Job.objects.filter(state=state).order_by("-id")
    if before.isdecimal():
        found = found.filter(pk__lt=int(before))
    shown = list(found[: PAGE + 1])
    context = {
        "jobs": shown[:PAGE],
        "next_id": shown[PAGE - 1].pk if len(shown) > PAGE else None,
        "state": state,
        "states": Job.State.choices,
        "moment": request.at,
    }
    return render(request, "operation/jobs.html", context)


@require_POST
@only(Permission.SEE_JOBS)
def retry(request: PageRequest, pk: int) -> HttpResponseBase:
    """Let a failed job run again."""
    if leases.retry(pk, at=request.at):
        messages.success(request, "De taak wordt opnieuw uitgevoerd")
    else:
        messages.error(request, "Deze taak is niet meer mislukt.")
    return redirect("operation:jobs")


@require_POST
@only(Permission.SEE_JOBS)
def discard(request: PageRequest, pk: int) -> HttpResponseBase:
    """Throw a failed job away."""
    if leases.discard(pk):
        messages.success(request, "De taak is verwijderd")
    else:
        messages.error(request, "Deze taak is niet meer mislukt.")
    return redirect("operation:jobs")
