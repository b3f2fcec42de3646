"""What goes into the content envelope of an offer: a manifest and its files, as one bundle of bytes."""

import hashlib
import io
import zipfile
from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import field

from servicepunt.domains.hiring.rules.offers import Period
from servicepunt.domains.hiring.rules.request import Form

_MANIFEST = "gegevens.json"
_MOMENT = (1980, 1, 1, 0, 0, 0)


class Statement(Form, frozen=True, kw_only=True):
    """Where the offer says how a requirement or criterion is met (H-043); `periods` as the supplier counts them."""

    text: str = field(name="tekst", default="")
    page: int | None = field(name="pagina", default=None)
    document: str = field(name="document", default="cv")
    periods: tuple[Period, ...] = field(name="perioden", default=())


class Pages(Form, frozen=True, kw_only=True):
    """What a range of pages of a file is: cover, letter or CV; the last page is in it (A-32)."""

    document: str
    kind: str = field(name="soort")
    first: int = field(name="van")
    last: int = field(name="tot_en_met")


class Reference(Form, frozen=True, kw_only=True):
    """Somebody who can be asked, and agreed to that (H-068)."""

    name: str = field(name="naam")
    organization: str = field(name="organisatie", default="")
    reach: str = field(name="bereikbaar", default="")
    consents: bool = field(name="toestemming", default=False)


class Manifest(Form, frozen=True, kw_only=True):
    """
    What an offer says beside its files; `pages` are those of the CV without cover and letter (A-32).

    What was accepted of the performance condition is its text in a version of the request, by its digest (H-015).
    """

    candidate: str = field(name="kandidaat")
    residence: str = field(name="woonplaats", default="")
    person_key: str = field(name="persoonssleutel", default="")
    pages: int | None = field(name="paginas_cv", default=None)
    language: str | None = field(name="taal", default=None)
    kind: str | None = field(name="bestandssoort", default="pdf")
    dba: str = field(name="dba_toelichting", default="")
    accepts_conditions: bool = field(name="akkoord_voorwaarde", default=False)
    accepted_version: int | None = field(name="akkoord_versie", default=None)
    accepted_digest: str = field(name="akkoord_sha256", default="")
    legal_form: str = field(name="vorm", default="")
    references: tuple[Reference, ...] = field(name="referenties", default=())
    statements: dict[str, Statement] = field(name="onderbouwing", default={})
    file_pages: dict[str, int] = field(name="bestandspaginas", default={})
    file_texts: dict[str, tuple[str, ...]] = field(name="bestandsteksten", default={})
    parts: tuple[Pages, ...] = field(name="onderdelen", default=())


class Unreadable(ValueError):
    """The bundle cannot be read; the message says in Dutch what is wrong."""


def pack(manifest: Manifest, files: Mapping[str, bytes]) -> bytes:
    """Return one bundle, the same bytes for the same content; `files` by name, without folders."""
    bundle = io.BytesIO()
    with zipfile.ZipFile(bundle, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(zipfile.ZipInfo(_MANIFEST, _MOMENT), msgspec.json.encode(manifest, order="sorted"))
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(f"bestanden/{name}", _MOMENT), content)
    return bundle.getvalue()


def unpack(bundle: bytes) -> tuple[Manifest, dict[str, bytes]]:
    """
    Return manifest and files of a bundle.

    :raises Unreadable: if it is none.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
            manifest = msgspec.json.decode(archive.read(_MANIFEST), type=Manifest)
            names = [name for name in archive.namelist() if name != _MANIFEST]
            return manifest, {name.removeprefix("bestanden/"): archive.read(name) for name in names}
    except (zipfile.BadZipFile, KeyError, msgspec.DecodeError) as fault:
        raise Unreadable("De inhoud van de envelop is niet leesbaar.") from fault


def rate_bytes(rate: str) -> bytes:
    """Return what goes into the rate envelope: euro an hour, as a decimal with two places."""
    return msgspec.json.encode({"tarief": rate})


def rate_in(content: bytes) -> str:
    """
    Return the rate of a rate envelope.

    :raises Unreadable: if there is none in it.
    """
    try:
        written: dict[str, Any] = msgspec.json.decode(content)
        return str(written["tarief"])
    except (msgspec.DecodeError, KeyError, TypeError) as fault:
        raise Unreadable("Het tarief in de envelop is niet leesbaar.") from fault


def receipt_lines(*, number: str, offer: str, version: int, content: str, rate: str, at: str) -> str:
    """Return what the number of a receipt is the digest of: six lines, without a line feed at the end."""
    return "\n".join([number, offer, str(version), content, rate, at])


def receipt_of(*, number: str, offer: str, version: int, content: str, rate: str, at: str) -> str:
    """Return the number on a receipt: a digest over what was received and when, that a supplier can check (H-092)."""
    written = receipt_lines(number=number, offer=offer, version=version, content=content, rate=rate, at=at)
    return hashlib.sha256(written.encode()).hexdigest()
