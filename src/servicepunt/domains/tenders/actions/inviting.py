"""Inviting suppliers: making a contact known, and giving that person a seat."""

from datetime import datetime

from django.db import transaction

from servicepunt.domains.people.actions import AddressTaken, KvkTaken, add_person, change_supplier, welcome_supplier
from servicepunt.domains.people.models import Person, Supplier
from servicepunt.domains.people.queries import find_person_by_address
from servicepunt.domains.tenders.actions.drafting import give_seat
from servicepunt.domains.tenders.actions.writing import Pen, write
from servicepunt.domains.tenders.models import Fact, Tender
from servicepunt.domains.tenders.models import Seat as SeatRow
from servicepunt.domains.tenders.queries.lists import invitations_of
from servicepunt.domains.tenders.rules import facts
from servicepunt.domains.tenders.rules.chain import read
from servicepunt.domains.tenders.rules.dossier import Dossier
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.rules.seats import Seat


@transaction.atomic
def invite_contact(
    *,
    tender: Tender,
    supplier: str,
    name: str,
    email: str,
    by: Person,
    at: datetime,
    kvk: str = "",
    command: str = "",
) -> Person:
    """
    Invite somebody of a supplier by name and address; who is not known yet becomes known, without a password.

    The same address again is the same person: sending the form twice invites once.

    :raises Refused: if the address belongs to a colleague or to another supplier, or there is no seat to give.
    """
    company = welcome_supplier(name=supplier)
    known = find_person_by_address(email)
    if known is not None and known.supplier_id != company.pk:
        raise Refused("Dit e-mailadres hoort al bij iemand anders. Kijk of die persoon al in de lijst staat.")
    _tell_kvk(company, kvk, by, at)
    contact = known or _make(company, name, email, by, at)
    give_seat(tender=tender, person=contact, seat=Seat.SUPPLIER, by=by, at=at, command=command)
    return contact


def _tell_kvk(company: Supplier, kvk: str, by: Person, at: datetime) -> None:
    if not kvk or company.kvk == kvk:
        return
    if company.kvk:
        raise Refused(f"{company.name} heeft een ander KvK-nummer. Vraag de functioneel beheerder om dat na te kijken.")
    try:
        change_supplier(supplier=company, kvk=kvk, is_active=company.is_active, by=by, at=at)
    except KvkTaken:
        raise Refused("Een andere leverancier heeft dit KvK-nummer al. Gebruik de naam van die leverancier.") from None


def _make(company: Supplier, name: str, email: str, by: Person, at: datetime) -> Person:
    try:
        return add_person(name=name.strip(), email=email, supplier=company, how="invitation", by=by, at=at)
    except AddressTaken:  # pragma: no cover  # looked up a moment ago; somebody was faster
        raise Refused("Iemand anders voegde dit e-mailadres net toe. Probeer het opnieuw.") from None


def join_invitations(*, person: Person, at: datetime) -> None:
    """
    Seat somebody who may act for an invited supplier in the requests that its colleagues can still offer on.

    Who lost such a seat does not get it back this way: the desk took it.
    """
    if person.supplier is None:
        return
    for tender in invitations_of(person.supplier):

        def decide(dossier: Dossier, pen: Pen, tender: Tender = tender) -> list[facts.Fact]:
            is_closed = dossier.closes_at is not None and dossier.closes_at <= at
            if is_closed or Seat.SUPPLIER in dossier.seats.get(person.pk, set()) or _was_seated(tender, person):
                return []
            SeatRow.objects.create(tender=tender, person=person, role=Seat.SUPPLIER)
            return [facts.Seated(person=person.pk, seat=Seat.SUPPLIER)]

        write(tender, decide, by=person, at=at)


def _was_seated(tender: Tender, person: Person) -> bool:
    rows = Fact.objects.filter(tender=tender, name=facts.name_of(_ANY_SEAT)).order_by("number")
    written = (facts.read_fact(plain) for _, _, _, plain in read(rows.values_list("body", flat=True)))
    return any(isinstance(fact, facts.Seated) and fact.person == person.pk for fact in written)


_ANY_SEAT = facts.Seated(person=0, seat=Seat.SUPPLIER)
