"""A letter that is kept as text, on paper: the first line is its title, then headings, lists and paragraphs."""

from datetime import datetime

from servicepunt.adapters.pdf.documents import Block, Bullets, Document, Heading, Paragraph
from servicepunt.adapters.pdf.writing import write_pdf


def on_paper(text: str, *, number: str, client: str, at: datetime) -> bytes:
    """Return a letter as PDF, tagged, with its title and headings."""
    title, _, rest = text.strip().partition("\n\n")
    blocks = [_block(part) for part in rest.split("\n\n")]
    document = Document(title=title, blocks=blocks, header=client, footer=f"Aanvraag {number}", author=client)
    return write_pdf(document, at)


def _block(part: str) -> Block:
    if part.startswith("- "):
        return Bullets([line.removeprefix("- ") for line in part.split("\n")])
    return Heading(part) if is_heading(part) else Paragraph(part)


def is_heading(part: str) -> bool:
    """Say whether a paragraph of a letter is a heading: one line that does not end as a sentence does."""
    return "\n" not in part and part[-1:] not in {".", ",", ":", "!"}
