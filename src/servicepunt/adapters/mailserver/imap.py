"""Reading a mailbox over IMAP: every letter in INBOX is work, and nothing changes until we move it."""

import imaplib
import logging
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import LoginError

from servicepunt.adapters.mailserver.client import (
    MailAccount,
    MailServerError,
    failures_in_our_words,
    tls_context,
)
from servicepunt.adapters.mailserver.oauth import AccessTokens

LARGEST_LETTER = 80 * 1024 * 1024  # bytes; reading one takes less than four times its size in memory
LARGEST_HEADER = 1024 * 1024  # bytes
SEARCH_STEP = 20_000  # letters: the answer to one search stays far below imaplib's longest line
LONGEST_IDLE = 25 * 60.0  # seconds; RFC 2177 asks for less than 29 minutes
FOR_NOW = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "temporar", "try again", "throttl")

# The debug lines of the client hold letters and addresses.
logging.getLogger("imapclient.imaplib").setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedLetter:
    """
    A letter as it lies in the mailbox.

    `raw` is the whole letter, or only its header when `is_whole` is false (larger than the hard limit).
    `size` is in bytes; `received_at` is the mail server's moment of arrival, aware.
    """

    uid: int
    raw: bytes
    size: int
    is_whole: bool
    received_at: datetime | None


class ImapInbox:
    """
    The INBOX of one account, open for as long as the `with` lasts.

    Everything that goes wrong becomes a `MailServerError`; after one, the inbox must be left. Nothing waits
    longer on the line than the account's time limits. Not for use by several threads.
    """

    def __init__(
        self, account: MailAccount, *, tokens: AccessTokens | None = None, largest: int = LARGEST_LETTER
    ) -> None:
        if account.oauth and not tokens:
            raise ValueError("an account with OAuth2 needs tokens")
        self._account = account
        self._tokens = tokens
        self._largest = largest
        self._client: Any = None
        self._capabilities: frozenset[bytes] = frozenset()
        self._prefix = ""
        self._exists = 0
        self.uid_validity = 0

    def __enter__(self) -> Self:
        """
        Connect, sign in and open INBOX.

        :raises MailServerError: if that does not work.
        """
        try:
            self._connect()
            self._sign_in()
            with failures_in_our_words():
                # Dovecot, Exchange and Gmail tell what they can do only to those who have signed in.
                self._capabilities = frozenset(self._client.capabilities())
                self._prefix = self._personal_prefix()
            self._select()
        except BaseException:
            self._hang_up()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Sign out when all went well; hang up otherwise."""
        if error is None:
            with suppress(MailServerError), failures_in_our_words():
                self._client.logout()
        self._hang_up()

    @property
    def has_idle(self) -> bool:
        """Whether the server tells of new letters by itself (RFC 2177)."""
        return b"IDLE" in self._capabilities

    def uids(self) -> list[int]:
        """
        Return the UIDs of all letters in INBOX, the oldest first, read or not.

        Also refreshes `uid_validity`: read that after this call.

        :raises MailServerError: if the server does not answer.
        """
        self._select()
        found: list[int] = []
        with failures_in_our_words():
            for first in range(1, self._exists + 1, SEARCH_STEP):
                last = min(first + SEARCH_STEP - 1, self._exists)
                found += self._client.search([f"{first}:{last}"])
        return sorted(found)

    def fetch(self, uid: int) -> FetchedLetter | None:
        """
        Return the letter, unchanged in the mailbox (BODY.PEEK), or nothing when it is gone.

        :raises MailServerError: if the server does not answer.
        """
        with failures_in_our_words():
            about = self._client.fetch([uid], ["RFC822.SIZE", "INTERNALDATE"]).get(uid, {})
            if b"RFC822.SIZE" not in about:
                return None
            size = int(about[b"RFC822.SIZE"])
            is_whole = size <= self._largest
            part = "BODY.PEEK[]" if is_whole else f"BODY.PEEK[HEADER]<0.{LARGEST_HEADER}>"
            raw = _only_body(self._client.fetch([uid], [part]).get(uid, {}))
        if raw is None:
            return None
        return FetchedLetter(
            uid=uid,
            raw=raw,
            size=len(raw) if is_whole else size,
            is_whole=is_whole,
            received_at=about.get(b"INTERNALDATE"),
        )

    def ensure_folders(self, names: Iterable[str]) -> None:
        """
        Make the folders that are not there yet.

        :raises MailServerError: if the server refuses (at stage "letter": reading goes on all the same).
        """
        with failures_in_our_words("letter"):
            for name in names:
                self._ensure(self._place(name))

    def move(self, uid: int, folder: str) -> None:
        """
        Move the letter out of INBOX; a letter that is gone already is left alone.

        Without MOVE (RFC 6851) it is copied, marked and expunged alone; a crash in between leaves a
        second copy, never none.

        :raises MailServerError: if the server refuses.
        """
        place = self._place(folder)
        with failures_in_our_words("letter"):
            try:
                self._move(uid, place)
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error as error:
                if not self._is_missing(place):
                    raise
                del error
                self._ensure(place)
                self._move(uid, place)

    def idle(self, seconds: float) -> bool:
        """
        Wait at most so long for news; return whether there is any. Without IDLE: no wait, and False.

        :raises MailServerError: if the line is broken.
        """
        if not self.has_idle:
            return False
        with failures_in_our_words():
            self._client.idle()
            has_heard = self._has_heard()
            news = [] if has_heard else self._client.idle_check(timeout=min(seconds, LONGEST_IDLE))
            _, more = self._client.idle_done()
        return any(len(line) > 1 and line[1] in {b"EXISTS", b"RECENT"} for line in [*news, *more])

    def _has_heard(self) -> bool:
        # What came in one packet with the answer to IDLE lies in the reader's buffer; waiting on the line does not see
        # it, and a letter that came between two commands would wait as long as we do.
        line = self._client.socket()
        line.settimeout(0)
        try:
            return bool(self._client._imap.file.peek(1))  # noqa: SLF001  # it has no other door to its buffer
        except OSError:
            return False
        finally:
            line.settimeout(self._account.read_seconds)

    def _connect(self) -> None:
        account = self._account
        limits = SocketTimeout(account.connect_seconds, account.read_seconds)
        is_tls = account.security == "tls"
        context = None if account.security == "none" else tls_context(account)
        with failures_in_our_words():
            self._client = IMAPClient(account.host, account.port, ssl=is_tls, ssl_context=context, timeout=limits)
            self._client.normalise_times = False
            if account.security == "starttls":
                if not self._client.has_capability("STARTTLS"):
                    raise MailServerError(permanent=True, words="de mailserver biedt geen STARTTLS")
                self._client.starttls(context)

    def _sign_in(self) -> None:
        account, tokens = self._account, self._tokens
        if account.oauth and tokens:
            try:
                self._try_login(token=tokens.token())
            except MailServerError as error:
                # A kept token may have been withdrawn; a new line, because many servers close the old one.
                if error.stage != "login" or not error.permanent:
                    raise
                self._hang_up()
                self._connect()
                self._try_login(token=tokens.token(fresh=True))
        elif account.user:
            self._try_login(token=None)

    def _try_login(self, *, token: str | None) -> None:
        account = self._account
        try:
            with failures_in_our_words("login"):
                if token is not None:
                    self._client.oauth2_login(account.user, token)
                else:
                    self._log_in_with_password()
        except MailServerError as error:
            raise _login_failure(error) from error.__cause__

    def _log_in_with_password(self) -> None:
        account = self._account
        if account.user.isascii() and account.password.isascii():
            self._client.login(account.user, account.password)
        else:
            self._client.plain_login(account.user, account.password)

    def _personal_prefix(self) -> str:
        if b"NAMESPACE" not in self._capabilities:
            return ""
        personal = self._client.namespace().personal
        return str(personal[0][0]) if personal else ""

    def _place(self, folder: str) -> str:
        is_placed = not self._prefix or folder.startswith(self._prefix) or folder.upper() == "INBOX"
        return folder if is_placed else self._prefix + folder

    def _select(self) -> None:
        with failures_in_our_words():
            state = self._client.select_folder("INBOX")
            self.uid_validity = int(state[b"UIDVALIDITY"])
            self._exists = int(state[b"EXISTS"])

    def _is_missing(self, place: str) -> bool:
        return not self._client.folder_exists(place)

    def _ensure(self, place: str) -> None:
        if not self._is_missing(place):
            return
        try:
            self._client.create_folder(place)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error:
            # Another reader may have made it in the meantime.
            if self._is_missing(place):
                raise
        self._client.subscribe_folder(place)

    def _move(self, uid: int, place: str) -> None:
        if b"MOVE" in self._capabilities:
            self._client.move([uid], place)
            return
        if not self._client.search(["UID", str(uid)]):
            return
        self._client.copy([uid], place)
        self._client.add_flags([uid], [b"\\Deleted"], silent=True)
        if b"UIDPLUS" in self._capabilities:
            self._client.uid_expunge([uid])
        else:
            self._expunge_only(uid)

    def _expunge_only(self, uid: int) -> None:
        # EXPUNGE takes away whatever is marked, also by others, also letters we have not kept yet.
        # So their marks are taken off for a moment. (Old servers only: no UIDPLUS.)
        others = [found for found in self._client.search(["DELETED"]) if found != uid]
        if others:
            self._client.remove_flags(others, [b"\\Deleted"], silent=True)
        self._client.expunge()
        if others:
            self._client.add_flags(others, [b"\\Deleted"], silent=True)

    def _hang_up(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            with suppress(OSError):
                client.socket().close()


def _only_body(answer: dict[bytes, object]) -> bytes | None:
    for name, value in answer.items():
        if name.startswith(b"BODY[") and isinstance(value, bytes):
            return value
    return None


def _login_failure(error: MailServerError) -> MailServerError:
    # The client tells every failure during login as a refusal; a broken line is none.
    cause = error.__cause__
    is_broken = not isinstance(cause, LoginError) or isinstance(cause.__context__, imaplib.IMAP4.abort)
    is_for_now = any(mark.lower() in error.words.lower() for mark in FOR_NOW)
    return MailServerError(
        permanent=not is_broken and not is_for_now,
        words=error.words,
        stage="line" if is_broken else "login",
        is_quoted=error.is_quoted,
    )
