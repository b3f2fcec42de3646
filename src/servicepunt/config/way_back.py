"""The way back from the address of a form."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import is_valid_path


class WayBack:
    """
    Lead a browser from an address to which one only sends to the page above it.

    A refused form has that address. Who opens it again, in another tab or after the browser was closed, would see
    nothing at all; on the page above is what they typed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with the page above where a person would get nothing."""
        answer = self.get_response(request)
        is_person = request.method == "GET" and request.headers.get("Sec-Fetch-Mode") == "navigate"
        return HttpResponseRedirect(above(request.path)) if answer.status_code == 405 and is_person else answer


def above(path: str) -> str:
    """Return the nearest address above a path that there is; at last the beginning."""
    parts = path.strip("/").split("/")
    found = (f"/{'/'.join(parts[:end])}/" for end in range(len(parts) - 1, 0, -1))
    return next((each for each in found if is_valid_path(each)), "/")
