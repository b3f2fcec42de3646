"""Sending what is due: claimed by one worker, within each mailbox's rate, its outcome written down."""

from collections.abc import Sequence

from django.core.files.storage import default_storage

from servicepunt.adapters.mailserver.client import DeliveryUncertain, MailServerError
from servicepunt.adapters.mailserver.smtp import RecipientResult, send
from servicepunt.domains.mail.actions import (
    claim_letter,
    give_up_stranded,
    mark_failed,
    mark_sent,
    mark_uncertain,
    note_accepted,
    note_sending_fails,
    note_sending_works,
    postpone_letter,
)
from servicepunt.domains.mail.models import Mailbox, OutgoingLetter
from servicepunt.domains.mail.queries import due_letters
from servicepunt.domains.mail.rules.composing import Enclosure, compose
from servicepunt.entrypoints.mailbox.accounts import smtp_access
from servicepunt.entrypoints.mailbox.receive import reader_name
from servicepunt.foundation.clock import now


def send_due() -> int:
    """Send every letter that is due; return how many left. What a dead worker held becomes uncertain."""
    give_up_stranded(at=now())
    return sum(send_one(pk) for pk in due_letters(now()))


def send_one(pk: int) -> bool:
    """Send one letter if it is due and nobody else does; True when the server took it."""
    letter = claim_letter(pk, owner=reader_name(), at=now())
    if letter is None:
        return False
    if letter.mailbox is None:
        postpone_letter(letter, words="Er is nog geen postbus om van te verzenden.", at=now())
        return False
    return _send(letter, letter.mailbox)


def _send(letter: OutgoingLetter, mailbox: Mailbox) -> bool:
    try:
        raw = _bytes(letter, mailbox.address, mailbox.name)
    except (LookupError, ValueError, OSError) as error:
        words = f"De mail kon niet worden gemaakt ({type(error).__name__})."
        mark_failed(letter, words=words, at=now())
        return False
    try:
        access = smtp_access(mailbox)
        answers = send(
            access.account,
            envelope_from=mailbox.address,
            recipients=[name for name in [*letter.to, *letter.cc] if name not in letter.accepted],
            raw=raw,
            tokens=access.tokens,
        )
    except DeliveryUncertain as error:
        mark_uncertain(letter, words=f"De verbinding brak af na het overdragen: {error.words}", at=now())
        return False
    except MailServerError as error:
        if error.permanent and error.stage == "letter":
            mark_failed(letter, words=error.words, at=now())
        else:
            postpone_letter(letter, words=error.words, at=now())
        if error.stage != "letter":
            note_sending_fails(mailbox=mailbox.pk, at=now())
        return False
    is_sent = _write_down(letter, answers)
    note_sending_works(mailbox=mailbox.pk, at=now())
    return is_sent


def _write_down(letter: OutgoingLetter, answers: Sequence[RecipientResult]) -> bool:
    """Sent when everybody got it; else those who did not are named, and tried later when that may help."""
    refused = [answer for answer in answers if not answer.is_accepted]
    if not refused:
        mark_sent(letter, words="Aangenomen door de mailserver", at=now())
        return True
    note_accepted(letter, addresses=[answer.recipient for answer in answers if answer.is_accepted])
    words = "; ".join(f"{answer.recipient}: {answer.words}" for answer in refused)
    if all(answer.is_permanent for answer in refused):
        mark_failed(letter, words=words, at=now())
    else:
        postpone_letter(letter, words=words, at=now())
    return False


def _bytes(letter: OutgoingLetter, address: str, name: str) -> bytes:
    files = []
    for file in letter.files:
        with default_storage.open(file["digest"]) as kept:
            files.append(Enclosure(file["name"], file["content_type"], kept.read()))
    return compose(
        sender=address,
        sender_name=name,
        to=letter.to,
        cc=letter.cc,
        subject=letter.title,
        text=letter.text,
        message_id=letter.message_id,
        at=now(),
        in_reply_to=letter.in_reply_to,
        references=letter.references,
        files=files,
        is_automatic=letter.is_automatic,
    )
