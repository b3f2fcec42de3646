"""The mail that the demo sent, to read instead of a mail program."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from servicepunt.domains.mail.rules.reading import read_letter
from servicepunt.foundation.clock import now

MOST = 100


@require_GET
@login_not_required
def post(request: HttpRequest) -> HttpResponse:
    """Show the latest letters that left the desk."""
    folder = settings.DATA / "demo-post"
    files = sorted(folder.glob("*.eml"), reverse=True)[:MOST] if folder.is_dir() else []
    letters = [read_letter(file.read_bytes()) for file in files]
    return render(request, "demo/post.html", {"letters": letters, "moment": now()})
