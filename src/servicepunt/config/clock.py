"""The middleware that reads the clock and names the visitor: the only place pages get them from."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse

from servicepunt.foundation.clock import now

ZONE = ZoneInfo("Europe/Amsterdam")


class ClockMiddleware:
    """Give every request `at` (aware UTC) and `person` (who is signed in, or None)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Read the clock once and pass the request on."""
        request.at = now()  # type: ignore[attr-defined]  # PageRequest declares it
        request.person = request.user if request.user.is_authenticated else None  # type: ignore[attr-defined]  # PageRequest declares it
        return self.get_response(request)
