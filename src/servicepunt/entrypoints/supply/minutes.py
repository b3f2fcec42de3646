"""The record of opening (proces-verbaal): what lay there, who opened it, and what was never opened (H-095)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from servicepunt.adapters.pdf.documents import Bullets, Document, Heading, Paragraph, Table
from servicepunt.domains.awards.queries.papers import names_of
from servicepunt.domains.tenders.queries.offers import suppliers_of
from servicepunt.domains.tenders.rules.labels import pseudonym
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.entrypoints.supply.receipts import exactly
from servicepunt.foundation.errors import NotThere

if TYPE_CHECKING:
    from datetime import datetime

    from servicepunt.domains.tenders.queries import Look
    from servicepunt.domains.tenders.rules.dossier import Dossier
    from servicepunt.domains.tenders.rules.parts import OfferFile


_COVERED = "afgedekt"


@dataclass(frozen=True, slots=True)
class Row:
    """One offer as it lay there; `state` says what became of it at the opening."""

    label: str
    supplier: str
    received: str
    version: int
    content: str
    rate: str
    state: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """The whole record."""

    number: str
    title: str
    client: str
    closed: str
    opened: str
    opened_at: datetime
    persons: list[str]
    rates_opened: str
    rates_persons: list[str]
    rows: list[Row]
    late: list[str]
    lines: int
    chain: str

    def document(self) -> Document:
        """Return the record as a document."""
        return Document(
            title="Proces-verbaal van opening",
            header=self.client,
            footer=f"Aanvraag {self.number}",
            author=self.client,
            blocks=[
                Paragraph(f"Aanvraag {self.number}: {self.title}", is_strong=True),
                Paragraph(f"De inschrijving sloot op {self.closed}. Geopend op {self.opened}."),
                Paragraph(f"Geopend door {' en '.join(self.persons)}, ieder met een eigen wachtzin."),
                Heading("Wat er lag"),
                Table(
                    ("Nr.", "Leverancier", "Ontvangen", "Versie", "Bij de opening"),
                    [
                        (pseudonym(each.label), each.supplier, each.received, str(each.version), each.state)
                        for each in self.rows
                    ],
                    (0.6, 2, 2.2, 0.8, 2.4),
                ),
                Heading("Kenmerken van de enveloppen (SHA-256)"),
                Table(
                    ("Nr.", "Inhoud", "Tarief"),
                    [(pseudonym(each.label), each.content, each.rate) for each in self.rows],
                    (0.4, 2, 2),
                ),
                Heading("Te laat aangeboden en nooit geopend"),
                Bullets(self.late) if self.late else Paragraph("Niemand bood na de sluiting iets aan."),
                Heading("Tarieven"),
                Paragraph(self.about_rates),
            ],
        )

    @property
    def about_rates(self) -> str:
        """What became of the second envelope."""
        if not self.rates_opened:
            return "De tarieven liggen apart en zijn nog dicht. Zij gaan open als de punten vastliggen."
        return f"De tarieven zijn geopend op {self.rates_opened}, door {' en '.join(self.rates_persons)}."


def minutes_of(look: Look) -> Minutes:
    """
    Return the record of opening.

    :raises NotThere: while nothing is opened.
    """
    dossier, tender = look.dossier, look.tender
    if dossier.opened_at is None or dossier.opened_by is None or dossier.closes_at is None:
        raise NotThere(tender.number)
    names = names_of({*dossier.opened_by, *(dossier.rates_opened_by or ()), *(person for person, _ in dossier.late)})
    return Minutes(
        number=tender.number,
        title=tender.title,
        client=dossier.request.client,
        closed=exactly(dossier.closes_at),
        opened=exactly(dossier.opened_at),
        opened_at=dossier.opened_at,
        persons=[names[each] for each in dossier.opened_by],
        rates_opened=exactly(dossier.rates_opened_at) if dossier.rates_opened_at else "",
        rates_persons=[names[each] for each in dossier.rates_opened_by or ()],
        rows=_rows(look, dossier),
        late=[f"{names[person]}, {exactly(at)}" for person, at in dossier.late],
        lines=tender.facts,
        chain=tender.digest,
    )


def _rows(look: Look, dossier: Dossier) -> list[Row]:
    # Who chooses later on must not know which number is whose (H-050); the desk and the auditor do.
    may_know = look.has(Seat.DESK, Seat.AUDITOR) and look.may_see_ranking
    suppliers = suppliers_of(look.tender) if may_know else {}
    return [
        Row(each.label, suppliers.get(each.label, _COVERED), exactly(each.last.at), each.last.version,
            each.last.content, each.last.rate, _state(each))
        for each in dossier.offers.values()
    ]  # fmt: skip


def _state(offer: OfferFile) -> str:
    if offer.opened is not None:
        return "Geopend"
    if offer.unreadable:
        return f"Onleesbaar: {offer.unreadable}"
    return f"Niet geopend: teruggetrokken op {exactly(offer.withdrawals[-1])}" if offer.withdrawals else "Niet geopend"
