"""Taking letters in: kept before they are understood, then handed over; every one gets a visible outcome."""

import logging
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import InterfaceError, OperationalError, transaction

from servicepunt.domains.mail.actions import keep_letter, lock_letter, note_attempt, set_aside
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


def take_in(
    raw: bytes,
    *,
    mailbox: Mailbox,
    uid_validity: int,
    uid: int,
    at: datetime,
    received_at: datetime | None = None,
    size: int | None = None,
) -> IncomingLetter:
    """
    Keep a letter's bytes and its line in the ledger, durably; it is understood later.

    After this returns the mail server may be told that the letter was handled. `received_at` is when the
    mail server took it (left out or in the future: `at`). `size` is larger than `raw` when only the head was
    fetched.

    :raises StorageFull: if there is too little room to keep it safely.
    """
    head = storable(plain_letter(raw, ""))
    letter, _ = keep_letter(
        mailbox=mailbox,
        uid_validity=uid_validity,
        uid=uid,
        raw=default_storage.save("letter", ContentFile(raw)),
        size=size or len(raw),
        digest=digest_of(raw),
        received_at=min(received_at or at, at),
        at=at,
        message_id=head.message_id,
        sender=head.sender,
        sender_name=head.sender_name,
        title=head.subject,
    )
    return letter


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
