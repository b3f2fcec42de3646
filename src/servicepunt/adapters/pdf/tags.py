"""
The structure of a PDF (ISO 32000-1, 14.7 and 14.8): what is a heading, a row, a list, in reading order.

Screen readers and text tools read this instead of guessing. The layout marks its content while it writes; this
builds the tree and hangs it in the file.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    TextStringObject,
)


@dataclass(slots=True)
class Element:
    """A part of the structure: its kind, its parts, and the content it marks as (page from 0, number on that page)."""

    kind: str
    parts: list["Element"] = field(default_factory=list)
    marks: list[tuple[int, int]] = field(default_factory=list)

    def add(self, kind: str) -> "Element":
        """Return a new last part."""
        self.parts.append(Element(kind))
        return self.parts[-1]


def hang(root: Element, writer: PdfWriter, language: str) -> None:
    """Hang the structure in a document whose content is marked."""
    tree = DictionaryObject({NameObject("/Type"): NameObject("/StructTreeRoot")})
    top = writer._add_object(tree)
    owners: dict[int, dict[int, IndirectObject]] = defaultdict(dict)
    tree[NameObject("/K")] = ArrayObject([_hung(root, top, writer, owners)])
    numbers = ArrayObject()
    for index, page in enumerate(writer.pages):
        page[NameObject("/StructParents")] = NumberObject(index)
        page[NameObject("/Tabs")] = NameObject("/S")
        numbers += [NumberObject(index), ArrayObject(each for _, each in sorted(owners[index].items()))]
    tree[NameObject("/ParentTree")] = writer._add_object(DictionaryObject({NameObject("/Nums"): numbers}))
    tree[NameObject("/ParentTreeNextKey")] = NumberObject(len(writer.pages))
    catalog = writer.root_object
    catalog[NameObject("/StructTreeRoot")] = top
    catalog[NameObject("/MarkInfo")] = DictionaryObject({NameObject("/Marked"): BooleanObject(value=True)})
    catalog[NameObject("/Lang")] = TextStringObject(language)
    catalog[NameObject("/ViewerPreferences")] = DictionaryObject(
        {NameObject("/DisplayDocTitle"): BooleanObject(value=True)}
    )


def _hung(
    element: Element, parent: IndirectObject, writer: PdfWriter, owners: dict[int, dict[int, IndirectObject]]
) -> IndirectObject:
    made = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/StructElem"),
            NameObject("/S"): NameObject(f"/{element.kind}"),
            NameObject("/P"): parent,
        }
    )
    reference = writer._add_object(made)
    if element.kind == "TH":
        made[NameObject("/A")] = DictionaryObject(
            {NameObject("/O"): NameObject("/Table"), NameObject("/Scope"): NameObject("/Column")}
        )
    kids = ArrayObject()
    for page, number in element.marks:
        owners[page][number] = reference
        kids.append(_mark(writer.pages[page].indirect_reference, number))
    kids += [_hung(part, reference, writer, owners) for part in element.parts]
    made[NameObject("/K")] = kids
    return reference


def _mark(page: IndirectObject | None, number: int) -> DictionaryObject:
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/MCR"),
            NameObject("/Pg"): page,
            NameObject("/MCID"): NumberObject(number),
        }
    )
