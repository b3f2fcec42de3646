"""A file whose bytes are already kept in the file storage."""

import errno
from dataclasses import dataclass

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class StorageFull(Exception):
    """There is too little room left on the disk to take in more."""


class FileUnsafe(Exception):
    """A virus scanner found something in a file, or gave no answer: `is_infected` tells which; `words` are its own."""

    def __init__(self, words: str, *, is_infected: bool) -> None:
        self.words, self.is_infected = words, is_infected
        super().__init__(words)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """
    A file under its digest (SHA-256, hex) with the name and type the sender gave it.

    `size` is in bytes; `content_id` is what HTML refers to (cid:); `scan` is clean, infected or unscanned.
    """

    name: str
    content_type: str
    size: int
    digest: str
    content_id: str = ""
    is_inline: bool = False
    scan: str = "unscanned"
