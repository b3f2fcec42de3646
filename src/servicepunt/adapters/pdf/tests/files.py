"""PDFs as strangers send them, made by hand."""

import io
import zipfile
import zlib
from collections.abc import Sequence

from pypdf import PdfWriter


def pdf_of(objects: Sequence[bytes], *, root: int = 1) -> bytes:
    """Return a PDF of these objects, numbered from 1."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d /Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root, table)
    return bytes(out)


def stream(body: bytes, extra: bytes = b"") -> bytes:
    """Return a stream object."""
    return b"<</Length %d %s>>\nstream\n%s\nendstream" % (len(body), extra, body)


def page_with(content: bytes, *, catalog: bytes = b"", page: bytes = b"", extra: Sequence[bytes] = ()) -> bytes:
    """Return a PDF with one page; `content` is the object of its content (number 4), `extra` starts at 6."""
    return pdf_of(
        [
            b"<</Type /Catalog /Pages 2 0 R %s>>" % catalog,
            b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
            b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources <</Font <</F1 5 0 R>>>> %s>>" % page,
            content,
            b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding>>",
            *extra,
        ]
    )


def plain(text: str = "Curriculum vitae") -> bytes:
    """Return an ordinary PDF of one page."""
    return page_with(stream(b"BT /F1 12 Tf 50 700 Td (%s) Tj ET" % text.encode("cp1252")))


def pages_of(count: int) -> bytes:
    """Return a PDF of many empty pages."""
    kids = b" ".join(b"%d 0 R" % (number + 3) for number in range(count))
    page = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]>>"
    return pdf_of(
        [b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Kids [%s] /Count %d>>" % (kids, count), *[page] * count]
    )


def looping() -> bytes:
    """Return a PDF whose page tree holds itself."""
    return pdf_of(
        [
            b"<</Type /Catalog /Pages 2 0 R>>",
            b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
            b"<</Type /Pages /Kids [2 0 R] /Parent 2 0 R /Count 1>>",
        ]
    )


def branching(depth: int = 30) -> bytes:
    """Return a small PDF whose page tree doubles at every level: a thousand million pages."""
    nodes = [
        b"<</Type /Pages /Kids [%d 0 R %d 0 R] /Count %d>>" % (number + 3, number + 3, 2 ** (depth - number))
        for number in range(depth)
    ]
    leaf = b"<</Type /Page /MediaBox [0 0 595 842]>>"
    return pdf_of([b"<</Type /Catalog /Pages 2 0 R>>", *nodes, leaf])


def nested(depth: int) -> bytes:
    """Return a PDF with arrays in arrays."""
    return pdf_of([b"<</Type /Catalog /Pages 2 0 R /Deep " + b"[" * depth + b"]" * depth + b">>", b"<<>>"])


def bomb(size: int = 400_000_000) -> bytes:
    """Return a PDF whose page unpacks to very much."""
    packer = zlib.compressobj(9)
    block = b" " * 1_000_000
    body = b"".join(packer.compress(block) for _ in range(size // len(block))) + packer.flush()
    return page_with(stream(body, b"/Filter /FlateDecode"))


def twice_packed_bomb() -> bytes:
    """Return a PDF whose page unpacks to something that unpacks to very much."""
    body = zlib.compress(zlib.compress(b"\0" * 300_000_000, 9), 9)
    return page_with(stream(body, b"/Filter [/FlateDecode /FlateDecode]"))


def form_that_draws_itself() -> bytes:
    """Return a PDF with two forms that draw each other, many times."""
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources <</XObject <</A 6 0 R /B 7 0 R>>>>"
    return page_with(
        stream(b"/A Do " * 50),
        page=b"/Resources <</XObject <</A 6 0 R /B 7 0 R>>>>",
        extra=[stream(b"/B Do /B Do " * 50, form), stream(b"/A Do /A Do " * 50, form)],
    )


def encrypted(password: str = "") -> bytes:
    """Return an encrypted PDF; without a password anybody can open it, with the rights its maker allows."""
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.encrypt(user_password=password, owner_password="van de maker", algorithm="AES-256")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def docx() -> bytes:
    """Return what Word makes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr("word/document.xml", "<w:document/>")
    return made.getvalue()
