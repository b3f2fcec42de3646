"""UEA as XML: what a supplier declares, and a clear fault for what is none or wants to do harm."""

import time
from pathlib import Path

import pytest

from servicepunt.adapters.exchange.espd import LARGEST, Fault, Ground, read_espd

SHARED = Path(__file__).parents[6] / "shared" / "data" / "schemas" / "espd"
UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
HEAD = (
    f'<QualificationApplicationResponse xmlns="{UBL}QualificationApplicationResponse-2" '
    f'xmlns:cac="{UBL}CommonAggregateComponents-2" xmlns:cbc="{UBL}CommonBasicComponents-2">'
)


def group(name: str, *inside: str, kind: str = "TenderingCriterionPropertyGroup") -> str:
    head = f"<cbc:ID>{name}</cbc:ID><cbc:PropertyGroupTypeCode>ON*</cbc:PropertyGroupTypeCode>"
    return f"<cac:{kind}>{head}{''.join(inside)}</cac:{kind}>"


def question(name: str, kind: str = "INDICATOR", what: str = "QUESTION") -> str:
    return (
        f"<cac:TenderingCriterionProperty><cbc:ID>{name}</cbc:ID><cbc:Description>?</cbc:Description>"
        f"<cbc:TypeCode>{what}</cbc:TypeCode><cbc:ValueDataTypeCode>{kind}</cbc:ValueDataTypeCode>"
        "</cac:TenderingCriterionProperty>"
    )


def below(name: str, *inside: str) -> str:
    return group(name, *inside, kind="SubsidiaryTenderingCriterionPropertyGroup")


def criterion(code: str, *groups: str) -> str:
    return (
        f"<cac:TenderingCriterion><cbc:ID>{code}</cbc:ID><cbc:CriterionTypeCode>{code}</cbc:CriterionTypeCode>"
        f"<cbc:Name>Over {code}</cbc:Name>{''.join(groups)}</cac:TenderingCriterion>"
    )


def ground(code: str) -> str:
    """A ground with its question, a question below it, and the group about evidence, as in the model."""
    deeper = below(f"{code}/1/1", question(f"{code}/measures"))
    evidence = below(f"{code}/2/1", question(f"{code}/evidence", "EVIDENCE_IDENTIFIER"))
    return criterion(
        code,
        group(f"{code}/2", question(f"{code}/online"), evidence),
        group(f"{code}/1", question(f"{code}/applies"), deeper),
    )


def answer(name: str, indicator: str) -> str:
    return (
        f"<cac:TenderingCriterionResponse><cbc:ValidatedCriterionPropertyID>{name}</cbc:ValidatedCriterionPropertyID>"
        f"<cac:ResponseValue><cbc:ResponseIndicator>{indicator}</cbc:ResponseIndicator></cac:ResponseValue>"
        "</cac:TenderingCriterionResponse>"
    )


def document(*parts: str, version: str = "ESPD-EDMv4.1.0", before: str = "") -> bytes:
    criteria = "".join(part for part in parts if part.startswith("<cac:TenderingCriterion>"))
    # The schema wants one answer at least.
    answers = "".join(part for part in parts if not part.startswith("<cac:TenderingCriterion>")) + answer("x", "true")
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}{HEAD}'
        f"<cbc:UBLVersionID>2.3</cbc:UBLVersionID><cbc:ProfileExecutionID>{version}</cbc:ProfileExecutionID>"
        "<cbc:ContractFolderID>30954</cbc:ContractFolderID><cbc:IssueDate>2026-07-27</cbc:IssueDate>"
        "<cac:ContractingParty><cac:Party/></cac:ContractingParty>"
        "<cac:EconomicOperatorParty><cac:Party><cac:PartyIdentification><cbc:ID>87654321</cbc:ID>"
        "</cac:PartyIdentification><cac:PartyName><cbc:Name>Winnaar B.V.</cbc:Name></cac:PartyName></cac:Party>"
        f"</cac:EconomicOperatorParty>{criteria}{answers}</QualificationApplicationResponse>"
    ).encode()


def test_a_declaration_says_who_and_what():
    read = read_espd(
        document(
            ground("fraud"), ground("tax-pay"), ground("bankruptcy"), criterion("sme", group("s", question("sme/1"))),
            answer("fraud/applies", "false"), answer("fraud/online", "true"), answer("fraud/measures", "true"),
            answer("bankruptcy/applies", "true"), answer("tax-pay/online", "true"), answer("sme/1", "true"),
        )
    )  # fmt: skip
    assert (read.fault, read.version, read.contract, read.issued_on) == (None, "ESPD-EDMv4.1.0", "30954", "2026-07-27")
    assert (read.operator, read.operator_number) == ("Winnaar B.V.", "87654321")
    assert read.grounds == (
        Ground("fraud", "Over fraud", False),
        Ground("tax-pay", "Over tax-pay", None),
        Ground("bankruptcy", "Over bankruptcy", True),
    )
    assert (read.applying, read.unanswered) == (("bankruptcy",), ("tax-pay",))


@pytest.mark.parametrize(
    ("given", "expected"),
    [({"n/1": "false", "n/2": "true"}, True), ({"n/1": "false", "n/2": "0"}, False), ({"n/1": "false"}, None),
     ({"n/1": "1"}, True), ({}, None)],
)  # fmt: skip
def test_of_several_national_grounds_one_yes_is_yes_and_one_silence_is_no_answer(given, expected):
    caption = question("n/0", "NONE", "CAPTION")
    both = criterion("nati-ground", group("n", caption, below("a", question("n/1")), below("b", question("n/2"))))
    read = read_espd(document(both, *(answer(name, value) for name, value in given.items())))
    assert [each.applies for each in read.grounds] == [expected]


@pytest.mark.skipif(not SHARED.exists(), reason="the published examples are not beside the project")
def test_the_published_example_is_read_whole():
    read = read_espd((SHARED / "ESPD-Response.xml").read_bytes())
    assert (read.fault, read.operator) == (None, "__Procurer Official Name__")
    assert len(read.grounds) == 24
    assert len(read.applying) == 22
    # The example answers only whether evidence of these two is available.
    assert read.unanswered == ("tax-pay", "socsec-pay")
    assert read_espd((SHARED / "ESPD-Request.xml").read_bytes()).fault == Fault.IS_REQUEST


LAUGHS = "<!DOCTYPE x [<!ENTITY a '0123456789'>" + "".join(
    f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9)
) + "]>"  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        document(before=LAUGHS).replace(b"30954", b"&j;"),
        document(before='<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>').replace(b"30954", b"&e;"),
        document(before='<!DOCTYPE x [<!ENTITY e SYSTEM "http://127.0.0.1:1/">]>').replace(b"30954", b"&e;"),
        document(before='<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">'),
        document(before='<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:1/"> %p;]>'),
        document(before=LAUGHS).decode().replace("UTF-8", "UTF-16").encode("utf-16"),
        # UTF-7: the mark cannot be seen in the bytes.
        document(before="<!DOCTYPE x>").replace(b"UTF-8", b"UTF-7").replace(b"<!DOCTYPE", b"+ADwAIQ-DOCTYPE"),
    ],
    ids=["billion laughs", "file", "address", "document type", "parameter entity", "utf-16", "utf-7"],
)
def test_entities_and_files_to_fetch_are_refused_as_unsafe(content):
    start = time.monotonic()
    read = read_espd(content)
    assert (read.fault, read.contract) == (Fault.HOSTILE, "")
    assert time.monotonic() - start < 30


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", Fault.NOT_XML),
        (b"%PDF-1.7", Fault.NOT_XML),
        (document()[:-5], Fault.NOT_XML),
        (b'<?xml version="1.0" encoding="KLINGON"?><a/>', Fault.NOT_XML),
        (b"<a/>", Fault.NO_ESPD),
        (b"<QualificationApplicationResponse/>", Fault.NO_ESPD),
        (document(version="ESPD-EDMv2.1.1"), Fault.UNKNOWN_VERSION),
        (document(version=""), Fault.UNKNOWN_VERSION),
        (document().replace(b"2026-07-27", b"gisteren"), Fault.INVALID),
        (document().replace(b"<cbc:IssueDate>2026-07-27</cbc:IssueDate>", b""), Fault.INVALID),
        (document(answer("fraud/applies", "misschien")), Fault.INVALID),
        (b"<a>" * 100_000 + b"</a>" * 100_000, Fault.NOT_XML),
        (b"<a b='" + b"x" * LARGEST + b"'/>", Fault.TOO_LARGE),
    ],
)
def test_what_is_no_declaration_is_called_what_it_is(content, fault):
    assert read_espd(content).fault == fault


def test_an_invalid_document_says_where():
    assert read_espd(document()).fault is None
    place = read_espd(document().replace(b"2026-07-27", b"gisteren")).place
    assert place.startswith("regel 1: ")
    assert "IssueDate" in place


def test_very_many_answers_are_read_in_time():
    many = document(*(answer(f"q{number}", "true") for number in range(20_000)))
    assert len(many) < LARGEST
    assert read_espd(many).fault is None
