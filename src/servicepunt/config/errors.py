"""The pages for what goes wrong: one look, clear words, and a reference for who must find it in the log."""

import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from servicepunt.foundation.faults import is_out_of_room


def _page(request: HttpRequest, code: int) -> HttpResponse:
    reference = request.META.get("servicepunt.request_id", "")
    # Rendered without the request: navigation asks the database, which may be what failed.
    return HttpResponse(render_to_string("design/error.html", {"code": code, "reference": reference}), status=code)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what cannot be understood."""
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what is not allowed."""
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what does not exist and what one may not see, in the same way."""
    return _page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer when something of ours broke, or the disk is full."""
    # Django calls this while it handles what broke.
    broke = sys.exc_info()[1]
    return _page(request, 507 if broke is not None and is_out_of_room(broke) else 500)
