"""Taking the files of a form: checked, kept, and carried along when the form is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from django.conf import settings
from django.core import signing
from django.core.files import File
from django.core.files.storage import storages
from django.core.files.uploadedfile import UploadedFile

from servicepunt.foundation.files import FileUnsafe, KeptFile, StorageFull
from servicepunt.foundation.text import dutch_size

_REFUSED = re.compile(r"\.(exe|com|bat|cmd|scr|pif|js|jse|vbs|vbe|wsf|wsh|msi|jar|ps1|hta|cpl|lnk|reg)$", re.IGNORECASE)
_TYPE = re.compile(r"[a-z0-9.+-]+/[a-z0-9.+-]+", re.IGNORECASE)
MOST_FILES = 20
_WITHOUT = "Verstuur zonder dit bestand, of bel het servicepunt."
_CARRIED_SECONDS = 24 * 3600


class FileRefused(ValueError):
    """A file we do not take; the message is a Dutch sentence that says why."""


class NoRoom(FileRefused):
    """A file for which the disk has no room."""


@dataclass(frozen=True, slots=True)
class TakenFiles:
    """The files of a form so far: those kept, with a token each to carry them along, and why one was not."""

    files: Sequence[KeptFile]
    tokens: Sequence[str]
    refusal: str
    is_full: bool = False

    @property
    def status(self) -> int:
        """The answer to a form that is refused: there is no room for its files (507), or it is not right (422)."""
        return 507 if self.is_full else 422

    @property
    def carried(self) -> list[tuple[str, str, str]]:
        """The files that a refused form carries along: token, name, size."""
        return [(token, file.name, dutch_size(file.size)) for token, file in zip(self.tokens, self.files, strict=True)]


def take_uploads(given: Iterable[UploadedFile[bytes]], *, earlier: Iterable[str], by: int) -> TakenFiles:
    """
    Keep every file that we take, so that a refused form need not ask for them again.

    `earlier` are the tokens of the same form when it was shown before; `by` is the number of who typed it: the
    tokens of somebody else count for nothing.
    """
    kept = [file for token in earlier if (file := _carried(token, by)) is not None]
    refusals: list[FileRefused] = []
    for upload in given:
        try:
            if len(kept) >= MOST_FILES:
                raise FileRefused(f"Je kunt hoogstens {MOST_FILES} bestanden toevoegen.")
            kept += keep_uploads([upload])
        except FileRefused as refusal:
            refusals.append(refusal)
    words = " ".join(dict.fromkeys(str(refusal) for refusal in refusals))
    return TakenFiles(kept, carry(kept, by=by), words, any(isinstance(each, NoRoom) for each in refusals))


def carry(files: Iterable[KeptFile], *, by: int) -> list[str]:
    """Return the tokens with which a form of this person carries kept files along."""
    return [_token(file, by) for file in files]


def _token(file: KeptFile, by: int) -> str:
    return signing.dumps(asdict(file), salt=f"file:{by}", compress=True)


def _carried(token: str, by: int) -> KeptFile | None:
    try:
        return KeptFile(**signing.loads(token, salt=f"file:{by}", max_age=_CARRIED_SECONDS))
    except signing.BadSignature:
        return None


def keep_uploads(files: Iterable[UploadedFile[bytes]]) -> list[KeptFile]:
    """
    Keep the files of a form; what is kept twice is stored once.

    :raises FileRefused: if one is too large, of a dangerous kind, without room on the disk, or there are too many.
    """
    given = list(files)
    if len(given) > MOST_FILES:
        raise FileRefused(f"Je kunt hoogstens {MOST_FILES} bestanden tegelijk toevoegen.")
    for file in given:
        refuse_file(file.name or "", file.size or 0)
    return [_keep(file) for file in given]


def refuse_file(name: str, size: int) -> None:
    """
    Check a file's name and size (bytes) against the limits.

    :raises FileRefused: if we do not take it.
    """
    if size > settings.MAX_UPLOAD_MB * 1_000_000:
        raise FileRefused(f"{name} is te groot: hoogstens {settings.MAX_UPLOAD_MB} MB.")
    if _REFUSED.search(name):
        raise FileRefused(f"{name} is een programma. Stuur het als zip of vraag het servicepunt hoe het wel kan.")


def too_much_for_mail(files: Iterable[KeptFile]) -> str:
    """Return in Dutch why these files do not go along with one mail; nothing when they do."""
    size, most = sum(file.size for file in files), settings.MAX_MAIL_MB
    if size <= most * 1_000_000:
        return ""
    return f"De bestanden zijn samen {dutch_size(size)}. Met één mail gaat hoogstens {most} MB mee. Haal er een weg."


def _keep(file: UploadedFile[bytes]) -> KeptFile:
    kind, name = file.content_type or "", file.name or "bestand"
    try:
        digest = keep_bytes(name, file)
    except StorageFull as full:
        raise NoRoom(f"{name} kan niet worden bewaard: er is te weinig schijfruimte. {_WITHOUT}") from full
    return KeptFile(
        name=name[-200:],
        content_type=kind if _TYPE.fullmatch(kind) else "application/octet-stream",
        size=file.size or 0,
        digest=digest,
        scan=scan_mark(),
    )


def keep_bytes(name: str, content: File[bytes]) -> str:
    """
    Keep the bytes of a file that somebody adds, and return their digest.

    :raises FileRefused: if the virus scanner did not clear it.
    :raises StorageFull: if there is too little room on the disk.
    """
    try:
        return storages["attachments"].save(name, content)
    except FileUnsafe as unsafe:
        why = "bevat een virus" if unsafe.is_infected else "kan nu niet op virussen worden gecontroleerd"
        raise FileRefused(f"{name} {why}.") from unsafe


def scan_mark() -> str:
    """Return how a file that was kept is marked: cleared by the scanner, or without one."""
    return "clean" if settings.SCANNER else "unscanned"
