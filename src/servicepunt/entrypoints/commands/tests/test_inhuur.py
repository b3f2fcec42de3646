"""The commands for hiring: no database, clear faults, the same file for ranking and playing."""

import json
import re
from contextlib import suppress
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

ROOT = Path(__file__).parents[5]
EXAMPLE = str(ROOT / "docs" / "hiring" / "procedure.json")


def say(*words: str) -> str:
    out = StringIO()
    call_command("inhuur", *words, stdout=out)
    return out.getvalue()


def test_offers_are_ranked_with_their_reasons():
    lines = say("rangschik", EXAMPLE).splitlines()
    assert lines[0] == "Rangorde van stap 2"
    assert "voorgelegd: evenveel punten als A; het lagere tarief gaat voor" not in lines[1]
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


ODD = [
    None, True, 0, -1, -3, 3000, 10**9, 10**40, 1.5, "", " ", "\u200b",
    "NaN", "Infinity", "-1e999999", "1e-999999", "P ", "p", "Z",
    "0001-01-01T00:00:00", "9999-12-31T23:59:59Z", "2026-03-29T02:30:00", "0001-01-01", "9999-12", "0000", "9" * 5000,
    [], ["A", "A"], {}, {"aantal": 100_000}, {"Z": {}}, {"pagina": 0, "passage": "x"},
]  # fmt: skip


def places(value, path=()):
    """Every place in a file, as the keys that lead to it."""
    yield path
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in pairs:
        yield from places(each, (*path, key))


def at(value, path, other):
    if not path:
        return other
    made = dict(value) if isinstance(value, dict) else list(value)
    made[path[0]] = at(value[path[0]], path[1:], other) if path[1:] else other
    return made


WRITTEN = json.loads(Path(EXAMPLE).read_text(encoding="utf-8")) | {"belangen": [{"persoon": "R", "inschrijving": "A"}]}
PLACES = list(places(WRITTEN))


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(step=st.sampled_from(["speel", "rangschik"]), changes=st.lists(
    st.tuples(st.sampled_from(PLACES), st.sampled_from(ODD)), min_size=1, max_size=2))  # fmt: skip
def test_whatever_stands_anywhere_in_a_file_is_played_or_refused_with_a_sentence(tmp_path, step, changes):
    written = WRITTEN
    for path, other in changes:
        with suppress(KeyError, IndexError, TypeError):  # the first change took away the place of the second
            written = at(written, path, other)
    (tmp_path / "raar.json").write_text(json.dumps(written), encoding="utf-8")
    try:
        assert say(step, str(tmp_path / "raar.json")).encode()
    except CommandError as refused:
        assert re.search(r"\w.*\.$", str(refused), re.DOTALL)


@pytest.mark.parametrize(
    ("path", "other", "sentence"),
    [
        ("rondes 0 scores A 1", "NaN", r"rondes\[1\].scores.A.1: dit is geen gewoon getal"),
        ("rondes 0 scores A 1", "Infinity", r"rondes\[1\].scores.A.1: dit is geen gewoon getal"),
        ("aanvraag knockouts 1 minimaal", 3000, "nummer 2: een lengte ligt niet tussen 0 en 100 jaar"),
        ("aanvraag sluiting", "0001-01-01T00:00:00", "aanvraag.sluiting: het jaar 1 kan niet"),
        ("besluiten 0 verzonden_op", "9999-12-31T23:59:59", r"besluiten\[1\].verzonden_op: het jaar 9999 kan niet"),
        ("aanvraag duur aantal", 100_000, "aanvraag.duur: geef een aantal van 1 tot en met 1200 maanden"),
        ("instellingen opschorting_dagen", 10**9, "instellingen.opschorting_dagen: dit is geen gewoon getal"),
        ("instellingen opschorting_dagen", 4000, "instellingen.opschorting_dagen: geef 0 tot en met 3650 dagen"),
        ("instellingen minste_gespreksvoerders", 1, "ten minste twee mensen"),
        ("belangen 0 inschrijving", "Z", "belangen: inschrijving Z is er niet"),
        ("inschrijvingen 0 criteria 4 perioden 0 vindplaats pagina", -3, "pagina -3 kan niet; de eerste pagina is 1"),
        ("inschrijvingen 0 id", "A ", "is geen naam"),
    ],
)
def test_what_no_procedure_has_is_refused_with_its_place(tmp_path, path, other, sentence):
    [keys] = [each for each in [*PLACES, ("instellingen", path.split()[-1])] if " ".join(map(str, each)) == path][:1]
    (tmp_path / "raar.json").write_text(json.dumps(at(WRITTEN, keys, other)), encoding="utf-8")
    with pytest.raises(CommandError, match=sentence):
        say("speel", str(tmp_path / "raar.json"))
