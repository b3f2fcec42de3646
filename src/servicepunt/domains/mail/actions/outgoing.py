"""The outbox: queued in the transaction of the change, claimed, sent, and its state kept."""

import hashlib
import random
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q

from servicepunt.domains.logbook.actions import record
from servicepunt.domains.mail.events import LetterFailed, LetterQueued
from servicepunt.domains.mail.models import Mailbox, OutgoingLetter
from servicepunt.domains.mail.queries import RECEIPT_KEY, SYSTEM_KEY, own_addresses, why_held
from servicepunt.domains.mail.rules.threading import message_id_for, new_own
from servicepunt.domains.people.models import Address, Person
from servicepunt.foundation.files import KeptFile
from servicepunt.foundation.identifiers import normal_email
from servicepunt.foundation.text import dutch_full

State = OutgoingLetter.State
LEASE = timedelta(minutes=5)
BACK_OFF = (1, 5, 15, *[60] * 48)  # minutes: two days in all, and never long without a try
MINUTE = timedelta(minutes=1)
MAY_RESEND = Q(state__in=[State.FAILED, State.UNCERTAIN, State.BOUNCED, State.HELD]) | Q(
    state=State.QUEUED, attempts__gt=0
)


def thread_key() -> bytes:
    """Return the key with which our Message-IDs are signed, so that nobody can guess one."""
    return hashlib.sha256(b"servicepunt thread:" + settings.SECRET_KEY.encode()).digest()


def queue_letter(
    *,
    key: str,
    mailbox: Mailbox | None,
    to: Sequence[str],
    title: str,
    text: str,
    at: datetime,
    cc: Sequence[str] = (),
    in_reply_to: str = "",
    references: str = "",
    files: Sequence[KeptFile] = (),
    is_automatic: bool = True,
    about: str = "",
    subject: int | None = None,
    send_after: datetime | None = None,
    by: Person | None = None,
) -> OutgoingLetter:
    """
    Put a letter in the outbox, inside the caller's transaction; the same `key` again returns the first one.

    Own mailboxes never get mail from us, and automatic mail skips addresses that bounced for good, but for mail of
    the system itself: who asks for a new password is there.
    """
    known = OutgoingLetter.objects.filter(key=key).first()
    if known is not None:
        return known
    box = mailbox or default_mailbox()
    letter = OutgoingLetter(
        mailbox=box,
        key=key,
        message_id=_new_message_id(box, about, subject),
        **_addressed(to, cc, is_wary=is_automatic and not key.startswith(SYSTEM_KEY)),
        title=title[:250],
        text=text,
        in_reply_to=in_reply_to[:250],
        references=references,
        files=[{"digest": f.digest, "name": f.name, "content_type": f.content_type} for f in files],
        is_automatic=is_automatic,
        about=about,
        subject=subject,
        send_after=send_after or at,
        made_at=at,
        made_by=by.pk if by else None,
    )
    return _put(letter, by=by, at=at)


def _addressed(to: Sequence[str], cc: Sequence[str], *, is_wary: bool) -> dict[str, Any]:
    """
    Return the fields that say who gets it; nobody twice.

    A wary letter leaves out who did not get mail before; when nobody is left it has failed, and says for whom it was.
    """
    wanted, readers = _not_ours(to), _not_ours(cc)
    lost = _lost([*wanted, *readers]) if is_wary else {}
    reachable = [address for address in wanted if address not in lost]
    readers = [address for address in readers if address not in lost]
    failed: dict[str, Any] = {}
    if wanted and not reachable:
        reachable = wanted
        failed = {"state": State.FAILED, "server_words": _lost_words(wanted[0], lost[wanted[0]])}
    recipient = reachable[0] if reachable else ""
    return failed | {
        "to": reachable,
        "cc": [address for address in readers if address not in reachable],
        "recipient": recipient[:254],
        "recipient_domain": recipient.rpartition("@")[2][:254],
    }


@transaction.atomic
def _put(letter: OutgoingLetter, *, by: Person | None, at: datetime) -> OutgoingLetter:
    """Store a new letter; of two with the same key at the same moment the first one stays."""
    if letter.state != State.FAILED:
        letter.state, letter.server_words = _first_state(letter, at)
    try:
        with transaction.atomic():
            letter.save(force_insert=True)
    except IntegrityError:
        return OutgoingLetter.objects.get(key=letter.key)
    if letter.state == State.QUEUED:
        queued = LetterQueued(outgoing=letter.pk, send_after=letter.send_after.isoformat())
        record(queued, by=by.pk if by else None, at=at)
    return letter


def _new_message_id(box: Mailbox | None, about: str, subject: int | None) -> str:
    domain = (box.address if box else settings.DEFAULT_FROM_EMAIL).rpartition("@")[2] or "localhost"
    about = about or "letter"
    return message_id_for(about=about, subject=subject or 0, own=new_own(), domain=domain, key=thread_key())


def _first_state(letter: OutgoingLetter, at: datetime) -> tuple[str, str]:
    if not letter.to:
        return State.FAILED, "Er is geen adres waar deze mail heen kan."
    if letter.key.startswith(RECEIPT_KEY):
        # Of two receipts for one sender at the same moment the second waits, and finds the first.
        list(Address.objects.select_for_update().filter(email=letter.recipient).values_list("pk"))
    held = why_held(letter, at) if letter.is_automatic and letter.about else ""
    return (State.HELD, held) if held else (State.QUEUED, "")


def queue_system_letter(*, to: str, subject: str, text: str, at: datetime) -> OutgoingLetter:
    """Put a mail of the system itself (sign-in, reset) in the outbox; its text goes once its fate is known."""
    return queue_letter(
        key=f"{SYSTEM_KEY}{uuid.uuid4()}",
        mailbox=None,
        to=[to],
        title=subject,
        text=text,
        is_automatic=True,
        at=at,
    )


def default_mailbox() -> Mailbox | None:
    """Return the mailbox we send from when nothing says which: the service point's first one."""
    return Mailbox.objects.filter(is_active=True).order_by("-team__is_service_point", "id").first()


def _not_ours(addresses: Sequence[str]) -> list[str]:
    wanted = list(dict.fromkeys(normal_email(address) for address in addresses if address))
    own = own_addresses(wanted)
    return [address for address in wanted if address not in own]


def _lost(addresses: Sequence[str]) -> dict[str, datetime]:
    found = Address.objects.filter(email__in=addresses, bounced_at__isnull=False)
    return {email: at for email, at in found.values_list("email", "bounced_at") if at is not None}


def _lost_words(address: str, since: datetime) -> str:
    return f"Mail naar {address} kwam niet aan op {dutch_full(since)}. Daarom is deze niet verzonden."


def recall_letter(pk: int, *, by: Person, at: datetime) -> bool:
    """Call a letter back while it waits; False when it is on its way or gone, if only to one of its readers."""
    return bool(
        OutgoingLetter.objects.filter(pk=pk, state__in=[State.QUEUED, State.HELD], accepted=[]).update(
            state=State.CANCELLED, server_words=f"Teruggeroepen door {by.name}"
        )
    )


@transaction.atomic
def claim_letter(pk: int, *, owner: str, at: datetime) -> OutgoingLetter | None:
    """
    Take a letter that is due, so that one worker sends it; None when it is not ours to send now.

    A mailbox that sent its share of the last minute makes it wait for its turn.
    """
    due = OutgoingLetter.objects.filter(pk=pk, state=State.QUEUED, send_after__lte=at)
    letter = due.select_for_update(of=("self",)).first()
    if letter is None:
        return None
    if letter.mailbox is None and (box := default_mailbox()) is not None:
        # It was written before there was a mailbox.
        letter.mailbox = box
        due.update(mailbox=box)
    if (turn := _next_turn(letter, at)) is not None:
        due.update(send_after=turn)
        return None
    claimed = due.update(state=State.SENDING, taken_until=at + LEASE, taken_by=owner, tried_at=at)
    return OutgoingLetter.objects.select_related("mailbox").get(pk=pk) if claimed else None


def _next_turn(letter: OutgoingLetter, at: datetime) -> datetime | None:
    """Return when the mailbox may send again, or None when it may now; its row is locked, so the count holds."""
    if letter.mailbox_id is None:
        return None
    box = Mailbox.objects.select_for_update().get(pk=letter.mailbox_id)
    tried = OutgoingLetter.objects.filter(mailbox=box, tried_at__gt=at - MINUTE).order_by("-tried_at")
    share = max(1, box.per_minute)
    moment = tried.values_list("tried_at", flat=True)[share - 1 : share].first()
    return moment + MINUTE if moment else None


def mark_sent(letter: OutgoingLetter, *, words: str, at: datetime) -> None:
    """Say that the server took it for every recipient; also when that took so long that it was given up meanwhile."""
    accepted = [*letter.to, *letter.cc]
    sent = {"state": State.SENT, "server_words": words[:500], "sent_at": at, "accepted": accepted}
    if not _leave(letter, **sent):
        given_up = OutgoingLetter.objects.filter(pk=letter.pk, state=State.UNCERTAIN, taken_by=letter.taken_by)
        given_up.filter(tried_at=letter.tried_at).update(**sent)


def note_accepted(letter: OutgoingLetter, *, addresses: Sequence[str]) -> None:
    """Note for whom the server took it, so that another try leaves them out."""
    letter.accepted = [*letter.accepted, *addresses]
    OutgoingLetter.objects.filter(pk=letter.pk).update(accepted=letter.accepted)


@transaction.atomic
def mark_uncertain(letter: OutgoingLetter, *, words: str, at: datetime) -> None:
    """Say that nobody knows whether it arrived: it is never sent again without a person."""
    if _leave(letter, state=State.UNCERTAIN, server_words=words[:500]):
        _tell_failed(letter, "uncertain", words, at)


@transaction.atomic
def mark_failed(letter: OutgoingLetter, *, words: str, at: datetime) -> None:
    """Say that the server refused it for good, with its words."""
    if _leave(letter, state=State.FAILED, server_words=words[:500]):
        _tell_failed(letter, "failed", words, at)


def postpone_letter(letter: OutgoingLetter, *, words: str, at: datetime) -> None:
    """Try again later: after 1, 5, 15 minutes, then every hour; after two days of that it has failed."""
    if letter.attempts >= len(BACK_OFF):
        mark_failed(letter, words=words, at=at)
        return
    minutes = BACK_OFF[letter.attempts]
    later = at + timedelta(minutes=minutes) * random.uniform(0.9, 1.1)  # noqa: S311  # spreading, not secrecy
    _leave(letter, state=State.QUEUED, send_after=later, attempts=letter.attempts + 1, server_words=words[:500])


def _leave(letter: OutgoingLetter, **fields: Any) -> bool:
    if letter.key.startswith(SYSTEM_KEY) and fields["state"] != State.QUEUED:
        # A link for a new password must not stay in the database, nor in its backups.
        fields["text"] = ""
    mine = OutgoingLetter.objects.filter(pk=letter.pk, state=State.SENDING, taken_by=letter.taken_by)
    return bool(mine.update(taken_until=None, **fields))


def _tell_failed(letter: OutgoingLetter, kind: str, words: str, at: datetime) -> None:
    subject = letter.subject if letter.about == "ticket" else None
    record(LetterFailed(outgoing=letter.pk, kind=kind, subject=subject, words=words[:300]), by=None, at=at)


def give_up_stranded(*, at: datetime) -> int:
    """Mark letters whose worker died while sending as uncertain; return how many."""
    stranded = OutgoingLetter.objects.filter(state=State.SENDING, taken_until__lt=at)
    count = 0
    for letter in stranded.order_by("id")[:200]:
        mark_uncertain(letter, words="De verzending is onderbroken.", at=at)
        count += 1
    return count


@transaction.atomic
def resend_letter(*, letter: OutgoingLetter, by: Person, at: datetime) -> bool:
    """Send a letter again that failed or is uncertain, or now that waits for its next try: a person decided so."""
    # What failed or waits goes to those who did not get it; what is uncertain or bounced goes to everybody again.
    accepted = letter.accepted if letter.state in {State.FAILED, State.QUEUED} else []
    changed = (
        OutgoingLetter.objects.filter(MAY_RESEND, pk=letter.pk, state=letter.state)
        .exclude(to=[])
        .update(
            state=State.QUEUED,
            send_after=at,
            attempts=0,
            accepted=accepted,
            server_words=f"Opnieuw verzonden door {by.name}",
        )
    )
    if changed:
        record(LetterQueued(outgoing=letter.pk, send_after=at.isoformat()), by=by.pk, at=at)
    return bool(changed)


@transaction.atomic
def bounce_letter(
    *, message_id: str, recipient: str, status: str, reason: str, is_hard: bool, at: datetime
) -> OutgoingLetter | None:
    """
    Note a bounce on the letter out that it is about; a hard one also marks the address.

    Anybody can write a report: it counts only for an address to which that very letter went. A report that names
    none is about the one reader, when there was one.
    """
    letter = OutgoingLetter.objects.filter(message_id=message_id).first() if message_id else None
    if letter is None:
        return None
    readers = [*letter.to, *letter.cc]
    address = normal_email(recipient) or (readers[0] if len(readers) == 1 else "")
    is_hard = is_hard and address in readers
    if is_hard:
        Address.objects.filter(email=address).update(bounced_at=at, bounce_reason=reason[:200])
    words = f"{recipient}: {status} {reason}".strip()
    told = {"bounce_status": status[:12], "server_words": words[:500]}
    missed = {"state": State.BOUNCED, "accepted": [each for each in letter.accepted if each != address]}
    if not is_hard:
        OutgoingLetter.objects.filter(pk=letter.pk).update(**told)
    elif OutgoingLetter.objects.filter(pk=letter.pk).exclude(state=State.BOUNCED).update(**missed, **told):
        _tell_failed(letter, "bounced", words, at)
    return letter
