"""Taking letters in: kept before they are understood, then handed over; every one gets a visible outcome."""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.core.files.storage import default_storage
from django.db import InterfaceError, OperationalError, transaction

from servicepunt.adapters.mailserver.imap import FetchedLetter
from servicepunt.adapters.storage.django import store
from servicepunt.domains.mail.actions import keep_letters, lock_letter, note_attempt, set_aside
from servicepunt.domains.mail.actions.incoming import NewLetter
from servicepunt.domains.mail.models import IncomingLetter, Mailbox
from servicepunt.domains.mail.queries import own_addresses
from servicepunt.domains.mail.rules.digest import digest_of
from servicepunt.domains.mail.rules.reading import Letter, plain_letter
from servicepunt.entrypoints.mailbox.hand_over import Arrival, hand_over, judge, keep_files
from servicepunt.entrypoints.mailbox.parsing import safely_read, storable
from servicepunt.foundation.text import dutch_size

_log = logging.getLogger("servicepunt.mail")
MOST_TRIES = 3
MOST_STARTS = 10
State = IncomingLetter.State


def take_in(raw: bytes, *, mailbox: Mailbox, uid_validity: int, uid: int, at: datetime) -> IncomingLetter:
    """
    Keep a letter's bytes and its line in the ledger, durably; it is understood later.

    :raises StorageFull: if there is too little room to keep it safely.
    """
    came = FetchedLetter(uid=uid, raw=raw, size=len(raw), is_whole=True, received_at=at)
    return take_all([came], mailbox=mailbox, uid_validity=uid_validity, at=at)[0]


def take_all(
    fetched: Sequence[FetchedLetter], *, mailbox: Mailbox, uid_validity: int, at: datetime
) -> list[IncomingLetter]:
    """
    Keep the bytes of letters and their lines in the ledger, durably; they are understood later, each for itself.

    After this returns the mail server may be told that they were handled. When the mail server took one is
    `at` if that is not known or lies in the future.

    :raises StorageFull: if there is too little room to keep them all safely.
    """
    kept = store().keep_all(one.raw for one in fetched)
    came = [_new_letter(one, raw, at) for one, raw in zip(fetched, kept, strict=True)]
    return keep_letters(mailbox=mailbox, uid_validity=uid_validity, came=came, at=at)


def _new_letter(fetched: FetchedLetter, raw: str, at: datetime) -> NewLetter:
    head = storable(plain_letter(fetched.raw, ""))
    return NewLetter(
        uid=fetched.uid,
        raw=raw,
        size=fetched.size,
        digest=digest_of(fetched.raw),
        received_at=min(fetched.received_at or at, at),
        message_id=head.message_id,
        sender=head.sender,
        sender_name=head.sender_name,
        title=head.subject,
    )


def understand(letter: IncomingLetter, *, at: datetime) -> str:
    """
    Hand a kept letter over and return its state; two at once hand it over once.

    After three failures it is set aside with a reason, and the rest goes on. A start that nobody ended
    (the process died) counts for less, and that of who just kept it for nothing.

    :raises SandboxFailed: if nothing can be read now.
    """
    if letter.state != State.KEPT:
        return letter.state
    with default_storage.open(letter.raw) as file:
        raw = file.read()
    # Read first, counted after: reading happens in a child, and a child that dies is no failure of ours.
    read = safely_read(raw) if letter.size <= len(raw) else storable(plain_letter(raw, _too_large(letter)))
    is_first, letter.is_just_kept = letter.is_just_kept, False
    tries = 0 if is_first else note_attempt(letter=letter)
    if tries > MOST_STARTS:
        return _give_up(letter, "Verwerken brak telkens af.", at)
    try:
        letter.state = _settle(letter, raw, read, at)
    except (OperationalError, InterfaceError):
        # The machine is in trouble, not the letter: it waits for a better moment.
        raise
    except Exception as error:  # noqa: BLE001  # one letter must never stop the others; it is set aside in view
        _log.warning("letter not understood", extra={"job": letter.pk}, exc_info=True)
        if is_first:
            tries = note_attempt(letter=letter)
        if tries >= MOST_TRIES:
            return _give_up(letter, f"Verwerken lukte niet ({type(error).__name__}).", at)
    return letter.state


def _too_large(letter: IncomingLetter) -> str:
    size, folder = dutch_size(letter.size), letter.mailbox.done_folder
    return f"Het is te groot ({size}). Het staat nog in de postbus, in de map {folder}."


def _settle(letter: IncomingLetter, raw: bytes, read: Letter, at: datetime) -> str:
    verdict = judge(read)
    files, notes = keep_files(read) if verdict.may_become_ticket or letter.is_released else ([], [])
    own = own_addresses([read.sender, *read.addressed])
    with transaction.atomic():
        locked = lock_letter(letter.pk)
        if locked.state == State.KEPT:
            hand_over(Arrival(locked, raw, read, verdict, files, notes, own, at))
    return locked.state


@transaction.atomic
def _give_up(letter: IncomingLetter, reason: str, at: datetime) -> str:
    locked = lock_letter(letter.pk)
    set_aside(letter=locked, reason=f"{reason} Het bericht is bewaard.", at=at, is_unreadable=True)
    letter.state = locked.state
    return letter.state
