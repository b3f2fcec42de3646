"""No finding rests on words that are not in the offer: every passage is looked up where it is said to stand."""

from collections.abc import Iterable, Iterator, Sequence

from servicepunt.domains.awards.queries.papers import papers_of
from servicepunt.domains.awards.rules.passages import PICTURED, fault_of
from servicepunt.domains.hiring.rules.offers import Citation
from servicepunt.domains.tenders.models import Tender
from servicepunt.domains.tenders.queries.vault import Vault
from servicepunt.domains.tenders.rules.envelope import Manifest, Unreadable, unpack
from servicepunt.domains.tenders.rules.parts import OfferFile
from servicepunt.domains.tenders.rules.refusals import Refused

_Source = tuple[Sequence[str], int | None]


def need_passages(tender: Tender, offer: OfferFile, citations: Iterable[Citation], item: str = "") -> None:
    """Refuse words that are not on the page, a page that is not there, and a document that is none of this offer."""
    cited = [each for each in citations if each.is_explicit]
    manifest = _manifest(tender, offer) if cited else None
    for each in cited:
        code = each.document.removesuffix(PICTURED)
        faults = [fault_of(each, *source) for source in _sources(offer, manifest, code, item)]
        if not faults:
            raise Refused("Het stuk van deze passage zit niet bij de inschrijving. Kies een ander stuk.")
        if all(faults):
            raise Refused(faults[0])


def _manifest(tender: Tender, offer: OfferFile) -> Manifest | None:
    content = Vault(tender).open(offer.opened.manifest) if offer.opened else None
    try:
        return unpack(content)[0] if content else None
    except Unreadable:
        return None


def _sources(offer: OfferFile, manifest: Manifest | None, code: str, item: str) -> Iterator[_Source]:
    for paper in papers_of(offer):
        if paper.code == code:
            texts = manifest.file_texts.get(paper.document.name, ()) if manifest else ()
            yield texts, paper.document.pages
    if manifest is None:
        return
    said = manifest.statements.get(item)
    if code == "toelichting" and said is not None:
        # It is shown with the page that the supplier points at.
        yield [said.text] * (said.page or 1), None
    if code == "dba" and manifest.dba:
        yield [manifest.dba], None
