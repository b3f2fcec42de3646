"""The mail that the demo sent, to read instead of a mail program, and its clock, to put forward."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from servicepunt.domains.mail.rules.reading import read_letter
from servicepunt.entrypoints.demo.clock import FARTHEST, put_on
from servicepunt.foundation.clock import now
from servicepunt.foundation.text import ZONE, dutch_full

MOST = 100
_STEPS = {
    "Een uur later": timedelta(hours=1),
    "Een dag later": timedelta(days=1),
    "Een week later": timedelta(weeks=1),
}


@require_GET
@login_not_required
def post(request: HttpRequest) -> HttpResponse:
    """Show the latest letters that left the desk."""
    folder = settings.DATA / "demo-post"
    files = sorted(folder.glob("*.eml"), reverse=True)[:MOST] if folder.is_dir() else []
    letters = [read_letter(file.read_bytes()) for file in files]
    return render(request, "demo/post.html", {"letters": letters, "moment": now()})


@require_http_methods(["GET", "POST"])
@login_not_required
def clock(request: HttpRequest) -> HttpResponse:
    """Show what time it is in the demo, and put its clock forward; a button says the moment, so twice is once."""
    at = now()
    refusal = ""
    if request.method == "POST":
        chosen = _moment(request.POST.get("stap") or request.POST.get("moment", ""))
        if chosen is None:
            refusal = "Kies een dag en een tijd."
        elif not at < chosen <= at + FARTHEST:
            refusal = "De klok gaat alleen vooruit, en hoogstens vijf jaar."
        else:
            put_on(chosen, at=at)
            return redirect(request.path)
    steps = [(words, (at + step).isoformat()) for words, step in _STEPS.items()]
    context = {"shown": dutch_full(at), "steps": steps, "refusal": refusal, "typed": request.POST.get("moment", "")}
    return render(request, "demo/clock.html", context, status=422 if refusal else 200)


def _moment(written: str) -> datetime | None:
    """Return a moment that a button or a field says; without an offset it is Dutch time."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)
