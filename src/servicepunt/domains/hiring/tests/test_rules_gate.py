"""The publication gate and `speel` have one set of limits: what may be published can be played (H-032, H-033)."""

import json

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicepunt.domains.hiring.rules import Draft, Faulty, play, read_procedure, remarks_on
from servicepunt.domains.hiring.rules.wording import in_words
from servicepunt.domains.hiring.tests.procedures import request

CHOSEN = {
    "gelijk_op_de_grens": "allen_toelaten", "uitnodigen": 3, "cijfers_samen": "laagste", "opschorting_dagen": 20,
    "tarief_omschrijving": "Per uur, zonder btw.",
}  # fmt: skip
ASKED = request(
    titel="Medewerker", opdrachtgever="gemeente Voorbeeld", gepubliceerd="2026-06-29T08:00:00",
    uitnodigen_uiterlijk="2026-07-17", uren_per_week={"min": "32", "max": "36"},
    criteria=[{**each, "per_voorbeeld": False} for each in request()["criteria"]],
)  # fmt: skip


def blocks(asked=ASKED, **chosen):
    return [each.sentence for each in remarks_on(Draft(request=asked, settings=CHOSEN | chosen)) if each.blocks]


def played(asked=ASKED, **chosen):
    whole = {"aanvraag": asked, "instellingen": CHOSEN | chosen}
    return play(read_procedure(json.dumps(whole).encode()))


def test_a_request_with_everything_settled_is_published_and_played():
    assert blocks() == []
    played()


@pytest.mark.parametrize(
    ("part", "value", "said"),
    [
        ("competenties", [{"id": "x" * 101}], "is geen naam"),
        ("keuzecriteria", [{"id": "1"}, {"id": "1"}], "1 komt twee keer voor"),
        ("knockouts", [{"id": " "}], "is geen naam"),
        ("knockouts", [{"id": "5"}], "5 komt twee keer voor"),
        ("benodigd", 0, "aanvraag.benodigd"),
        ("fee", "1e9", "dit is geen gewoon getal"),
        ("start", "1899-01-01", "het jaar 1899 kan niet"),
        ("duur", {"aantal": 0}, "aanvraag.duur"),
        ("duur", {"aantal": 2000}, "aanvraag.duur"),
        ("verlenging", {"aantal": -1, "lengte": 3}, "aanvraag.verlenging"),
        ("uren_per_week", {"min": "36", "max": "32"}, "aanvraag.uren_per_week"),
        ("uren_per_week", {"min": "36", "max": "200"}, "aanvraag.uren_per_week"),
        ("offerte_eisen", {"paginas_cv": 0}, "paginas_cv"),
        ("offerte_eisen", {"soorten": []}, "soorten"),
    ],
)
def test_what_cannot_be_played_is_not_published(part, value, said):
    asked = ASKED | {part: value}
    with pytest.raises(Faulty, match=said) as faulty:
        played(asked)
    assert {in_words(each) for each in faulty.value.faults} <= set(blocks(asked))


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("voorleggen", 0, "voorleggen en uitnodigen"),
        ("minste_gespreksvoerders", 1, "ten minste twee mensen"),
        ("opschorting_dagen", -1, "opschorting_dagen"),
        ("opschorting_dagen", 3651, "opschorting_dagen"),
        ("herstel_werkdagen", 0, "herstel_werkdagen"),
        ("minimum", "prima", "staat niet op de schaal"),
        ("schaal", ["voldoende", "voldoende"], "twee keer"),
        ("keuze_maximum", "0", "keuze_maximum"),
        ("gelijk_op_de_grens", "loten", "lotwaarde"),
        ("laag_tarief_onder", "1e9", "gewoon getal"),
        ("uitnodigen", "drie", "uitnodigen"),
    ],
)
def test_settings_that_cannot_be_played_are_not_published(name, value, said):
    with pytest.raises(Faulty, match=said) as faulty:
        played(**{name: value})
    assert {in_words(each) for each in faulty.value.faults} <= set(blocks(**{name: value}))


def test_thirty_six_to_thirty_six_hours_is_well():
    assert blocks(ASKED | {"uren_per_week": {"min": "36", "max": "36"}}) == []


COUNTS = st.sampled_from(
    [-1, 0, 1, 2, 3, 36, 100, 101, 168, 169, 1000, 1001, 3650, 3651, 36525, 36526, 10**6, 10**6 + 1]
)
NAMES = st.sampled_from(["", " ", "1", "5", "x" * 100, "x" * 101, " x", "klant"])
PARTS = {
    "benodigd": COUNTS,
    "functieschaal": COUNTS,
    "duur": st.fixed_dictionaries({"aantal": COUNTS, "eenheid": st.sampled_from(["dagen", "maanden", "jaren"])}),
    "verlenging": st.fixed_dictionaries({"aantal": COUNTS, "lengte": COUNTS}),
    "uren_per_week": st.fixed_dictionaries({"min": COUNTS, "max": COUNTS}),
    "offerte_eisen": st.fixed_dictionaries({"paginas_cv": COUNTS, "referenties": COUNTS}),
    "competenties": st.lists(NAMES.map(lambda name: {"id": name}), max_size=3),
    "keuzecriteria": st.lists(NAMES.map(lambda name: {"id": name}), max_size=3),
    "knockouts": st.lists(st.builds(lambda name, least: {"id": name, "bewijs": "ervaring", "minimaal": least},
                                    NAMES, COUNTS), max_size=3),
}  # fmt: skip
# How what is over a limit begins: with the part of the form it stands in.
PLACES = {"Kop van de aanvraag", "Wat leveranciers insturen", "Eisen", "Criteria", "Competenties", "Keuzecriteria",
          "Aanvraag", "Afspraken", "Nummer", "Opschorting dagen", "Klacht verlengt dagen", "Bewaren dagen",
          "Minste gespreksvoerders", "Herstel werkdagen", "Keuze maximum"}  # fmt: skip
CHOICES = dict.fromkeys(
    ["voorleggen", "uitnodigen", "minste_gespreksvoerders", "opschorting_dagen", "klacht_verlengt_dagen",
     "herstel_werkdagen", "bewaren_dagen", "keuze_maximum"], COUNTS,
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.fixed_dictionaries({}, optional=PARTS), st.fixed_dictionaries({}, optional=CHOICES))
def test_what_the_gate_lets_through_can_be_played_and_what_it_calls_a_limit_cannot(parts, chosen):
    asked = ASKED | parts
    found = blocks(asked, **chosen)
    limits = [each for each in found if each.partition(":")[0].split(",")[0] in PLACES]
    try:
        played(asked, **chosen)
    except Faulty as faulty:
        assert found, faulty.faults
        assert {in_words(each) for each in faulty.faults} <= set(found)
    else:
        assert limits == []


def test_a_draft_in_words_is_read_as_the_product_reads_it():
    asked = msgspec.json.decode(msgspec.json.encode(ASKED | {"benodigd": "1"}))
    assert blocks(asked, uitnodigen="3") == []


@pytest.mark.parametrize(
    ("lacking", "told"),
    [
        ("sluiting", "Planning, Inschrijving sluit op: vul dit in."),
        ("criteria", "Criteria: vul dit in."),
        ("knockouts", "Eisen: vul dit in."),
    ],
)
def test_what_is_missing_is_told_as_it_is_called_on_the_page(lacking, told):
    found = blocks({name: value for name, value in ASKED.items() if name != lacking})
    assert any(each.startswith(told) for each in found), found
    assert not [each for each in found if "het bestand" in each or "het veld" in each or "aanvraag." in each]


def test_what_is_of_another_kind_is_told_as_it_is_called_on_the_page():
    found = blocks(ASKED | {"benodigd": "veel"})
    told = "Aantal mensen dat nodig is: hier hoort een heel getal, zoals 3; er staat een tekst."
    assert found == [f"Kop van de aanvraag, {told}"]
