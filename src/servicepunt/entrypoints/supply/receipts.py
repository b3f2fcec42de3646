"""The receipt of an offer (H-092): a page, a PDF, JSON, and text that a program can check."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from servicepunt.adapters.pdf.documents import Document, Heading, Paragraph, Table
from servicepunt.adapters.pdf.writing import write_pdf
from servicepunt.domains.tenders.queries.offers import line_of_sending
from servicepunt.domains.tenders.rules.envelope import receipt_lines
from servicepunt.domains.tenders.rules.labels import pseudonym
from servicepunt.entrypoints.supply import drafts
from servicepunt.entrypoints.supply.requests import around, supplier_look
from servicepunt.foundation.errors import NotThere
from servicepunt.foundation.text import ZONE, dutch_day

if TYPE_CHECKING:
    from datetime import datetime

    from servicepunt.design.page import PageRequest
    from servicepunt.domains.tenders.queries import Look
    from servicepunt.domains.tenders.rules.parts import OfferFile

_HOW = (
    "Het ontvangstbewijs is de SHA-256 van de zes regels hieronder, zonder regeleinde aan het einde; daarin "
    "staat het nummer van de inschrijving zonder streepje. Het kenmerk "
    "van een bestand reken je na met 'sha256sum cv.pdf'. De kenmerken van de enveloppen "
    "staan in het dossier; wie het dossier controleert, ziet of ze daar nog zo staan."
)


_WRITTEN = {
    "number": "aanvraag", "title": "titel", "offer": "inschrijving", "version": "versie", "at": "ontvangen",
    "content": "inhoud_sha256", "rate": "tarief_sha256", "receipt": "ontvangstbewijs", "line": "dossierregel",
    "chain": "dossier_sha256", "files": "bestanden_sha256", "lines": "regels",
}  # fmt: skip


class Receipt(msgspec.Struct, frozen=True, kw_only=True, rename=_WRITTEN):
    """
    Everything on a receipt; `files` are known in the browser that sent, and to all who may once it is open.

    `line` is where the file has it, from the opening on: before it the number would tell how many others there are.
    """

    number: str
    title: str
    offer: str
    version: int
    at: datetime
    content: str
    rate: str
    receipt: str
    line: int | None
    chain: str
    files: dict[str, str]
    lines: list[str]


def receipt_of(request: PageRequest, look: Look, label: str, version: int) -> tuple[Receipt, OfferFile]:
    """
    Return the receipt of one's own offer.

    :raises NotThere: for an offer of somebody else, or a version that was not sent.
    """
    found = next((each for each in look.own_offers if each.label == label), None)
    sent = next((each for each in found.sent if each.version == version), None) if found else None
    line = line_of_sending(look.tender, label, version)
    if found is None or sent is None or line is None:
        raise NotThere(label)
    number = look.tender.number
    lines = receipt_lines(
        number=number, offer=label, version=version, content=sent.content, rate=sent.rate, at=sent.at.isoformat()
    )
    is_open = found.opened is not None and found.opened.version == version
    opened = {each.name: each.digest for each in found.opened.documents} if is_open and found.opened else {}
    made = Receipt(
        number=number, title=look.tender.title, offer=label, version=version, at=sent.at, content=sent.content,
        rate=sent.rate, receipt=sent.receipt, chain=line.digest, lines=lines.split("\n"),
        line=line.number if look.dossier.opened_at else None,
        files=opened or drafts.digests_of(look, request, label, version),
    )  # fmt: skip
    return made, found


def exactly(moment: datetime) -> str:
    """Return a moment to the second: "ma 13 juli 2026, 08:59:59"."""
    return f"{dutch_day(moment)}, {moment.astimezone(ZONE):%H:%M:%S}"


@require_GET
def receipt(request: PageRequest, number: str, label: str, version: int) -> HttpResponse:
    """Show the receipt, with how to check it."""
    look = supplier_look(request, number)
    made, found = receipt_of(request, look, label, version)
    context = around(look, "supply:offers") | {
        "receipt": made,
        "offer": found,
        "moment": exactly(made.at),
        "how": _HOW,
        "is_last": found.last.version == version,
    }
    return render(request, "supply/receipt.html", context)


@require_GET
def download(request: PageRequest, number: str, label: str, version: int, kind: str) -> HttpResponse:
    """Give the receipt as PDF, as JSON, or as the six lines whose SHA-256 is its number."""
    look = supplier_look(request, number)
    made, _ = receipt_of(request, look, label, version)
    if kind == "pdf":
        answer = HttpResponse(write_pdf(paper_of(made), made.at), content_type="application/pdf")
    elif kind == "json":
        answer = HttpResponse(msgspec.json.format(msgspec.json.encode(made), indent=2), content_type="application/json")
    elif kind == "txt":
        answer = HttpResponse("\n".join(made.lines), content_type="text/plain; charset=utf-8")
    else:
        raise NotThere(kind)
    name = f"ontvangstbewijs-{look.tender.pk}-{label}-{version}.{kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def paper_of(made: Receipt) -> Document:
    """Return the receipt as a document."""
    rows = [
        ("Aanvraag", f"{made.number} {made.title}"),
        ("Inschrijving", f"{pseudonym(made.offer)}, versie {made.version}"),
        ("Ontvangen (servertijd)", exactly(made.at)),
        ("Ontvangstbewijs", made.receipt),
        ("SHA-256 envelop inhoud", made.content),
        ("SHA-256 envelop tarief", made.rate),
        ("Dossierregel", f"{made.line}: {made.chain}" if made.line else made.chain),
        *((f"SHA-256 {name}", digest) for name, digest in made.files.items()),
    ]
    return Document(
        title="Ontvangstbewijs",
        header=f"Aanvraag {made.number}",
        footer=f"Inschrijving {pseudonym(made.offer)}, versie {made.version}",
        blocks=[
            Table(("Wat", "Waarde"), rows, (1, 2.4)),
            Heading("Zo controleer je dit"),
            Paragraph(_HOW),
            Paragraph("\n".join(made.lines)),
        ],
    )
