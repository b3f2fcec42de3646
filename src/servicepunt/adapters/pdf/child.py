"""Reading a PDF, in the child process of the sandbox; nothing in it is executed, fetched or decrypted."""

import io
import logging
import re
from collections.abc import Iterator
from typing import Any

import msgspec
from pypdf import PdfReader, overwrite_configuration
from pypdf.errors import LimitReachedError, PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from servicepunt.adapters.pdf.facts import Facts, Fault
from servicepunt.adapters.pdf.kinds import kind_of

MOST_PAGES = 400
MOST_OBJECTS = 150_000
MOST_TEXT = 2_000_000  # characters in all
_STREAM = 40_000_000  # bytes that a stream may unpack to
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_STARTS_SOMETHING = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm"}
_FILES = {"/EmbeddedFiles", "/EmbeddedFile", "/Filespec", "/FileAttachment", "/RichMedia"}


def read_packed(content: bytes) -> bytes:
    """Return the facts of these bytes, packed with MessagePack."""
    logging.disable(logging.CRITICAL)
    overwrite_configuration(
        jbig2dec_binary=None,  # would start a program
        maximum_declared_stream_length=_STREAM,
        array_based_stream_maximum_output_length=_STREAM,
        zlib_maximum_output_length=_STREAM,
        lzw_maximum_output_length=_STREAM,
        run_length_maximum_output_length=_STREAM,
        jbig2_maximum_output_length=_STREAM,
        page_tree_maximum_entries=MOST_PAGES * 4,
    )
    return msgspec.msgpack.encode(_facts(content))


def _facts(content: bytes) -> Facts:
    whole = Facts(kind=kind_of(content), size=len(content))
    if whole.kind != "pdf":
        return _with(whole, fault=Fault.NOT_PDF)
    try:
        return _read(PdfReader(io.BytesIO(content), strict=False), whole)
    except (LimitReachedError, RecursionError, _TooMuch):
        return _with(whole, fault=Fault.TOO_MUCH)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, AssertionError, OSError, EOFError):
        # What else a parser says about bytes that are no PDF.
        return _with(whole, fault=Fault.DAMAGED)


def _read(reader: PdfReader, whole: Facts) -> Facts:
    if reader.is_encrypted:
        return _with(whole, is_encrypted=True)
    names = set(_names(reader))
    pages = list(reader.pages)
    if len(pages) > MOST_PAGES:
        raise _TooMuch
    if len(pages) < _promised(reader):
        return _with(whole, fault=Fault.DAMAGED)
    if not pages:
        return _with(whole, fault=Fault.NO_PAGES)
    texts = [_text(page) for page in pages]
    if sum(len(text or "") for text in texts) > MOST_TEXT:
        raise _TooMuch
    return _with(
        whole,
        has_script=bool(names & (_STARTS_SOMETHING | {"/JS", "/XFA"})),
        has_files=bool(names & (_FILES | {"/EF"})),
        pages=len(pages),
        texts=tuple(text or "" for text in texts),
        unread=tuple(number for number, text in enumerate(texts, 1) if text is None),
    )


def _text(page: Any) -> str | None:
    try:
        return _UNSTORABLE.sub("\ufffd", page.extract_text()).strip()
    except (LimitReachedError, RecursionError):
        raise _TooMuch from None
    except Exception:  # noqa: BLE001  # a strange font is no reason to lose the other pages
        return None


def _promised(reader: PdfReader) -> int:
    """Return how many pages the file says it has: fewer found means that a part of it is gone."""
    tree = reader.root_object.get("/Pages")
    count = tree.get_object().get("/Count", 0) if tree is not None else 0
    return count if isinstance(count, int) else 0


def _names(reader: PdfReader) -> Iterator[str]:
    """
    Yield the keys, and the values that name a kind, of every object that can be reached.

    Whatever hangs anywhere is found: actions of pages, fields and annotations, names in the catalog. A field that is
    named "JS" is text, not a name, and is none of them.
    """
    waiting: list[object] = [reader.trailer]
    seen: set[int] = set()
    visits = 0
    while waiting:
        each = waiting.pop()
        visits += 1
        if visits > MOST_OBJECTS:
            raise _TooMuch
        if isinstance(each, IndirectObject):
            if each.idnum not in seen:
                seen.add(each.idnum)
                waiting.append(each.get_object())
        elif isinstance(each, ArrayObject):
            waiting.extend(list.__iter__(each))
        elif isinstance(each, DictionaryObject):
            # A font may have an /EF of its own and a font is none of these: only what its keys say counts.
            yield from (str(key) for key in each)
            for key in ("/S", "/Type", "/Subtype"):
                yield str(dict.get(each, key, ""))
            waiting.extend(dict.values(each))


def _with(facts: Facts, **changed: Any) -> Facts:
    return msgspec.structs.replace(facts, **changed)


class _TooMuch(Exception):
    """More than a document of people has."""
