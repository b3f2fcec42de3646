"""Files on disk under the digest of their bytes: kept once, whole, and never changed."""

import hashlib
import os
import shutil
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from servicepunt.foundation.files import NO_ROOM, StorageFull

MINIMUM_FREE_BYTES = 500 * 1000 * 1000
MINIMUM_FREE_SHARE = 0.05
PARTS = "parts"
# The folders right under a root of whose name this process knows that the disk has it: 256, and nobody takes one away.
_SAFE: set[Path] = set()


class FileMissing(LookupError):
    """No file is kept under this digest."""


class FileDamaged(Exception):
    """The bytes on disk are not those that were kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileStore:
    """
    Files under `root`, by their SHA-256 in hex, in two levels of folders ("ab/cd/abcd…").

    Refuses to take in more below `minimum_free_bytes` or `minimum_free_share` of the disk (reliability 4.2).
    Processes and threads may use the same folder at once.
    """

    root: Path
    minimum_free_bytes: int = MINIMUM_FREE_BYTES
    minimum_free_share: float = MINIMUM_FREE_SHARE

    def keep(self, content: bytes) -> str:
        """
        Keep the bytes, safe against a power cut when this returns, and return their digest.

        Keeping the same bytes again changes nothing, and is not refused for lack of room.

        :raises StorageFull: if there is too little room.
        """
        return self.keep_all([content])[0]

    def keep_all(self, contents: Iterable[bytes]) -> list[str]:
        """
        Keep the bytes of several files, all safe against a power cut when this returns, and return their digests.

        Their names are made safe together, after the last, which the disk writes at once.

        :raises StorageFull: if there is too little room for one of them.
        """
        digests = [self._put(content) for content in contents]
        self._sync_names({self._path(digest) for digest in digests})
        return digests

    def _put(self, content: bytes) -> str:
        digest = hashlib.sha256(content).hexdigest()
        path = self._path(digest)
        # What lies there may have come a moment ago, from another process: its name is made safe too.
        if _size(path) != len(content):
            self.check_room(len(content))
            try:
                self._write(path, content)
            except OSError as error:
                if error.errno in NO_ROOM:
                    raise StorageFull(str(error)) from error
                raise
        return digest

    def read(self, digest: str) -> bytes:
        """
        Return the bytes.

        :raises FileMissing: if there is no such file.
        :raises FileDamaged: if the disk returns other bytes than were kept.
        """
        with self.open(digest) as file:
            content = file.read()
        if hashlib.sha256(content).hexdigest() != digest:
            raise FileDamaged(digest)
        return content

    def open(self, digest: str) -> BinaryIO:
        """
        Return the file, open for reading; for large answers, so unchecked.

        :raises FileMissing: if there is no such file.
        """
        try:
            return self._path(digest).open("rb")
        except FileNotFoundError:
            raise FileMissing(digest) from None

    def exists(self, digest: str) -> bool:
        """Return whether a file is kept under this digest."""
        return _size(self._path(digest)) is not None

    def sizes(self, digests: Iterable[str]) -> dict[str, int]:
        """Return the size in bytes of each file that is kept; the others are left out."""
        found = {digest: _size(self._path(digest)) for digest in digests}
        return {digest: size for digest, size in found.items() if size is not None}

    def digests(self) -> Iterator[str]:
        """Return the digest of every file that is kept, in order."""
        for path in sorted(self.root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*")):
            if _is_digest(path.name):
                yield path.name

    def remove(self, digest: str) -> bool:
        """Take the file away and return whether it was there."""
        path = self._path(digest)
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        _sync_folder(path.parent)
        return True

    def clear_parts(self, *, before: float) -> int:
        """Take away half-written files last touched before (seconds since 1970) and return how many."""
        parts = self.root / PARTS
        stale = [path for path in parts.iterdir() if path.stat().st_mtime < before] if parts.is_dir() else []
        for path in stale:
            path.unlink(missing_ok=True)
        return len(stale)

    def free_bytes(self) -> int:
        """Return how many bytes may still be written to the disk."""
        self.root.mkdir(parents=True, exist_ok=True)
        return shutil.disk_usage(self.root).free

    def check_room(self, size: int = 0) -> None:
        """
        Return if `size` bytes can be taken in.

        :raises StorageFull: if too little would be left.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        usage = shutil.disk_usage(self.root)
        left = usage.free - size
        if left < self.minimum_free_bytes or left < usage.total * self.minimum_free_share:
            raise StorageFull(f"{usage.free} of {usage.total} bytes free")

    def _path(self, digest: str) -> Path:
        if not _is_digest(digest):
            raise FileMissing(digest)
        return self.root / digest[:2] / digest[2:4] / digest

    def _write(self, path: Path, content: bytes) -> None:
        parts = self.root / PARTS
        parts.mkdir(parents=True, exist_ok=True)
        part = parts / f"{path.name}.{uuid.uuid4().hex}"
        try:
            with part.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            for folder in (path.parent.parent, path.parent):
                folder.mkdir(exist_ok=True)
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise

    def _sync_names(self, paths: Iterable[Path]) -> None:
        # Each folder also when it was there: whoever made it may not have come to this line. All after the last
        # change, because a disk with a journal writes them together with the first.
        folders = {path.parent for path in paths}
        above = {folder.parent for folder in folders}
        for folder in (*folders, *above):
            _sync_folder(folder)
        if not above <= _SAFE:
            _sync_folder(self.root)
            _SAFE.update(above)


def _is_digest(text: str) -> bool:
    return len(text) == 64 and all(letter in "0123456789abcdef" for letter in text)


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return None


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
