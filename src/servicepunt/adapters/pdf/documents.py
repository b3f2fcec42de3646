"""A document as a list of blocks, before it is on paper: letters, records, reports."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below the title; levels 2 and 3."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; a line feed in it is kept."""

    text: str
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list without an order."""

    items: Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """
    Rows under a head, which comes again on every next page.

    `widths` are shares of the page, one for each column; without them the columns are equally wide. Every row has as
    many cells as the head.
    """

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float] = ()


Block = Heading | Paragraph | Bullets | Table


@dataclass(frozen=True, slots=True)
class Document:
    """What is written: `header` stands on every page above the text, `footer` below it beside the page number."""

    title: str
    blocks: Sequence[Block]
    header: str = ""
    footer: str = ""
    author: str = ""
    language: str = "nl-NL"
