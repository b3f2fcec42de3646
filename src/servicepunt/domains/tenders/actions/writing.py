"""Adding facts to a file: one transaction, one after another, each form once."""

import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction
from msgspec import structs

from servicepunt.domains.hiring.rules.faults import Faulty
from servicepunt.domains.hiring.rules.law import RULES
from servicepunt.domains.hiring.rules.moments import instant
from servicepunt.domains.hiring.rules.offers import Citation, Finding
from servicepunt.domains.logbook.actions import record_all
from servicepunt.domains.people.models import Person
from servicepunt.domains.tenders.events import SuppliersConcerned, TenderMoved
from servicepunt.domains.tenders.models import Fact, Kept, Tender, VaultKey
from servicepunt.domains.tenders.queries.files import dossier_of
from servicepunt.domains.tenders.queries.vault import NONCE, SALT, bound_to, reference_to
from servicepunt.domains.tenders.rules import facts
from servicepunt.domains.tenders.rules.chain import FIRST, link, read
from servicepunt.domains.tenders.rules.complaints import open_complaints
from servicepunt.domains.tenders.rules.dossier import Dossier, fold
from servicepunt.domains.tenders.rules.facts import read_fact
from servicepunt.domains.tenders.rules.news import news_in
from servicepunt.domains.tenders.rules.outcome import is_cancelled, stage_of
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.rules.seats import Seat

GENERAL = "aanvraag"
# The key under which people of different offers are compared (H-100).
PERSONS = "personen"


class Pen:
    """What a decision writes with: facts go into the chain, texts about people into the vault."""

    def __init__(self, tender: Tender) -> None:
        self.tender = tender
        self._keys: dict[str, bytes] | None = None

    def keep(self, subject: str, content: str | bytes) -> str:
        """Keep something personal under the key of its subject, and return the reference to it; empty stays empty."""
        plain = content.encode() if isinstance(content, str) else content
        if not plain:
            return ""
        key = self.key(subject)
        nonce, salt = os.urandom(NONCE), os.urandom(SALT)
        sealed = nonce + AESGCM(key).encrypt(nonce, salt + plain, bound_to(self.tender, subject))
        reference = reference_to(salt, plain)
        Kept.objects.create(tender=self.tender, subject=subject, reference=reference, sealed=sealed)
        return reference

    def key(self, subject: str) -> bytes:
        """Return the key of a subject, made the first time."""
        if self._keys is None:
            rows = VaultKey.objects.filter(tender=self.tender).values_list("subject", "key")
            self._keys = {name: bytes(key) for name, key in rows}
        if subject not in self._keys:
            # Nobody else makes one meanwhile: writers of a request wait for each other.
            self._keys[subject] = AESGCM.generate_key(bit_length=256)
            VaultKey.objects.create(tender=self.tender, subject=subject, key=self._keys[subject])
        return self._keys[subject]

    def hide_citation(self, subject: str, citation: Citation | None) -> Citation | None:
        """Return a citation with its passage in the vault."""
        if citation is None or not citation.is_explicit:
            return citation
        return structs.replace(citation, passage=self.keep(subject, citation.passage.strip()))

    def hide_finding(self, subject: str, finding: Finding) -> Finding:
        """Return a finding with its passages and its reason in the vault."""
        periods = finding.periods
        if periods is not None:
            periods = tuple(structs.replace(each, citation=self.hide_citation(subject, each.citation))
                            for each in periods)  # fmt: skip
        return structs.replace(
            finding,
            citation=self.hide_citation(subject, finding.citation),
            reason=self.keep(subject, finding.reason.strip()),
            periods=periods,
            examples=tuple(
                structs.replace(each, citation=self.hide_citation(subject, each.citation)) for each in finding.examples
            ),
        )


Decide = Callable[[Dossier, Pen], Sequence[facts.Fact]]


@transaction.atomic
def write(tender: Tender, decide: Decide, *, by: Person | None, at: datetime, command: str = "") -> Dossier:
    """
    Add what `decide` makes of the file as it is now, and return the file after it.

    Writers of one request wait for each other. A command that was written before changes nothing.

    :raises Refused: what `decide` refuses.
    """
    locked = Tender.objects.select_for_update().get(pk=tender.pk)
    dossier = dossier_of(locked)
    if command and Fact.objects.filter(tender=locked, command=command).exists():
        return dossier
    added = [_under_the_rules(each) for each in decide(dossier, Pen(locked))]
    return _add(locked, dossier, added, by, at, command) if added else dossier


def _under_the_rules(fact: facts.Fact) -> facts.Fact:
    return structs.replace(fact, rules=RULES) if isinstance(fact, facts.Ruled) else fact


def _add(
    tender: Tender, dossier: Dossier, added: Sequence[facts.Fact], by: Person | None, at: datetime, command: str
) -> Dossier:
    before, number = tender.digest or FIRST, tender.facts
    actor = by.pk if by else None
    rows = []
    for fact in added:
        number += 1
        line = link(number, fact, by=actor, at=at, before=before, salt=secrets.token_hex(16))
        before = line.digest
        is_last = fact is added[-1]
        rows.append(
            Fact(
                tender=tender,
                number=number,
                name=facts.name_of(fact),
                body=line.body,
                digest=line.digest,
                command=(command or None) if is_last else None,
            )
        )
    Fact.objects.bulk_create(rows)
    # What was added is read back as it was written: the file is the same as one read from its first line.
    after = fold(
        ((place, moment, person, read_fact(plain)) for place, moment, person, plain in read(row.body for row in rows)),
        onto=dossier,
    )
    try:
        stage = stage_of(after, at=at)
    except Faulty as fault:
        # What comes later can unsettle what was decided on: nothing is written then, and people hear why.
        raise Refused(f"Dit past niet bij wat al vaststaat. {str(fault).splitlines()[0]}") from fault
    _project(tender, after, number, before, stage)
    moved = [TenderMoved(tender=tender.pk, number=row.number, fact=row.name, stage=stage) for row in rows]
    numbered = zip(added, (row.number for row in rows), strict=True)
    record_all([*moved, *_concerned(tender, numbered, after)], by=actor, at=at)
    return after


def _concerned(tender: Tender, added: Iterable[tuple[facts.Fact, int]], after: Dossier) -> Iterator[SuppliersConcerned]:
    for fact, number in added:
        news = news_in(fact, is_published=after.published_at is not None)
        if news is not None:
            person = fact.person if isinstance(fact, facts.Seated) else None
            yield SuppliersConcerned(tender=tender.pk, number=number, news=news.value, person=person)


def _project(tender: Tender, dossier: Dossier, number: int, digest: str, stage: str) -> None:
    until = dossier.request.questions_until if dossier.published_at else None
    Tender.objects.filter(pk=tender.pk).update(
        facts=number,
        digest=digest,
        stage=stage,
        title=str(dossier.written.get("titel") or "Zonder titel")[:200],
        complaints=len(open_complaints(dossier)),
        published_at=dossier.published_at,
        closes_at=dossier.closes_at,
        questions_until=instant(until, "vragen_tot") if until else None,
    )


def still_runs(dossier: Dossier) -> None:
    """Refuse what makes no sense any more after the whole request was withdrawn (H-106)."""
    if is_cancelled(dossier):
        raise Refused("Deze aanvraag is ingetrokken. Er verandert niets meer; een klacht indienen kan nog wel.")


def need(dossier: Dossier, by: Person, *seats: Seat) -> None:
    """Refuse what somebody has no seat for."""
    if not dossier.seats.get(by.pk, set()) & set(seats):
        raise Refused(f"Dit doet de {' of de '.join(seat.value for seat in seats)}; die rol heb jij hier niet.")
