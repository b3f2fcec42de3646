"""The file of a procedure: its example, its schema, and what is said of a file that is none."""

import json
import re
from pathlib import Path

import jsonschema
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicepunt.domains.hiring.rules import Faulty, play, read_procedure, schema, told
from servicepunt.domains.hiring.rules.course import Procedure
from servicepunt.domains.hiring.tests.procedures import offer, procedure

DOCS = Path(__file__).parents[5] / "docs" / "hiring"


def test_the_example_plays_to_a_signed_contract():
    played = told(play(read_procedure((DOCS / "procedure.json").read_bytes())))
    assert (played["toestand"], played["gunning"]) == ("lopend", {"inschrijvingen": ["B"], "status": "definitief"})
    assert played["inschrijvingen"]["B"]["versie"] == 1
    assert played["inschrijvingen"]["B"]["punten"]["4"]["punten"] == 0


def test_the_schema_in_the_documents_is_that_of_the_code():
    written = json.loads((DOCS / "procedure.schema.json").read_text(encoding="utf-8"))
    assert written == json.loads(json.dumps(schema())), "servicepunt inhuur schema > docs/hiring/procedure.schema.json"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "geen JSON"),
        ("[]", "het bestand: hier hoort een blok met velden, zoals {…}; er staat een lijst."),
        ('{"aanvraag": {"knockouts": [], "criteria": []}}', "aanvraag: het veld 'sluiting' ontbreekt."),
        ('{"aanvraag": {"sluitng": "x"}}', "aanvraag: het veld 'sluitng' is er niet; bedoel je misschien 'sluiting'."),
        (
            '{"aanvraag": {"sluiting": "morgen", "knockouts": [], "criteria": []}}',
            "aanvraag.sluiting: dit is geen tijdstip; schrijf JJJJ-MM-DDTUU:MM:SS.",
        ),
        (
            '{"aanvraag": {"sluiting": "2026-07-14T09:00:00", "criteria": [],'
            ' "knockouts": [{"id": "1", "bewijs": "gevoel"}]}}',
            "aanvraag.knockouts[1].bewijs: 'gevoel' is hier geen mogelijke waarde; "
            "kies 'ervaring', 'oordeel' of 'opleiding'.",
        ),
    ],
)
def test_a_fault_names_its_place_in_dutch(content, said):
    with pytest.raises(Faulty) as caught:
        read_procedure(content.encode())
    assert said in str(caught.value)


def test_every_field_that_is_missing_or_of_another_kind_is_told_at_once():
    content = {
        "aanvraag": {"criteria": [{"id": "1", "model": "banden"}], "titl": "x"},
        "inschrijvingen": [{"versies": [{}]}, {"id": 3, "versies": []}],
        "besluiten": [{"gegund": "A"}],
        "dingen": 1,
    }
    with pytest.raises(Faulty) as caught:
        read_procedure(json.dumps(content).encode())
    assert set(caught.value.faults) == {
        "aanvraag: het veld 'sluiting' ontbreekt.",
        "aanvraag: het veld 'knockouts' ontbreekt.",
        "aanvraag: het veld 'titl' is er niet; bedoel je misschien 'titel'.",
        "aanvraag.criteria[1]: het veld 'punten' ontbreekt.",
        "inschrijvingen[1]: het veld 'id' ontbreekt.",
        "inschrijvingen[1].versies[1]: het veld 'ontvangen' ontbreekt.",
        'inschrijvingen[2].id: hier hoort een tekst, zoals "K-12"; er staat een heel getal.',
        "besluiten[1].gegund: hier hoort een lijst, zoals […]; er staat een tekst.",
        "besluiten[1]: het veld 'reden' ontbreekt.",
        "besluiten[1]: het veld 'verzonden_op' ontbreekt.",
        "het bestand: het veld 'dingen' is er niet; kijk of het een tikfout is.",
    }


def test_an_empty_file_is_told_all_that_it_needs():
    with pytest.raises(Faulty) as caught:
        read_procedure(b"{}")
    needed = [re.search("'(.+?)'", each).group(1) for each in caught.value.faults]
    assert needed == ["aanvraag", "sluiting", "knockouts", "criteria"]


def test_all_faults_of_a_request_are_told_at_once():
    bad = procedure(instellingen={"minimum": "prima", "voorleggen": 0, "gelijk_op_de_grens": "loten"})
    with pytest.raises(Faulty) as caught:
        play(bad)
    assert len(caught.value.faults) == 3


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ({"aanvraag": 3}, "aanvraag: hier hoort een blok met velden, zoals {…}; er staat een heel getal."),
        ({"inschrijvingen": "A"}, "inschrijvingen: hier hoort een lijst, zoals […]; er staat een tekst."),
        (
            {"inschrijvingen": [offer("A", id=3)]},
            'inschrijvingen[1].id: hier hoort een tekst, zoals "K-12"; er staat een heel getal.',
        ),
        (
            {"inschrijvingen": [offer("A"), offer("B", knockouts={"1": {}, "3": {"voldoet": "ja"}})]},
            "inschrijvingen[2].knockouts.3.voldoet: hier hoort true of false of niets (null), zoals true; er staat een "
            "tekst.",
        ),
        (
            {"rondes": [{"scores": {"A": {"1": 7}, "B": {"1": 7, "2": [7]}}}]},
            "rondes[1].scores.B.2: hier hoort een getal, zoals 7.5; er staat een lijst.",
        ),
        (
            {"rondes": [{"scores": {"A": {"1": "zeven"}}}]},
            "rondes[1].scores.A.1: dit is geen getal; schrijf het met een punt, zoals 7.5.",
        ),
        (
            {"instellingen": {"uitnodigen": None}},
            "instellingen.uitnodigen: hier hoort een heel getal, zoals 3; er staat niets (null).",
        ),
        (
            {"lijst_vastgesteld_op": 5},
            'hier hoort een tijdstip of niets (null), zoals "2026-07-14T09:00:00"; er staat een heel getal.',
        ),
        ({"gebeurtenissen": [{"op": "2026-07-14", "soort": "klacht"}]}, "gebeurtenissen[1].op: dit is geen tijdstip"),
        (
            {"gebeurtenissen": [{"op": "2026-07-14T09:00:00", "soort": "x"}]},
            "kies 'aanvraag_ingetrokken', 'dagvaarding'",
        ),
        ({"dingen": 1}, "het bestand: het veld 'dingen' is er niet; kijk of het een tikfout is."),
    ],
)  # fmt: skip
def test_a_value_of_another_kind_is_told_with_its_place_and_an_example(part, said):
    with pytest.raises(Faulty) as caught:
        procedure(**part)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "het bestand houdt op voor het af is"),
        (b'{"aanvraag": {"titel": "x"', "het bestand houdt op voor het af is"),
        (b'{\n  "aanvraag": {,}\n}', "op regel 2, teken 16 staat iets dat daar niet kan"),
        (b'{"aanvraag": {}} x', "op regel 1, teken 18 staat iets"),
        (b'{\n"titel": "\xe9"}', "geen JSON in UTF-8: op regel 2, teken 11"),
        (b"[" * 100_000, "te diep in elkaar"),
        (b"\x00\xff", "geen JSON"),
    ],
)
def test_what_is_no_json_says_where(content, said):
    with pytest.raises(Faulty) as caught:
        read_procedure(content)
    assert said in str(caught.value)
    assert not ENGLISH.search(str(caught.value))


def test_a_mark_that_editors_put_before_a_text_does_not_matter():
    assert read_procedure(b"\xef\xbb\xbf" + (DOCS / "procedure.json").read_bytes())


ENGLISH = re.compile(
    r"\b(expected|got|objects?|array|invalid|fields?|missing|required|values?|str|int|float|bool|malformed|encoded"
    r"|range|character|truncated|unknown|decimal|input|datetime|at|must|should|none|error|key)\b",
    re.IGNORECASE,
)
ODD = (
    None,
    True,
    3,
    -1,
    1.5,
    10**30,
    "",
    "x",
    "9" * 400,
    "NaN",
    "2026-13-40",
    "1e9999",
    [],
    {},
    [1],
    [[]],
    {"a": 1},
    {"": []},
)


def places(value, path=()):
    yield path
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in entries:
        yield from places(each, (*path, key))


def with_other(whole, path, other):
    if not path:
        return other
    copy = json.loads(json.dumps(whole))
    inner = copy
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = other
    return copy


EXAMPLE = json.loads((DOCS / "procedure.json").read_text(encoding="utf-8"))
PLACES = list(places(EXAMPLE))


@settings(max_examples=1500, deadline=None)
@given(st.sampled_from(PLACES), st.sampled_from(ODD))
def test_an_odd_value_at_any_place_gives_an_outcome_or_a_fault_in_dutch(path, other):
    try:
        told(play(read_procedure(json.dumps(with_other(EXAMPLE, path, other)).encode())))
    except Faulty as faulty:
        assert faulty.faults
        for fault in faulty.faults:
            assert not ENGLISH.search(fault.replace(repr(other), "")), fault


VALIDATOR = jsonschema.Draft202012Validator(schema())


def test_the_example_is_valid_by_the_schema():
    assert list(VALIDATOR.iter_errors(EXAMPLE)) == []


@settings(max_examples=1000, deadline=None)
@given(st.sampled_from(PLACES), st.sampled_from(ODD))
def test_what_the_reader_takes_is_valid_by_the_schema(path, other):
    whole = with_other(EXAMPLE, path, other)
    try:
        msgspec.json.decode(json.dumps(whole), type=Procedure)
    except (msgspec.MsgspecError, RecursionError):
        # What is no moment, day or number is a text by the schema, and refused by the reader.
        assert isinstance(other, str | int | float) or not VALIDATOR.is_valid(whole)
    else:
        assert VALIDATOR.is_valid(whole)


@given(st.binary(max_size=80) | st.text(max_size=80).map(str.encode))
def test_whatever_bytes_there_are_it_is_a_fault_in_dutch(content):
    with pytest.raises(Faulty) as caught:
        read_procedure(content)
    assert not ENGLISH.search(str(caught.value)), str(caught.value)
