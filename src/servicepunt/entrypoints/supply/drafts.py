"""A draft of an offer: what was typed and the files, sealed under a key that only this browser has."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec
from django.conf import settings
from django.urls import reverse

from servicepunt.adapters.pdf.facts import Facts
from servicepunt.adapters.pdf.reading import LARGEST, read_pdf
from servicepunt.domains.tenders.actions.offer_drafts import drop_draft, keep_draft
from servicepunt.domains.tenders.queries.offer_drafts import OtherBrowser, drafts_of, read_draft
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.foundation.errors import NotThere

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest, HttpResponseBase

    from servicepunt.design.page import PageRequest
    from servicepunt.domains.tenders.queries import Look

COOKIE = "servicepunt_inschrijving"
_DAYS_90 = 90 * 24 * 3600
_KEY = 32
LONGEST = 20_000  # characters of one field


class FileMark(msgspec.Struct, frozen=True):
    """A file of a draft: its name as it was chosen, its size and its SHA-256."""

    name: str
    size: int
    digest: str


class Fields(msgspec.Struct, frozen=True):
    """Everything of a draft but the bytes of its files; `replaces` is the label of the offer it is a new version of."""

    values: dict[str, str] = {}
    files: dict[str, FileMark] = {}
    replaces: str = ""


class Loaded(msgspec.Struct, frozen=True):
    """A file of a draft: its bytes and what was read of it."""

    content: bytes
    facts: Facts


def read_upload(upload: UploadedFile[bytes]) -> Loaded:
    """Return a file with what a child process, that may be killed, reads in it; of a larger one no bytes."""
    size = upload.size or 0
    content = upload.read() if size <= LARGEST else b""
    facts = read_pdf(content) if size <= LARGEST else Facts(kind="pdf", size=size)
    if size > LARGEST or (size and not content):
        facts = msgspec.structs.replace(facts, kind="pdf", fault="te_groot")
    return Loaded(content, facts)


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft in the hands of its writer."""

    look: Look
    slot: str
    key: bytes
    fields: Fields = field(default_factory=Fields)

    def kept(self, fields: Fields) -> Draft:
        """Keep other fields, and return the draft with them."""
        keep_draft(
            tender=self.look.tender, slot=self.slot, plain=msgspec.msgpack.encode(fields), key=self.key,
            by=self.look.viewer, at=self.look.at,
        )  # fmt: skip
        return Draft(self.look, self.slot, self.key, fields)

    def typed(self, values: Mapping[str, str]) -> Draft:
        """Keep what was typed."""
        written = {name: value[:LONGEST] for name, value in values.items() if value.strip()}
        return self.kept(msgspec.structs.replace(self.fields, values=written))

    def with_file(self, name: str, upload: UploadedFile[bytes]) -> Draft:
        """Read a file, in a child process that may be killed, and keep it."""
        loaded = read_upload(upload)
        keep_draft(
            tender=self.look.tender, slot=f"{self.slot}/{name}", plain=msgspec.msgpack.encode(loaded),
            key=self.key, by=self.look.viewer, at=self.look.at,
        )  # fmt: skip
        digest = hashlib.sha256(loaded.content).hexdigest()
        mark = FileMark((upload.name or "bestand")[-120:], upload.size or 0, digest)
        return self.kept(msgspec.structs.replace(self.fields, files=self.fields.files | {name: mark}))

    def without_file(self, name: str) -> Draft:
        """Throw a file of the draft away."""
        drop_draft(tender=self.look.tender, slot=f"{self.slot}/{name}", by=self.look.viewer)
        left = {each: mark for each, mark in self.fields.files.items() if each != name}
        return self.kept(msgspec.structs.replace(self.fields, files=left))

    def files(self) -> dict[str, Loaded]:
        """Return the files with their bytes."""
        return {
            name: msgspec.msgpack.decode(
                read_draft(self.look.tender, f"{self.slot}/{name}", viewer=self.look.viewer, key=self.key), type=Loaded
            )
            for name in self.fields.files
        }


def begin(look: Look, key: bytes, *, replaces: str = "", values: Mapping[str, str] | None = None) -> Draft:
    """Begin a draft under a name that nobody guesses."""
    return Draft(look, secrets.token_urlsafe(8), key).kept(Fields(values=dict(values or {}), replaces=replaces))


def get_draft(look: Look, slot: str, request: HttpRequest) -> Draft:
    """
    Return a draft of the viewer.

    :raises NotThere: if there is none.
    :raises OtherBrowser: if this browser has not its key.
    """
    if "/" in slot:
        raise NotThere(slot)
    key = key_in(request) or b""
    plain = read_draft(look.tender, slot, viewer=look.viewer, key=key)
    return Draft(look, slot, key, msgspec.msgpack.decode(plain, type=Fields))


def listed(look: Look, request: HttpRequest) -> list[tuple[str, datetime, Fields | None]]:
    """Return slot, moment and fields of every draft of the viewer; no fields for those of another browser."""
    found = []
    for row in drafts_of(look.tender, viewer=look.viewer):
        try:
            fields: Fields | None = get_draft(look, row.slot, request).fields
        except OtherBrowser:
            fields = None
        found.append((row.slot, row.updated_at, fields))
    return found


def key_in(request: HttpRequest) -> bytes | None:
    """Return the key that this browser has for drafts."""
    try:
        key = base64.urlsafe_b64decode(request.COOKIES.get(COOKIE, ""))
    except (binascii.Error, ValueError):
        return None
    return key if len(key) == _KEY else None


def fresh_key(request: PageRequest) -> bytes:
    """Return the key of this browser, a new one when it has none."""
    return key_in(request) or os.urandom(_KEY)


def give_key(answer: HttpResponseBase, key: bytes) -> None:
    """Give the browser the key, for pages of requests only; no script can read it."""
    answer.set_cookie(
        COOKIE,
        base64.urlsafe_b64encode(key).decode(),
        max_age=_DAYS_90,
        path=reverse("supply:requests"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def keep_digests(draft: Draft, label: str, version: int, digests: Mapping[str, str]) -> None:
    """
    Keep the digests of the files that were sent, for the receipt: sealed, for whoever has a copy of a CV could
    otherwise find out before the opening whose offer it is in.
    """
    with suppress(Refused):
        keep_draft(
            tender=draft.look.tender, slot=f"{label}/{version}", plain=msgspec.msgpack.encode(dict(digests)),
            key=draft.key, by=draft.look.viewer, at=draft.look.at,
        )  # fmt: skip


def digests_of(look: Look, request: HttpRequest, label: str, version: int) -> dict[str, str]:
    """Return the digests of the files of an offer, in the browser that sent it; nothing in another one."""
    try:
        plain = read_draft(look.tender, f"{label}/{version}", viewer=look.viewer, key=key_in(request) or b"")
    except (OtherBrowser, NotThere):
        return {}
    return msgspec.msgpack.decode(plain, type=dict[str, str])
