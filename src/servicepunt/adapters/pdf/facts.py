"""What is known of a PDF after reading it: plain values for rules to judge."""

from enum import StrEnum

import msgspec


class Fault(StrEnum):
    """Why a file could not be read; rules make a sentence of it."""

    NOT_PDF = "geen_pdf"
    TOO_LARGE = "te_groot"
    DAMAGED = "beschadigd"
    TOO_MUCH = "te_ingewikkeld"
    NO_PAGES = "geen_paginas"


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """
    The facts of one file.

    `kind` is what it really is (`kind_of`). With a `fault`, or encrypted, there are no pages. `texts` has the
    text of each page in order; a page that is a picture has none, nor one that could not be read (`unread`, from 1).
    `has_script` is true for JavaScript and for what starts a program, `has_files` for embedded files.
    """

    kind: str
    size: int
    fault: Fault | None = None
    is_encrypted: bool = False
    has_script: bool = False
    has_files: bool = False
    pages: int = 0
    texts: tuple[str, ...] = ()
    unread: tuple[int, ...] = ()
