"""What was in the envelope of an opened offer, for who may see that offer, and the names around a request."""

from collections.abc import Iterable
from dataclasses import dataclass

from servicepunt.domains.awards.rules.interests import asked_of
from servicepunt.domains.people.models import Person
from servicepunt.domains.tenders.models import Offer
from servicepunt.domains.tenders.queries.files import Look
from servicepunt.domains.tenders.rules.envelope import Manifest, Unreadable, unpack
from servicepunt.domains.tenders.rules.facts import Document
from servicepunt.domains.tenders.rules.parts import OfferFile
from servicepunt.foundation.errors import NotThere

# Names of files that say what they are; another name may be that of the candidate and is not shown.
_KINDS = {
    "cv": "Cv",
    "motivatie": "Motivatie",
    "brief": "Brief",
    "dba": "DBA-toelichting",
    "referenties": "Referenties",
    "verklaringen": "Verklaringen",
}


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of an offer under a name that says nothing about a person; `code` is how a citation names it."""

    number: int
    code: str
    title: str
    document: Document


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who is behind an offer, in a list that does not give away its label: `place` is that in the order of names."""

    place: int
    name: str
    supplier: str
    label: str


def papers_of(offer: OfferFile) -> list[Paper]:
    """Return the documents of an opened offer; the CV first."""
    documents = offer.opened.documents if offer.opened else ()
    ordered = sorted(documents, key=lambda each: (_stem(each) != "cv", each.name))
    return [_paper(number, each) for number, each in enumerate(ordered, 1)]


def _stem(document: Document) -> str:
    return document.name.rpartition(".")[0].casefold()


def _paper(number: int, document: Document) -> Paper:
    stem = _stem(document)
    if stem in _KINDS:
        return Paper(number, stem, _KINDS[stem], document)
    return Paper(number, f"document-{number}", f"Document {number}", document)


def get_paper(look: Look, label: str, number: int) -> tuple[Paper, bytes]:
    """
    Return a document of an offer and its bytes.

    :raises NotThere: if the viewer may not see the offer, there is no such document, or it is destroyed.
    """
    for paper in papers_of(look.offer(label)):
        content = look.vault.open(paper.document.reference)
        if paper.number == number and content is not None:
            return paper, content
    raise NotThere(label)


def manifest_of(look: Look, offer: OfferFile) -> Manifest | None:
    """Return what an opened offer says beside its files; None when it is destroyed."""
    content = look.vault.open(offer.opened.manifest) if offer.opened else None
    if not content:
        return None
    try:
        return unpack(content)[0]
    except Unreadable:
        return None


def candidates(look: Look) -> list[Candidate]:
    """Return by name about whom the viewer has to say whether there is a relation, and nobody else (H-096)."""
    asked = set(asked_of(look.dossier, look.viewer.pk))
    opened = [each for each in look.dossier.offers.values() if each.opened is not None and each.label in asked]
    look.vault.load([each.opened.manifest for each in opened if each.opened])
    rows = Offer.objects.filter(tender=look.tender).select_related("supplier").order_by("pk")
    suppliers = {row.label: row.supplier.name if row.supplier else "" for row in rows}
    named = sorted((_name(look, each), suppliers.get(each.label, ""), each.label) for each in opened)
    return [Candidate(place, *row) for place, row in enumerate(named, 1)]


def _name(look: Look, offer: OfferFile) -> str:
    manifest = manifest_of(look, offer)
    return manifest.candidate if manifest else "(vernietigd)"


def names_of(persons: Iterable[int]) -> dict[int, str]:
    """Return the names of who works on a request."""
    return dict(Person.objects.filter(pk__in=set(persons)).values_list("pk", "name"))
