"""Drafts of offers: which there are, and what is in them for who has the key."""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from servicepunt.domains.people.models import Person
from servicepunt.domains.tenders.models import OfferDraft, Tender
from servicepunt.foundation.errors import NotThere

NONCE = 12
INSIDE = "/"


class OtherBrowser(LookupError):
    """The draft was made in another browser: only that one has its key."""


def draft_is_of(tender: Tender, person: Person, slot: str) -> bytes:
    """Return what a draft is bound to, so that it cannot be moved to somebody else."""
    return f"{tender.pk}:{person.pk}:{slot}".encode()


def drafts_of(tender: Tender, *, viewer: Person) -> list[OfferDraft]:
    """Return somebody's drafts without their content, the one worked on last first."""
    mine = OfferDraft.objects.filter(tender=tender, person=viewer).exclude(slot__contains=INSIDE)
    return list(mine.defer("sealed").order_by("-updated_at", "-pk"))


def read_draft(tender: Tender, slot: str, *, viewer: Person, key: bytes) -> bytes:
    """
    Return what is in a part of somebody's own draft.

    :raises NotThere: if there is none.
    :raises OtherBrowser: if this is not the key it was kept with.
    """
    found = OfferDraft.objects.filter(tender=tender, person=viewer, slot=slot).first()
    if found is None:
        raise NotThere(slot)
    sealed = bytes(found.sealed)
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], draft_is_of(tender, viewer, slot))
    except (InvalidTag, ValueError):
        raise OtherBrowser(slot) from None
