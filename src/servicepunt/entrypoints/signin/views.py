"""What people see when a form is too old to be trusted."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form was open too long, and how to keep what was typed."""
    return render(request, "signin/stale_form.html", {"typed": request.POST.get("text", "")}, status=403)
