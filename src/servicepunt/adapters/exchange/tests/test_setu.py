"""SETU messages: a request goes out, an offer says a name and a place and nothing else of a person."""

import json
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

import pytest

from servicepunt.adapters.exchange.setu import (
    Contact,
    Order,
    Organisation,
    Proposal,
    Rate,
    human_resource,
    staffing_order,
)
from servicepunt.adapters.exchange.tests.schemas import HUMAN_RESOURCE, STAFFING_ORDER, setu_faults

TOWN = Organisation("00000001002220647000", "OIN")
SUPPLIER = Organisation("87654321", "KvK")
ORDER = Order(
    number="30954",
    customer=TOWN,
    contact=Contact("Inhuurdesk", email="inhuur@voorbeeld.nl", phone="0529 123456"),
    title="Medewerker servicedesk",
    task="Eerste lijn van het interne servicepunt.",
    city="Hardenberg",
    first=date(2026, 8, 17),
    last=date(2026, 11, 16),
    hours=(Decimal(32), Decimal("36")),
    labour_agreement="Cao Gemeenten",
    requirements=("Afgeronde opleiding, minimaal mbo-4",),
    url="https://servicepunt.voorbeeld.nl/inhuur/30954",
    comments="Vragen alleen met de knop.",
)
PROPOSAL = Proposal(
    number="30954-7", request="30954", supplier=SUPPLIER, customer=TOWN, pseudonym="k-7", name="Fatima el Amrani",
    city="Zwolle", hours=Decimal("32.5"), available_from=date(2026, 8, 17),
)  # fmt: skip
PERSON = human_resource(PROPOSAL)["person"]


def test_a_request_is_a_valid_staffing_order():
    message = staffing_order(ORDER)
    assert setu_faults(message, STAFFING_ORDER) == []
    assert message["orderType"] == "RFQ"
    (period,) = message["positionProfile"]["workingPeriods"]
    assert (period["minimumWorkDuration"]["value"], period["maximumWorkDuration"]["value"]) == (32, 36)
    assert message["positionProfile"]["positionPeriod"] == {"start": "2026-08-17", "end": "2026-11-16"}
    assert json.loads(json.dumps(message)) == message


def test_the_least_that_a_request_has_is_valid_too():
    least = Order(
        number="1", customer=TOWN, contact=Contact("Inhuurdesk"), title="T", task="W", city="H",
        first=date(2026, 8, 17), hours=(Decimal(8), Decimal(8)),
    )  # fmt: skip
    message = staffing_order(least)
    assert setu_faults(message, STAFFING_ORDER) == []
    assert "comments" not in message
    assert "end" not in message["positionProfile"]["positionPeriod"]


def test_an_offer_is_a_valid_human_resource_without_a_rate():
    message = human_resource(PROPOSAL)
    assert setu_faults(message, HUMAN_RESOURCE) == []
    assert "payRates" not in message
    assert message["staffingIds"]["requestForQuotationId"] == {"value": "30954", "schemeAgencyId": "Customer"}
    assert message["profiles"]["workingPeriods"][0]["workDuration"]["value"] == 32.5


def test_before_placement_a_person_is_a_name_and_a_place():
    person = human_resource(PROPOSAL)["person"]
    assert person == {
        "id": [{"value": "k-7", "schemeAgencyId": "Supplier"}],
        "name": {"formattedName": "Fatima el Amrani"},
        "communication": {"address": {"countryCode": {"value": "NL"}, "city": "Zwolle"}},
    }
    personal = {"phone", "email", "birth_date", "bsn", "gender", "nationality", "street", "postal_code"}
    assert not personal & {field.name for field in fields(Proposal)}


def test_a_rate_is_told_only_when_it_is_given():
    message = human_resource(replace(PROPOSAL, rate=Rate(Decimal("75.50"), "HT100", date(2026, 8, 17))))
    assert setu_faults(message, HUMAN_RESOURCE) == []
    (rate,) = message["payRates"]
    assert (rate["amount"], rate["toBeBilled"], rate["toBePaid"]) == (
        {"value": 75.5, "currency": {"value": "EUR"}}, True, False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("schema", "message", "change"),
    [
        (STAFFING_ORDER, staffing_order(ORDER), {"orderType": "Vraag"}),
        (STAFFING_ORDER, staffing_order(ORDER), {"knockouts": []}),
        (STAFFING_ORDER, staffing_order(ORDER), {"customer": {"personContacts": []}}),
        (HUMAN_RESOURCE, human_resource(PROPOSAL), {"person": {"name": {"formattedName": "F"}}}),
        (HUMAN_RESOURCE, human_resource(PROPOSAL), {"person": PERSON | {"birthDate": "2000-01-01"}}),
    ],
)  # fmt: skip
def test_the_schema_sees_what_is_wrong(schema, message, change):
    assert setu_faults(message | change, schema)
