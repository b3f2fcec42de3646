"""The page of a request: where it stands, its planning, its criteria, and who sees what."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from servicepunt.domains.awards.rules.planning import change_of
from servicepunt.domains.hiring.rules.course import Kind
from servicepunt.domains.tenders.queries import frame_of
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.entrypoints.hiring.differences import points_words
from servicepunt.entrypoints.hiring.draftform import Parts
from servicepunt.entrypoints.hiring.funnel import funnel, who_sees
from servicepunt.entrypoints.hiring.ical import calendar
from servicepunt.entrypoints.hiring.page import WRITERS, inside, show
from servicepunt.entrypoints.hiring.telling import read_lines

if TYPE_CHECKING:
    from servicepunt.design.page import PageRequest


@require_GET
def request_page(request: PageRequest, number: str) -> HttpResponse:
    """Show a request: where it stands, its planning, its criteria."""
    look = inside(request, number)
    dossier, draft = look.dossier, look.dossier.draft
    written = dossier.written
    cancelled = [each for each in dossier.happenings if each.kind == Kind.CANCELLED]
    context = {
        "criteria": [(each, points_words(each)) for each in written.get("criteria", ())],
        "knockouts": written.get("knockouts", ()),
        "told": read_lines(Parts(written, draft.settings if draft else {}, draft.texts if draft else {})),
        "funnel": funnel(look),
        "sees": who_sees(look),
        "cancelled": cancelled,
        "may_correct": dossier.published_at is not None and not cancelled and look.has(*WRITERS),
        "is_frozen": dossier.published_at is not None,
        "extension": look.has(Seat.DESK, Seat.CLIENT, Seat.AUDITOR) and dossier.extension,
    }
    return show(request, look, "request", "hiring:request", **context)


@require_GET
def agenda(request: PageRequest, number: str) -> HttpResponse:
    """Download every deadline of a request for one's own calendar."""
    look = inside(request, number)
    host = urlsplit(settings.BASE_URL).hostname or "servicepunt"
    given = HttpResponse(
        calendar(frame_of(look), host=host, at=request.at, change_of=partial(change_of, look.dossier)),
        content_type="text/calendar; charset=utf-8",
    )
    given["Content-Disposition"] = f'attachment; filename="inhuur-{number}.ics"'
    return given
