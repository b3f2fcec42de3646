"""The overview of requests: whose move, which stand, when it closes."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_GET

from servicepunt.design.export import csv_answer
from servicepunt.domains.tenders.queries import WHICH, list_tenders, may_start

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse, HttpResponseBase

    from servicepunt.design.page import PageRequest
    from servicepunt.domains.tenders.queries import Listed

PAGE = 50
_HEADER = ("nummer", "aanvraag", "stand", "aan zet", "gepubliceerd", "vragen tot", "sluiting")


@require_GET
def overview(request: PageRequest) -> HttpResponse:
    """Show the requests in which somebody has a seat, newest first."""
    which, text = _asked(request)
    written = request.GET.get("blad", "")
    sheet = int(written) if written.isascii() and written.isdecimal() and len(written) < 5 else 0
    found = list_tenders(which, text, viewer=request.person, at=request.at)
    shown = list(islice(found, sheet * PAGE, (sheet + 1) * PAGE + 1))
    context = {
        "listed": shown[:PAGE],
        "has_more": len(shown) > PAGE,
        "sheet": sheet,
        "which": which,
        "choices": WHICH,
        "text": text,
        "may_start": may_start(request.person),
        "moment": request.at,
    }
    return render(request, "hiring/overview.html", context)


@require_GET
def export(request: PageRequest) -> HttpResponseBase:
    """Download the requests of the list as CSV."""
    which, text = _asked(request)
    return csv_answer("inhuur.csv", _HEADER, _rows(list_tenders(which, text, viewer=request.person, at=request.at)))


def _asked(request: PageRequest) -> tuple[str, str]:
    which = request.GET.get("welke", "")
    return which if which in dict(WHICH) else "lopend", request.GET.get("q", "")[:200]


def _rows(found: Iterator[Listed]) -> Iterator[tuple[object, ...]]:
    for each in found:
        tender = each.tender
        yield (tender.number, tender.title, each.stage.label, each.mover, tender.published_at, tender.questions_until,
               tender.closes_at)  # fmt: skip
