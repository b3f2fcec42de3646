"""
Documents as PDF: A4, in Dutch, tagged, with our own font; the same bytes for the same document and moment.

fpdf2 writes the pages, pypdf hangs structure and outline in them. The file is tagged, has a title and a language
and embeds its fonts, as PDF/UA asks; no checker of PDF/UA has seen it, so it does not call itself that.
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, cast

from fpdf import FPDF
from fpdf.fonts import TTFFont
from pypdf import PdfReader, PdfWriter

from servicepunt.adapters.pdf.documents import Bullets, Document, Heading, Paragraph, Table
from servicepunt.adapters.pdf.letters import broken, shown
from servicepunt.adapters.pdf.tags import Element, hang

FONTS = Path(__file__).parent / "fonts"
# Everything in millimetres, but the size of letters, which is in points.
_LEFT, _TOP, _RIGHT, _BOTTOM = 22.0, 26.0, 22.0, 24.0
_WIDTH, _HEIGHT = 210.0, 297.0
_TEXT = _WIDTH - _LEFT - _RIGHT
_BODY, _SMALL = 10.0, 8.5
_SIZES = {1: 17.0, 2: 12.5, 3: 10.5}
_LEADING = 0.51  # line height in millimetres for each point
_GAP, _PAD = 2.6, 1.4
_Style = Literal["", "B"]


def draw(document: Document, at: datetime) -> bytes:
    """Return a document as PDF, made at `at` (aware)."""
    pages = _Paper(document, total=0).laid_out()
    paper = _Paper(document, total=pages)
    paper.laid_out()
    paper.pdf.set_creation_date(at.astimezone(UTC))
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(bytes(paper.pdf.output()))))
    hang(paper.root, writer, document.language)
    for text, page in paper.outline:
        writer.add_outline_item(title=text, page_number=page)
    stamp = at.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ")
    writer.metadata = {
        "/Title": document.title,
        "/Author": document.author,
        "/Producer": "Servicepunt",
        "/CreationDate": stamp,
        "/ModDate": stamp,
    }
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


class _Paper:
    """The pages while they are written, and the structure of what stands on them."""

    def __init__(self, document: Document, total: int) -> None:
        self.root = Element("Document")
        self.outline: list[tuple[str, int]] = []
        self._document = document
        self._total = total
        self._marks = 0
        self.pdf = FPDF(format="A4")
        self.pdf.set_auto_page_break(auto=False)
        for style, name in (("", "regular"), ("B", "bold")):
            self.pdf.add_font("inter", style, FONTS / f"inter-{name}.ttf")
        self._known = frozenset(cast("TTFFont", self.pdf.fonts["inter"]).cmap)
        self._y = 0.0

    def laid_out(self) -> int:
        """Write everything; return how many pages it took."""
        self._new_page()
        self._heading(self._document.title, 1)
        for block in self._document.blocks:
            match block:
                case Heading():
                    self._heading(block.text, min(max(block.level, 2), 3))
                case Paragraph():
                    self._text(self.root.add("P"), block.text, "B" if block.is_strong else "")
                    self._y += _GAP
                case Bullets():
                    self._bullets(block)
                case Table():
                    self._table(block)
        return self.pdf.page

    def _new_page(self) -> None:
        self.pdf.add_page()
        self._marks = 0
        with self._artifact():
            page = f"Pagina {self.pdf.page} van {self._total}"
            self._font(_SMALL, "")
            self._put(_LEFT, 15.0, self._one_line(self._document.header, _TEXT))
            self._put(_LEFT, _HEIGHT - 13.0, self._one_line(self._document.footer, _TEXT - 40))
            self._put(_WIDTH - _RIGHT - self.pdf.get_string_width(page), _HEIGHT - 13.0, page)
        self._y = _TOP

    def _one_line(self, text: str, width: float) -> str:
        return broken(shown(text.replace("\n", " "), self._known), width, self.pdf.get_string_width)[0]

    def _font(self, size: float, style: _Style) -> None:
        self.pdf.set_font("inter", style, size)

    def _put(self, x: float, y: float, text: str) -> None:
        if text:
            self.pdf.text(x, y, text)

    @contextmanager
    def _artifact(self) -> Iterator[None]:
        self.pdf._out("/Artifact BMC")
        yield
        self.pdf._out("EMC")

    @contextmanager
    def _marked(self, element: Element) -> Iterator[None]:
        element.marks.append((self.pdf.page - 1, self._marks))
        self.pdf._out(f"/{element.kind} <</MCID {self._marks}>> BDC")
        self._marks += 1
        yield
        self.pdf._out("EMC")

    def _room(self) -> float:
        return _HEIGHT - _BOTTOM - self._y

    def _heading(self, text: str, level: int) -> None:
        size = _SIZES[level]
        # A heading does not stand alone at the foot of a page.
        if self._room() < size * _LEADING + 3 * _BODY * _LEADING:
            self._new_page()
        self._y += _GAP if level > 1 else 0
        self.outline.append((text, self.pdf.page - 1))
        self._text(self.root.add(f"H{level}"), text, "B", size)
        self._y += _GAP / 2

    def _text(self, element: Element, text: str, style: _Style = "", size: float = _BODY, left: float = _LEFT) -> None:
        """Write lines below each other; what does not fit goes on on the next page, as one element."""
        self._font(size, style)
        height = size * _LEADING
        lines = broken(shown(text, self._known), _WIDTH - _RIGHT - left, self.pdf.get_string_width)
        while lines:
            fits = max(int(self._room() / height), 0)
            if fits:
                with self._marked(element):
                    self._lines(lines[:fits], left, self._y, height)
                self._y += height * len(lines[:fits])
                lines = lines[fits:]
            if lines:
                self._new_page()
                self._font(size, style)

    def _lines(self, lines: Sequence[str], x: float, y: float, height: float) -> None:
        for number, line in enumerate(lines):
            self._put(x, y + height * number + height * 0.75, line)

    def _bullets(self, block: Bullets) -> None:
        whole = self.root.add("L")
        for item in block.items:
            if self._room() < _BODY * _LEADING:
                self._new_page()
            each = whole.add("LI")
            self._font(_BODY, "")
            with self._marked(each.add("Lbl")):
                self._lines(["•"], _LEFT + 1, self._y, _BODY * _LEADING)
            self._text(each.add("LBody"), item, left=_LEFT + 5)
        self._y += _GAP

    def _table(self, block: Table) -> None:
        shares = block.widths or [1.0] * len(block.head)
        widths = [_TEXT * share / sum(shares) for share in shares]
        whole = self.root.add("Table")
        self._row(block.head, widths, whole.add("TR"), ())
        for row in block.rows:
            if len(row) != len(block.head):
                raise ValueError(f"a row of {len(row)} cells under a head of {len(block.head)}")
            self._row(row, widths, whole.add("TR"), block.head)
        self._y += _GAP * 1.5

    def _row(self, cells: Sequence[str], widths: Sequence[float], row: Element, head: Sequence[str]) -> None:
        """Write a row; on a new page the head comes first, and a row longer than a page is cut."""
        height = _BODY * _LEADING
        left = self._broken_cells(cells, widths, "" if head else "B")
        elements = [row.add("TD" if head else "TH") for _ in cells]
        is_first = True
        while is_first or any(left):
            fits = int((self._room() - 2 * _PAD) / height)
            longest = max(len(lines) for lines in left)
            if fits < (longest if is_first and longest < 40 else 1):
                self._new_page()
                self._repeat(head, widths)
                fits = max(int((self._room() - 2 * _PAD) / height), 1)
            self._slice([lines[:fits] for lines in left], widths, elements, "" if head else "B")
            left = [lines[fits:] for lines in left]
            is_first = False

    def _broken_cells(self, cells: Sequence[str], widths: Sequence[float], style: _Style) -> list[list[str]]:
        self._font(_BODY, style)
        return [
            broken(shown(cell, self._known), width - 2 * _PAD, self.pdf.get_string_width)
            for cell, width in zip(cells, widths, strict=True)
        ]

    def _repeat(self, head: Sequence[str], widths: Sequence[float]) -> None:
        if head:
            lines = self._broken_cells(head, widths, "B")
            with self._artifact():
                self._slice(lines, widths, None, "B")

    def _slice(
        self, cells: list[list[str]], widths: Sequence[float], elements: list[Element] | None, style: _Style
    ) -> None:
        height = _BODY * _LEADING
        self._font(_BODY, style)
        x = _LEFT
        for number, (lines, width) in enumerate(zip(cells, widths, strict=True)):
            if elements is None:
                self._lines(lines, x + _PAD, self._y + _PAD, height)
            elif lines:
                with self._marked(elements[number]):
                    self._lines(lines, x + _PAD, self._y + _PAD, height)
            x += width
        self._y += 2 * _PAD + height * max(len(lines) for lines in cells)
        if elements is None:
            self._rule()
        else:
            with self._artifact():
                self._rule()

    def _rule(self) -> None:
        self.pdf.set_draw_color(150)
        self.pdf.set_line_width(0.2)
        self.pdf.line(_LEFT, self._y, _WIDTH - _RIGHT, self._y)
