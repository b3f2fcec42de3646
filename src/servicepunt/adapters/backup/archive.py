"""One file with a copy of the database, every file that is kept, and a list of what must be in it."""

import hashlib
import io
import json
import os
import tarfile
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO

from django.db import connection

from servicepunt.adapters.backup import databases
from servicepunt.adapters.storage.disk import FileMissing, FileStore

FORMAT = 1
NAME = "servicepunt-%Y%m%d-%H%M%S.tar"
MANIFEST, DATABASE, FILES = "manifest.json", "database", "files/"
_CHUNK = 1024 * 1024


class BadBackup(Exception):
    """The backup cannot be trusted, or cannot be put back here; the words say why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup must hold: `files` are digests (SHA-256) with sizes in bytes, `counts` rows of each table."""

    format: int
    made_at: str
    vendor: str
    database_digest: str
    counts: dict[str, int]
    files: dict[str, int] = field(default_factory=dict)


def make_backup(target: Path, *, store: FileStore, at: datetime) -> Manifest:
    """
    Write a backup and read it back; the name `target` appears only when it is whole and on the disk.

    Others may write meanwhile: the database is copied as it is at one moment, files are never changed.

    :raises BadBackup: if there is such a file already, or what was written differs from what was read.
    :raises DatabaseTrouble: if the database could not be copied.
    """
    if target.exists():
        raise BadBackup(f"{target} bestaat al.")
    _clear_parts(target)
    part = target.with_name(f".{target.name}.{uuid.uuid4().hex}.part")
    try:
        with tempfile.TemporaryDirectory(prefix=f".{target.name}.", suffix=".part", dir=target.parent) as room:
            copy = Path(room) / DATABASE
            rows = databases.dump(copy)
            if not rows:
                raise BadBackup("De database is leeg: er is niets om te bewaren.")
            manifest = _write(part, copy, rows, store, at)
        check_backup(part)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def _clear_parts(target: Path) -> None:
    # What a killed backup to this name left behind.
    for left in target.parent.glob(f".{target.name}.*.part"):
        if left.is_dir():
            for each in left.iterdir():
                each.unlink()
            left.rmdir()
        else:
            left.unlink()


def clear_old(folder: Path, *, before: datetime) -> list[Path]:
    """Remove the backups in a folder that were made before a moment, by their name; return which."""
    last = f"{before:{NAME}}"
    old = [path for path in sorted(folder.glob("servicepunt-????????-??????.tar")) if path.name < last]
    for path in old:
        path.unlink()
    return old


def _write(part: Path, copy: Path, rows: dict[str, int], store: FileStore, at: datetime) -> Manifest:
    files: dict[str, int] = {}
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as raw, tarfile.open(fileobj=raw, mode="w") as archive:
        with copy.open("rb") as database:
            digest = _add(archive, DATABASE, database, copy.stat().st_size)
        for name in store.digests():
            try:
                kept = store.open(name)
            except FileMissing:
                continue
            with kept:
                files[name] = os.fstat(kept.fileno()).st_size
                if _add(archive, FILES + name, kept, files[name]) != name:
                    raise BadBackup(f"Bestand {name} is beschadigd op de schijf.")
        manifest = Manifest(
            format=FORMAT,
            made_at=at.isoformat(),
            vendor=connection.vendor,
            database_digest=digest,
            counts=rows,
            files=files,
        )
        text = json.dumps(asdict(manifest), indent=1, sort_keys=True).encode()
        _add(archive, MANIFEST, io.BytesIO(text), len(text))
    return manifest


class _Hashing:
    """Reads through and remembers the digest of what was read."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source, self.digest = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        read = self.source.read(size)
        self.digest.update(read)
        return read


def _add(archive: tarfile.TarFile, name: str, source: IO[bytes], size: int) -> str:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    hashing = _Hashing(source)
    archive.addfile(entry, hashing)
    return hashing.digest.hexdigest()


def check_backup(source: Path) -> Manifest:
    """
    Read a backup from end to end and return its manifest.

    :raises BadBackup: if anything in it is missing, extra, or other than the manifest says.
    """
    try:
        with _opened(source) as archive:
            found, manifest = {}, None
            for entry in archive:
                if entry.name == MANIFEST:
                    manifest = _manifest(archive, entry)
                else:
                    found[entry.name] = _digest(archive, entry)
    except OSError as error:
        raise BadBackup(f"{source} {_why_not_read(error)}.") from error
    except (tarfile.TarError, EOFError) as error:
        raise BadBackup(f"{source} is geen hele reservekopie: {error}") from error
    if manifest is None:
        raise BadBackup(f"{source} is geen hele reservekopie: de inhoudslijst ontbreekt.")
    wanted = {DATABASE: manifest.database_digest} | {FILES + name: name for name in manifest.files}
    wrong = sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))
    if wrong:
        raise BadBackup(f"{len(wrong)} delen kloppen niet met de inhoudslijst, de eerste is {wrong[0]}.")
    return manifest


def _why_not_read(error: OSError) -> str:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "bestaat niet"
    if isinstance(error, IsADirectoryError):
        return "is een map. Noem het bestand daarin: servicepunt-DATUM-TIJD.tar"
    if isinstance(error, PermissionError):
        return "mag deze gebruiker niet lezen"
    return f"kon niet worden gelezen: {error.strerror}"


@contextmanager
def _opened(source: Path) -> Iterator[tarfile.TarFile]:
    with tarfile.open(source, mode="r:") as archive:
        yield archive


def _stream(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> IO[bytes]:
    opened = archive.extractfile(entry) if entry.isreg() else None
    if opened is None:
        raise BadBackup(f"{entry.name} is geen gewoon bestand.")
    return opened


def _digest(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> str:
    with _stream(archive, entry) as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()  # type: ignore[arg-type]  # a buffered reader


def _manifest(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> Manifest:
    with _stream(archive, entry) as opened:
        try:
            read = json.loads(opened.read())
            if read.get("format") != FORMAT:
                raise BadBackup("Deze reservekopie is van een andere versie van Servicepunt.")
            return Manifest(**read)
        except (ValueError, TypeError, AttributeError) as error:
            raise BadBackup("De inhoudslijst is niet te lezen.") from error


def restore_backup(source: Path, *, store: FileStore, force: bool = False) -> Manifest:
    """
    Put a backup back and compare what is there now with its manifest.

    The whole backup is checked before anything is changed. Files come first: they harm nobody when the database
    then fails, and the database is replaced whole or not at all.

    :raises BadBackup: if the backup is damaged, is of another database engine, or there is data here already.
    :raises DatabaseTrouble: if the database could not be put back; it is then as it was.
    """
    manifest = check_backup(source)
    if manifest.vendor != connection.vendor:
        raise BadBackup(f"Dit is een kopie van {manifest.vendor}; hier staat {connection.vendor}.")
    # What an interrupted restore of this same copy left behind is nobody's.
    if not force and not (databases.is_empty() and set(store.digests()) <= manifest.files.keys()):
        raise BadBackup("Hier staan al gegevens. Zet terug op een lege plek, of gebruik --force.")
    store.root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".servicepunt-restore.", dir=store.root.parent) as room:
        copy = Path(room) / DATABASE
        with _opened(source) as archive:
            for entry in archive:
                _put_back(archive, entry, copy, store)
        databases.restore(copy)
    _compare(manifest, store)
    return manifest


def _put_back(archive: tarfile.TarFile, entry: tarfile.TarInfo, copy: Path, store: FileStore) -> None:
    if entry.name == MANIFEST:
        return
    with _stream(archive, entry) as opened:
        if entry.name == DATABASE:
            with copy.open("xb") as target:
                while chunk := opened.read(_CHUNK):
                    target.write(chunk)
        elif store.keep(opened.read()) != entry.name.removeprefix(FILES):
            raise BadBackup(f"{entry.name} is veranderd tijdens het terugzetten.")


def _compare(manifest: Manifest, store: FileStore) -> None:
    now_there = databases.counts()
    for table, rows in manifest.counts.items():
        if now_there.get(table) != rows:
            raise BadBackup(f"Tabel {table} heeft {now_there.get(table)} rijen; het moeten er {rows} zijn.")
    for name in manifest.files:
        store.read(name)
