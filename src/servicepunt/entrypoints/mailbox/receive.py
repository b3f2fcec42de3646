"""Reading the mailboxes: IMAP IDLE where the server can, polling where not; several workers, one reader each."""

import logging
import os
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from servicepunt.adapters.mailserver.client import MailServerError
from servicepunt.adapters.mailserver.imap import LARGEST_LETTER, FetchedLetter, ImapInbox
from servicepunt.adapters.sandbox import SandboxFailed
from servicepunt.domains.mail.actions import (
    claim_mailbox,
    note_mailbox_error,
    note_mailbox_success,
    release_mailbox,
)
from servicepunt.domains.mail.models import IncomingLetter, Mailbox
from servicepunt.domains.mail.queries import delivered_before
from servicepunt.entrypoints.mailbox.accounts import Access, imap_access
from servicepunt.entrypoints.mailbox.intake import take_all, understand
from servicepunt.foundation.clock import now
from servicepunt.foundation.files import StorageFull

_log = logging.getLogger("servicepunt.mail")
LONGEST_WAIT = 20.0
POLL_SECONDS = 4.0
CLAIM_AGAIN = timedelta(seconds=20)
# What is kept in one commit: bounded, because a reader that dies before it fetches them all again.
MOST_LETTERS, MOST_BYTES = 50, 16_000_000
MOST_REFUSALS = 3  # in one round: a server that refuses one move refuses them all
# What threads of this process read now: the lease is of the process, so that a thread may go on where another failed.
_in_hand: set[int] = set()
_hand = threading.Lock()


class NotOurs(Exception):
    """Somebody else reads this mailbox now."""


def reader_name() -> str:
    """Return who reads or sends: this process."""
    return f"{socket.gethostname()[:40]}-{os.getpid()}"


def read_mailbox(mailbox: Mailbox, *, seconds: float = 0.0, stopping: threading.Event | None = None) -> bool:
    """
    Take in everything in INBOX, then keep watching for so many seconds; False when it could not be read.

    Somebody else reading it means nothing to do. Trouble is noted on the mailbox, where agents see it.
    """
    with _taken_in_hand(mailbox.pk) as is_ours:
        return not is_ours or _read_if_free(mailbox, seconds, stopping or threading.Event())


@contextmanager
def _taken_in_hand(pk: int) -> Iterator[bool]:
    with _hand:
        is_ours = pk not in _in_hand
        _in_hand.add(pk)
    try:
        yield is_ours
    finally:
        if is_ours:
            _in_hand.discard(pk)


def _read_if_free(mailbox: Mailbox, seconds: float, stopping: threading.Event) -> bool:
    name = reader_name()
    if not claim_mailbox(mailbox=mailbox.pk, owner=name, at=now()):
        return True
    try:
        _read(_Reader(mailbox, name, stopping), imap_access(mailbox), seconds)
    except NotOurs:
        return True
    except MailServerError as error:
        note_mailbox_error(mailbox=mailbox.pk, words=error.words, at=now())
        return False
    except (StorageFull, SandboxFailed) as error:
        words = "Er is te weinig schijfruimte." if isinstance(error, StorageFull) else "Het lezen start niet."
        note_mailbox_error(mailbox=mailbox.pk, words=words, at=now())
        return False
    finally:
        release_mailbox(mailbox=mailbox.pk, owner=name)
    return True


def _read(reader: "_Reader", access: Access, seconds: float) -> None:
    until = now().timestamp() + seconds
    mailbox, stopping = reader.mailbox, reader.stopping
    with ImapInbox(access.account, tokens=access.tokens, largest=LARGEST_LETTER) as inbox:
        while True:
            trouble = reader.empty(inbox)
            note_mailbox_success(mailbox=mailbox.pk, at=now(), trouble=trouble)
            left = until - now().timestamp()
            if left <= 0 or stopping.is_set():
                return
            if reader.moved:
                # A letter that came meanwhile was announced between our commands: IDLE does not say it again.
                continue
            if inbox.has_idle:
                inbox.idle(min(left, LONGEST_WAIT))
            else:
                stopping.wait(min(left, POLL_SECONDS))


class _Reader:
    def __init__(self, mailbox: Mailbox, name: str, stopping: threading.Event) -> None:
        self.mailbox, self.name, self.stopping = mailbox, name, stopping
        self.claimed_at = datetime.min.replace(tzinfo=UTC)
        self.has_folders = False
        self.refusals: list[str] = []
        self.moved = 0

    def empty(self, inbox: ImapInbox) -> str:
        """
        Take in every letter of INBOX, whether somebody read it or not; return what else went wrong.

        A letter that the server does not let us move stays where it is: the ledger knows it, the next one goes on.
        """
        self._claim()
        self.moved = 0
        self.refusals = [] if self.has_folders else self._make_folders(inbox)
        uids = inbox.uids()
        for start in range(0, len(uids), MOST_LETTERS):
            self._visit(inbox, uids[start : start + MOST_LETTERS])
        return f"Verplaatsen lukt niet: {self.refusals[0]}" if self.refusals else ""

    def _visit(self, inbox: ImapInbox, uids: Sequence[int]) -> None:
        known = delivered_before(self.mailbox, inbox.uid_validity, uids)
        self._each(inbox, [(uid, known[uid]) for uid in uids if uid in known])
        for found in filter(None, self._fetched(inbox, [uid for uid in uids if uid not in known])):
            self._take_in(inbox, found)

    def _fetched(self, inbox: ImapInbox, uids: Sequence[int]) -> Iterator[list[FetchedLetter]]:
        """Give new letters together, as many as are kept at once; those before a failure too."""
        found: list[FetchedLetter] = []
        try:
            for uid in uids:
                if not self._goes_on():
                    break
                found += filter(None, [inbox.fetch(uid)])
                if sum(len(one.raw) for one in found) >= MOST_BYTES:
                    yield found
                    found = []
        except MailServerError:
            yield found
            raise
        yield found

    def _take_in(self, inbox: ImapInbox, found: Sequence[FetchedLetter]) -> None:
        try:
            kept = take_all(found, mailbox=self.mailbox, uid_validity=inbox.uid_validity, at=now())
        except Exception:
            # Whatever it is about one of them, it must not stop the others.
            if len(found) < 2:
                raise
            for one in found:
                self._take_in(inbox, [one])
        else:
            self._each(inbox, [(one.uid, letter) for one, letter in zip(found, kept, strict=True)])

    def _each(self, inbox: ImapInbox, kept: Sequence[tuple[int, IncomingLetter]]) -> None:
        for uid, letter in kept:
            if self._goes_on():
                self._one(inbox, uid, letter)

    def _make_folders(self, inbox: ImapInbox) -> list[str]:
        try:
            inbox.ensure_folders([self.mailbox.done_folder, self.mailbox.failed_folder])
        except MailServerError as error:
            if error.stage != "letter":
                raise
            return [error.words]
        self.has_folders = True
        return []

    def _goes_on(self) -> bool:
        if now() - self.claimed_at > CLAIM_AGAIN:
            self._claim()
        return not self.stopping.is_set()

    def _claim(self) -> None:
        self.claimed_at = now()
        if not claim_mailbox(mailbox=self.mailbox.pk, owner=self.name, at=self.claimed_at):
            raise NotOurs(self.name)

    def _one(self, inbox: ImapInbox, uid: int, letter: IncomingLetter) -> None:
        state = understand(letter, at=now())
        if state == IncomingLetter.State.KEPT:
            return
        # Committed before it is moved: a crash here means it is seen again, and the ledger knows it.
        failed = state == IncomingLetter.State.FAILED
        self._move(inbox, uid, self.mailbox.failed_folder if failed else self.mailbox.done_folder)

    def _move(self, inbox: ImapInbox, uid: int, folder: str) -> None:
        if len(self.refusals) >= MOST_REFUSALS:
            return
        try:
            inbox.move(uid, folder)
            self.moved += 1
        except MailServerError as error:
            if error.stage != "letter":
                raise
            self.refusals.append(error.words)
