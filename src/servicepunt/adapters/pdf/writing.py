"""Making a document into a PDF; what draws it is loaded by the first who asks."""

from datetime import datetime

from servicepunt.adapters.pdf.documents import Document


def write_pdf(document: Document, at: datetime) -> bytes:
    """Return a document as PDF, made at `at` (aware)."""
    from servicepunt.adapters.pdf.paper import draw  # noqa: PLC0415  # 35 MB, which most processes never need

    return draw(document, at)
