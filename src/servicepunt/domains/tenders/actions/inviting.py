"""Inviting suppliers: making a contact known, and giving that person a seat."""

from datetime import datetime

from django.db import transaction

from servicepunt.domains.people.actions import AddressTaken, add_person
from servicepunt.domains.people.models import Person, Supplier
from servicepunt.domains.people.queries import find_person_by_address
from servicepunt.domains.tenders.actions.drafting import give_seat
from servicepunt.domains.tenders.models import Tender
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.rules.seats import Seat


@transaction.atomic
def invite_contact(
    *, tender: Tender, supplier: str, name: str, email: str, by: Person, at: datetime, command: str = ""
) -> Person:
    """
    Invite somebody of a supplier by name and address; who is not known yet becomes known, without a password.

    The same address again is the same person: sending the form twice invites once.

    :raises Refused: if the address belongs to a colleague or to another supplier, or there is no seat to give.
    """
    company = Supplier.objects.filter(name__iexact=supplier.strip()).order_by("id").first()
    known = find_person_by_address(email)
    if known is not None and (known.supplier is None or company is None or known.supplier_id != company.pk):
        raise Refused("Dit e-mailadres hoort al bij iemand anders. Kijk of die persoon al in de lijst staat.")
    contact = known or _make(company or Supplier.objects.create(name=supplier.strip()), name, email, by, at)
    give_seat(tender=tender, person=contact, seat=Seat.SUPPLIER, by=by, at=at, command=command)
    return contact


def _make(company: Supplier, name: str, email: str, by: Person, at: datetime) -> Person:
    try:
        return add_person(name=name.strip(), email=email, supplier=company, how="invitation", by=by, at=at)
    except AddressTaken:  # pragma: no cover  # looked up a moment ago; somebody was faster
        raise Refused("Iemand anders voegde dit e-mailadres net toe. Probeer het opnieuw.") from None
