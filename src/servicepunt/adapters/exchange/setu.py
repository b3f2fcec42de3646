"""
Messages of SETU v2.0 (purchase to pay, final 17 December 2024), on the comply-or-explain list for hiring.

A request is a Staffing Order of type RFQ, an offer a Human Resource. Requirements, weights, answers and scores do not
exist in SETU; the order links to where they are. Before placement a person is a formatted name and a place of
residence, as SETU itself says (A-66): there is no field here for more. Both are JSON; days are local days.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

VERSION = "2.0"
Json = dict[str, Any]
Register = Literal["KvK", "OIN", "RSIN", "Customer"]


@dataclass(frozen=True, slots=True)
class Organisation:
    """A customer or supplier by its number in a register, or by the one the customer calls it by (`Customer`)."""

    number: str
    register: Register


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask at the customer."""

    name: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """
    A request. `first` is the earliest real first day; `last` the last day without options, included.

    `hours` are the least and the most hours a week. `url` is where requirements and criteria are published.
    """

    number: str
    customer: Organisation
    contact: Contact
    title: str
    task: str
    city: str
    first: date
    hours: tuple[Decimal, Decimal]
    last: date | None = None
    needed: int = 1
    labour_agreement: str = ""
    requirements: Sequence[str] = ()
    url: str = ""
    comments: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """An hourly rate in euro, all-in and without VAT, from a day on; `code` is of the list that the parties agreed."""

    amount: Decimal
    code: str
    first: date


@dataclass(frozen=True, slots=True)
class Proposal:
    """
    An offer: `pseudonym` stands for the person in later messages, `name` is how the person wants to be called.

    Without `rate` the message says nothing about it: it stays sealed until the scores are locked.
    """

    number: str
    request: str
    supplier: Organisation
    customer: Organisation
    pseudonym: str
    name: str
    city: str
    country: str = "NL"
    rate: Rate | None = None
    hours: Decimal | None = None
    available_from: date | None = None


def staffing_order(order: Order) -> Json:
    """Return the message for suppliers that a person is asked for: SETU StaffingOrder, type RFQ."""
    least, most = order.hours
    profile: Json = {
        "positionId": {"value": order.number},
        "positionTitle": order.title,
        "positionTask": {"description": {"value": order.task}},
        "positionLocation": {"countryCode": {"value": "NL"}, "city": order.city},
        "positionOpenQuantity": order.needed,
        "positionPeriod": _period(order.first, order.last),
        "workingPeriods": [
            {
                "minimumWorkDuration": _hours(least),
                "maximumWorkDuration": _hours(most),
                "baseDuration": {"value": 1, "unitCode": {"value": "Weekly"}},
            }
        ],
    }
    if order.requirements:
        profile["positionQualifications"] = {"certifications": [{"name": each} for each in order.requirements]}
    if order.labour_agreement:
        profile["collectiveLabourAgreement"] = {"name": order.labour_agreement}
    return {
        "documentId": {"value": order.number, "schemeAgencyId": "Customer"},
        "customer": {"legalId": _legal(order.customer), "personContacts": [_contact(order.contact)]},
        "orderType": "RFQ",
        "positionProfile": profile,
        "requestForQuotationDetails": {"multiVendorDistribution": True},
        **({"comments": order.comments} if order.comments else {}),
        **({"customerSpecificRequirements": order.url} if order.url else {}),
    }


def human_resource(proposal: Proposal) -> Json:
    """Return an offer before placement: SETU HumanResource with a name and a place, and nothing else of a person."""
    profiles: Json = {}
    if proposal.available_from:
        start = f"{proposal.available_from.isoformat()}T00:00:00"
        profiles["personAvailability"] = {"availabilityDates": [{"startDateTime": start}]}
    if proposal.hours is not None:
        weekly = {"value": 1, "unitCode": {"value": "Weekly"}}
        profiles["workingPeriods"] = [{"workDuration": _hours(proposal.hours), "baseDuration": weekly}]
    return {
        "documentId": {"value": proposal.number, "schemeAgencyId": "Supplier"},
        "supplier": _party(proposal.supplier),
        "customer": {"legalId": _legal(proposal.customer)},
        "person": {
            "id": [{"value": proposal.pseudonym, "schemeAgencyId": "Supplier"}],
            "name": {"formattedName": proposal.name},
            "communication": {"address": {"countryCode": {"value": proposal.country}, "city": proposal.city}},
        },
        **({"profiles": profiles} if profiles else {}),
        **({"payRates": [_rate(proposal.rate)]} if proposal.rate else {}),
        "staffingIds": {"requestForQuotationId": {"value": proposal.request, "schemeAgencyId": "Customer"}},
    }


def _party(organisation: Organisation) -> Json:
    if organisation.register == "Customer":
        return {"id": [_legal(organisation)]}
    return {"legalId": _legal(organisation)}


def _legal(organisation: Organisation) -> Json:
    return {"value": organisation.number, "schemeAgencyId": organisation.register}


def _contact(contact: Contact) -> Json:
    ways: Json = {}
    if contact.phone:
        ways["phone"] = [{"formattedNumber": contact.phone}]
    if contact.email:
        ways["email"] = [{"address": contact.email, "useCode": "Business"}]
    return {"name": {"formattedName": contact.name}, **({"communication": ways} if ways else {})}


def _period(first: date, last: date | None) -> Json:
    return {"start": first.isoformat(), **({"end": last.isoformat()} if last else {})}


def _hours(count: Decimal) -> Json:
    return {"value": _number(count), "unitCode": {"value": "Hours"}}


def _rate(rate: Rate) -> Json:
    return {
        "rateType": "TimeInterval",
        "code": rate.code,
        "amount": {"value": _number(rate.amount), "currency": {"value": "EUR"}},
        "intervalCode": {"value": "HourlyConsolidated"},
        "period": {"datePeriod": _period(rate.first, None)},
        # What we are billed; what the person is paid is between supplier and person.
        "toBeBilled": True,
        "toBePaid": False,
    }


def _number(value: Decimal) -> int | float:
    return int(value) if value == int(value) else float(value)
