"""The same person with two suppliers: both offers stay, one place of the invitations, one talk (H-100, A-37)."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicepunt.domains.hiring.rules import Faulty
from servicepunt.domains.hiring.rules.choice import choose
from servicepunt.domains.hiring.rules.offers import Offer
from servicepunt.domains.hiring.rules.persons import persons_of
from servicepunt.domains.hiring.tests.procedures import decision, interview, offer, outcome, round_of

TWICE = (offer("A", persoon="p1", leverancier="Een"), offer("B", persoon=" P1", leverancier="Twee"), offer("C"))


def test_both_stay_are_flagged_and_are_ranked():
    found = outcome(*TWICE, offer("D", received="2026-07-14T09:00:00", persoon="p1"))
    assert found["zelfde_persoon"] == [["A", "B"]] and found["voorgelegd"] == ["A", "B", "C"]
    assert found["inschrijvingen"]["A"]["signalen"][0].startswith("dezelfde persoon als B: vraag elke leverancier")
    assert found["inschrijvingen"]["B"]["signalen"][0].startswith("dezelfde persoon als A: vraag elke leverancier")
    assert found["inschrijvingen"]["C"]["signalen"] == found["inschrijvingen"]["D"]["signalen"] == []


def test_who_has_chosen_before_the_list_is_one_offer_again():
    chosen = offer("B", persoon="p1", ingetrokken_op="2026-07-14T12:00:00")
    found = outcome(TWICE[0], chosen, TWICE[2], lijst_vastgesteld_op="2026-07-15T09:00:00")
    assert found["zelfde_persoon"] == [] and found["voorgelegd"] == ["A", "C"]
    assert found["inschrijvingen"]["A"]["signalen"] == []


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ({"kandidaat": "Anna Vos"}, {"kandidaat": "ANNA  VOS"}, True),
        ({"kandidaat": "Anna Vos", "persoon": "1"}, {"kandidaat": "Anna Vos", "persoon": "2"}, False),
        ({"kandidaat": "Anna", "persoon": "1"}, {"kandidaat": "A. Vos", "persoon": "1"}, True),
        ({}, {}, False),
        ({"kandidaat": " "}, {"kandidaat": ""}, False),
        ({"persoon": "Anna"}, {"kandidaat": "Anna"}, False),
    ],
)
def test_a_person_is_known_by_a_mark_of_its_own_and_else_by_name(one, other, is_same):
    found = outcome(offer("A", **one), offer("B", **other))
    assert found["zelfde_persoon"] == ([["A", "B"]] if is_same else [])


def test_one_talk_counts_for_both_and_they_take_one_place():
    rounds = [round_of("A", "C", "D", "E", "B", gesprekken=[interview(name) for name in "ACD"])]
    found = outcome(*TWICE, offer("D"), offer("E"), rondes=rounds)
    assert found["rondes"][0]["uitgenodigd"] == ["A", "B", "C", "D"]
    assert found["rondes"][0]["gesprekken"][0]["telt_ook_voor"] == ["B"]
    assert found["inschrijvingen"]["B"]["uitkomst"] == "gesprek_voldoende"
    assert found["inschrijvingen"]["E"]["uitkomst"] == "reserve"
    assert (found["toestand"], found["wacht_op"]) == ("gunningsadvies", ["een besluit over A, B, C, D"])


def test_it_does_not_matter_under_which_offer_the_talk_stands():
    rounds = [round_of("A", "B", "C", gesprekken=[interview("B", "matig"), interview("C", "matig")])]
    found = outcome(*TWICE, rondes=rounds)
    assert [found["inschrijvingen"][name]["uitkomst"] for name in "ABC"] == ["gesprek_onvoldoende"] * 3
    assert found["toestand"] == "mislukt"


def test_the_person_is_not_interviewed_twice():
    rounds = [round_of("A", "B", "C", gesprekken=[interview("A"), interview("B")])]
    with pytest.raises(Faulty, match=r"ronde 1: met A en B \(dezelfde persoon\) was er al een gesprek dat telt"):
        outcome(*TWICE, rondes=rounds)


def test_a_talk_that_the_client_moved_may_be_moved_once_for_the_person():
    moved = [{"inschrijving": name, "niet_verschenen": True, "oorzaak": "opdrachtgever"} for name in "AB"]
    with pytest.raises(Faulty, match="één keer opnieuw plannen"):
        outcome(*TWICE, rondes=[round_of("A", "B", "C", gesprekken=[*moved, interview("A")])])


def test_who_did_not_appear_did_not_appear_for_either():
    absent = {"inschrijving": "B", "niet_verschenen": True}
    found = outcome(*TWICE, rondes=[round_of("A", "B", "C", gesprekken=[absent, interview("C")])])
    assert [found["inschrijvingen"][name]["uitkomst"] for name in "AB"] == ["niet_verschenen"] * 2


def test_a_relation_with_one_is_a_relation_with_the_other():
    found = outcome(
        *TWICE, rondes=[round_of("A", "B", "C", gesprekken=[interview("A"), interview("C")])],
        belangen=[{"persoon": "P", "inschrijving": "B"}],
    )  # fmt: skip
    assert found["rondes"][0]["gesprekken"][0]["uitkomst"] == "ongeldig"
    assert found["wacht_op"] == ["een geldig gesprek met A en B (dezelfde persoon)"]


def test_a_candidate_who_chose_after_the_invitations_is_still_there_for_the_other():
    left = offer("B", persoon="p1", ingetrokken_op="2026-07-17T12:00:00")
    rounds = [round_of("A", "B", "C", gesprekken=[interview("A"), interview("C")])]
    found = outcome(
        TWICE[0], left, TWICE[2], rondes=rounds, besluiten=[decision("A")], lijst_vastgesteld_op="2026-07-15T09:00:00"
    )
    assert found["inschrijvingen"]["B"]["uitkomst"] == "ingetrokken"
    assert found["gunning"] == {"inschrijvingen": ["A"], "status": "definitief"}
    assert "B" not in {each["inschrijving"] for each in found["besluiten"][0]["berichten"]}


def test_the_award_is_to_one_offer_and_never_twice_to_one_person():
    rounds = [round_of("A", "B", "C", gesprekken=[interview("A"), interview("C")])]
    found = outcome(*TWICE, rondes=rounds, besluiten=[decision("B")])
    assert found["inschrijvingen"]["B"]["uitkomst"] == "gegund"
    assert found["inschrijvingen"]["A"]["uitkomst"] == "afgewezen"
    assert [each["soort"] for each in found["besluiten"][0]["berichten"]] == ["afwijzing", "gunning", "afwijzing"]
    with pytest.raises(Faulty, match="aan één persoon gun je één keer"):
        outcome(*TWICE, rondes=rounds, besluiten=[decision("A", "B")])


def test_when_the_winner_drops_people_are_told_to_look_at_the_other_offer():
    rounds = [round_of("A", "B", "C", gesprekken=[interview("A"), interview("C", "matig")])]
    dropped = {"op": "2026-07-24T10:00:00", "soort": "winnaar_valt_af", "inschrijving": "A", "reden": "Andere baan"}
    found = outcome(*TWICE, rondes=rounds, besluiten=[decision("A")], gebeurtenissen=[dropped])
    assert found["wacht_op"] == ["een besluit over B"]
    assert found["meldingen"] == ["B is dezelfde persoon als A: kijk of de reden van afvallen ook daar is"]


NAMES = [f"K{number}" for number in range(1, 9)]


@given(
    st.dictionaries(st.sampled_from(NAMES), st.integers(0, 10), min_size=1),
    st.lists(st.integers(0, 4), min_size=8, max_size=8),
    st.integers(1, 5),
)
def test_a_person_takes_one_place_however_many_offers_there_are(scores, people, invite):
    offers = [msgspec.convert(offer(name, persoon=str(people[place])), Offer, strict=False)
              for place, name in enumerate(NAMES)]  # fmt: skip
    persons = persons_of(offers)
    given_scores = {name: {"1": msgspec.convert(str(score), int, strict=False)} for name, score in scores.items()}
    rules = {"pool": list(scores), "criteria": ["1"], "most": 10, "place": "ronde 1"}
    chosen = choose(given_scores, invite=invite, persons=persons, **rules)
    invited = {persons[each.id] for each in chosen if each.is_invited}
    # Whoever is invited is invited for every offer, and nobody left out has a better one than somebody invited.
    assert {each.id for each in chosen if persons[each.id] in invited} == {
        each.id for each in chosen if each.is_invited
    }
    best = {}
    for each in chosen:
        best[persons[each.id]] = max(best.get(persons[each.id], 0), each.total)
    alone = choose(
        {person: {"1": total} for person, total in best.items()}, invite=invite,
        persons={person: person for person in best}, **rules | {"pool": list(best)},
    )  # fmt: skip
    assert invited == {each.id for each in alone if each.is_invited}
    assert len(invited) >= min(invite, len(best))
