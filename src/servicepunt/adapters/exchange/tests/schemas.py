"""What our messages are held against: the published schema of OCDS, and SETU v2.0 as far as we write it."""

import json
from pathlib import Path
from typing import Any

import jsonschema
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

FIXTURES = Path(__file__).parent / "fixtures"


def ocds_faults(package: dict[str, Any], folder: Path = FIXTURES / "ocds") -> list[str]:
    """Return what the schema of OCDS 1.1.5 says of a release package, without the network."""
    release, whole = (
        json.loads((folder / name).read_text(encoding="utf-8"))
        for name in ("release-schema.json", "release-package-schema.json")
    )
    registry = Registry().with_resource(release["id"], Resource(contents=release, specification=DRAFT4))
    validator = jsonschema.Draft4Validator(whole, registry=registry)
    return [f"{'/'.join(map(str, fault.path))}: {fault.message}" for fault in validator.iter_errors(package)]


def setu_faults(message: dict[str, Any], schema: dict[str, Any]) -> list[str]:
    """Return what a schema of SETU says of a message."""
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker(["date"]))
    return [f"{'/'.join(map(str, fault.path))}: {fault.message}" for fault in validator.iter_errors(message)]


def _object(required: str = "", **properties: Any) -> dict[str, Any]:
    """Every object of SETU refuses what it does not know."""
    return {
        "type": "object", "additionalProperties": False, "required": required.split(), "properties": properties,
    }  # fmt: skip


def _list(items: Any, **more: int) -> dict[str, Any]:
    return {"type": "array", "items": items} | more


def _one_of(*values: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}


_TEXT, _NUMBER, _DAY = {"type": "string"}, {"type": "number"}, {"type": "string", "format": "date"}
_VALUE = _object("value", value=_TEXT)
_ID = _object("value schemeAgencyId", value=_TEXT, schemeAgencyId=_one_of("Customer", "Supplier"))
_LEGAL = _object("value schemeAgencyId", value=_TEXT, schemeAgencyId=_one_of("KvK", "OIN", "RSIN"))
_PERIOD = _object("start", start=_DAY, end=_DAY)
_BASES = _one_of("Daily", "FourWeekly", "Monthly", "Quarterly", "Weekly", "Yearly")
_INTERVALS = _one_of(
    "Daily", "FlatFee", "FourWeekly", "HourlyConsolidated", "HourlySplit", "Monthly", "Weekly", "Yearly"
)
_STREET = "city postalCode streetName houseNumber houseNumberAddition buildingAddition"
_ADDRESS = dict.fromkeys(_STREET.split(), _TEXT) | {"countryCode": _VALUE}


def _duration(units: dict[str, Any]) -> dict[str, Any]:
    return _object("value unitCode", value=_NUMBER, unitCode=_object("value", value=units))


_WORK, _BASE = _duration(_one_of("Days", "Hours")), _duration(_BASES)
_CONTACT = _object(
    "name",
    name=_object("formattedName", formattedName=_TEXT),
    communication=_object(
        phone=_list(_object("formattedNumber", formattedNumber=_TEXT)),
        email=_list(_object("address", address=_TEXT, useCode=_one_of("Business", "Private"))),
    ),
    roleCode=_TEXT,
)
_RATES = _list(
    _object(
        "rateType code amount intervalCode period toBeBilled toBePaid",
        id=_VALUE,
        rateType=_one_of("Allowance/Expense", "TimeInterval"),
        code=_TEXT,
        amount=_object("value currency", value=_NUMBER, currency=_VALUE),
        intervalCode=_object("value", value=_INTERVALS),
        period=_object("datePeriod", datePeriod=_PERIOD),
        multiplier=_NUMBER,
        toBeBilled={"type": "boolean"},
        toBePaid={"type": "boolean"},
    )
)
# Written from the published description of the standard; names that we never write are left out.
STAFFING_ORDER = _object(
    "documentId customer orderType positionProfile",
    documentId=_ID,
    customer=_object("personContacts", legalId=_LEGAL, personContacts=_list(_CONTACT, minItems=1)),
    orderType=_one_of("Order", "RFQ"),
    positionProfile=_object(
        "positionLocation positionPeriod workingPeriods",
        positionId=_VALUE,
        positionTitle=_TEXT,
        positionTask=_object(id=_VALUE, description=_VALUE),
        positionLocation=_object(id=_list(_ID, maxItems=2), name=_TEXT, **_ADDRESS),
        positionOpenQuantity={"type": "integer"},
        positionQualifications=_object(certifications=_list(_object("name", name=_TEXT, descriptions=_TEXT))),
        positionPeriod=_PERIOD,
        workingPeriods=_list(
            _object(
                "baseDuration",
                workDuration=_WORK,
                minimumWorkDuration=_WORK,
                maximumWorkDuration=_WORK,
                baseDuration=_BASE,
            ),
            minItems=1,
        ),
        collectiveLabourAgreement=_object(name=_TEXT, id=_VALUE),
    ),
    payRates=_RATES,
    requestForQuotationDetails=_object(multiVendorDistribution={"type": "boolean"}),
    comments=_TEXT,
    customerSpecificRequirements=_TEXT,
)
HUMAN_RESOURCE = _object(
    "documentId supplier customer person",
    documentId=_ID,
    supplier=_object(id=_list(_ID, maxItems=2), legalId=_LEGAL),
    customer=_object(legalId=_LEGAL),
    # SETU knows birth date, sex, nationality, BSN and more; before placement we know none of them.
    person=_object(
        "id name communication",
        id=_list(_ID, minItems=1, maxItems=2),
        name=_object("formattedName", formattedName=_TEXT),
        communication=_object(address=_object(city=_TEXT, countryCode=_VALUE)),
    ),
    profiles=_object(
        personAvailability=_object(
            availabilityDates=_list(_object("startDateTime", startDateTime=_TEXT, endDateTime=_TEXT))
        ),
        workingPeriods=_list(_object("workDuration baseDuration", workDuration=_WORK, baseDuration=_BASE)),
    ),
    payRates=_RATES,
    staffingIds=_object(requestForQuotationId=_ID),
)
