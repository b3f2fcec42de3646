"""Opening the offers and their rates with two persons, and everybody's own key (H-094)."""

import hashlib
from datetime import datetime

from django.db import transaction

from servicepunt.domains.people.models import Person
from servicepunt.domains.tenders.actions.asking import QUESTION
from servicepunt.domains.tenders.actions.offer_drafts import drop_drafts
from servicepunt.domains.tenders.actions.offering import CONTENT, RATE, context_of
from servicepunt.domains.tenders.actions.writing import Pen, write
from servicepunt.domains.tenders.models import Envelope, Holder, Tender
from servicepunt.domains.tenders.rules import facts
from servicepunt.domains.tenders.rules.dossier import Dossier
from servicepunt.domains.tenders.rules.envelope import Manifest, Unreadable, pack, rate_in, unpack
from servicepunt.domains.tenders.rules.judging import admitted
from servicepunt.domains.tenders.rules.outcome import is_cancelled
from servicepunt.domains.tenders.rules.parts import OfferFile
from servicepunt.domains.tenders.rules.refusals import AlreadyDone, Refused, WrongPhrase
from servicepunt.foundation import sealing

_NOT_YOUR_PHRASE = "Deze wachtzin hoort niet bij jouw sleutel."


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
    return sealing.unseal(private, blob, context_of(tender, kind, offer.label, offer.last.version))


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
