"""Closing pages to people without the permission: for them the page does not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from servicepunt.foundation.errors import NotThere

Page = Callable[..., HttpResponseBase]


def only(permission: str) -> Callable[[Page], Page]:
    """
    Show the page to people with this permission only.

    :raises NotThere: for anybody else.
    """

    def close(page: Page) -> Page:
        @wraps(page)
        def closed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            person: Any = request.user
            if not person.is_authenticated or not person.may(permission):
                raise NotThere(request.path)
            return page(request, *args, **kwargs)

        return closed

    return close
