"""The ranking as files: for a spreadsheet, and for the command that plays it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from servicepunt.design.export import csv_answer
from servicepunt.domains.tenders.rules.labels import pseudonym
from servicepunt.entrypoints.assessing.pages import look_from, say
from servicepunt.entrypoints.assessing.ranking import LOOKING
from servicepunt.entrypoints.assessing.standing import Standing, standings
from servicepunt.entrypoints.assessing.sums import plain
from servicepunt.foundation.errors import NotThere

if TYPE_CHECKING:
    from django.http import HttpResponseBase

    from servicepunt.design.page import PageRequest
    from servicepunt.domains.tenders.queries import Look

_GOES_ON = {True: "ja", False: "nee", None: "beslist het tarief"}


@require_GET
def as_csv(request: PageRequest, number: str) -> HttpResponseBase:
    """Give the ranking as a spreadsheet, as far as the viewer may see it."""
    look = _locked(request, number)
    assessment = look.played.assessment
    if assessment is None:
        raise NotThere(number)
    rows = standings(assessment, most=look.dossier.settings.shortlist, with_rates=look.may_see_rates)
    criteria = [f"criterium {each.id}" for each in look.dossier.request.criteria]
    header = ["plaats", "kandidaat", *criteria, "totaal", "uurtarief", "voorgelegd", "reden"]
    return csv_answer(f"ranglijst-{look.tender.number}.csv", header, [_cells(look, row) for row in rows])


def _locked(request: PageRequest, number: str) -> Look:
    look = look_from(request, number, *LOOKING)
    if look.dossier.locked_at is None or not look.may_see_ranking:
        raise NotThere(number)
    return look


def _cells(look: Look, row: Standing) -> list[str]:
    amounts = [plain(each.points) for each in row.points]
    rate = "" if row.rate is None else f"{row.rate:.2f}".replace(".", ",")
    numbers = [*amounts, plain(row.total), rate]
    return [row.place, pseudonym(row.label), *numbers, _GOES_ON[row.goes_on], say(look, row.reason)]


@require_GET
def as_json(request: PageRequest, number: str) -> HttpResponse:
    """Give the procedure as the file that `servicepunt inhuur speel` reads, to who may see rates."""
    look = _locked(request, number)
    if not look.may_see_rates:
        raise NotThere(number)
    plain = msgspec.json.format(msgspec.json.encode(look.played.procedure, order="sorted"), indent=2)
    answer = HttpResponse(plain, content_type="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="procedure-{look.tender.number}.json"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
