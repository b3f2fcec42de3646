"""
The European single procurement document (ESPD; in Dutch UEA) as XML: who declares what (H-081, A-64).

Read in a child process that may be killed. Whatever the bytes, the answer is a `Declaration` or a named `Fault`.
Known is ESPD-EDM 4.x on UBL 2.3. That a document is valid and says "no" does not make it true: certificates do.
"""

from enum import StrEnum

import msgspec

from servicepunt.adapters.sandbox import Sandbox, SandboxFailed

LARGEST = 8 * 1024 * 1024  # bytes; the example of all 62 criteria has one megabyte
_MEMORY = 512 * 1024 * 1024
_SECONDS = 8


class Fault(StrEnum):
    """Why a file is not a declaration we can read; rules make a sentence of it."""

    TOO_LARGE = "te_groot"
    NOT_XML = "geen_xml"
    HOSTILE = "onveilig"  # declares a document type: entities, or files to fetch
    NO_ESPD = "geen_uea"
    IS_REQUEST = "vraag_geen_antwoord"
    UNKNOWN_VERSION = "onbekende_versie"
    INVALID = "ongeldig"
    TOO_MUCH = "te_ingewikkeld"


class Ground(msgspec.Struct, frozen=True):
    """
    One ground of exclusion: its code of the EU list, its name in the document, and the answer.

    `applies` is None when the question was not answered.
    """

    code: str
    name: str
    applies: bool | None


class Declaration(msgspec.Struct, frozen=True, kw_only=True):
    """
    What a document declares; with a `fault` the rest is empty, and `place` may say where (a line, and what).

    `issued_on` is as it stands in the document (ISO 8601); `contract` is the reference of the procedure.
    """

    fault: Fault | None = None
    place: str = ""
    version: str = ""
    contract: str = ""
    issued_on: str = ""
    operator: str = ""
    operator_number: str = ""
    grounds: tuple[Ground, ...] = ()

    @property
    def applying(self) -> tuple[str, ...]:
        """The codes of the grounds that the operator says apply."""
        return tuple(ground.code for ground in self.grounds if ground.applies)

    @property
    def unanswered(self) -> tuple[str, ...]:
        """The codes of the grounds without an answer."""
        return tuple(ground.code for ground in self.grounds if ground.applies is None)


_in_child = Sandbox("servicepunt.adapters.exchange.espd_child:read_packed", memory=_MEMORY, seconds=_SECONDS)


def read_espd(content: bytes) -> Declaration:
    """
    Return what an ESPD response declares; takes at most eight seconds.

    :raises SandboxFailed: if the child cannot be started at all; that says nothing about the file.
    """
    if len(content) > LARGEST:
        return Declaration(fault=Fault.TOO_LARGE)
    try:
        return msgspec.msgpack.decode(_in_child(content), type=Declaration)
    except SandboxFailed as failure:
        if failure.reason == "start":
            raise
        return Declaration(fault=Fault.TOO_MUCH)
