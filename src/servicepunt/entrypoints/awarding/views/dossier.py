"""The file: its lines, whether the chain holds, the package to take along, and what is due to be destroyed."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from servicepunt.domains.awards.actions import deciding
from servicepunt.domains.awards.queries.persons import names_inside
from servicepunt.domains.hiring.rules.moments import local_day
from servicepunt.domains.tenders.queries import lines_of
from servicepunt.domains.tenders.rules import chain
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.entrypoints.awarding import exchange, packing
from servicepunt.entrypoints.awarding.chainlines import OUTSIDE, tell
from servicepunt.entrypoints.awarding.pages import attempt, command, draw, find, perform, shown
from servicepunt.entrypoints.awarding.retention import due_dates, subjects_due
from servicepunt.foundation.errors import NotThere

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from servicepunt.design.page import PageRequest
    from servicepunt.domains.tenders.queries import Look
    from servicepunt.entrypoints.awarding.chainlines import Told
    from servicepunt.entrypoints.awarding.pages import Retry
    from servicepunt.entrypoints.awarding.retention import Due

TAB = "awarding:file"


@require_GET
def file_page(request: PageRequest, number: str) -> HttpResponse:
    """Show the lines of the file, newest first."""
    return _page(request, find(request, number, TAB))


def _page(request: PageRequest, look: Look, retry: Retry | None = None) -> HttpResponse:
    lines = lines_of(look.tender)
    today = local_day(look.at)
    dues = _dues(look)
    context = {
        "lines": list(reversed(_told(look, lines))),
        "broken": _broken(look, lines),
        "head": look.tender.digest,
        "dues": dues,
        "is_due": bool(subjects_due(dues, today)),
        "today": today,
        "is_published": look.dossier.published_at is not None,
        "has_oin": bool(settings.ORGANIZATION_OIN),
        "has_ocds": bool(settings.ORGANIZATION_OIN and settings.OCDS_PREFIX),
        "may_take_offers": look.has(Seat.DESK) and look.dossier.opened_at is not None,
        "may_destroy": look.has(Seat.DESK),
        "may_take": packing.may_take(look),
        "may_take_whole": packing.may_take_whole(look),
        "shown": shown,
    }
    return draw(request, look, TAB, retry=retry, **context)


def _told(look: Look, lines: list[chain.Line]) -> list[Told]:
    """Return the lines in words; until the closing not those of suppliers, nor the numbers that would count them."""
    told = list(tell(lines, names_inside(look)))
    if not _is_open(look):
        return told
    return [replace(each, number=None) for each in told if each.who != OUTSIDE]


def _is_open(look: Look) -> bool:
    closes_at = look.dossier.closes_at
    return look.dossier.published_at is not None and closes_at is not None and look.at < closes_at


def _dues(look: Look) -> list[Due]:
    if look.dossier.published_at is None or _is_open(look):
        return []
    return due_dates(look.dossier, look.played, after_end=settings.HIRING_KEEP_DAYS)


def _broken(look: Look, lines: list[chain.Line]) -> str:
    try:
        chain.check(lines, head=look.tender.digest)
    except chain.Broken as fault:
        return str(fault)
    return ""


@require_POST
def destroy(request: PageRequest, number: str) -> HttpResponse:
    """Destroy what is due; nothing that is not."""
    look = find(request, number, TAB)

    def do() -> None:
        due = subjects_due(_dues(look), local_day(request.at))
        subjects = [each for found in due.values() for each in found]
        if not subjects:
            raise Refused("Er is nu niets om te vernietigen.")
        deciding.destroy(
            tender=look.tender, subjects=subjects, by=request.person, at=request.at, command=command(request)
        )

    return perform(request, look, do, page=_page, to=TAB, said="De gegevens zijn vernietigd", form="destroy")


@require_GET
def package(request: PageRequest, number: str, form: str) -> HttpResponse:
    """Return the evaluation package: `volledig` for desk and auditor, `openbaar` without people and rates."""
    look = find(request, number, TAB)
    allowed = {"volledig": packing.may_take_whole(look), "openbaar": packing.may_take(look)}
    if not allowed.get(form):
        raise NotThere(form)
    content = packing.pack(packing.source_of(look), is_full=form == "volledig")
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="dossier-{number}-{form}.zip"'
    return answer


_STANDARDS: Mapping[str, Callable[[Look], object]] = {
    "ocds": exchange.open_data,
    "setu": exchange.order_message,
    "setu-inschrijvingen": exchange.offer_messages,
}


@require_GET
def standard(request: PageRequest, number: str, standard: str) -> HttpResponse:
    """Return the request or its offers in a standard of others: `ocds`, `setu`, `setu-inschrijvingen`."""
    look = find(request, number, TAB)
    made = _STANDARDS.get(standard)
    if made is None:
        raise NotThere(standard)
    found: list[bytes] = []
    refused = attempt(request, lambda: found.append(_json(made(look))))
    if refused:
        return _page(request, look, refused)
    answer = HttpResponse(found[0], content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{standard}-{number}.json"'
    return answer


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()
