"""The nota van inlichtingen: what everybody may read of the questions, on a page and as PDF."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from servicepunt.adapters.pdf.documents import Block, Document, Heading, Paragraph
from servicepunt.adapters.pdf.writing import write_pdf
from servicepunt.domains.tenders.actions.asking import QUESTION
from servicepunt.domains.tenders.queries import Look
from servicepunt.domains.tenders.rules.dossier import Dossier
from servicepunt.foundation.text import dutch_full


@dataclass(frozen=True, slots=True)
class Answer:
    """One question as everybody reads it; `number` counts within the note."""

    number: int
    question: str
    text: str
    is_refused: bool
    published_at: datetime


def published_answers(dossier: Dossier) -> list[Answer]:
    """
    Return every published answer, the oldest note first.

    Within a note the order is that of the random ids: when somebody asked is nobody's business.
    """
    found = [each for each in dossier.questions.values() if each.kind == QUESTION and each.published_at is not None]
    ordered = sorted(
        ((each.published_at, each.id, each) for each in found if each.published_at), key=lambda each: each[:2]
    )
    return [
        Answer(number, each.public, each.answer, each.is_refused, at)
        for number, (at, _, each) in enumerate(ordered, start=1)
    ]


def note_as_pdf(look: Look, answers: list[Answer]) -> bytes:
    """Return the note as PDF, dated at its last publication: made twice it is the same."""
    number, title = look.tender.number, look.tender.title
    last = answers[-1].published_at
    blocks: list[Block] = [
        Paragraph(f"Aanvraag {number}: {title}"),
        Paragraph(
            f"Gepubliceerd op {dutch_full(last)}. De antwoorden zijn voor alle leveranciers gelijk en horen bij de "
            "aanvraag. Waar ze afwijken van de tekst, geldt het antwoord."
        ),
    ]
    for each in answers:
        blocks += [
            Heading(f"Vraag {each.number}"),
            Paragraph(each.question, is_strong=True),
            Paragraph(f"{'Geen antwoord. ' if each.is_refused else ''}{each.text}"),
        ]
    document = Document(
        title="Nota van inlichtingen",
        blocks=blocks,
        header=f"{settings.ORGANIZATION} · aanvraag {number}",
        footer="Nota van inlichtingen",
        author=settings.ORGANIZATION,
    )
    return write_pdf(document, last)
