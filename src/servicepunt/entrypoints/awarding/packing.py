"""The evaluation package: one zip that somebody who trusts nobody here can replay, in a full and a public form."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from servicepunt.domains.awards.queries.persons import look_of_machine
from servicepunt.domains.hiring.rules import play, told
from servicepunt.domains.tenders.queries import lines_of
from servicepunt.domains.tenders.queries.vault import REFERENCE
from servicepunt.domains.tenders.rules.chain import public_part, read
from servicepunt.domains.tenders.rules.outcome import procedure_of
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.entrypoints.awarding.posting import letters_in, papers_in, sent_letters
from servicepunt.entrypoints.awarding.program import program
from servicepunt.entrypoints.awarding.publicform import public_procedure, values_of
from servicepunt.entrypoints.awarding.verifier.binding import public_outcome
from servicepunt.entrypoints.awarding.verifier.package import canonical, shown
from servicepunt.entrypoints.awarding.verifier.readme import README

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from servicepunt.domains.hiring.rules.course import Procedure
    from servicepunt.domains.tenders.queries import Look

_MOMENT = (1980, 1, 1, 0, 0, 0)
_DOCUMENTS = "geopend"


@dataclass(frozen=True, slots=True)
class Source:
    """What a package is made of; both forms come from it."""

    number: str
    head: str
    bodies: tuple[str, ...]
    request: dict[str, Any]
    procedure: Procedure
    letters: Mapping[str, bytes]
    texts: Mapping[str, dict[str, str] | None]


def may_take(look: Look) -> bool:
    """Say whether there is a package to take along: once the list is fixed."""
    is_fixed = look.dossier.fixed_at is not None
    return is_fixed and look.may_see_ranking and look.has(Seat.DESK, Seat.AUDITOR, Seat.MANDATE)


def may_take_whole(look: Look) -> bool:
    """Say whether the viewer may have the full form, which has rates and everybody's findings in it."""
    return may_take(look) and look.has(Seat.DESK, Seat.AUDITOR) and look.may_see_rates


def source_of(look: Look) -> Source:
    """Return what the package of a request is made of. The caller has checked who may have it."""
    dossier, lines = look.dossier, lines_of(look.tender)
    draft = dossier.draft
    bodies = tuple(line.body for line in lines)
    # What documents say stays in the vault; what people wrote about them comes along.
    referred = sorted({found for body in bodies if f'"feit":"{_DOCUMENTS}"' not in body
                       for found in REFERENCE.findall(body)})  # fmt: skip
    apart = {each.partition(" ")[0] for each in letters_in(dossier).values()} | papers_in(dossier)
    look.vault.load(referred)
    return Source(
        number=look.tender.number,
        head=look.tender.digest,
        bodies=bodies,
        request={"instellingen": draft.settings, "teksten": draft.texts, "ankers": dossier.anchors} if draft else {},
        # Seen from its last line: the same file gives the same package, whenever it is made.
        procedure=procedure_of(dossier, as_of=max((at for _, at, _, _ in read(bodies)), default=look.at)),
        letters=sent_letters(look),
        texts={each: _text(look, each) for each in referred if each not in apart},
    )


def _text(look: Look, reference: str) -> dict[str, str] | None:
    """Return a text with the salt that proves it is the one of the chain; None when it is destroyed."""
    found = look.vault.proven(reference)
    return {"zout": found[0].hex(), "tekst": found[1].decode()} if found else None


def pack(source: Source, *, is_full: bool) -> bytes:
    """Return the package as a zip: the same source gives the same bytes."""
    files = _files(source, is_full=is_full)
    manifest = {
        "aanvraag": source.number,
        "vorm": "volledig" if is_full else "openbaar",
        "kop": source.head,
        "regels": len(source.bodies),
        "bestanden": {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())},
        "manifest_sha256": "",
    }
    manifest["manifest_sha256"] = hashlib.sha256(canonical(manifest)).hexdigest()
    files["manifest.json"] = canonical(manifest)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return packed.getvalue()


def _files(source: Source, *, is_full: bool) -> dict[str, bytes]:
    played = play(source.procedure)
    procedure = source.procedure if is_full else public_procedure(source.procedure, played)
    outcome = values_of(told(played)) if is_full else public_outcome(told(play(procedure)))
    lines = source.bodies if is_full else [public_part(each) for each in source.bodies]
    files = {
        "LEESMIJ.txt": README.encode(),
        "verify.py": program(),
        "aanvraag.json": shown({"aanvraag": msgspec.to_builtins(procedure.request), **source.request}),
        "procedure.json": shown(msgspec.to_builtins(procedure)),
        "uitkomst.json": shown(outcome),
        "feiten.jsonl": "".join(f"{line}\n" for line in lines).encode(),
    }
    if is_full:
        files["teksten.json"] = shown(dict(source.texts))
        files |= {f"brieven/{name}.txt": text for name, text in source.letters.items()}
    return files


def pack_request(number: str, *, at: datetime, is_full: bool) -> bytes:
    """
    Return the package of a request for who keeps the machine; nobody's seat is asked.

    :raises NotThere: if there is no such request.
    :raises Refused: before its list is fixed.
    """
    look = look_of_machine(number, at=at)
    if look.dossier.fixed_at is None:
        raise Refused("De lijst van deze aanvraag is nog niet vastgesteld; er is nog niets na te rekenen.")
    return pack(source_of(look), is_full=is_full)
