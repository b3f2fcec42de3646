"""Receiving offers: the closing instant, versions, withdrawal, refusal at sending, repair."""

import re

import pytest

from servicepunt.domains.hiring.rules import Faulty
from servicepunt.domains.hiring.rules.admission import rate_of
from servicepunt.domains.hiring.tests.procedures import SHOWN, offer, outcome, request, round_of


def standing(**changed):
    return outcome(offer("A", **changed))["inschrijvingen"]["A"]


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-07-14T08:59:59.999999", "voorgelegd"),
        ("2026-07-14T09:00:00", "te_laat"),
        ("2026-07-14T07:00:00Z", "te_laat"),
        ("2026-07-14T06:59:59Z", "voorgelegd"),
        ("2026-07-14T09:00:00.000001", "te_laat"),
    ],
)
def test_only_what_came_before_the_closing_instant_counts(received, expected):
    assert standing(received=received)["uitkomst"] == expected


def test_the_last_version_before_closing_counts_and_a_late_one_leaves_the_earlier():
    versions = [
        {"ontvangen": "2026-07-14T08:00:00", "tarief": "80"},
        {"ontvangen": "2026-07-13T08:00:00", "tarief": "90"},
        {"ontvangen": "2026-07-14T09:00:01", "tarief": "10"},
    ]
    found = standing(versies=versions)
    assert (found["uitkomst"], found["versie"], found["tarief"]) == ("voorgelegd", 1, "80.00")
    assert found["signalen"] == ["een latere versie kwam na de sluiting; de eerdere telt"]


def test_a_refused_version_leaves_the_earlier_one():
    versions = [
        {"ontvangen": "2026-07-13T08:00:00", "tarief": "80", "paginas_cv": 5},
        {"ontvangen": "2026-07-13T09:00:00", "tarief": "70", "paginas_cv": 6},
    ]
    found = outcome(offer("A", versies=versions), aanvraag=request(offerte_eisen={"paginas_cv": 5}))
    assert found["inschrijvingen"]["A"]["versie"] == 1


@pytest.mark.parametrize(
    "version",
    [
        {"paginas_cv": 6},
        {"referenties": 1},
        {"bestandssoort": "docx"},
        {"versleuteld": True},
        {"dba_toelichting": False},
        {"tarief": None},
        {"tarief": "0"},
        {"tarief": -5},
        {"tarief": "75.005"},
        {"gebreken": [{"soort": "handtekening ontbreekt"}]},
    ],
)
def test_what_does_not_meet_the_demands_is_refused_at_sending(version):
    demands = {"paginas_cv": 5, "referenties": 2, "dba_toelichting": True}
    given = {"ontvangen": "2026-07-13T08:00:00", "tarief": "75"} | version
    found = outcome(offer("A", versies=[given]), aanvraag=request(offerte_eisen=demands))["inschrijvingen"]["A"]
    assert found["uitkomst"] == "geweigerd_bij_indiening"
    assert found["redenen"]


def test_withdrawing_before_closing_takes_it_back_and_sending_again_restores_it():
    assert standing(ingetrokken_op="2026-07-13T11:00:00")["uitkomst"] == "ingetrokken"
    again = [{"ontvangen": "2026-07-13T10:00:00", "tarief": "75"}, {"ontvangen": "2026-07-13T12:00:00", "tarief": "76"}]
    assert standing(ingetrokken_op="2026-07-13T11:00:00", versies=again)["tarief"] == "76.00"


def test_withdrawing_before_the_list_is_fixed_makes_place_and_after_it_does_not():
    names = [f"k{number:02}" for number in range(11)]
    for at, listed in (("2026-07-15T09:00:00", 10), ("2026-07-15T11:00:00", 10)):
        offers = [offer(name, rate=str(50 + n)) for n, name in enumerate(names)]
        offers[0]["ingetrokken_op"] = at
        found = outcome(*offers, lijst_vastgesteld_op="2026-07-15T10:00:00")
        assert len(found["voorgelegd"]) == listed
        assert ("k10" in found["voorgelegd"]) == (at < "2026-07-15T10")


def test_a_withdrawal_after_closing_comes_before_the_list_while_there_is_none_and_needs_its_moment_later():
    assert standing(ingetrokken_op="2026-07-15T09:00:00")["uitkomst"] == "ingetrokken"
    gone = offer("A", ingetrokken_op="2026-07-16T12:00:00")
    assert outcome(gone, offer("B"), rondes=[round_of("A", "B")])["voorgelegd"] == ["A", "B"]
    with pytest.raises(Faulty, match="lijst_vastgesteld_op"):
        outcome(offer("A", ingetrokken_op="2026-07-15T09:00:00"), offer("B"), rondes=[round_of("B")])


@pytest.mark.parametrize(
    ("kind", "repaired", "expected"),
    [
        ("verklaring", "2026-07-15T11:59:59", "voorgelegd"),
        ("verklaring", "2026-07-15T12:00:00", "ongeldig"),
        ("verklaring", None, "ongeldig"),
        ("tarief", "2026-07-15T10:00:00", "ongeldig"),
        ("cv_inhoud", "2026-07-15T10:00:00", "ongeldig"),
    ],
)
def test_a_defect_found_after_closing_is_repaired_in_time_and_never_in_content_or_price(kind, repaired, expected):
    defect = {"soort": kind, "gevonden": "na_sluiting"} | ({"hersteld_op": repaired} if repaired else {})
    version = {"ontvangen": "2026-07-13T08:00:00", "tarief": "75", "gebreken": [defect]}
    found = outcome(offer("A", versies=[version]), instellingen={"herstel_tot": "2026-07-15T12:00:00"})
    assert found["inschrijvingen"]["A"]["uitkomst"] == expected


def test_setting_aside_takes_a_reason_and_a_passage_and_leaves_no_score():
    with pytest.raises(Faulty, match="vindplaats"):
        standing(conformiteit={"oordeel": "niet_conform", "reden": "Niet aannemelijk."})
    found = standing(conformiteit={"oordeel": "niet_conform", "reden": "Niet aannemelijk.", "vindplaats": SHOWN})
    assert (found["uitkomst"], found["totaal"], found["eisen"]) == ("niet_conform", None, {})


def test_without_a_judgement_of_conformity_there_is_no_order_yet():
    found = outcome(offer("A", conformiteit=None), offer("B"))
    assert (found["toestand"], found["rangorde"]) == ("conformiteit", [])
    assert found["wacht_op"] == ["het oordeel over de conformiteit van A"]


def test_an_english_cv_is_a_hint_and_never_a_refusal():
    version = {"ontvangen": "2026-07-13T08:00:00", "tarief": "75", "taal": "en"}
    found = standing(versies=[version])
    assert found["uitkomst"] == "voorgelegd"
    assert len(found["signalen"]) == 1


def test_a_correction_moves_the_closing_and_needs_to_come_before_it():
    days = {"uitnodigen_uiterlijk": "2026-07-23", "gesprekken_op": "2026-07-27"}
    later = {"op": "2026-07-13T09:00:00", "sluiting": "2026-07-21T09:00:00"} | days
    found = outcome(offer("A", received="2026-07-20T09:00:00"), aanvraag=request(correcties=[later]))
    assert found["inschrijvingen"]["A"]["uitkomst"] == "voorgelegd"
    assert found["data"]["peildatum"] == "2026-07-21"
    assert {name: found["data"][name] for name in days} == days
    with pytest.raises(Faulty, match="na de sluiting"):
        outcome(aanvraag=request(correcties=[later | {"op": "2026-07-14T09:00:00"}]))
    with pytest.raises(Faulty, match="twee personen"):
        outcome(aanvraag=request(correcties=[later | {"storing": True, "door": ["P"]}]))


TALKS = "2026-07-20"
LATER = {"op": "2026-07-13T09:00:00", "sluiting": "2026-07-21T09:00:00"}


@pytest.mark.parametrize("outage", [{}, {"storing": True, "door": ["P", "Q"]}])
@pytest.mark.parametrize(
    ("moved", "why"),
    [
        ({}, "uitnodigen .16-07-2026. ligt voor de sluiting .21-07-2026."),
        ({"uitnodigen_uiterlijk": "2026-07-22"}, "gesprekken .20-07-2026. ligt voor de laatste dag van uitnodigen"),
        ({"gesprekken_op": "2026-07-27"}, "uitnodigen .16-07-2026. ligt voor de sluiting"),
    ],
)
def test_a_later_closing_that_passes_the_days_after_it_is_told_and_plays_on(moved, why, outage):
    def played(correction):
        return outcome(offer("A"), aanvraag=request(gesprekken_op=TALKS, correcties=[LATER | outage | correction]))

    told = played(moved)
    assert told["voorgelegd"] == ["A"]
    assert re.search(why, told["meldingen"][0])
    both = {"uitnodigen_uiterlijk": "2026-07-21", "gesprekken_op": "2026-07-21"}
    # Under the first rules nobody had promised that.
    for fine in (both, moved | {"regels": 1}):
        assert (played(fine)["voorgelegd"], played(fine)["meldingen"]) == (["A"], [])


def test_a_correction_that_is_not_there_yet_moves_no_day():
    moved = LATER | {"uitnodigen_uiterlijk": "2026-07-23", "gesprekken_op": "2026-07-27"}
    before = outcome(offer("A"), aanvraag=request(gesprekken_op=TALKS, correcties=[moved]), nu="2026-07-12T09:00:00")
    assert before["data"]["gesprekken_op"] == "2026-07-20"


def test_the_hour_that_does_not_exist_is_refused():
    with pytest.raises(Faulty, match="bestaat"):
        outcome(aanvraag=request(sluiting="2026-03-29T02:30:00"))
    with pytest.raises(Faulty, match="twee keer"):
        outcome(aanvraag=request(sluiting="2026-10-25T02:30:00"))
    assert outcome(aanvraag=request(sluiting="2026-01-14T09:00:00"))["data"]["sluiting"].endswith("+01:00")


@pytest.mark.parametrize(
    ("given", "rate"),
    [("75", "75.00"), ("75,5", "75.50"), ("€ 99,99", "99.99"), (75.1, "75.10"), (True, None), ("1e2", None)],
)
def test_a_rate_is_an_amount_with_at_most_two_decimals(given, rate):
    found = rate_of(given)
    assert (None if found is None else str(found)) == rate
