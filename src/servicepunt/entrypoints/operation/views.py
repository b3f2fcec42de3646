"""The list of jobs: what waits, runs, and failed; failed ones can be tried again or thrown away."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from servicepunt.adapters.queue import leases
from servicepunt.adapters.queue.overview import SHOWN, job_counts, jobs_in, living_workers, task_names
from servicepunt.design.access import only
from servicepunt.design.page import PageRequest
from servicepunt.domains.people.rules import Permission

PAGE = 50
_TABS = {"dead": "Mislukt", "ready": "Wacht", "taken": "Bezig"}


@require_GET
@only(Permission.SEE_JOBS)
def jobs(request: PageRequest) -> HttpResponse:
    """Show the jobs of one state, newest first; failed ones when no state is asked for."""
    asked, task = request.GET.get("toestand", ""), request.GET.get("taak", "")
    state = asked if asked in SHOWN else SHOWN[0].value
    before = request.GET.get("voor", "")
    found = jobs_in(state, task=task)
    if before.isdecimal() and len(before) < 19:
        found = found.filter(pk__lt=int(before))
    shown, counts = list(found[: PAGE + 1]), job_counts()
    last = shown[PAGE - 1].pk if len(shown) > PAGE else None
    context = {
        "jobs": shown[:PAGE],
        "next_url": "?" + urlencode({"toestand": state, "taak": task, "voor": last}) if last else "",
        "state": state,
        "tabs": [(words, f"?toestand={key}", key == state, counts[key]) for key, words in _TABS.items()],
        "task": task,
        "tasks": [(name, name) for name in task_names(state)],
        "workers": living_workers(request.at),
        "moment": request.at,
    }
    return render(request, "operation/jobs.html", context)


@require_POST
@only(Permission.SEE_JOBS)
def retry(request: PageRequest, pk: int) -> HttpResponseBase:
    """Let a failed job run again, or a waiting one at once."""
    if leases.retry(pk, at=request.at) or leases.hurry(pk, at=request.at):
        messages.success(request, "De taak wordt opnieuw uitgevoerd")
    else:
        messages.error(request, "Deze taak is al opgepakt of verwijderd.")
    return redirect("operation:jobs")


@require_POST
@only(Permission.SEE_JOBS)
def discard(request: PageRequest, pk: int) -> HttpResponseBase:
    """Throw a failed job away."""
    if leases.discard(pk):
        messages.success(request, "De taak is verwijderd")
    else:
        messages.error(request, "Deze taak is al opgepakt of verwijderd.")
    return redirect("operation:jobs")
