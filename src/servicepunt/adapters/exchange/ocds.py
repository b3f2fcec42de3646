"""
A procedure as open data: a release package of the Open Contracting Data Standard 1.1.5.

What is published: the request, questions and answers without who asked, how many offers, award, contract and its
extensions. There is no place here for a candidate, and none for a supplier that did not win; what people type is
checked with `mentioned` before anything is published. Amounts are in euro, without VAT; moments are aware.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Literal

from servicepunt.foundation.text import ZONE

VERSION = "1.1"
_EXTENSION = "https://raw.githubusercontent.com/open-contracting-extensions/{}/master/extension.json"
EXTENSIONS = [_EXTENSION.format("ocds_enquiry_extension"), _EXTENSION.format("ocds_bid_extension")]
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation: its number in a register, such as 12345678 in "NL-KVK", and its name."""

    scheme: str
    number: str
    name: str

    @property
    def id(self) -> str:
        """The identifier inside the package."""
        return f"{self.scheme}-{self.number}"


@dataclass(frozen=True, slots=True)
class Answered:
    """One question as all suppliers saw it, and the answer; who asked is not known here (A-38)."""

    number: int
    question: str
    answer: str
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class Extended:
    """An option that was taken up: decided at, and the new last day, included (H-006, A-62)."""

    decided_at: datetime
    reason: str
    last: date


@dataclass(frozen=True, slots=True)
class Contract:
    """What was signed; `last` is the last day of the base, `latest` that of the last option, both included."""

    signed_on: date
    first: date
    last: date
    latest: date
    value: Decimal | None = None
    extensions: Sequence[Extended] = ()
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Award:
    """A decision and its winner. `is_final` is false while the suspension runs; `is_dropped` when it fell away."""

    decided_at: datetime
    supplier: Party
    value: Decimal | None = None
    is_final: bool = False
    is_dropped: bool = False
    contract: Contract | None = None


@dataclass(frozen=True, slots=True)
class Tendered:
    """
    A published procedure. `offers` and `bidders` are None until opening.

    `method` and `ended` are words of the standard: "selective" when only invited suppliers see it, "withdrawn"
    (ingetrokken) or "unsuccessful" (mislukt). `note_url` is where the note of answers is (nota van inlichtingen).
    """

    number: str
    title: str
    description: str
    buyer: Party
    published_at: datetime
    questions_until: datetime
    closes_at: datetime
    url: str
    questions: Sequence[Answered] = ()
    offers: int | None = None
    bidders: int | None = None
    awards: Sequence[Award] = ()
    ended: Literal["", "withdrawn", "unsuccessful"] = ""
    method: Literal["open", "selective", "limited", "direct"] = "open"
    criteria: str = ""
    note_url: str = ""


def release_package(tendered: Tendered, *, prefix: str, publisher: Party, uri: str, at: datetime) -> Json:
    """
    Return a package with one release that says how a procedure stands at `at`.

    `prefix` is the registered OCID prefix of the publisher, such as "ocds-abc123". The same values give the same
    package.
    """
    return {
        "uri": uri,
        "version": VERSION,
        "extensions": list(EXTENSIONS),
        "publishedDate": _moment(at),
        "publisher": {"name": publisher.name, "scheme": publisher.scheme, "uid": publisher.number},
        "releases": [_release(tendered, prefix, at)],
    }


def mentioned(package: Json, names: Iterable[str]) -> Sequence[str]:
    """Return which names of candidates, askers or losers stand anywhere in a package; publish when none does."""
    texts = [" ".join(text.casefold().split()) for text in _texts(package)]
    folded = {name: " ".join(name.casefold().split()) for name in names}
    return [name for name, plain in folded.items() if plain and any(plain in text for text in texts)]


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _release(tendered: Tendered, prefix: str, at: datetime) -> Json:
    ocid = f"{prefix}-{tendered.number}"
    winners = {award.supplier.id: award.supplier for award in tendered.awards}
    contracts = [_contract(award, index, at) for index, award in enumerate(tendered.awards, 1) if award.contract]
    return {
        "ocid": ocid,
        "id": f"{ocid}-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        "date": _moment(at),
        "tag": list(_tags(tendered)),
        "initiationType": "tender",
        "language": "nl",
        "parties": [_party(tendered.buyer, "buyer", "procuringEntity")]
        + [_party(each, "supplier", "tenderer") for each in winners.values()],
        "buyer": _reference(tendered.buyer),
        "tender": _tender(tendered, at),
        **({"bids": {"statistics": list(_statistics(tendered))}} if tendered.offers is not None else {}),
        **({"awards": [_award(each, index) for index, each in enumerate(tendered.awards, 1)]} if winners else {}),
        **({"contracts": contracts} if contracts else {}),
    }


def _tags(tendered: Tendered) -> Iterator[str]:
    yield "tenderCancellation" if tendered.ended else "tender"
    if tendered.awards:
        yield "award"
    contracts = [award.contract for award in tendered.awards if award.contract]
    if contracts:
        yield "contract"
    if any(contract.extensions for contract in contracts):
        yield "contractAmendment"
    if any(contract.ended_on for contract in contracts):
        yield "contractTermination"


def _party(party: Party, *roles: str) -> Json:
    identifier = {"scheme": party.scheme, "id": party.number, "legalName": party.name}
    return {"id": party.id, "name": party.name, "identifier": identifier, "roles": list(roles)}


def _reference(party: Party) -> Json:
    return {"id": party.id, "name": party.name}


def _tender(tendered: Tendered, at: datetime) -> Json:
    return {
        "id": tendered.number,
        "title": tendered.title,
        "description": tendered.description,
        "status": _status(tendered, at),
        "procuringEntity": _reference(tendered.buyer),
        "procurementMethod": tendered.method,
        "mainProcurementCategory": "services",
        **({"awardCriteria": "ratedCriteria", "awardCriteriaDetails": tendered.criteria} if tendered.criteria else {}),
        "tenderPeriod": {"startDate": _moment(tendered.published_at), "endDate": _moment(tendered.closes_at)},
        "enquiryPeriod": {"startDate": _moment(tendered.published_at), "endDate": _moment(tendered.questions_until)},
        "hasEnquiries": bool(tendered.questions),
        "enquiries": [_enquiry(each) for each in tendered.questions],
        **({"numberOfTenderers": tendered.bidders} if tendered.bidders is not None else {}),
        "documents": list(_documents(tendered)),
    }


def _status(tendered: Tendered, at: datetime) -> str:
    if tendered.ended:
        return tendered.ended
    # Complete only when there is a contract: an award may still fall away.
    if any(award.contract for award in tendered.awards):
        return "complete"
    return "active" if at >= tendered.published_at else "planned"


def _documents(tendered: Tendered) -> Iterator[Json]:
    told = {"language": "nl", "title": tendered.title, "url": tendered.url}
    yield {"id": "1", "documentType": "tenderNotice", "datePublished": _moment(tendered.published_at), **told}
    if tendered.note_url and tendered.questions:
        published_at = _moment(max(each.answered_at for each in tendered.questions))
        told |= {"title": "Nota van inlichtingen", "url": tendered.note_url}
        yield {"id": "2", "documentType": "clarifications", "datePublished": published_at, **told}


def _enquiry(answered: Answered) -> Json:
    return {
        "id": str(answered.number),
        "description": answered.question,
        "answer": answered.answer,
        "dateAnswered": _moment(answered.answered_at),
    }


def _statistics(tendered: Tendered) -> Iterator[Json]:
    yield {"id": "1", "measure": "bids", "value": tendered.offers}
    if tendered.bidders is not None:
        yield {"id": "2", "measure": "bidders", "value": tendered.bidders}


def _award(award: Award, index: int) -> Json:
    status = "cancelled" if award.is_dropped else "active" if award.is_final else "pending"
    return {
        "id": str(index),
        "status": status,
        "date": _moment(award.decided_at),
        "suppliers": [_reference(award.supplier)],
        **_value(award.value),
    }


def _contract(award: Award, index: int, at: datetime) -> Json:
    contract = award.contract
    if contract is None:
        raise ValueError("an award without a contract")
    last = contract.extensions[-1].last if contract.extensions else contract.last
    today = at.astimezone(ZONE).date()
    ended = bool(contract.ended_on and contract.ended_on < today)
    return {
        "id": str(index),
        "awardID": str(index),
        "status": "terminated" if ended else "active" if contract.first <= today else "pending",
        "dateSigned": _day(contract.signed_on),
        "period": {
            "startDate": _day(contract.first),
            "endDate": _end_of(contract.ended_on or last),
            "maxExtentDate": _end_of(contract.latest),
        },
        **_value(contract.value),
        **({"amendments": list(_amendments(contract))} if contract.extensions else {}),
    }


def _amendments(contract: Contract) -> Iterator[Json]:
    for number, each in enumerate(contract.extensions, 1):
        yield {
            "id": str(number),
            "date": _moment(each.decided_at),
            "rationale": each.reason,
            "description": f"Verlenging {number}, tot en met {each.last.isoformat()}",
        }


def _value(amount: Decimal | None) -> Json:
    return {} if amount is None else {"value": {"amount": float(amount), "currency": "EUR"}}


def _moment(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _day(day: date) -> str:
    # A day without an hour is written in UTC, whatever the season: who cuts it off at the T has the right day.
    return f"{day.isoformat()}T00:00:00Z"


def _end_of(day: date) -> str:
    return f"{day.isoformat()}T23:59:59Z"
