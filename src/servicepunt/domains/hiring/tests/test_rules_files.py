"""The file of a procedure: its example, its schema, and what is said of a file that is none."""

import json
from pathlib import Path

import pytest

from servicepunt.domains.hiring.rules import Faulty, play, read_procedure, schema, told
from servicepunt.domains.hiring.tests.procedures import procedure

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
        ("[]", "hier hoort object, geen array"),
        ('{"aanvraag": {"knockouts": [], "criteria": []}}', "aanvraag: het veld 'sluiting' ontbreekt."),
        ('{"aanvraag": {"sluitng": "x"}}', "'sluitng' is er niet; is het een tikfout?"),
        (
            '{"aanvraag": {"sluiting": "morgen", "knockouts": [], "criteria": []}}',
            "aanvraag.sluiting: dit is geen tijdstip; schrijf JJJJ-MM-DDTUU:MM:SS.",
        ),
        (
            '{"aanvraag": {"sluiting": "2026-07-14T09:00:00", "criteria": [],'
            ' "knockouts": [{"id": "1", "bewijs": "gevoel"}]}}',
            "aanvraag.knockouts[0].bewijs: 'gevoel' is hier geen mogelijke waarde.",
        ),
    ],
)
def test_a_fault_names_its_place_in_dutch(content, said):
    with pytest.raises(Faulty) as caught:
        read_procedure(content.encode())
    assert said in str(caught.value)


def test_all_faults_of_a_request_are_told_at_once():
    bad = procedure(instellingen={"minimum": "prima", "voorleggen": 0, "gelijk_op_de_grens": "loten"})
    with pytest.raises(Faulty) as caught:
        play(bad)
    assert len(caught.value.faults) == 3
