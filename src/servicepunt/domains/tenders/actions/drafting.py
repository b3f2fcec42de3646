"""From draft to publication: seats, drafts, approval by the budget holder, keys, publication, cancellation."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from servicepunt.domains.hiring.rules.choice import ANCHORS
from servicepunt.domains.hiring.rules.course import Happening, Kind
from servicepunt.domains.hiring.rules.gate import Remark, remarks_on
from servicepunt.domains.hiring.rules.moments import instant
from servicepunt.domains.hiring.rules.reading import Draft
from servicepunt.domains.people.models import Person
from servicepunt.domains.tenders.actions.writing import Pen, need, still_runs, write
from servicepunt.domains.tenders.models import Holder, OfferDraft, Tender
from servicepunt.domains.tenders.models import Offer as OfferRow
from servicepunt.domains.tenders.models import Seat as SeatRow
from servicepunt.domains.tenders.queries.people import contacts_of
from servicepunt.domains.tenders.rules import facts, judging
from servicepunt.domains.tenders.rules.dossier import Dossier
from servicepunt.domains.tenders.rules.outcome import is_cancelled
from servicepunt.domains.tenders.rules.refusals import AlreadyDone, Refused
from servicepunt.domains.tenders.rules.seats import HOLDING, INSIDE, Seat, collision
from servicepunt.foundation import sealing

LEAST_HOLDERS = 3
_TRIES = 5


def start_tender(
    *,
    draft: Mapping[str, Any],
    settings: Mapping[str, Any],
    texts: Mapping[str, Sequence[str]],
    by: Person,
    at: datetime,
    command: str = "",
) -> Tender:
    """
    Begin a request with its first draft; who begins it sits at the hiring desk.

    The number of a published text is kept when it is free; otherwise the house gives one (H-003).
    """
    _moments_exist(draft)
    existing = Tender.objects.filter(lines__command=command).first() if command else None
    if existing is not None:
        return existing
    tender = _new(str(draft.get("nummer") or "").strip(), at)
    first = facts.Drafted(
        request={**draft, "nummer": tender.number},
        settings=dict(settings),
        texts={k: list(v) for k, v in texts.items()},
    )
    seated = facts.Seated(person=by.pk, seat=Seat.DESK)
    SeatRow.objects.create(tender=tender, person=by, role=Seat.DESK)
    write(tender, lambda dossier, pen: [seated, first], by=by, at=at, command=command)
    tender.refresh_from_db()
    return tender


def _new(wanted: str, at: datetime) -> Tender:
    # The number stands in addresses, beside words such as "nieuw": it has a digit and no slash.
    is_usable = re.fullmatch(r"(?=.*[0-9])[A-Za-z0-9][A-Za-z0-9._-]{0,39}", wanted) is not None
    for attempt in range(_TRIES):
        number = wanted if is_usable and attempt == 0 else _own_number(at, attempt)
        try:
            with transaction.atomic():
                return Tender.objects.create(number=number, title="", created_at=at)
        except IntegrityError:
            continue
    raise AlreadyDone("Er werden tegelijk veel aanvragen begonnen. Probeer het opnieuw.")


def _own_number(at: datetime, attempt: int) -> str:
    stem = f"INH-{at:%Y}-"
    return f"{stem}{Tender.objects.filter(number__startswith=stem).count() + 1 + attempt:03d}"


def give_seat(*, tender: Tender, person: Person, seat: Seat, by: Person, at: datetime, command: str = "") -> Dossier:
    """
    Give somebody a seat; a supplier is invited this way.

    :raises Refused: if that cannot be, with what to do.
    """
    if seat == Seat.SUPPLIER and person.supplier_id is None:
        raise Refused(f"{person.name} hoort bij geen leverancier. Koppel eerst een leverancier aan deze persoon.")
    if seat in INSIDE and person.supplier_id is not None:
        raise Refused(f"{person.name} hoort bij een leverancier en kan geen {seat.value} zijn.")

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.DESK)
        if seat in dossier.seats.get(person.pk, set()):
            return []
        _goes_with_the_rest(dossier, person, seat)
        if seat == Seat.SUPPLIER and dossier.closes_at is not None and at >= dossier.closes_at:
            _has_colleague(dossier, person)
        if seat == Seat.ASSESSOR and dossier.locked_at is not None:
            raise Refused("De punten zijn vergrendeld: er komen geen beoordelaars meer bij.")
        if seat == Seat.ASSESSOR and dossier.opened_at is not None:
            _is_still_blind(dossier, person)
        SeatRow.objects.create(tender=tender, person=person, role=seat)
        return [facts.Seated(person=person.pk, seat=seat)]

    return write(tender, decide, by=by, at=at, command=command)


def _goes_with_the_rest(dossier: Dossier, person: Person, seat: Seat) -> None:
    held = set(dossier.seats.get(person.pk, ()))
    was_client = dossier.advised_by == person.pk or any(each.judged_by == person.pk for each in dossier.offers.values())
    if was_client or any(person.pk in each.scored_by.values() for each in dossier.rounds):
        # Taking the seat away does not undo what was done in it.
        held.add(Seat.CLIENT)
    found = collision(held - {seat}, seat)
    if found is not None:
        raise Refused(
            f"{person.name} is hier {found[0].value} en kan niet ook {seat.value} zijn: {found[1]}. "
            "Vraag iemand anders."
        )


def _is_still_blind(dossier: Dossier, person: Person) -> None:
    looks_on = dossier.seats.get(person.pk, set()) & {Seat.DESK, Seat.AUDITOR}
    if looks_on and judging.is_final_for_all(dossier, 1):
        raise Refused(f"{person.name} kan al zien wat anderen vonden en beoordeelt niet meer. Vraag iemand anders.")


def take_seat(*, tender: Tender, person: Person, seat: Seat, by: Person, at: datetime, command: str = "") -> Dossier:
    """
    Take a seat away; the first contact of a supplier does it with a colleague.

    :raises Refused: if the procedure needs it, or it has been used.
    """

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        if seat not in dossier.seats.get(person.pk, set()):
            return []
        successor = None
        if seat == Seat.SUPPLIER:
            successor = _taken_over(tender, dossier, person, by)
        else:
            need(dossier, by, Seat.DESK)
        _two_can_open(dossier, person, seat)
        if seat == Seat.DESK and dossier.persons(Seat.DESK) == [person.pk]:
            raise Refused("Er moet iemand aan de inhuurdesk blijven. Geef eerst een ander die rol.")
        if seat == Seat.ASSESSOR and any(person.pk in found for found in dossier.findings.values()):
            raise Refused("Deze beoordelaar heeft al bevindingen in het dossier; die blijven staan.")
        SeatRow.objects.filter(tender=tender, person=person, role=seat).delete()
        return [facts.Seated(person=person.pk, seat=seat, is_given=False, successor=successor)]

    return write(tender, decide, by=by, at=at, command=command)


def _has_colleague(dossier: Dossier, person: Person) -> None:
    """Refuse to invite a supplier that can offer no more; another contact of one that was invited can still come in."""
    if dossier.published_at is not None and not contacts_of(dossier, person):
        raise Refused("De inschrijving is gesloten. Wie nu wordt uitgenodigd, kan niet meer inschrijven.")


def _taken_over(tender: Tender, dossier: Dossier, person: Person, by: Person) -> int | None:
    """
    Return which colleague goes on with what a contact of a supplier sent: the first of the others.

    The desk may withdraw a contact, and the first contact of a supplier a later one, at any stage and whatever was
    sent: so no refusal tells who sent an offer. Envelopes are sealed to the request, not to who sent them: nothing has
    to be sealed again.
    """
    contacts = contacts_of(dossier, person)
    others = [each for each in contacts if each != person.pk]
    if contacts[0] != by.pk or person == by:
        need(dossier, by, Seat.DESK)
    if dossier.published_at is not None and not others:
        raise Refused(
            f"{person.name} is de enige van deze leverancier, en de aanvraag is gepubliceerd: wie is uitgenodigd, "
            "blijft dat. Nodig eerst een andere contactpersoon van dezelfde leverancier uit."
        )
    successor = others[0] if others else None
    if successor is not None:
        OfferRow.objects.filter(tender=tender, person=person).update(person=successor)
    OfferDraft.objects.filter(tender=tender, person=person).delete()
    return successor


def _two_can_open(dossier: Dossier, person: Person, seat: Seat) -> None:
    """Refuse to leave sealed envelopes with fewer than two holders who can come to them."""
    is_sealed = dossier.published_at is not None and dossier.rates_opened_at is None and not is_cancelled(dossier)
    if not is_sealed or person.pk not in dossier.holders or dossier.seats[person.pk] & HOLDING - {seat}:
        return
    if sum(bool(dossier.seats.get(each, set()) & HOLDING) for each in dossier.holders if each != person.pk) < 2:
        raise Refused(
            f"{person.name} heeft een sleutel, en zonder deze rol kunnen geen twee sleutelhouders meer openen. "
            "Laat deze rol staan tot de inschrijvingen en de tarieven open zijn."
        )


def save_draft(
    *,
    tender: Tender,
    draft: Mapping[str, Any],
    settings: Mapping[str, Any],
    texts: Mapping[str, Sequence[str]],
    by: Person,
    at: datetime,
    based_on: int | None = None,
    command: str = "",
) -> Dossier:
    """
    Save a draft; an approval lapses with it. `based_on` is how many drafts there were when the writer began.

    :raises AlreadyDone: if somebody saved another draft since.
    :raises Refused: after publication: then only a correction changes the request (invariant 15).
    """
    _moments_exist(draft)

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.DESK, Seat.CLIENT)
        still_runs(dossier)
        if dossier.published_at is not None:
            raise Refused("De aanvraag is gepubliceerd. Wijzig hem met een rectificatie die iedereen ziet.")
        if based_on is not None and dossier.drafts != based_on:
            raise AlreadyDone("Iemand anders heeft dit concept intussen gewijzigd. Vergelijk het en sla opnieuw op.")
        saved = facts.Drafted(
            request={**draft, "nummer": tender.number},
            settings=dict(settings),
            texts={name: list(lines) for name, lines in texts.items()},
        )
        return [] if saved == dossier.draft else [saved]

    return write(tender, decide, by=by, at=at, command=command)


def _moments_exist(draft: Mapping[str, Any]) -> None:
    """Refuse a moment that is none: every page of the request reads it."""
    for name in ("vragen_tot", "sluiting"):
        try:
            if draft.get(name):
                instant(datetime.fromisoformat(str(draft[name])), name)
        except ValueError as fault:
            raise Refused(str(fault)) from fault


def send_for_approval(
    *, tender: Tender, estimate: Decimal | None, by: Person, at: datetime, command: str = ""
) -> Dossier:
    """
    Put the draft before the budget holder.

    :raises Refused: while the gate blocks, or nobody can approve.
    """

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.DESK, Seat.CLIENT)
        _before_publication(dossier)
        blocking = [each.sentence for each in gate(dossier, at=at) if each.blocks]
        if blocking:
            raise Refused(f"Nog niet klaar om voor te leggen. {blocking[0]}")
        if not [each for each in dossier.persons(Seat.BUDGET) if each not in dossier.drafters]:
            raise Refused("Wijs eerst een budgethouder aan die niet aan het concept heeft meegeschreven.")
        return [facts.SentForApproval(estimate=estimate)]

    return write(tender, decide, by=by, at=at, command=command)


def _before_publication(dossier: Dossier) -> None:
    if dossier.published_at is not None:
        raise AlreadyDone("De aanvraag is al gepubliceerd.")
    if is_cancelled(dossier):
        raise Refused("De aanvraag is ingetrokken. Begin een nieuwe, bijvoorbeeld als kopie van deze.")


def gate(dossier: Dossier, *, at: datetime) -> list[Remark]:
    """Return what stands between a draft and its publication at this moment, what blocks first."""
    drafted = dossier.draft
    if drafted is None:
        return [Remark(blocks=True, sentence="Er is nog geen concept.")]
    request = {"gepubliceerd": at, **drafted.request}
    headings = " ".join(drafted.texts)
    return remarks_on(Draft(request=request, settings=drafted.settings, texts=drafted.texts, headings=headings))


def approve(*, tender: Tender, by: Person, at: datetime, command: str = "") -> Dossier:
    """
    Approve the draft as budget holder.

    :raises Refused: if there is nothing to approve, or one wrote at it, however little is left of that.
    """

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.BUDGET)
        _before_publication(dossier)
        if dossier.sent_for_approval_at is None:
            raise Refused("Er ligt geen concept ter goedkeuring.")
        if by.pk in dossier.drafters:
            raise Refused("Je schreef zelf mee aan dit concept; een andere budgethouder keurt het goed.")
        return [] if dossier.approved_by else [facts.Approved()]

    return write(tender, decide, by=by, at=at, command=command)


def give_back(*, tender: Tender, reason: str, by: Person, at: datetime, command: str = "") -> Dossier:
    """
    Give the draft back with a reason.

    :raises Refused: without a reason, or when there is nothing to give back.
    """
    if not reason.strip():
        raise Refused("Schrijf erbij wat er anders moet.")

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.BUDGET)
        _before_publication(dossier)
        if dossier.sent_for_approval_at is None:
            raise Refused("Er ligt geen concept ter goedkeuring.")
        return [facts.Returned(reason=reason.strip())]

    return write(tender, decide, by=by, at=at, command=command)


def make_key(*, tender: Tender, passphrase: str, by: Person, at: datetime) -> str:
    """
    Make somebody's key for this request from a passphrase, and return its fingerprint; the passphrase is not kept.

    :raises Refused: after publication, for a weak passphrase, or without a seat that may hold a share.
    """
    try:
        key = sealing.person_key(passphrase)
    except sealing.WeakPassphrase:
        raise Refused("Neem een wachtzin van ten minste 16 tekens; vier losse woorden is goed.") from None
    with transaction.atomic():
        locked = Tender.objects.select_for_update().get(pk=tender.pk)
        if locked.published_at is not None:
            raise Refused("De sleutels zijn bij de publicatie verdeeld; dit kan niet meer.")
        seats = SeatRow.objects.filter(tender=locked, person=by, role__in=[Seat.DESK, Seat.CLIENT, Seat.AUDITOR])
        if not seats.exists():
            raise Refused("Sleutelhouder is iemand van de inhuurdesk, de opdrachtgever of de auditor.")
        Holder.objects.update_or_create(tender=locked, person=by, defaults={"key": key})
    return sealing.fingerprint_of(key)


def try_key(*, tender: Tender, passphrase: str, by: Person) -> bool:
    """
    Say whether somebody's passphrase opens what will be, or was, sealed to their key; about half a second.

    :raises Refused: if this person has no key here.
    """
    holder = Holder.objects.filter(tender=tender, person=by).first()
    if holder is None:
        raise Refused("Je hebt voor deze aanvraag nog geen sleutel gemaakt.")
    context = sealing.Context(tender.number, sealing.Kind.CONTENT)
    # Before the publication there is no share yet: a share of nothing is sealed to the same key.
    share = bytes(holder.content_share) or sealing.wrap_share(b"proef", bytes(holder.key), context)
    try:
        sealing.open_share(share, passphrase, context)
    except sealing.WrongPassphrase:
        return False
    return True


def publish(
    *,
    tender: Tender,
    by: Person,
    at: datetime,
    questions: Mapping[str, Sequence[str]] | None = None,
    command: str = "",
) -> Dossier:
    """
    Publish the request, and divide the keys of its two envelopes over the holders, any two of whom can open.

    `questions` are what everybody is asked in an interview, by competence, as who publishes saw them.

    :raises Refused: with the first thing that is missing.
    """

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.DESK)
        _before_publication(dossier)
        holders = list(Holder.objects.filter(tender=tender).order_by("person_id"))
        lacking = publication_lacks(dossier, [each.person_id for each in holders], at=at)
        if lacking:
            raise Refused(lacking[0])
        content, rate = _new_locks(tender, holders)
        return [
            facts.Published(
                locks={"inhoud": content.hex(), "tarief": rate.hex()},
                holders=tuple(each.person_id for each in holders),
                anchors=ANCHORS,
                questions={each: list(asked) for each, asked in (questions or {}).items()},
            )
        ]

    return write(tender, decide, by=by, at=at, command=command)


def publication_lacks(dossier: Dossier, holders: Sequence[int], *, at: datetime) -> list[str]:
    """Return in Dutch what is missing before publication."""
    found = [each.sentence for each in gate(dossier, at=at) if each.blocks]
    if dossier.approved_by is None:
        found.append("De budgethouder heeft het concept nog niet goedgekeurd.")
    if len(holders) < LEAST_HOLDERS:
        found.append(
            f"Nodig zijn {LEAST_HOLDERS} sleutelhouders, waarvan er twee openen; het zijn er nu {len(holders)}."
        )
    if len(dossier.persons(Seat.ASSESSOR)) < 2:
        found.append("Wijs ten minste twee beoordelaars aan.")
    found += [f"Wijs een {seat.value} aan." for seat in (Seat.CLIENT, Seat.MANDATE) if not dossier.persons(seat)]
    if dossier.persons(Seat.MANDATE) and set(dossier.persons(Seat.MANDATE)) <= set(dossier.persons(Seat.ASSESSOR)):
        found.append("Wie tekent, mag niet alleen beoordelaar zijn: wijs een andere tekenbevoegde aan.")
    closes_at = dossier.closes_at
    if closes_at is not None and closes_at <= at:
        found.append("De sluiting ligt in het verleden; kies een later moment.")
    return found


def _new_locks(tender: Tender, holders: Sequence[Holder]) -> tuple[bytes, bytes]:
    keys = {str(each.person_id): bytes(each.key) for each in holders}
    try:
        content = sealing.new_lock(keys, sealing.Context(tender.number, sealing.Kind.CONTENT))
        rate = sealing.new_lock(keys, sealing.Context(tender.number, sealing.Kind.RATE))
    except ValueError:
        raise Refused("Twee sleutelhouders hebben dezelfde sleutel. Laat een van hen een nieuwe maken.") from None
    for each in holders:
        Holder.objects.filter(pk=each.pk).update(
            content_share=content.shares[str(each.person_id)], rate_share=rate.shares[str(each.person_id)]
        )
    return content.public_key, rate.public_key


def cancel(*, tender: Tender, reason: str, by: Person, at: datetime, command: str = "") -> Dossier:
    """
    Withdraw the whole request with reasons; what is still open lapses (H-106).

    :raises Refused: without reasons, or after the signature.
    """
    if not reason.strip():
        raise Refused("Schrijf op waarom de aanvraag wordt ingetrokken; inschrijvers krijgen dit te lezen.")

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.CLIENT, Seat.DESK)
        if dossier.starts_on is not None or any(each.kind == Kind.SIGNED for each in dossier.happenings):
            raise Refused("De overeenkomst is getekend; beëindig die in plaats daarvan.")
        if any(each.kind == Kind.CANCELLED for each in dossier.happenings):
            return []
        return [facts.Happened(happening=Happening(at=at, kind=Kind.CANCELLED, reason=reason.strip()))]

    return write(tender, decide, by=by, at=at, command=command)
