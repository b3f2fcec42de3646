"""The commands for hiring: no database, clear faults, the same file for ranking and playing."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

ROOT = Path(__file__).parents[5]
EXAMPLE = str(ROOT / "docs" / "hiring" / "procedure.json")


def say(*words: str) -> str:
    out = StringIO()
    call_command("inhuur", *words, stdout=out)
    return out.getvalue()


def test_offers_are_ranked_with_their_reasons():
    lines = say("rangschik", EXAMPLE).splitlines()
    assert lines[0] == "Rangorde van stap 2"
    assert "voorgelegd: gelijk totaal als A; het lagere tarief gaat voor" not in lines[1]
    assert say("rangschik", "--uitleg", EXAMPLE).count("totaal: ") == 2
    assert [each["plaats"] for each in json.loads(say("rangschik", "--json", EXAMPLE))["rangorde"]] == [1, 2]


def test_a_procedure_is_played_to_its_end():
    assert json.loads(say("speel", EXAMPLE))["toestand"] == "lopend"


def test_a_published_text_becomes_a_draft():
    text = ROOT / "src" / "servicepunt" / "domains" / "hiring" / "tests" / "aanvraag.txt"
    draft = json.loads(say("lees", str(text)))
    assert draft["aanvraag"]["nummer"] == "00817"
    assert draft["voor_publicatie"]


def test_what_cannot_be_read_is_said(tmp_path):
    with pytest.raises(CommandError, match="kan niet worden gelezen"):
        say("speel", str(tmp_path / "nergens.json"))
    (tmp_path / "leeg.json").write_text("{}")
    with pytest.raises(CommandError, match="'aanvraag' ontbreekt"):
        say("speel", str(tmp_path / "leeg.json"))
    (tmp_path / "latin.txt").write_bytes("één".encode("latin-1"))
    with pytest.raises(CommandError, match="UTF-8"):
        say("lees", str(tmp_path / "latin.txt"))
