"""Keeping letters before they are understood, and settling what became of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, connection, transaction

from servicepunt.domains.logbook.actions import record, record_all
from servicepunt.domains.logbook.actions.rows import change, insert
from servicepunt.domains.mail.events import LetterDismissed, LetterKept, LetterReleased, LetterSetAside
from servicepunt.domains.mail.models import Delivery, IncomingLetter, Mailbox
from servicepunt.domains.mail.queries import delivered_before
from servicepunt.domains.people.models import Person
from servicepunt.domains.people.queries.whole import Whole

State = IncomingLetter.State
_LONGEST = {"message_id": 250, "sender_name": 200, "title": 250, "authentication": 200}
_READ = ("sender", "sender_domain", *_LONGEST)
_LOCKED = Whole(IncomingLetter, "mailbox", "mailbox.team")
_LOCK = {"postgresql": "FOR UPDATE OF t", "sqlite": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLetter:
    """A letter as the server shows it under a UID; its bytes lie in the file storage under `raw` already."""

    uid: int
    raw: str
    size: int
    digest: str
    received_at: datetime
    message_id: str = ""
    sender: str = ""
    sender_name: str = ""
    title: str = ""


def keep_letters(
    *, mailbox: Mailbox, uid_validity: int, came: Sequence[NewLetter], at: datetime
) -> list[IncomingLetter]:
    """
    Enter letters in the ledger and return them, in one commit when all are new.

    The same (mailbox, UIDVALIDITY, UID) or the same digest again, also at the same moment, changes nothing but the
    ledger.
    """
    try:
        return _kept(mailbox, uid_validity, came, at)
    except IntegrityError:
        # One of them is there already. Each for itself: the others lose nothing by that.
        return [_kept_or_known(mailbox, uid_validity, one, at) for one in came]


def _kept_or_known(mailbox: Mailbox, uid_validity: int, came: NewLetter, at: datetime) -> IncomingLetter:
    try:
        return _kept(mailbox, uid_validity, [came], at)[0]
    except IntegrityError:
        with transaction.atomic():
            return _kept_before(mailbox, (uid_validity, came.uid), came.digest, at)


@transaction.atomic
def _kept(mailbox: Mailbox, uid_validity: int, came: Sequence[NewLetter], at: datetime) -> list[IncomingLetter]:
    letters = [
        IncomingLetter(
            mailbox=mailbox,
            digest=one.digest,
            raw=one.raw,
            size=one.size,
            received_at=one.received_at,
            kept_at=at,
            message_id=one.message_id[:250],
            sender=one.sender[:254],
            sender_name=one.sender_name[:200],
            title=one.title[:250],
        )
        for one in came
    ]
    insert(letters)
    insert(
        [
            Delivery(mailbox=mailbox, uid_validity=uid_validity, uid=one.uid, letter=letter, seen_at=at)
            for one, letter in zip(came, letters, strict=True)
        ]
    )
    record_all([LetterKept(letter=letter.pk) for letter in letters], by=None, at=at)
    for letter in letters:
        letter.is_just_kept = True
    return letters


def _kept_before(mailbox: Mailbox, uid: tuple[int, int], digest: str, at: datetime) -> IncomingLetter:
    if seen := delivered_before(mailbox, uid[0], [uid[1]]):
        return seen[uid[1]]
    known = IncomingLetter.objects.get(mailbox=mailbox, digest=digest)
    Delivery.objects.get_or_create(
        mailbox=mailbox,
        uid_validity=uid[0],
        uid=uid[1],
        defaults={"letter": known, "is_duplicate": True, "seen_at": at},
    )
    return known


def lock_letter(pk: int) -> IncomingLetter:
    """Return the letter, locked until the caller's transaction ends: nobody else settles it meanwhile."""
    letter = _LOCKED.find(f"WHERE t.id = %(letter)s {_LOCK[connection.vendor]}", {"letter": pk})
    if letter is None:
        raise IncomingLetter.DoesNotExist(pk)
    return letter


def describe_letter(*, letter: IncomingLetter, sender: str, **words: str) -> None:
    """Take over what was read of a letter: message_id, sender_name, title, authentication; kept with its outcome."""
    letter.sender, letter.sender_domain = sender[:254], sender.rpartition("@")[2][:254]
    for name, value in words.items():
        setattr(letter, name, value[: _LONGEST[name]])


def accept_letter(
    *,
    letter: IncomingLetter,
    about: str,
    subject: int,
    at: datetime,
    reason: str = "",
    opened_ticket: bool = False,
) -> bool:
    """Say what a locked letter became, and why; False when it was settled before."""
    return _settle(
        letter,
        State.ACCEPTED,
        at=at,
        about=about,
        subject=subject,
        reason=reason[:300],
        opened_ticket=opened_ticket,
    )


def mark_automatic(
    *, letter: IncomingLetter, reason: str, at: datetime, about: str = "", subject: int | None = None
) -> bool:
    """Keep an automatic letter without answering it."""
    return _settle(letter, State.AUTOMATIC, at=at, about=about, subject=subject, reason=reason[:300])


def mark_bounce(*, letter: IncomingLetter, outgoing: int | None, reason: str, at: datetime) -> bool:
    """Keep a bounce with the letter out that it is about, when that is known."""
    return _settle(letter, State.BOUNCE, at=at, about="outgoing", subject=outgoing, reason=reason[:300])


def _settle(letter: IncomingLetter, state: str, *, at: datetime, **fields: object) -> bool:
    if letter.state not in {State.KEPT, State.ASIDE, State.FAILED}:
        return False
    _become(letter, state=state, settled_at=at, **fields)
    return True


def _become(letter: IncomingLetter, **fields: object) -> None:
    """Write what a locked letter became, with what was read of it."""
    change(letter, {name: getattr(letter, name) for name in _READ} | fields)


@transaction.atomic
def set_aside(
    *,
    letter: IncomingLetter,
    reason: str,
    at: datetime,
    is_unreadable: bool = False,
    about: str = "",
    subject: int | None = None,
) -> None:
    """Set a locked letter aside with a reason, in view of agents, never dropped. `subject` is what it may belong to."""
    if letter.state == State.KEPT:
        state = State.FAILED if is_unreadable else State.ASIDE
        _become(letter, state=state, reason=reason[:300], about=about, subject=subject)
        record(LetterSetAside(letter=letter.pk, reason=reason[:300]), by=None, at=at)


def note_attempt(*, letter: IncomingLetter) -> int:
    """Count one more try to understand a letter; return how many there were."""
    letter.attempts += 1
    IncomingLetter.objects.filter(pk=letter.pk).update(attempts=letter.attempts)
    return letter.attempts


@transaction.atomic
def release_letter(*, letter: IncomingLetter, by: Person, at: datetime, to_ticket: bool = False) -> bool:
    """
    Let a letter that was set aside be handled after all; False when it was settled, or is no longer what it was.

    It becomes a ticket of its own, or with `to_ticket` a message of the ticket it was set aside for.
    """
    states = {State.ASIDE, State.FAILED, State.AUTOMATIC, State.DISMISSED, State.BOUNCE} & {letter.state}
    keeps = to_ticket and letter.about == "ticket"
    changed = IncomingLetter.objects.filter(pk=letter.pk, state__in=states).update(
        state=State.KEPT,
        attempts=0,
        reason="Vrijgegeven",
        about="ticket" if keeps else "",
        subject=letter.subject if keeps else None,
        settled_at=None,
        settled_by=by.pk,
    )
    if changed:
        record(LetterReleased(letter=letter.pk), by=by.pk, at=at)
    return bool(changed)


@transaction.atomic
def dismiss_letter(*, letter: IncomingLetter, reason: str, by: Person, at: datetime) -> bool:
    """Dismiss a letter that was set aside; it stays kept, with the reason."""
    states = [State.ASIDE, State.FAILED]
    changed = IncomingLetter.objects.filter(pk=letter.pk, state__in=states).update(
        state=State.DISMISSED, reason=reason[:300], settled_at=at, settled_by=by.pk
    )
    if changed:
        record(LetterDismissed(letter=letter.pk, reason=reason[:300]), by=by.pk, at=at)
    return bool(changed)
