"""What people see when a form is too old to be trusted, and whether they are still signed in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from servicepunt.entrypoints.signin.middleware import refuse_somebody_else
from servicepunt.entrypoints.signin.typed import typed_texts


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form was open too long, or made for somebody else, and give back what was typed."""
    # Signing in makes every older form stale: who signed in since is what matters then.
    if (refusal := refuse_somebody_else(request)) is not None:
        return refusal
    return render(request, "signin/stale_form.html", {"texts": typed_texts(request.POST)}, status=403)


@require_safe
def still(request: HttpRequest) -> HttpResponse:
    """Tell who is signed in, in a header; anybody else is led to signing in, as by every page."""
    return HttpResponse(status=204, headers={"X-Signed-In": str(request.user.pk), "Cache-Control": "no-store"})
