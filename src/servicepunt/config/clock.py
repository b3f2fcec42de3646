"""The middleware that reads the clock and names the visitor, and answers 404 to what is not theirs."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from servicepunt.config.errors import not_found
from servicepunt.foundation.clock import now
from servicepunt.foundation.errors import NotThere


class ClockMiddleware:
    """Give every request `at` (aware UTC) and `person` (who is signed in, or None)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Read the clock once and pass the request on."""
        request.at = now()  # type: ignore[attr-defined]  # PageRequest declares it
        request.person = request.user if request.user.is_authenticated else None  # type: ignore[attr-defined]  # PageRequest declares it
        response = self.get_response(request)
        if request.user.is_authenticated:
            # What is somebody's own is not left behind on a shared computer.
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer what does not exist and what one may not see in the same way."""
        return not_found(request, exception) if isinstance(exception, NotThere) else None
