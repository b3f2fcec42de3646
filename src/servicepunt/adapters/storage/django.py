"""The file storage as Django knows it, so that domains reach it through `default_storage` alone."""

from typing import IO, Any

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage

from servicepunt.adapters.storage.disk import FileStore
from servicepunt.adapters.storage.scan import Clamd
from servicepunt.foundation.files import FileUnsafe


def store() -> FileStore:
    """Return the store that the settings name."""
    return FileStore(
        root=settings.FILES_ROOT,
        minimum_free_bytes=settings.LOW_SPACE_MB * 1_000_000,
        minimum_free_share=settings.LOW_SPACE_PERCENT / 100,
    )


class ContentStorage(Storage):
    """Keep files under the digest of their bytes; the name that is given does not matter."""

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        return ContentFile(store().read(name), name=name)

    def save(self, name: str | None, content: IO[Any] | None, max_length: int | None = None) -> str:
        """Keep the bytes, durably, and return their digest (SHA-256, hexadecimal)."""
        if content is None:
            raise ValueError("there is nothing to keep")
        content.seek(0)
        return store().keep(content.read())

    def exists(self, name: str) -> bool:
        """Tell whether a file with this digest is kept."""
        return store().exists(name)

    def size(self, name: str) -> int:
        """Return the number of bytes, 0 when it is not kept."""
        return store().sizes([name]).get(name, 0)


class ScannedStorage(ContentStorage):
    """The same files, for what people add: with a scanner in the settings nothing is kept that it did not clear."""

    def save(self, name: str | None, content: IO[Any] | None, max_length: int | None = None) -> str:
        """
        Have the bytes scanned, keep them, and return their digest.

        :raises FileUnsafe: if the scanner found something, or gave no answer.
        """
        if settings.SCANNER and content is not None:
            content.seek(0)
            result = Clamd(address=settings.SCANNER).scan(content.read())
            if result.outcome != "clean":
                raise FileUnsafe(result.words, is_infected=result.outcome == "infected")
        return super().save(name, content, max_length)
