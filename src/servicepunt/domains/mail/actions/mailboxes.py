"""Mailboxes: who reads one now, whether it works, and how it is set up."""

import base64
import hashlib
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q

from servicepunt.domains.logbook.actions import record
from servicepunt.domains.mail.events import MailboxChanged
from servicepunt.domains.mail.models import Mailbox, OutgoingLetter
from servicepunt.domains.mail.queries import mailbox_changes
from servicepunt.domains.people.models import Person
from servicepunt.foundation.identifiers import normal_email

READING = timedelta(minutes=2)
_SERVERS = ("imap_host", "imap_port", "imap_security", "smtp_host", "smtp_port", "smtp_security")
_LENT = ("oauth_token", "oauth_expires_at")
_GOES_TO = {*_SERVERS, "login", "oauth_token_url"}


class StaleMailbox(Exception):
    """Somebody changed the mailbox since it was shown; `fields` are the names of what changed, `by` who did last."""

    def __init__(self, fields: list[str], by: str) -> None:
        super().__init__(fields)
        self.fields, self.by = fields, by


class SecretNeeded(Exception):
    """A secret goes nowhere else than it was typed for: whoever sends it elsewhere types it again."""


class MailboxTaken(Exception):
    """Another mailbox has this address; it says which."""


def seal(secret: str) -> str:
    """Return a password or token as it is stored: encrypted with a key from SECRET_KEY."""
    return _box().encrypt(secret.encode()).decode() if secret else ""


def unseal(sealed: str) -> str:
    """Return a stored secret; nothing when it was sealed under another key."""
    try:
        return _box().decrypt(sealed.encode()).decode() if sealed else ""
    except InvalidToken:
        return ""


def _box() -> Fernet:
    key = hashlib.sha256(b"servicepunt mailbox:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def claim_mailbox(*, mailbox: int, owner: str, at: datetime) -> bool:
    """Become the one who reads a mailbox for two minutes; False while somebody else is."""
    free = Q(read_until=None) | Q(read_until__lt=at) | Q(reader=owner)
    return bool(Mailbox.objects.filter(free, pk=mailbox, is_active=True).update(reader=owner, read_until=at + READING))


def release_mailbox(*, mailbox: int, owner: str) -> None:
    """Let somebody else read the mailbox."""
    Mailbox.objects.filter(pk=mailbox, reader=owner).update(read_until=None, reader="")


def note_mailbox_success(*, mailbox: int, at: datetime, trouble: str = "") -> None:
    """Note that the mailbox was read; `trouble` is what did not work all the same."""
    told = {"last_error": trouble[:300]} | ({"last_error_at": at} if trouble else {})
    Mailbox.objects.filter(pk=mailbox).update(last_success_at=at, **told)


def note_mailbox_error(*, mailbox: int, words: str, at: datetime) -> None:
    """Note why the mailbox could not be read."""
    Mailbox.objects.filter(pk=mailbox).update(last_error=words[:300], last_error_at=at)


def note_sending_fails(*, mailbox: int, at: datetime) -> None:
    """Note that the mailbox's server takes nothing now: it is away, or does not let us in."""
    Mailbox.objects.filter(pk=mailbox, cannot_send_since=None).update(cannot_send_since=at)


def note_sending_works(*, mailbox: int, at: datetime) -> None:
    """Note that the mailbox's server takes letters; the first time after it did not, what waited for it is due."""
    if Mailbox.objects.filter(pk=mailbox, cannot_send_since__isnull=False).update(cannot_send_since=None):
        _hurry(Q(mailbox=mailbox), at)


def _hurry(which: Q, at: datetime) -> None:
    """Make letters due that were tried; they begin anew, so that a server that comes and goes uses up no tries."""
    tried = OutgoingLetter.objects.filter(which, state=OutgoingLetter.State.QUEUED, attempts__gt=0)
    tried.update(send_after=at, attempts=1)


@transaction.atomic
def save_mailbox(
    *, mailbox: Mailbox, secret: str, by: Person, at: datetime, seen: int | None = None, **fields: Any
) -> Mailbox:
    """
    Make or change a mailbox, and try again what it could not send; an empty `secret` keeps the one there is.

    :raises StaleMailbox: if somebody changed it since version `seen`.
    :raises SecretNeeded: if the secret there is would go elsewhere from now on.
    :raises MailboxTaken: if another one has the address.
    """
    # Before the mailbox is changed: who sends locks a letter first, then its mailbox.
    _hurry(Q(mailbox=mailbox.pk) | Q(mailbox=None), at)
    if secret:
        fields["secret"] = seal(secret)
    changed = _changed(mailbox, fields, seen)
    if goes_elsewhere := not mailbox._state.adding and not _GOES_TO.isdisjoint(changed):
        if mailbox.secret and not secret:
            raise SecretNeeded
        # What was lent for the old place is not shown to the new one.
        mailbox.oauth_token, mailbox.oauth_expires_at = "", None
    for name, value in fields.items():
        setattr(mailbox, name, value)
    try:
        with transaction.atomic():
            _write(mailbox, [*changed, *(_LENT if goes_elsewhere else ())], at)
    except IntegrityError:
        # Saved in this same moment.
        refuse_address(mailbox.address, but=mailbox.pk)
        raise
    if changed:
        told = MailboxChanged(mailbox=mailbox.pk, fields=sorted(changed), version=mailbox.version)
        record(told, by=by.pk, at=at)
    return mailbox


def _changed(mailbox: Mailbox, fields: dict[str, Any], seen: int | None) -> list[str]:
    if mailbox._state.adding:
        return [*fields]
    # Locked, so that of two who save it at once the second is told what the first changed.
    kept = Mailbox.objects.select_for_update().get(pk=mailbox.pk)
    if seen is not None and seen != kept.version:
        raise StaleMailbox(*mailbox_changes(kept, since=seen))
    mailbox.version = kept.version
    return [name for name, value in fields.items() if getattr(kept, name) != value]


def _write(mailbox: Mailbox, names: list[str], at: datetime) -> None:
    if mailbox._state.adding:
        mailbox.watched_since = at
        mailbox.save(force_insert=True)
    elif names:
        mailbox.version += 1
        if "imap_host" in names:
            mailbox.watched_since = at
        mailbox.save(update_fields=[*names, "version", "watched_since"])


def refuse_address(address: str, *, but: int | None) -> None:
    """
    Refuse an address that another mailbox has.

    :raises MailboxTaken: with what to do, in Dutch.
    """
    if other := Mailbox.objects.filter(address=normal_email(address)).exclude(pk__in=[but or 0]).first():
        state = "" if other.is_active else " Die staat uit."
        raise MailboxTaken(f"Postbus “{other.name}” heeft dit adres al.{state} Wijzig die, of kies een ander adres.")


def keep_token(*, mailbox: Mailbox, token: str, expires_at: datetime) -> None:
    """Keep an access token, sealed, until it lapses."""
    sealed = seal(token)
    Mailbox.objects.filter(pk=mailbox.pk).update(oauth_token=sealed, oauth_expires_at=expires_at)
    mailbox.oauth_token, mailbox.oauth_expires_at = sealed, expires_at
