"""The names around a request: who sits where inside, whose an offer is, and who is offered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from servicepunt.domains.people.models import Person
from servicepunt.domains.tenders.models import Offer, Tender
from servicepunt.domains.tenders.queries.files import Look, dossier_of
from servicepunt.domains.tenders.queries.vault import Vault
from servicepunt.domains.tenders.rules.dossier import Dossier
from servicepunt.domains.tenders.rules.envelope import Manifest, Unreadable, unpack
from servicepunt.domains.tenders.rules.parts import OfferFile
from servicepunt.domains.tenders.rules.seats import INSIDE, Seat
from servicepunt.domains.tenders.rules.stages import Stage
from servicepunt.foundation.errors import NotThere


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose an offer is."""

    label: str
    person: int
    name: str
    email: str
    supplier: str
    kvk: str


def names_inside(look: Look) -> Mapping[int, str]:
    """Return the names of everybody with a seat inside; suppliers are not among them."""
    inside = [person for person, seats in look.dossier.seats.items() if seats & INSIDE]
    return dict(Person.objects.filter(pk__in=inside).values_list("pk", "name"))


def persons_with(look: Look, *seats: Seat) -> list[Person]:
    """Return who has one of these seats now, by name."""
    return sorted(people_in(look.dossier, *seats), key=lambda person: (person.name, person.pk))


def people_in(dossier: Dossier, *seats: Seat) -> list[Person]:
    """Return who has one of these seats and is still here, in a fixed order."""
    wanted = {person for seat in seats for person in dossier.persons(seat)}
    return list(Person.objects.filter(pk__in=wanted, is_active=True).order_by("pk"))


def hired(keys: Iterable[str]) -> list[Person]:
    """Return who was hired, by the keys of their records."""
    return list(Person.objects.filter(key__in=list(keys)).order_by("pk"))


def tender_by_pk(pk: int) -> Tender:
    """Return a request for work in the background; pages use `get_tender`."""
    return Tender.objects.get(pk=pk)


def tenders_in(stages: Iterable[Stage]) -> list[Tender]:
    """Return the requests that stood in one of these stages at their last fact, oldest first."""
    return list(Tender.objects.filter(stage__in=list(stages)).order_by("pk"))


def senders(tender: Tender) -> Mapping[str, Sender]:
    """Return whose each offer is, by label. The caller has checked who may see it."""
    rows = Offer.objects.filter(tender=tender).select_related("person", "supplier")
    return {
        row.label: Sender(
            label=row.label,
            person=row.person_id,
            name=row.person.name,
            email=row.person.email or "",
            supplier=row.supplier.name if row.supplier else "",
            kvk=(row.supplier.kvk or "") if row.supplier else "",
        )
        for row in rows
    }


def manifest_of(vault: Vault, offer: OfferFile) -> Manifest | None:
    """Return what an opened offer says; None when it is destroyed, sealed or unreadable."""
    content = vault.open(offer.opened.manifest) if offer.opened else None
    try:
        return unpack(content)[0] if content else None
    except Unreadable:
        return None


def candidates(look: Look, labels: Iterable[str]) -> Mapping[str, str]:
    """Return the names of candidates by label, as far as they are kept. The caller has checked who may see them."""
    offers = [look.dossier.offers[label] for label in labels]
    look.vault.load([each.opened.manifest for each in offers if each.opened])
    found = {each.label: manifest_of(look.vault, each) for each in offers}
    return {label: manifest.candidate for label, manifest in found.items() if manifest}


def document_of(look: Look, label: str, name: str) -> bytes:
    """
    Return a document of an offer.

    :raises NotThere: if the viewer may not see the offer, or it has no such document any more.
    """
    opened = look.offer(label).opened
    found = next((each for each in opened.documents if each.name == name), None) if opened else None
    content = look.vault.open(found.reference) if found else None
    if content is None:
        raise NotThere(f"{label}/{name}")
    return content


def look_of_machine(number: str, *, at: datetime) -> Look:
    """
    Return a request for a command of who keeps the machine; nobody's seat is asked, so no page may use it.

    :raises NotThere: if there is none.
    """
    tender = Tender.objects.filter(number=number).first()
    if tender is None:
        raise NotThere(number)
    return Look(tender, dossier_of(tender), Person(), frozenset({Seat.AUDITOR}), at)
