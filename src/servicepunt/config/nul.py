"""The middleware that drops what no database can keep."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict


class NulMiddleware:
    """Take NUL out of what is asked and filled in: nobody types it, and PostgreSQL refuses text that holds it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Callable[..., Any], _args: Any, _kwargs: Any) -> None:
        """Clean both; a form is read here only where the check against forgery has read it already."""
        request.GET = _without(request.GET)  # type: ignore[assignment]  # the stubs know only the immutable kind
        if request.method == "POST":
            request.POST = _without(request.POST)  # type: ignore[assignment]  # the stubs know only the immutable kind


def _without(given: QueryDict) -> QueryDict:
    if not any("\0" in text for name, values in given.lists() for text in (name, *values)):
        return given
    cleaned = QueryDict(mutable=True, encoding=given.encoding)
    for name, values in given.lists():
        cleaned.setlist(name.replace("\0", ""), [value.replace("\0", "") for value in values])
    cleaned._mutable = False  # as Django itself closes one
    return cleaned
