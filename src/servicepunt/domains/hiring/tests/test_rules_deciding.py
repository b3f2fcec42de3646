"""Rounds, interviews, the decision and what may cross it."""

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from servicepunt.domains.hiring.rules import Faulty, play, told
from servicepunt.domains.hiring.tests.procedures import (
    decision,
    interview,
    offer,
    outcome,
    procedure,
    request,
    round_of,
)

NAMES = ("A", "B", "C", "D", "E")


OFFERS = [offer(name, rate=str(60 + n)) for n, name in enumerate(NAMES)]


def five(**parts):
    return outcome(*OFFERS, **parts)


def outcomes(result):
    return {name: each["uitkomst"] for name, each in result["inschrijvingen"].items()}


PASSED = round_of(*NAMES, gesprekken=[interview("A"), interview("B"), interview("C", "matig")])


def test_the_three_best_are_invited_and_the_rest_is_reserve():
    result = five(rondes=[round_of(*NAMES)])
    assert result["rondes"][0]["uitgenodigd"] == ["A", "B", "C"]
    assert (result["toestand"], outcomes(result)["D"]) == ("gesprekken", "reserve")
    assert result["wacht_op"] == [f"een geldig gesprek met {name}" for name in "ABC"]


def test_a_tie_at_the_line_of_the_invitations_invites_all():
    result = five(rondes=[round_of(scores={"A": 9, "B": 8, "C": 7, "D": 7, "E": 1})])
    assert result["rondes"][0]["uitgenodigd"] == ["A", "B", "C", "D"]


def test_everybody_in_the_pool_is_scored_and_nobody_else():
    with pytest.raises(Faulty, match="ontbreekt"):
        five(rondes=[round_of("A", "B")])
    with pytest.raises(Faulty, match="hoort niet bij deze ronde"):
        five(rondes=[round_of(*NAMES, "Z")])


def test_a_high_grade_does_not_make_up_for_a_low_one():
    low = interview("A", "uitstekend")
    low["cijfers"]["P"] = low["cijfers"]["P"] | {"klant": "matig"}
    result = five(rondes=[round_of(*NAMES, gesprekken=[low, interview("B"), interview("C")])])
    assert outcomes(result)["A"] == "gesprek_onvoldoende"
    assert outcomes(result)["B"] == "gesprek_voldoende"
    assert (result["toestand"], result["wacht_op"]) == ("gunningsadvies", ["een besluit over B, C"])


def test_an_agreed_grade_counts_with_a_reason_and_without_agreement_the_lower_one():
    split = interview("A")
    split["cijfers"]["Q"] = split["cijfers"]["Q"] | {"klant": "matig"}
    agreed = split | {"afgesproken": {"klant": {"cijfer": "voldoende", "reden": "Samen nagelopen."}}}
    others = [interview("B"), interview("C")]
    assert outcomes(five(rondes=[round_of(*NAMES, gesprekken=[split, *others])]))["A"] == "gesprek_onvoldoende"
    assert outcomes(five(rondes=[round_of(*NAMES, gesprekken=[agreed, *others])]))["A"] == "gesprek_voldoende"
    with pytest.raises(Faulty, match="geen reden"):
        bare = split | {"afgesproken": {"klant": {"cijfer": "voldoende"}}}
        five(rondes=[round_of(*NAMES, gesprekken=[bare, *others])])


def test_one_person_twice_is_not_two_and_a_relation_does_not_count():
    alone = interview("A") | {"gespreksvoerders": ["P", "P"], "cijfers": {"P": interview("A")["cijfers"]["P"]}}
    others = [interview("B"), interview("C")]
    result = five(rondes=[round_of(*NAMES, gesprekken=[alone, *others])])
    assert (result["toestand"], result["wacht_op"]) == ("gesprekken", ["een geldig gesprek met A"])
    related = five(
        rondes=[round_of(*NAMES, gesprekken=[interview("A"), *others])],
        belangen=[{"persoon": "Q", "inschrijving": "A"}],
    )
    assert related["wacht_op"] == ["een geldig gesprek met A"]
    redone = [alone, interview("A"), *others]
    assert five(rondes=[round_of(*NAMES, gesprekken=redone)])["toestand"] == "gunningsadvies"


def test_not_appearing_is_not_passing_unless_the_client_was_the_cause():
    others = [interview("B"), interview("C")]
    absent = {"inschrijving": "A", "niet_verschenen": True}
    assert outcomes(five(rondes=[round_of(*NAMES, gesprekken=[absent, *others])]))["A"] == "niet_verschenen"
    moved = absent | {"oorzaak": "opdrachtgever"}
    again = five(rondes=[round_of(*NAMES, gesprekken=[moved, interview("A"), *others])])
    assert outcomes(again)["A"] == "gesprek_voldoende"


def test_nobody_passing_repeats_step_three_with_who_is_left_until_nobody_is():
    first = round_of(*NAMES, gesprekken=[interview(name, "matig") for name in "ABC"])
    waiting = five(rondes=[first])
    assert (waiting["toestand"], waiting["wacht_op"]) == ("stap_3", ["de scores van ronde 2 voor D, E"])
    second = round_of("D", "E", gesprekken=[interview(name, "onvoldoende") for name in "DE"])
    ended = five(rondes=[first, second])
    assert ended["toestand"] == "mislukt"
    assert [each["groep"] for each in ended["rondes"]] == [list(NAMES), ["D", "E"]]
    with pytest.raises(Faulty, match="niemand over"):
        five(rondes=[first, second, round_of("A")])


def test_a_decision_about_who_passed_stands_although_somebody_invited_had_no_valid_interview():
    alone = interview("C", "goed", gespreksvoerders=["P"], cijfers={"P": interview("C", "goed")["cijfers"]["P"]})
    first = round_of(*NAMES, gesprekken=[interview("A", "goed"), interview("B", "matig"), alone])
    assert five(rondes=[first])["wacht_op"] == ["een geldig gesprek met C"]
    with pytest.raises(Faulty, match="besluit 1 kan nog niet: eerst een geldig gesprek met C"):
        five(rondes=[first], besluiten=[decision("A")])
    decided = told(play(procedure(*OFFERS, rondes=[first], besluiten=[decision("A")]), is_mild=True))
    assert decided["gunning"]["inschrijvingen"] == ["A"]
    assert decided["meldingen"] == ["ronde 1: het besluit kwam zonder geldig gesprek met C"]
    assert (outcomes(decided)["C"], len(decided["besluiten"][0]["berichten"])) == ("afgewezen", 5)
    why = "besluit 1 kan nog niet: eerst een geldig gesprek met C. Het gesprek met C telt niet: 1 vertegenwoordiger"
    with pytest.raises(Faulty, match=why):
        five(rondes=[first], besluiten=[decision("C")])


def test_what_is_written_too_much_is_told_with_why():
    first = round_of(*NAMES, gesprekken=[interview(name, "matig") for name in "ABC"])
    with pytest.raises(Faulty, match="besluit 1 kan nog niet: eerst de scores van ronde 2 voor D, E"):
        five(rondes=[first], besluiten=[decision("A")])
    with pytest.raises(Faulty, match="besluit 2 kan niet: besluit 1 staat nog"):
        five(rondes=[PASSED], besluiten=[decision("A"), decision("B", sent="2026-07-25T16:00:00")])
    with pytest.raises(Faulty, match="ronde 2 kan niet: er is al iemand geslaagd"):
        five(rondes=[PASSED, round_of("D", "E")])


def test_the_award_goes_to_somebody_who_passed_and_to_no_more_than_asked():
    result = five(rondes=[PASSED], besluiten=[decision("B")])
    assert outcomes(result) == {
        "A": "afgewezen", "B": "gegund", "C": "gesprek_onvoldoende", "D": "afgewezen", "E": "afgewezen",
    }  # fmt: skip
    assert result["gunning"] == {"inschrijvingen": ["B"], "status": "definitief"}
    assert [each["soort"] for each in result["besluiten"][0]["berichten"]].count("gunning") == 1
    assert len(result["besluiten"][0]["berichten"]) == 5
    with pytest.raises(Faulty, match="haalde het gesprek niet"):
        five(rondes=[PASSED], besluiten=[decision("C")])
    with pytest.raises(Faulty, match="ten hoogste"):
        five(rondes=[PASSED], besluiten=[decision("A", "B")])


ALL_PASSED = round_of(*NAMES, gesprekken=[interview(each) for each in NAMES])
AWARDED = st.lists(st.sampled_from(NAMES), max_size=4)
CROSSED = st.lists(st.tuples(st.sampled_from([*NAMES, None]), st.integers(0, 40)), max_size=4)


@given(st.integers(1, 3), st.lists(AWARDED, min_size=1, max_size=3), CROSSED)
def test_23_there_are_never_more_awards_than_asked_whatever_is_decided_and_whoever_drops(needed, decided, dropped):
    """Any number of names, one name twice, winners that drop in between: refused, or no more than asked."""
    decisions = [decision(*names, sent=f"2026-{7 + number:02}-22T16:00:00") for number, names in enumerate(decided)]
    crossed = sorted(
        ({"op": f"2026-{7 + day // 20:02}-{23 + day % 5}T10:00:00", "soort": "winnaar_valt_af", "reden": "Weg"}
         | ({"inschrijving": name} if name else {}) for name, day in dropped),
        key=lambda each: each["op"],
    )  # fmt: skip
    asked = {"aanvraag": request(benodigd=needed), "instellingen": {"uitnodigen": len(NAMES)}, "rondes": [ALL_PASSED]}
    try:
        result = five(**asked, besluiten=decisions, gebeurtenissen=crossed)
    except Faulty:
        event("refused")
        return
    event(f"{len(result['besluiten'])} decisions stand")
    for each in result["besluiten"]:
        assert 1 <= len(each["gegund"]) == len(set(each["gegund"])) <= needed
    won = [name for name, fate in outcomes(result).items() if fate in {"gegund", "voorgenomen"}]
    assert len(won) <= needed
    assert won == (result["gunning"] or {"inschrijvingen": []})["inschrijvingen"]


def test_the_suspension_shows_both_dates_and_signing_waits_for_the_later():
    result = five(rondes=[PASSED], besluiten=[decision("A", sent="2026-07-20T16:00:00")])
    assert result["besluiten"][0]["opschorting"] == {
        "eerste_dag": "2026-07-21",
        "laatste_dag": "2026-08-09",
        "laatste_dag_verlengd": "2026-08-10",
    }
    assert result["besluiten"][0]["ondertekenen_vanaf"] == "2026-08-11"


def test_what_is_waited_for_says_its_day_as_people_write_it():
    waiting = five(rondes=[PASSED], besluiten=[decision("A", sent="2026-07-20T16:00:00")], nu="2026-07-25T12:00:00")
    assert waiting["wacht_op"] == ["het einde van de termijn; tekenen vanaf 11 augustus 2026"]


def test_the_contract_follows_with_contiguous_options():
    terms = five(rondes=[PASSED], besluiten=[decision("A")], start_overeenkomst="2026-08-31")["data"]["overeenkomst"]
    assert [(each["van"], each["tot_en_met"]) for each in terms] == [
        ("2026-08-31", "2026-11-29"),
        ("2026-11-30", "2027-02-27"),
        ("2027-02-28", "2027-05-30"),
        ("2027-05-31", "2027-08-30"),
        ("2027-08-31", "2027-11-29"),
    ]


def test_a_winner_who_drops_gives_way_to_the_next_with_a_new_decision_and_a_new_term():
    gone = {"op": "2026-07-30T10:00:00", "soort": "winnaar_valt_af", "reden": "Andere opdracht."}
    waiting = five(rondes=[PASSED], besluiten=[decision("A")], gebeurtenissen=[gone])
    assert (waiting["toestand"], waiting["gunning"]) == ("gunningsadvies", None)
    second = decision("B", sent="2026-08-03T12:00:00")
    result = five(rondes=[PASSED], besluiten=[decision("A"), second], gebeurtenissen=[gone])
    assert (outcomes(result)["A"], outcomes(result)["B"]) == ("afgevallen", "gegund")
    assert result["besluiten"][1]["opschorting"]["laatste_dag"] == "2026-08-23"
    assert all(each["inschrijving"] != "A" for each in result["besluiten"][1]["berichten"])


def test_without_another_who_passed_a_dropped_winner_repeats_step_three():
    first = round_of(*NAMES, gesprekken=[interview("A"), interview("B", "matig"), interview("C", "matig")])
    gone = {"op": "2026-07-30T10:00:00", "soort": "winnaar_valt_af"}
    waiting = five(rondes=[first], besluiten=[decision("A")], gebeurtenissen=[gone])
    assert (waiting["toestand"], waiting["wacht_op"]) == ("stap_3", ["de scores van ronde 2 voor D, E"])


def test_a_failed_document_check_is_a_dropped_winner_and_missing_ones_hold_the_contract():
    asked = request(documenten=["vog", "kvk"])
    waiting = five(aanvraag=asked, rondes=[PASSED], besluiten=[decision("A")])
    assert (waiting["toestand"], waiting["wacht_op"]) == ("documentcontrole", ["vog van A", "kvk van A"])
    assert waiting["gunning"]["status"] == "voorgenomen"
    good = [{"op": "2026-08-12T10:00:00", "soort": "document_goedgekeurd", "document": each} for each in ("vog", "kvk")]
    signed = {"op": "2026-08-13T10:00:00", "soort": "ondertekend"}
    done = five(aanvraag=asked, rondes=[PASSED], besluiten=[decision("A")], gebeurtenissen=[*good, signed])
    assert (done["toestand"], done["gunning"]["status"]) == ("lopend", "definitief")
    failed = {"op": "2026-08-12T10:00:00", "soort": "document_afgekeurd", "document": "vog"}
    gone = five(aanvraag=asked, rondes=[PASSED], besluiten=[decision("A")], gebeurtenissen=[failed])
    assert gone["toestand"] == "gunningsadvies"


def test_a_winner_whose_document_was_rejected_hears_of_the_next_decision_and_one_that_left_does_not():
    asked, awarded = request(documenten=["vog"]), [decision("A"), decision("B", sent="2026-08-20T16:00:00")]
    failed = {"op": "2026-08-12T10:00:00", "soort": "document_afgekeurd", "document": "vog"}
    heard = five(aanvraag=asked, rondes=[PASSED], besluiten=awarded, gebeurtenissen=[failed])["besluiten"][1][
        "berichten"
    ]
    assert {"inschrijving": "A", "soort": "afwijzing"} in heard
    left = {"op": "2026-08-12T10:00:00", "soort": "winnaar_valt_af"}
    heard = five(aanvraag=asked, rondes=[PASSED], besluiten=awarded, gebeurtenissen=[left])["besluiten"][1]["berichten"]
    assert "A" not in {each["inschrijving"] for each in heard}


def test_signing_too_early_is_refused_and_said():
    signed = {"op": "2026-08-11T10:00:00", "soort": "ondertekend"}
    result = five(rondes=[PASSED], besluiten=[decision("A")], gebeurtenissen=[signed])
    assert result["besluiten"][0]["ondertekend_op"] is None
    assert result["meldingen"] == ["ondertekenen op 11-08-2026 geweigerd: dat mag vanaf 12-08-2026"]


@pytest.mark.parametrize("kind", ["klacht", "dagvaarding"])
def test_a_complaint_or_summons_in_time_blocks_until_it_is_decided(kind):
    ends = {"klacht": "klacht_afgehandeld", "dagvaarding": "uitspraak"}[kind]
    begun = {"op": "2026-08-11T23:00:00", "soort": kind}
    blocked = five(rondes=[PASSED], besluiten=[decision("A")], gebeurtenissen=[begun])
    assert (blocked["toestand"], blocked["besluiten"][0]["ondertekenen_vanaf"]) == ("geschil", None)
    over = {"op": "2026-09-10T10:00:00", "soort": ends, "uitkomst": "ongegrond"}
    free = five(rondes=[PASSED], besluiten=[decision("A")], gebeurtenissen=[begun, over])
    assert free["besluiten"][0]["ondertekenen_vanaf"] == "2026-09-10"
    upheld = five(rondes=[PASSED], besluiten=[decision("A")], gebeurtenissen=[begun, over | {"uitkomst": "gegrond"}])
    assert (upheld["toestand"], upheld["gunning"]) == ("gunningsadvies", None)


def test_a_summons_after_the_term_is_noted_and_blocks_nothing():
    late = {"op": "2026-08-12T09:00:00", "soort": "dagvaarding"}
    result = five(rondes=[PASSED], besluiten=[decision("A")], gebeurtenissen=[late])
    assert result["toestand"] == "overeenkomst"
    assert "houdt de ondertekening niet tegen" in result["besluiten"][0]["geschillen"][0]


def test_withdrawn_people_leave_the_pool_and_are_not_awarded():
    offers = [offer(name, rate=str(60 + n)) for n, name in enumerate(NAMES)]
    offers[0]["ingetrokken_op"] = "2026-07-16T09:00:00"
    fixed = {"lijst_vastgesteld_op": "2026-07-15T10:00:00"}
    result = outcome(*offers, rondes=[round_of("B", "C", "D", "E")], **fixed)
    assert result["rondes"][0]["groep"] == ["B", "C", "D", "E"]
    assert outcomes(result)["A"] == "ingetrokken"
    offers[0]["ingetrokken_op"] = "2026-07-23T09:00:00"
    result = outcome(*offers, rondes=[PASSED], besluiten=[decision("A")], **fixed)
    assert (outcomes(result)["A"], result["toestand"]) == ("afgevallen", "gunningsadvies")


def test_a_cancelled_request_lets_what_was_open_lapse():
    cancelled = {"op": "2026-07-18T09:00:00", "soort": "aanvraag_ingetrokken", "reden": "Geen budget."}
    result = five(rondes=[round_of(*NAMES)], gebeurtenissen=[cancelled])
    assert result["toestand"] == "ingetrokken"
    assert set(outcomes(result).values()) == {"vervallen"}


def test_before_closing_nothing_can_be_seen():
    result = five(nu="2026-07-14T08:59:59")
    assert (result["toestand"], result["inschrijvingen"], result["rangorde"]) == ("gepubliceerd", {}, [])


def test_seen_from_within_the_term_the_award_is_intended():
    result = five(rondes=[PASSED], besluiten=[decision("A")], nu="2026-08-11T12:00:00")
    assert (result["toestand"], result["gunning"]["status"]) == ("opschorting", "voorgenomen")
    assert outcomes(result)["B"] == "niet_gekozen"


def test_late_invitations_and_a_rate_in_the_reasons_are_said():
    late = PASSED | {"uitgenodigd_op": "2026-07-17T00:00:00"}
    result = five(rondes=[late], besluiten=[decision("A", reason="Goed en met een laag tarief.")])
    assert len(result["meldingen"]) == 2


def test_playing_twice_gives_the_same_to_the_letter():
    parts = {"rondes": [PASSED], "besluiten": [decision("A")]}
    assert five(**parts) == five(**parts)


FIRST_OF_TWO = round_of(*NAMES, gesprekken=[interview("A"), interview("B", "matig"), interview("C", "matig")])
FELL_AWAY = {"op": "2026-07-28T10:00:00", "soort": "winnaar_valt_af", "inschrijving": "A", "reden": "andere baan"}


def second_round(invited, **parts):
    return five(rondes=[FIRST_OF_TWO, round_of("D", "E", uitgenodigd_op=invited)], **parts)


@pytest.mark.parametrize("invited", ["2026-07-22T16:00:00", "2026-07-28T09:59:59"])
def test_a_next_round_begins_after_the_decision_fell_away(invited):
    crossed = {"besluiten": [decision("A")], "gebeurtenissen": [FELL_AWAY]}
    with pytest.raises(Faulty, match="ronde 2, uitgenodigd_op: toen kon er nog aan iemand worden gegund"):
        second_round(invited, **crossed)
    assert second_round("2026-07-28T10:00:00", **crossed)["toestand"] == "gesprekken"


def test_a_next_round_begins_after_the_last_who_passed_withdrew():
    def left(invited):
        first = offer("A", intrekkingen=["2026-07-24T10:00:00"])
        others = [offer(each) for each in NAMES[1:]]
        rounds = [FIRST_OF_TWO, round_of("D", "E", uitgenodigd_op=invited)]
        return outcome(first, *others, rondes=rounds, lijst_vastgesteld_op="2026-07-15T09:00:00")

    with pytest.raises(Faulty, match="toen kon er nog aan iemand worden gegund"):
        left("2026-07-24T09:00:00")
    assert left("2026-07-24T11:00:00")["toestand"] == "gesprekken"


def test_what_happens_to_who_dropped_already_moves_no_next_round():
    first = offer("A", intrekkingen=["2026-07-30T10:00:00"])
    rounds = [FIRST_OF_TWO, round_of("D", "E", uitgenodigd_op="2026-07-29T10:00:00")]
    result = outcome(first, *[offer(each) for each in NAMES[1:]], rondes=rounds, besluiten=[decision("A")],
                     gebeurtenissen=[FELL_AWAY], lijst_vastgesteld_op="2026-07-15T09:00:00")  # fmt: skip
    assert result["toestand"] == "gesprekken"
