"""Reading an ESPD, in the child process of the sandbox: no entities, no document type, no network."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from lxml import etree

from servicepunt.adapters.exchange.espd import Declaration, Fault, Ground

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_ROOT = f"{{{_UBL}QualificationApplicationResponse-2}}QualificationApplicationResponse"
_REQUEST = f"{{{_UBL}QualificationApplicationRequest-2}}QualificationApplicationRequest"
_NAMES = {"a": f"{_UBL}CommonAggregateComponents-2", "b": f"{_UBL}CommonBasicComponents-2"}
_SCHEMA = Path(__file__).parent / "ubl" / "maindoc" / "UBL-QualificationApplicationResponse-2.3.xsd"
_VERSION = "ESPD-EDMv4."
_KIND = ".//a:TenderingCriterionProperty/b:ValueDataTypeCode"
_BELOW = "a:SubsidiaryTenderingCriterionPropertyGroup"
# The exclusion grounds of ESPD-EDM 4.1: Directive 2014/24, article 57, and national grounds.
_GROUNDS = """
    crime-org corruption fraud terr-offence finan-laund human-traffic tax-pay socsec-pay envir-law socsec-law labour-law
    bankruptcy insolvency cred-arran bankr-nat liq-admin susp-act prof-misconduct distorsion partic-confl prep-confl
    sanction misrepresent nati-ground
"""
GROUNDS = frozenset(_GROUNDS.split())


def read_packed(content: bytes) -> bytes:
    """Return the declaration in these bytes, packed with MessagePack."""
    return msgspec.msgpack.encode(_declaration(content))


def _declaration(content: bytes) -> Declaration:
    # huge_tree stays off: its limits on depth and length are part of the protection.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    if b"<!DOCTYPE" in content.replace(b"\0", b""):
        return Declaration(fault=Fault.HOSTILE)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        return Declaration(fault=Fault.NOT_XML, place=_line(error))
    if root.getroottree().docinfo.doctype:
        return Declaration(fault=Fault.HOSTILE)
    if root.tag == _REQUEST:
        return Declaration(fault=Fault.IS_REQUEST)
    if root.tag != _ROOT:
        return Declaration(fault=Fault.NO_ESPD)
    version = _text(root, "b:ProfileExecutionID")
    if not version.startswith(_VERSION):
        return Declaration(fault=Fault.UNKNOWN_VERSION, place=version[:80])
    schema = _schema()
    if not schema.validate(root):
        return Declaration(fault=Fault.INVALID, place=_first(schema), version=version)
    return _declared(root, version)


@cache
def _schema() -> Any:
    return etree.XMLSchema(etree.parse(_SCHEMA, etree.XMLParser(no_network=True)))


def _first(schema: Any) -> str:
    entry = schema.error_log[0]
    return f"regel {entry.line}: {entry.message}".replace(_UBL, "")[:300]


def _line(error: Exception) -> str:
    number = getattr(error, "lineno", None)
    return f"regel {number}" if number else ""


def _declared(root: Any, version: str) -> Declaration:
    party = "a:EconomicOperatorParty/a:Party/"
    answers = _answers(root)
    return Declaration(
        version=version,
        contract=_text(root, "b:ContractFolderID"),
        issued_on=_text(root, "b:IssueDate"),
        operator=_text(root, party + "a:PartyName/b:Name"),
        operator_number=_text(root, party + "a:PartyIdentification/b:ID"),
        grounds=tuple(_grounds(root, answers)),
    )


def _grounds(root: Any, answers: dict[str, bool]) -> Iterator[Ground]:
    for criterion in root.iterfind("a:TenderingCriterion", _NAMES):
        code = _text(criterion, "b:CriterionTypeCode")
        if code in GROUNDS:
            given = [answers.get(question) for question in _questions(criterion)]
            is_whole = given and None not in given
            yield Ground(code, _text(criterion, "b:Name"), True if True in given else False if is_whole else None)


def _questions(criterion: Any) -> list[str]:
    """
    Return the identifiers of the questions whether a ground applies: the yes-or-no questions nearest to the top.

    The group that asks whether evidence is available online begins with one too; it is known by the identifier of
    evidence that it asks for, and left out.
    """
    level = [
        group
        for group in criterion.iterfind("a:TenderingCriterionPropertyGroup", _NAMES)
        if "EVIDENCE_IDENTIFIER" not in {(each.text or "").strip() for each in group.iterfind(_KIND, _NAMES)}
    ]
    while level:
        asked = [each for group in level for each in group.iterfind("a:TenderingCriterionProperty", _NAMES)]
        found = [_text(each, "b:ID") for each in asked if _is_yes_or_no(each)]
        if found:
            return found
        level = [below for group in level for below in group.iterfind(_BELOW, _NAMES)]
    return []


def _is_yes_or_no(asked: Any) -> bool:
    return (_text(asked, "b:TypeCode"), _text(asked, "b:ValueDataTypeCode")) == ("QUESTION", "INDICATOR")


def _answers(root: Any) -> dict[str, bool]:
    """Return the yes-or-no answers by the identifier of their question; yes when one of several is yes."""
    answers: dict[str, bool] = {}
    for response in root.iterfind("a:TenderingCriterionResponse", _NAMES):
        question = _text(response, "b:ValidatedCriterionPropertyID")
        for value in response.iterfind("a:ResponseValue/b:ResponseIndicator", _NAMES):
            is_yes = (value.text or "").strip() in {"true", "1"}
            answers[question] = answers.get(question, False) or is_yes
    return answers


def _text(element: Any, path: str) -> str:
    return " ".join((element.findtext(path, "", _NAMES) or "").split())
