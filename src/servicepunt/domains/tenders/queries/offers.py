"""What was sent, by the lines of the file; the envelopes themselves are read at the opening only."""

import msgspec

from servicepunt.domains.people.models import Person
from servicepunt.domains.tenders.models import Fact, Holder, Offer, Tender
from servicepunt.domains.tenders.rules import facts
from servicepunt.domains.tenders.rules.chain import Line

_SENT = str(facts.OfferSent.__struct_config__.tag)


def sent_with(tender: Tender, command: str) -> tuple[str, int] | None:
    """Return label and version of the offer that a form sent, None when it sent none."""
    row = Fact.objects.filter(tender=tender, name=_SENT, command=command).values_list("body", flat=True).first()
    if not command or row is None:
        return None
    written = msgspec.json.decode(row)["feit"]
    return written["inschrijving"], written["versie"]


def line_of_sending(tender: Tender, label: str, version: int) -> Line | None:
    """Return the line of the file that an offer came in with."""
    rows = Fact.objects.filter(tender=tender, name=_SENT).order_by("number")
    for number, body, digest in rows.values_list("number", "body", "digest"):
        written = msgspec.json.decode(body)["feit"]
        if (written["inschrijving"], written["versie"]) == (label, version):
            return Line(number, body, digest)
    return None


def suppliers_of(tender: Tender) -> dict[str, str]:
    """Return the name of the supplier of every offer, by label; the caller has checked who may know."""
    rows = Offer.objects.filter(tender=tender).values_list("label", "supplier__name", "person__name")
    return {label: supplier or person for label, supplier, person in rows}


def holder_of(tender: Tender, *, viewer: Person) -> Holder | None:
    """Return the viewer's own keys of a request."""
    return Holder.objects.filter(tender=tender, person=viewer).first()


def holders_of(tender: Tender) -> list[Holder]:
    """Return who holds keys of a request, by name."""
    return list(Holder.objects.filter(tender=tender).select_related("person").order_by("person__name", "pk"))
