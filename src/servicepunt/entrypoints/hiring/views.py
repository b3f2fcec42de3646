"""The overview of requests, and the page of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_GET

from servicepunt.domains.tenders.queries import frame_of, look_at, may_start, tenders_seen_by
from servicepunt.domains.tenders.rules.seats import INSIDE
from servicepunt.foundation.errors import NotThere

if TYPE_CHECKING:
    from django.http import HttpResponse

    from servicepunt.design.page import PageRequest
    from servicepunt.domains.tenders.queries import Look

PAGE = 50


@require_GET
def overview(request: PageRequest) -> HttpResponse:
    """Show the requests in which somebody has a seat, newest first."""
    context = {"tenders": tenders_seen_by(request.person)[:PAGE], "may_start": may_start(request.person)}
    return render(request, "hiring/overview.html", context)


@require_GET
def request_page(request: PageRequest, number: str) -> HttpResponse:
    """Show a request: where it stands, its planning, its criteria."""
    look = inside(request, number)
    return render(request, "hiring/request.html", {"look": look, "frame": frame_of(look), "here": "hiring:request"})


def inside(request: PageRequest, number: str) -> Look:
    """
    Return a request for somebody with a seat inside.

    :raises NotThere: for suppliers: they have pages of their own.
    """
    look = look_at(number, viewer=request.person, at=request.at)
    if not look.seats & INSIDE:
        raise NotThere(number)
    return look
