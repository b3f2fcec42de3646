"""Drafts of offers, each sealed under a key that only the browser of the writer has; here are ciphertexts only."""

import os
from datetime import datetime

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction

from servicepunt.domains.people.models import Person
from servicepunt.domains.tenders.models import OfferDraft, Seat, Tender
from servicepunt.domains.tenders.queries.offer_drafts import INSIDE, NONCE, draft_is_of
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.rules.seats import Seat as Role

MOST = 20
LARGEST = 32 * 1024 * 1024  # bytes


@transaction.atomic
def keep_draft(*, tender: Tender, slot: str, plain: bytes, key: bytes, by: Person, at: datetime) -> None:
    """
    Keep a part of a draft: its fields under its slot, a file under `slot/name`.

    :raises Refused: without an invitation, for too many drafts, or too much in one.
    """
    if not Seat.objects.filter(tender=tender, person=by, role=Role.SUPPLIER).exists() or not tender.published_at:
        raise Refused("Voor deze aanvraag ben je niet uitgenodigd.")
    if len(plain) > LARGEST:
        raise Refused(f"Dit is te groot om te bewaren: hoogstens {LARGEST // 1024 // 1024} MB.")
    mine = OfferDraft.objects.filter(tender=tender, person=by)
    begun = mine.filter(slot=slot.partition(INSIDE)[0])
    if not begun.exists() and mine.exclude(slot__contains=INSIDE).count() >= MOST:
        raise Refused(f"Je hebt al {MOST} concepten. Verstuur er een, of gooi er een weg.")
    nonce = os.urandom(NONCE)
    sealed = nonce + AESGCM(key).encrypt(nonce, plain, draft_is_of(tender, by, slot))
    OfferDraft.objects.update_or_create(
        tender=tender, person=by, slot=slot, defaults={"sealed": sealed, "updated_at": at}
    )


def drop_draft(*, tender: Tender, slot: str, by: Person) -> None:
    """Throw a draft away with everything in it; one that is not there is gone already."""
    if slot:
        mine = OfferDraft.objects.filter(tender=tender, person=by)
        mine.filter(slot=slot).delete()
        mine.filter(slot__startswith=f"{slot}{INSIDE}").delete()


def drop_drafts(tender: Tender) -> None:
    """Throw all drafts for a request away: what was sent is opened, and the rest can never be sent."""
    OfferDraft.objects.filter(tender=tender).delete()
