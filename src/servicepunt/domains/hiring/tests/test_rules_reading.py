"""A published text becomes a complete draft, and the gate says what is still open."""

from pathlib import Path

import pytest

from servicepunt.domains.hiring.rules import read_request, remarks_on
from servicepunt.domains.hiring.rules.reading import Draft

HERE = Path(__file__).parent
SEEDS = sorted((Path(__file__).parents[6] / "shared" / "seed").glob("*.txt"))


@pytest.fixture(scope="module")
def draft() -> Draft:
    return read_request((HERE / "aanvraag.txt").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def seed() -> Draft:
    if not SEEDS:
        pytest.skip("needs ../shared, which is not part of the product")
    return read_request(SEEDS[0].read_text(encoding="utf-8"))


def test_every_field_of_the_head_is_read(draft):
    read = draft.request
    assert (read["titel"], read["opdrachtgever"], read["nummer"]) == (
        "Adviseur Geo-informatie",
        "Gemeente Voorbeeld",
        "00817",
    )
    assert (read["start"], read["sluiting"]) == ("2026-09-07", "2026-08-13T12:00:00")
    assert read["duur"] == {"aantal": 6, "eenheid": "maanden"}
    assert read["verlenging"] == {"aantal": 2, "lengte": 6, "eenheid": "maanden"}
    assert (read["opleidingsniveau"], read["regio"], read["das"]) == ("HBO", "Utrecht", True)
    assert read["uren_per_week"] == {"min": 24, "max": 24}


def test_requirements_criteria_and_bands_are_read(draft):
    assert draft.request["knockouts"][0]["niveau"] == 4
    assert draft.request["knockouts"][1]["minimaal"] == 3
    banded, examples = draft.request["criteria"]
    assert banded["banden"] == [
        {"minder_dan": 2, "punten": 0},
        {"vanaf": 2, "tot_en_met": 4, "punten": 30},
        {"meer_dan": 4, "punten": 60},
    ]
    assert (examples["model"], examples["aantal"], examples["punten"]) == ("voorbeelden", 3, 40)


def test_the_rest_of_the_text_is_read(draft):
    read = draft.request
    assert draft.settings == {
        "voorleggen": 5,
        "minste_gespreksvoerders": 3,
        "minimum": "voldoende",
        "opschorting_dagen": 15,
    }
    assert (read["benodigd"], read["fee"], read["hybride"]) == (2, "2.50", True)
    assert read["werkdagen"] == "maandag tot en met woensdag"
    assert read["offerte_eisen"] == {"paginas_cv": 4, "referenties": 1, "soorten": ["pdf"], "taal": "nl"}
    assert (read["uitnodigen_uiterlijk"], read["gesprekken_op"]) == ("2026-08-14", "2026-08-18")
    assert (read["vragen_tot"], read["nota_op"]) == ("2026-08-04T12:00:00", "2026-08-07")
    assert read["keuzecriteria"] == [{"id": "1", "naam": "Ervaring met soortgelijke opdrachten"}]


def test_what_is_not_understood_is_listed_for_a_person(draft):
    assert draft.unread == ["Standplaats: Voorbeeldstad", "Neem een goed humeur mee."]
    told = " ".join(draft.open_points)
    assert "twee sluitingen: 13 augustus 2026, 12:00 uur en 13 augustus 2026, 13:00 uur" in told
    assert "'voorwaarde'" not in told
    assert "niets over de functieschaal" in told


def test_a_weekday_that_does_not_fit_its_date_is_found():
    text = (HERE / "aanvraag.txt").read_text(encoding="utf-8").replace("vrijdag 14 augustus", "donderdag 14 augustus")
    assert "Planning: 14 augustus 2026 is een vrijdag, geen donderdag." in read_request(text).open_points


def test_the_gate_blocks_what_was_never_chosen_and_lets_a_complete_request_through(draft):
    blocking = [each.sentence for each in remarks_on(draft) if each.blocks]
    assert len(blocking) == 6
    assert any("Criterium 4: kies of één goed voorbeeld een deel van de punten geeft" in each for each in blocking)
    criteria = [draft.request["criteria"][0], draft.request["criteria"][1] | {"per_voorbeeld": False}]
    done = Draft(
        request=draft.request | {"gepubliceerd": "2026-07-20T09:00:00", "criteria": criteria},
        settings=draft.settings
        | {
            "gelijk_op_de_grens": "loten",
            "lotwaarde": "baken 7",
            "uitnodigen": 3,
            "cijfers_samen": "laagste",
            "tarief_omschrijving": "per uur, zonder btw, alles inbegrepen, geen maximum",
        },
    )
    assert [each.sentence for each in remarks_on(done) if each.blocks] == []


@pytest.mark.parametrize(
    ("expected", "told"),
    [
        ({}, ""),
        ({"verwachte_inschrijvingen": 40}, "40 inschrijvingen van 45 minuten passen niet {}: er passen er 16."),
        ({"verwachte_inschrijvingen": 40, "minuten_per_inschrijving": 15}, ""),
        ({"minuten_per_inschrijving": 60}, "15 inschrijvingen van 60 minuten passen niet {}: er passen er 12."),
        ({"uren_per_dag": "2.5"}, "15 inschrijvingen van 45 minuten passen niet {}: er passen er 6."),
        ({"minuten_per_inschrijving": 0, "uren_per_dag": "veel", "verwachte_inschrijvingen": -1}, ""),
    ],
)
def test_the_gate_counts_with_the_work_that_the_request_expects(draft, expected, told):
    found = [each.sentence for each in remarks_on(Draft(request=draft.request, settings=expected)) if each.blocks]
    crowded = [each for each in found if "passen niet" in each]
    assert [each.partition(" Kies ")[0] for each in crowded] == (
        [told.format("tussen sluiting en uitnodiging")] if told else []
    )


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (
            {"nota_op": "2026-08-03"},
            "De planning loopt niet op: de dag van de antwoorden ligt voor het einde van de vragen.",
        ),
        (
            {"gesprekken_op": "2026-08-16"},
            "De dag van de gesprekken valt op 16-08-2026: geen werkdag. Kies een andere dag.",
        ),
        (
            {"gesprekken_op": "2026-08-12", "uitnodigen_uiterlijk": "2026-08-12"},
            "De gesprekken zijn op de laatste dag van uitnodigen (12-08-2026), en die dag duurt tot het einde. "
            "Kies bij Planning een latere dag voor de gesprekken.",
        ),
        (
            {"vragen_tot": "2026-08-07T09:00:00", "sluiting": "2026-08-07T09:00:00", "nota_op": None},
            "De planning loopt niet op: de sluiting is op hetzelfde moment als het einde van de vragen.",
        ),
        ({"criteria": []}, "Criteria: de punten tellen op tot 0, niet tot 100."),
    ],
)
def test_the_gate_finds_a_planning_or_a_weighing_that_cannot_be(draft, changed, told):
    found = remarks_on(Draft(request=draft.request | changed, settings=draft.settings))
    assert told in [each.sentence for each in found if each.blocks]


def test_an_empty_text_is_a_draft_with_open_points_and_no_error():
    draft = read_request("")
    assert any("sluiting" in point for point in draft.open_points)
    told = " ".join(each.sentence for each in remarks_on(draft))
    assert "Planning, Inschrijving sluit op: vul dit in." in told


def test_the_request_of_the_seed_is_read_completely(seed):
    assert seed.unread == []
    assert {name: value for name, value in seed.request.items() if name not in {"knockouts", "criteria"}} == {
        "nummer": "30954",
        "titel": "Medewerker Intern Service Punt",
        "opdrachtgever": "Gemeente Hardenberg",
        "duur": {"aantal": 3, "eenheid": "maanden"},
        "verlenging": {"aantal": 4, "lengte": 3, "eenheid": "maanden"},
        "opleidingsniveau": "MBO+",
        "regio": "Overijssel",
        "uren_per_week": {"min": 32, "max": 36},
        "das": False,
        "sluiting": "2026-07-14T09:00:00",
        "competenties": [
            {"id": "1", "naam": "Klant- en servicegerichtheid"},
            {"id": "2", "naam": "Probleemoplossend vermogen"},
            {"id": "3", "naam": "Communicatieve vaardigheden"},
        ],
        "keuzecriteria": [
            {"id": "1", "naam": "Relevante werkervaring op soortgelijke opdrachten"},
            {"id": "2", "naam": "Relevante werkervaring bij soortgelijke organisaties"},
        ],
        "functieschaal": 9,
        "fee": "0.00",
        "benodigd": 1,
        "offerte_eisen": {
            "paginas_cv": 5,
            "referenties": 2,
            "soorten": ["pdf"],
            "taal": "nl",
            "dba_toelichting": True,
        },
        "hybride": False,
        "werkdagen": "in overleg",
        "gesprekken_op": "2026-07-20",
        "uitnodigen_uiterlijk": "2026-07-16",
        "documenten": ["vog", "geheimhouding", "kvk", "uea", "waadi"],
        "vragen_tot": "2026-07-08T09:00:00",
        "nota_op": "2026-07-10",
        "uitvoeringsvoorwaarde": True,
    }
    assert seed.settings == {"voorleggen": 10, "minste_gespreksvoerders": 2, "minimum": "voldoende"}


def test_the_criteria_of_the_seed_are_read_with_their_points_and_bands(seed):
    assert [each["bewijs"] for each in seed.request["knockouts"]] == ["opleiding", "ervaring", "oordeel", "oordeel"]
    assert seed.request["knockouts"][3]["toelichting_vereist"] is True
    shape = [(each["id"], each["punten"], each["model"]) for each in seed.request["criteria"]]
    assert shape == [
        ("5", 20, "alles_of_niets"),
        ("6", 20, "voorbeelden"),
        ("7", 30, "banden"),
        ("8", 30, "banden"),
    ]
    assert seed.request["criteria"][0]["richtingen"] == ["ICT", "Facility Management"]
    assert seed.request["criteria"][3]["banden"] == [
        {"minder_dan": 4, "punten": 0},
        {"vanaf": 4, "tot_en_met": 5, "punten": 15},
        {"meer_dan": 5, "punten": 30},
    ]


def test_the_gate_says_of_the_seed_what_it_leaves_out(seed):
    remarks = remarks_on(seed)
    told = " ".join(each.sentence for each in remarks)
    for words in (
        "gelijk tarief op de laatste plaats",
        "hoeveel kandidaten een gesprek krijgen",
        "cijfers van de gespreksvoerders",
        "hoe lang de opschortende termijn duurt",
        "Omschrijf het tarief",
        "een deel van de punten geeft",
        "moment van publicatie",  # H-014
        "'selectiecriteria' en 'gunningscriteria'",
        "de kop zegt opleidingsniveau",
        "gebruikelijk is 6",  # H-091
    ):
        assert words.casefold() in told.casefold()


def test_a_request_without_a_title_or_a_client_is_not_published():
    found = [each.sentence for each in remarks_on(Draft(request={"titel": "", "gepubliceerd": "2026-06-29T08:00:00Z"}))]
    assert "Geef de aanvraag een titel." in found
    assert "Zet erbij wie de opdrachtgever is." in found


REQUIREMENTS = """Vereisten / knock-outcriteria
1. Afgeronde opleiding op minimaal mbo-4 niveau;
2. Minimaal 5 jaar aantoonbare werkervaring in een klantcontactfunctie, zoals balie of servicedesk;
3. Ervaring in teams.
"""
CRITERIA = """Selectiecriteria (weging, totaal 100 punten)
5. Afgeronde opleiding op minimaal mbo-{level} niveau in de richting ICT (40 punten);
7. Werkervaring met TOPdesk (30 punten);
a. minder dan 1 jaar (0 punten);
b. meer dan 1 jaar (30 punten);
8. Aantoonbare werkervaring in een klantcontactfunctie, zoals balie of servicedesk {where} (30 punten);
a. minder dan 4 jaar (0 punten);
b. meer dan 4 jaar (30 punten);
"""


def related(level=4, where="bij een gemeente"):
    read = read_request(REQUIREMENTS + CRITERIA.format(level=level, where=where)).request["criteria"]
    return [(each["id"], each.get("deel_van"), each.get("volgt_uit")) for each in read]


def test_what_is_part_of_a_requirement_or_implies_it_is_read_from_the_text():
    assert related() == [("5", None, "1"), ("7", None, None), ("8", "2", None)]
    assert related(level=3)[0] == ("5", None, None)


def test_the_plausibility_checks_speak_for_the_published_text(seed):
    found = {each["id"]: each for each in seed.request["criteria"]}
    assert found["8"]["deel_van"] == "2" and found["5"]["volgt_uit"] == "1"
    assert all({"deel_van", "volgt_uit"}.isdisjoint(found[each]) for each in "67")
