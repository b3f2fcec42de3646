"""Who came in by a broker before: a person of a supplier, known by a pseudonym that says nothing elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction

from servicepunt.domains.people.actions import AddressTaken, add_person
from servicepunt.entrypoints.signin.broker import PROVIDER, broker

if TYPE_CHECKING:
    from datetime import datetime

    from servicepunt.domains.people.models import Person, Supplier


def find_person_of(uid: str) -> Person | None:
    """Return who came in under this name before, or None."""
    account = SocialAccount.objects.select_related("user__supplier").filter(provider=PROVIDER, uid=uid).first()
    found: Person | None = account.user if account else None
    return found


def make_person(uid: str, *, name: str, email: str, supplier: Supplier, at: datetime) -> Person:
    """
    Make a person of a supplier known under this name, without a password; two at once make one.

    Never somebody who is known already: an e-mail address that a broker tells proves nothing about whose it is.

    :raises AddressTaken: if the address is somebody's.
    """
    try:
        with transaction.atomic():
            made = add_person(name=name, email=email, supplier=supplier, how="broker", by=None, at=at)
            SocialAccount.objects.create(provider=PROVIDER, uid=uid, user=made)
    except (AddressTaken, IntegrityError):
        if (known := find_person_of(uid)) is not None:
            return known
        raise
    return made


def join(uid: str, person: Any) -> None:
    """Let somebody who proved by password who they are come in under this name too; the first one keeps it."""
    SocialAccount.objects.get_or_create(provider=PROVIDER, uid=uid, defaults={"user": person})


def comes_by_broker_only(person: Any) -> bool:
    """Tell whether somebody has no other way in than by the broker; nobody, while there is no broker."""
    if broker() is None or person.has_usable_password():
        return False
    return bool(SocialAccount.objects.filter(provider=PROVIDER, user=person).exists())
