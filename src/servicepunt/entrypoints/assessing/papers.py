"""The documents of an offer: their text page by page, and the files themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from servicepunt.adapters.pdf.reading import read_pdf
from servicepunt.adapters.sandbox import SandboxFailed
from servicepunt.domains.awards.queries.papers import get_paper, papers_of
from servicepunt.domains.awards.rules.interests import related
from servicepunt.domains.tenders.rules.labels import pseudonym
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.entrypoints.assessing.marking import Piece, marked
from servicepunt.entrypoints.assessing.pages import look_from, to_interests
from servicepunt.foundation.errors import NotThere

if TYPE_CHECKING:
    from collections.abc import Sequence

    from servicepunt.design.page import PageRequest
    from servicepunt.domains.tenders.queries import Look
    from servicepunt.domains.tenders.rules.parts import OfferFile

_READING = (Seat.ASSESSOR, Seat.CLIENT, Seat.DESK, Seat.AUDITOR, Seat.MANDATE)
_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page of a document, its text in pieces of which some are evidence."""

    number: int
    pieces: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class ReadPaper:
    """A document as it is shown; without pages `why` says in Dutch why there is no text."""

    number: int
    code: str
    title: str
    pages: Sequence[ReadPage]
    why: str = ""


def read_papers(look: Look, offer: OfferFile, passages: Sequence[tuple[str, int, str]]) -> list[ReadPaper]:
    """Return the documents of an offer with their text; `passages` are document, page and words to mark, in order."""
    read = []
    for each in papers_of(offer):
        content = look.vault.open(each.document.reference)
        pages, why = _texts(content)
        shown = [
            ReadPage(number, marked(text, [_words(passage, each.code, number) for passage in passages]))
            for number, text in enumerate(pages, 1)
        ]
        read.append(ReadPaper(each.number, each.code, each.title, shown, why))
    return read


def _words(passage: tuple[str, int, str], code: str, number: int) -> str:
    document, page, words = passage
    return words if (document, page) == (code, number) else ""


def _texts(content: bytes | None) -> tuple[Sequence[str], str]:
    if content is None:
        return (), "Dit stuk is vernietigd."
    try:
        facts = read_pdf(content)
    except SandboxFailed:
        return (), "De tekst kan nu niet worden gelezen. Open de pdf zelf."
    if facts.fault or facts.is_encrypted:
        return (), "De tekst van deze pdf is niet te lezen. Open de pdf zelf en neem de passage over."
    return facts.texts, ""


@require_GET
def paper(request: PageRequest, number: str, label: str, paper: int) -> HttpResponse:
    """Give a document itself to who may see the offer: nothing in it can run here."""
    look = look_from(request, number, *_READING)
    if look.has(Seat.ASSESSOR, Seat.CLIENT):
        declared = to_interests(request, look)
        if declared is not None:
            return declared
        if related(look.dossier, look.viewer.pk, [label]):
            raise NotThere(label)
    found, content = get_paper(look, label, paper)
    return give(content, f"{pseudonym(label)}-{found.code}.pdf", is_kept="bewaar" in request.GET)


def give(content: bytes, name: str, *, is_kept: bool) -> HttpResponse:
    """Return a document so that nothing in it can run here; `is_kept` to keep it as a file."""
    is_pdf = content.startswith(b"%PDF-")
    answer = HttpResponse(content, content_type="application/pdf" if is_pdf else "application/octet-stream")
    kind = "inline" if is_pdf and not is_kept else "attachment"
    answer.headers["Content-Disposition"] = f'{kind}; filename="{name}"'
    answer.headers["Content-Security-Policy"] = _POLICY
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
