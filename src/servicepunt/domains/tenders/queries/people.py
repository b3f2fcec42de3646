"""Who is around a request: names for seats, holders of keys, and who can be given a seat."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from servicepunt.domains.people.models import Person
from servicepunt.domains.people.queries import search_people
from servicepunt.domains.tenders.models import Holder, Tender
from servicepunt.domains.tenders.queries.files import Look
from servicepunt.domains.tenders.rules.dossier import Dossier
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.foundation import sealing


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """Somebody with a key for this request; the fingerprint is for people to compare."""

    person: int
    name: str
    fingerprint: str
    has_share: bool


def people_by_number(numbers: Iterable[int]) -> dict[int, Person]:
    """Return people by their number, with their supplier. The caller has checked who may see them."""
    found = Person.objects.select_related("supplier", "department").filter(pk__in=set(numbers))
    return {person.pk: person for person in found}


def people_to_seat(text: str, *, look: Look, of_suppliers: bool, most: int = 12) -> list[Person]:
    """Return who can get a seat, by name: colleagues or contacts of suppliers; nobody unless the desk asks."""
    if not look.has(Seat.DESK):
        return []
    found = search_people(text).filter(supplier__isnull=not of_suppliers, is_unknown=False)
    return list(found.select_related("supplier", "department").order_by("name", "id")[:most])


def find_person_to_seat(number: str, *, look: Look) -> Person | None:
    """Return the active person with this number for the desk, or None."""
    if not look.has(Seat.DESK) or not number.isascii() or not number.isdecimal() or len(number) > 18:
        return None
    return _active().filter(pk=int(number)).first()


def contacts_of(dossier: Dossier, person: Person) -> list[int]:
    """Return who of the supplier of a person is invited now, the first contact first."""
    invited = [each for each, held in dossier.seats.items() if Seat.SUPPLIER in held]
    theirs = set(Person.objects.filter(pk__in=invited, supplier=person.supplier_id).values_list("pk", flat=True))
    return [each for each in invited if each in theirs]


def _active() -> QuerySet[Person]:
    return Person.objects.filter(is_active=True).select_related("supplier")


def holders_of(tender: Tender) -> list[KeyHolder]:
    """Return who made a key, by number. The caller has checked who may see it."""
    found = Holder.objects.filter(tender=tender).select_related("person").order_by("person_id")
    return [
        KeyHolder(each.person_id, each.person.name, sealing.fingerprint_of(bytes(each.key)), bool(each.content_share))
        for each in found
    ]
