"""Knock-outs and points: every result is recorded, and without a passage there are no points."""

import pytest

from servicepunt.domains.hiring.rules import Faulty
from servicepunt.domains.hiring.tests.procedures import SHOWN, offer, outcome, request


def found(**changed):
    return outcome(offer("A", **changed))["inschrijvingen"]["A"]


def with_finding(part, name, finding):
    given = offer("A")
    given[part] = given[part] | {name: finding}
    return outcome(given)["inschrijvingen"]["A"]


@pytest.mark.parametrize(("days", "met"), [(1825, False), (1826, True)])
def test_exactly_five_years_passes_the_second_requirement(days, met):
    assert found(counter=days, municipality=0)["eisen"]["2"]["voldoet"] is met


def test_all_four_results_are_recorded_also_after_the_first_failure():
    result = found(knockouts={})
    assert result["uitkomst"] == "ko_niet"
    assert {name: each["voldoet"] for name, each in result["eisen"].items()} == dict.fromkeys("1234", False)
    assert len(result["redenen"]) == 4
    assert (result["totaal"], result["punten"]) == (None, {})


@pytest.mark.parametrize(
    ("finding", "met"),
    [
        ({"niveau": 4, "afgerond": True, "vindplaats": SHOWN}, True),
        ({"niveau": 6, "afgerond": True, "vindplaats": SHOWN}, True),
        ({"niveau": 3, "afgerond": True, "vindplaats": SHOWN}, False),
        ({"niveau": 4, "afgerond": False, "vindplaats": SHOWN}, False),
        ({"niveau": 4, "afgerond": True}, False),
        ({"niveau": 4, "afgerond": True, "vindplaats": {"pagina": 1, "passage": "  "}}, False),
    ],
)
def test_an_education_counts_when_finished_high_enough_and_shown(finding, met):
    assert with_finding("knockouts", "1", finding)["eisen"]["1"]["voldoet"] is met


def test_complexity_that_is_named_but_not_explained_does_not_pass():
    result = with_finding("knockouts", "4", {"voldoet": True, "vindplaats": SHOWN})
    assert result["redenen"] == ["eis 4: de gevraagde toelichting ontbreekt"]


@pytest.mark.parametrize(("count", "points"), [(0, 0), (1, 0), (2, 20), (3, 20)])
def test_two_examples_are_all_or_nothing(count, points):
    assert found(examples=count)["punten"]["6"]["punten"] == points


def test_of_three_examples_the_first_two_count():
    bad = {"geldig": False, "vindplaats": SHOWN}
    good = {"vindplaats": SHOWN}
    first = with_finding("criteria", "6", {"voorbeelden": [bad, good, good]})
    last = with_finding("criteria", "6", {"voorbeelden": [good, good, bad]})
    assert (first["punten"]["6"]["punten"], last["punten"]["6"]["punten"]) == (0, 20)


def test_a_request_may_give_points_for_each_example():
    criteria = request()["criteria"]
    criteria[1] = criteria[1] | {"per_voorbeeld": True}
    result = outcome(offer("A", examples=1), aanvraag=request(criteria=criteria))
    assert result["inschrijvingen"]["A"]["punten"]["6"]["punten"] == 10


def test_the_full_score_is_a_hundred_and_the_sum_is_shown():
    result = found()
    assert result["totaal"] == 100
    assert [each["punten"] for each in result["punten"].values()] == [20, 20, 30, 30]


def test_no_passage_no_points():
    nothing = {
        "5": {"niveau": 4, "voldoet": True},
        "6": {"voorbeelden": [{}, {}]},
        "7": {"dagen": 5000},
        "8": {"dagen": 5000},
    }
    assert found(criteria=nothing)["totaal"] == 0


def test_more_at_a_municipality_than_at_any_counter_is_a_hint():
    assert found(counter=2000, municipality=2001)["signalen"] == ["criterium 8 telt 2001 dagen, eis 2 maar 2000"]


@pytest.mark.parametrize("weight", [19, 21])
def test_weights_that_are_not_a_hundred_are_refused(weight):
    criteria = request()["criteria"]
    criteria[0] = criteria[0] | {"punten": weight}
    with pytest.raises(Faulty, match="niet tot 100"):
        outcome(aanvraag=request(criteria=criteria))


def test_an_unknown_requirement_and_a_double_offer_are_refused():
    with pytest.raises(Faulty, match="eis 9 is er niet"):
        with_finding("knockouts", "9", {})
    with pytest.raises(Faulty, match="A komt twee keer voor"):
        outcome(offer("A"), offer("A"))


def test_an_own_reference_date_rules_over_the_closing_date():
    given = offer("A")
    given["knockouts"]["2"] = {"perioden": [{"van": "2021-07-14", "vindplaats": SHOWN}]}
    given["criteria"]["8"] = {"dagen": 0, "vindplaats": SHOWN}
    assert outcome(given)["inschrijvingen"]["A"]["eisen"]["2"]["dagen"] == 1826
    earlier = outcome(given, instellingen={"peildatum": "2026-07-13"})["inschrijvingen"]["A"]
    assert (earlier["eisen"]["2"]["dagen"], earlier["eisen"]["2"]["voldoet"]) == (1825, False)


@pytest.mark.parametrize("judged", [{"vindplaats": SHOWN}, {"reden": "Zelfstandig"}])
@pytest.mark.parametrize("judgement", ["conform", "niet_conform"])
def test_a_judgement_of_the_conformity_without_reason_or_passage_is_refused(judgement, judged):
    with pytest.raises(Faulty, match="het oordeel over de conformiteit vraagt een"):
        outcome(offer("A", conformiteit={"oordeel": judgement, **judged}))
