"""Sending, replacing and withdrawing offers; opening them with two persons."""

import hashlib
import hmac
import re
import secrets
from datetime import datetime

from django.db import transaction
from msgspec import structs

from servicepunt.domains.hiring.rules.admission import rate_of
from servicepunt.domains.people.models import Person
from servicepunt.domains.tenders.actions.asking import QUESTION
from servicepunt.domains.tenders.actions.offer_drafts import drop_draft, drop_drafts
from servicepunt.domains.tenders.actions.writing import PERSONS, Pen, need, write
from servicepunt.domains.tenders.models import Envelope, Holder, Offer, Tender
from servicepunt.domains.tenders.queries.offers import sent_with
from servicepunt.domains.tenders.rules import facts
from servicepunt.domains.tenders.rules.contract import is_signed
from servicepunt.domains.tenders.rules.dossier import Dossier
from servicepunt.domains.tenders.rules.envelope import (
    Manifest,
    Unreadable,
    pack,
    rate_bytes,
    rate_in,
    receipt_of,
    unpack,
)
from servicepunt.domains.tenders.rules.judging import admitted
from servicepunt.domains.tenders.rules.labels import free_labels
from servicepunt.domains.tenders.rules.outcome import is_cancelled
from servicepunt.domains.tenders.rules.parts import OfferFile
from servicepunt.domains.tenders.rules.refusals import AlreadyDone, Refused, TooLate, WrongPhrase
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.foundation import sealing
from servicepunt.foundation.text import dutch_full, fold

_WORD = re.compile(r"\w+")
CONTENT, RATE = sealing.Kind.CONTENT, sealing.Kind.RATE
_TOO_LATE = (
    "De inschrijving is gesloten sinds {moment}. Alleen wat ervoor volledig was verzonden telt; dit is niet verzonden. "
    "Wat je invulde staat er nog, en niemand anders kan het lezen."
)
_NOT_YOUR_PHRASE = "Deze wachtzin hoort niet bij jouw sleutel."


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
    context = _context(tender, kind, offer.label, version)
    sealed = sealing.seal(bytes.fromhex(dossier.locks[kind.value]), plain, context)
    digest = hashlib.sha256(sealed).hexdigest()
    Envelope.objects.create(offer=offer, version=version, kind=kind.value, sealed=sealed, digest=digest)
    return digest


def _context(tender: Tender, kind: sealing.Kind, label: str, version: int) -> sealing.Context:
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


def begin_opening(
    *, tender: Tender, kind: sealing.Kind, passphrase: str, by: Person, at: datetime, command: str = ""
) -> Dossier:
    """
    Give the first share: it is passed to the other holders, sealed to each; nothing is opened yet.

    :raises Refused: before closing, before the lock of step 2 for rates, or for a wrong passphrase.
    """

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        _may_open(dossier, kind, at)
        mine = _holder(tender, by)
        if dossier.openings.get(kind.value) not in {None, by.pk}:
            raise AlreadyDone("Een andere sleutelhouder gaf het eerste deel al. Geef nu als tweede jouw deel.")
        for other in Holder.objects.filter(tender=tender).exclude(pk=mine.pk):
            passed = _again(mine, passphrase, tender, kind, bytes(other.key))
            changed = {"passed_content": passed} if kind == CONTENT else {"passed_rate": passed}
            Holder.objects.filter(pk=other.pk).update(**changed)
        return [facts.OpeningBegun(kind=kind.value)]

    return write(tender, decide, by=by, at=at, command=command)


def _again(mine: Holder, passphrase: str, tender: Tender, kind: sealing.Kind, key: bytes) -> bytes:
    share = bytes(mine.content_share if kind == CONTENT else mine.rate_share)
    try:
        return sealing.seal_again(share, passphrase, sealing.Context(tender.number, kind), key)
    except sealing.WrongPassphrase:
        raise WrongPhrase(_NOT_YOUR_PHRASE) from None
    except sealing.SealFault:
        raise Refused("Jouw sleuteldeel is beschadigd. Vraag de andere twee sleutelhouders om te openen.") from None


def _holder(tender: Tender, by: Person) -> Holder:
    mine = Holder.objects.filter(tender=tender, person=by).first()
    if mine is None or not mine.content_share:
        raise Refused("Je bent geen sleutelhouder van deze aanvraag.")
    return mine


def _may_open(dossier: Dossier, kind: sealing.Kind, at: datetime) -> None:
    if is_cancelled(dossier):
        raise Refused("De aanvraag is ingetrokken; de inschrijvingen blijven verzegeld.")
    if dossier.closes_at is None or dossier.published_at is None or at < dossier.closes_at:
        raise Refused("Openen kan pas na de sluiting.")
    if kind == CONTENT and dossier.opened_at is not None:
        raise AlreadyDone("De inschrijvingen zijn al geopend.")
    if kind == CONTENT and any(each.kind == QUESTION and not each.published_at for each in dossier.questions.values()):
        raise Refused(
            "Er is een vraag zonder gepubliceerd antwoord. Verleng de sluiting met twee personen, bij de "
            "rectificaties, publiceer de antwoorden, en open daarna."
        )
    if kind == RATE and dossier.locked_at is None:
        raise Refused("De tarieven gaan pas open als de punten van stap 2 zijn vergrendeld.")
    if kind == RATE and dossier.rates_opened_at is not None:
        raise AlreadyDone("De tarieven zijn al geopend.")


def finish_opening(
    *, tender: Tender, kind: sealing.Kind, passphrase: str, by: Person, at: datetime, command: str = ""
) -> Dossier:
    """
    Give the second share and open: the content of every offer that was in time, or the rates of who was scored.

    :raises Refused: if the same person began, nobody began, or the passphrase is wrong.
    """

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        _may_open(dossier, kind, at)
        first = dossier.openings.get(kind.value)
        if first is None:
            raise Refused("Eerst geeft een andere sleutelhouder zijn deel.")
        if first == by.pk:
            raise Refused("Jij gaf het eerste deel. De tweede sleutelhouder moet iemand anders zijn.")
        private = _private(_holder(tender, by), passphrase, tender, kind)
        Holder.objects.filter(tender=tender).update(
            **{"passed_content": b""} if kind == CONTENT else {"passed_rate": b""}
        )
        if kind == CONTENT:
            drop_drafts(tender)
            return [_open_contents(tender, dossier, private, (first, by.pk), pen)]
        return [_open_rates(tender, dossier, private, (first, by.pk))]

    return write(tender, decide, by=by, at=at, command=command)


def _private(mine: Holder, passphrase: str, tender: Tender, kind: sealing.Kind) -> bytes:
    context = sealing.Context(tender.number, kind)
    own, passed = (mine.content_share, mine.passed_content) if kind == CONTENT else (mine.rate_share, mine.passed_rate)
    try:
        return sealing.join([sealing.open_share(bytes(each), passphrase, context) for each in (own, passed)])
    except sealing.WrongPassphrase:
        raise WrongPhrase(_NOT_YOUR_PHRASE) from None
    except sealing.SealFault:
        raise Refused(
            "De sleuteldelen passen niet bij elkaar. Laat een andere sleutelhouder opnieuw beginnen."
        ) from None


def _open_contents(tender: Tender, dossier: Dossier, private: bytes, by: tuple[int, int], pen: Pen) -> facts.Opened:
    opened, unreadable = {}, {}
    counting = [each for each in dossier.offers.values() if not each.is_withdrawn]
    for each in counting:
        try:
            manifest, files = unpack(_unsealed(tender, each, CONTENT, private))
        except (sealing.SealFault, Unreadable) as fault:
            unreadable[each.label] = str(fault) or "De envelop is beschadigd."
            continue
        opened[each.label] = _kept(each, manifest, files, pen)
    return facts.Opened(by=by, offers=opened, unreadable=unreadable)


def _unsealed(tender: Tender, offer: OfferFile, kind: sealing.Kind, private: bytes) -> bytes:
    # One at a time: two hundred offers with their files do not fit in memory together.
    wanted = Envelope.objects.filter(offer__tender=tender, offer__label=offer.label, version=offer.last.version)
    blob = bytes(wanted.filter(kind=kind.value).values_list("sealed", flat=True).first() or b"")
    expected = offer.last.content if kind == CONTENT else offer.last.rate
    if hashlib.sha256(blob).hexdigest() != expected:
        raise sealing.Changed("De envelop is niet die van het ontvangstbewijs.")
    return sealing.unseal(private, blob, _context(tender, kind, offer.label, offer.last.version))


def _kept(offer: OfferFile, manifest: Manifest, files: dict[str, bytes], pen: Pen) -> facts.OpenedOffer:
    documents = tuple(
        facts.Document(
            name=name,
            reference=pen.keep(offer.label, content),
            digest=hashlib.sha256(content).hexdigest(),
            pages=manifest.file_pages.get(name),
        )
        for name, content in sorted(files.items())
    )
    return facts.OpenedOffer(
        version=offer.last.version,
        pages=manifest.pages,
        references=len([each for each in manifest.references if each.consents]),
        kind=manifest.kind,
        language=manifest.language,
        has_dba=bool(manifest.dba.strip()),
        person_key=manifest.person_key,
        manifest=pen.keep(offer.label, pack(manifest, {})),
        documents=documents,
    )


def _open_rates(tender: Tender, dossier: Dossier, private: bytes, by: tuple[int, int]) -> facts.RatesOpened:
    rates = {each.label: _rate_of(tender, each, private) for each in admitted(dossier)}
    return facts.RatesOpened(by=by, rates=rates)


def _rate_of(tender: Tender, offer: OfferFile, private: bytes) -> str:
    try:
        return rate_in(_unsealed(tender, offer, RATE, private))
    except (sealing.SealFault, Unreadable):
        # Who cannot help it must not lose by it: nothing opens until the envelope is back from a copy.
        raise Refused(
            f"De envelop met het tarief van {offer.label} is beschadigd. Zet hem terug uit een reservekopie; "
            "tot dan gaat geen enkel tarief open."
        ) from None


def try_passphrase(*, tender: Tender, passphrase: str, by: Person) -> str:
    """
    Open one's own shares and nothing else, and return the fingerprint of the key.

    :raises WrongPhrase: if the passphrase is not the one of the shares.
    """
    mine = _holder(tender, by)
    for kind in (CONTENT, RATE):
        _again(mine, passphrase, tender, kind, bytes(mine.key))
    return sealing.fingerprint_of(bytes(mine.key))


@transaction.atomic
def renew_key(*, tender: Tender, old: str, new: str, by: Person) -> str:
    """
    Seal one's own shares to a new passphrase, and return the new fingerprint.

    :raises Refused: for a wrong or a weak passphrase.
    """
    try:
        key = sealing.person_key(new)
    except sealing.WeakPassphrase:
        raise Refused("Neem een wachtzin van ten minste 16 tekens; vier losse woorden is goed.") from None
    # Who opens at this moment passes a share to the key that stands here: one after the other.
    Tender.objects.select_for_update().get(pk=tender.pk)
    mine = _holder(tender, by)
    Holder.objects.filter(pk=mine.pk).update(
        key=key,
        content_share=_again(mine, old, tender, CONTENT, key),
        rate_share=_again(mine, old, tender, RATE, key),
        passed_content=_passed_again(bytes(mine.passed_content), old, tender, CONTENT, key),
        passed_rate=_passed_again(bytes(mine.passed_rate), old, tender, RATE, key),
    )
    return sealing.fingerprint_of(key)


def _passed_again(passed: bytes, passphrase: str, tender: Tender, kind: sealing.Kind, key: bytes) -> bytes:
    if not passed:
        return b""
    return sealing.seal_again(passed, passphrase, sealing.Context(tender.number, kind), key)
