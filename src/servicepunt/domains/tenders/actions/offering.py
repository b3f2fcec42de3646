"""Sending, replacing and withdrawing offers."""

import hashlib
import hmac
import re
import secrets
from datetime import datetime

from msgspec import structs

from servicepunt.domains.hiring.rules.admission import rate_of
from servicepunt.domains.people.models import Person
from servicepunt.domains.tenders.actions.offer_drafts import drop_draft
from servicepunt.domains.tenders.actions.writing import PERSONS, Pen, need, write
from servicepunt.domains.tenders.models import Envelope, Offer, Tender
from servicepunt.domains.tenders.queries.offers import sent_with
from servicepunt.domains.tenders.rules import facts
from servicepunt.domains.tenders.rules.contract import is_signed
from servicepunt.domains.tenders.rules.dossier import Dossier
from servicepunt.domains.tenders.rules.envelope import Manifest, pack, rate_bytes, receipt_of
from servicepunt.domains.tenders.rules.labels import free_labels
from servicepunt.domains.tenders.rules.outcome import is_cancelled
from servicepunt.domains.tenders.rules.refusals import Refused, TooLate
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.foundation import sealing
from servicepunt.foundation.text import dutch_full, fold

_WORD = re.compile(r"\w+")
CONTENT, RATE = sealing.Kind.CONTENT, sealing.Kind.RATE
_TOO_LATE = (
    "De inschrijving is gesloten sinds {moment}. Alleen wat ervoor volledig was verzonden telt; dit is niet verzonden. "
    "Wat je invulde staat er nog, en niemand anders kan het lezen."
)


def send_offer(
    *,
    tender: Tender,
    manifest: Manifest,
    files: dict[str, bytes],
    rate: str,
    by: Person,
    at: datetime,
    replaces: str = "",
    draft: str = "",
    command: str = "",
) -> tuple[Dossier, str]:
    """
    Seal an offer and take it in; `replaces` is the label of the own offer that this is a new version of.

    The caller has checked the papers. Returns the file and the label of the offer; sealing happens here, so this
    process holds the plain bytes until then. The draft it was written in goes in the same transaction.

    :raises TooLate: at or after the closing instant.
    :raises Refused: without an invitation, or for a rate that is none.
    """
    euro = rate_of(rate)
    if euro is None:
        raise Refused("Het tarief ontbreekt, of is geen bedrag boven nul met ten hoogste twee decimalen.")
    labels: list[str] = []

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.SUPPLIER)
        open_for_offers(dossier, at)
        drop_draft(tender=tender, slot=draft, by=by)
        offer = _offer_of(tender, dossier, by, replaces)
        version = len(dossier.offers[offer.label].sent) + 1 if offer.label in dossier.offers else 1
        known = structs.replace(manifest, person_key=_person_key(manifest, pen))
        content = _seal(tender, dossier, offer, version, CONTENT, pack(known, files))
        price = _seal(tender, dossier, offer, version, RATE, rate_bytes(f"{euro:.2f}"))
        labels.append(offer.label)
        receipt = receipt_of(
            number=tender.number, offer=offer.label, version=version, content=content, rate=price, at=at.isoformat()
        )
        return [facts.OfferSent(offer=offer.label, version=version, content=content, rate=price, receipt=receipt)]

    dossier = write(tender, decide, by=by, at=at, command=command)
    # The same form a second time: what the first one sent.
    before = None if labels else sent_with(tender, command)
    return dossier, labels[0] if before is None else before[0]


def _person_key(manifest: Manifest, pen: Pen) -> str:
    """
    Return what is the same for the same person with two suppliers, and tells nothing without a key (H-100, A-37).

    The order of names, capitals, accents and commas do not matter. A hint: two people can have one name and one town.
    """
    name, town = (sorted(_WORD.findall(fold(each))) for each in (manifest.candidate, manifest.residence))
    written = "\n".join([" ".join(name), " ".join(town)])
    return hmac.new(pen.key(PERSONS), written.encode(), hashlib.sha256).hexdigest()[:32]


def open_for_offers(dossier: Dossier, at: datetime) -> None:
    """
    Refuse what comes while no offer can be sent.

    :raises TooLate: at or after the closing instant, and when what was sent is already open.
    """
    closes_at = dossier.closes_at
    if dossier.published_at is None or closes_at is None:
        raise Refused("De aanvraag is nog niet gepubliceerd.")
    if is_cancelled(dossier):
        raise Refused("De aanvraag is ingetrokken; inschrijven kan niet meer.")
    if at >= closes_at or dossier.opened_at is not None:
        raise TooLate(_TOO_LATE.format(moment=dutch_full(closes_at)))


def note_late(*, tender: Tender, by: Person, at: datetime) -> Dossier:
    """Note that somebody wanted to send after closing, once for each person: for the record of opening, unread."""

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.SUPPLIER)
        is_late = dossier.closes_at is not None and at >= dossier.closes_at
        return [facts.OfferedLate()] if is_late and by.pk not in dict(dossier.late) else []

    return write(tender, decide, by=by, at=at)


def _offer_of(tender: Tender, dossier: Dossier, by: Person, replaces: str) -> Offer:
    if replaces:
        mine = dossier.offers.get(replaces)
        if mine is None or mine.by != by.pk:
            raise Refused("Deze inschrijving is niet van jou.")
        return Offer.objects.get(tender=tender, label=replaces)
    # Not a count: the own label would tell how many others there are. Nobody draws at once, writers wait.
    taken = set(Offer.objects.filter(tender=tender).values_list("label", flat=True))
    label = secrets.choice(free_labels(taken))
    return Offer.objects.create(tender=tender, label=label, person=by, supplier_id=by.supplier_id)


def _seal(tender: Tender, dossier: Dossier, offer: Offer, version: int, kind: sealing.Kind, plain: bytes) -> str:
    context = context_of(tender, kind, offer.label, version)
    sealed = sealing.seal(bytes.fromhex(dossier.locks[kind.value]), plain, context)
    digest = hashlib.sha256(sealed).hexdigest()
    Envelope.objects.create(offer=offer, version=version, kind=kind.value, sealed=sealed, digest=digest)
    return digest


def context_of(tender: Tender, kind: sealing.Kind, label: str, version: int) -> sealing.Context:
    """Return what an envelope is bound to, so that it opens as that of this version of this offer only."""
    return sealing.Context(tender.number, kind, f"{label}/{version}")


def withdraw_offer(*, tender: Tender, label: str, by: Person, at: datetime, command: str = "") -> Dossier:
    """
    Take an offer back; before closing nothing of it is ever opened, after it the list is not refilled (H-103).

    :raises Refused: if it is somebody else's, or after the signature.
    """

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        mine = dossier.offers.get(label)
        if mine is None or mine.by != by.pk:
            raise Refused("Deze inschrijving is niet van jou.")
        if is_signed(dossier):
            raise Refused("De overeenkomst is getekend. Terugtrekken kan niet meer.")
        return [] if mine.is_withdrawn else [facts.OfferWithdrawn(offer=label)]

    return write(tender, decide, by=by, at=at, command=command)
