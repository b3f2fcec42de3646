"""What people see when a form is too old to be trusted."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from servicepunt.entrypoints.signin.typed import typed_texts


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form was open too long, and give back what was typed."""
    return render(request, "signin/stale_form.html", {"texts": typed_texts(request.POST)}, status=403)
