"""Whole procedures as somebody from outside would play them, each with the outcome that the rules of hiring ask for."""

import pytest

from servicepunt.domains.hiring.rules import Faulty
from servicepunt.domains.hiring.tests.procedures import (
    SHOWN,
    decision,
    interview,
    offer,
    outcome,
    request,
    round_of,
)

LISTED = {"lijst_vastgesteld_op": "2026-07-15T09:00:00"}


def fates(found):
    return {name: each["uitkomst"] for name, each in found["inschrijvingen"].items()}


def happened(kind, at, **more):
    return {"op": at, "soort": kind, **more}


def periods(*spans, cited=True):
    shown = {"vindplaats": SHOWN} if cited else {}
    return {"perioden": [{"van": since, **({"tot": until} if until else {}), **shown} for since, until in spans]}


# Years, periods and passages (A-01 … A-07, H-044)


@pytest.mark.parametrize(
    ("found", "points"),
    [
        (periods(("2024-07-14", None)), 15),  # exactly two years before 14 July 2026
        (periods(("2024-07-13", None)), 30),  # one day more
        (periods(("2025-07-14", None)), 15),  # exactly one year
        (periods(("2025-07-15", None)), 0),  # one day less
        (periods(("2024-07-14", "2026-07-14")), 15),  # the last day does not count
        (periods(("2024-07-14", "2026-07-15")), 15),  # nothing after the reference date counts
        (periods(("2024-07-14", "2025-07-14"), ("2025-07-14", None)), 15),  # adjoining: no day twice, no gap
        (periods(("2024-07-14", "2025-09-01"), ("2025-01-01", None)), 15),  # overlapping: once
        (periods(("2024-07-13", "2024-07-14"), ("2024-07-14", None)), 30),
        (periods(("2024-07", None)), 30),  # a month is its first day
        (periods(("2024", None)), 15),  # a year alone is as short as it can be: from 31 December 2024
        (periods(("2024-07-13", None), cited=False), 0),  # no passage, no points
        (periods(("2026-07-14", None)), 0),
        (periods(("2027-01-01", None)), 0),
        ({"perioden": [], "vindplaats": SHOWN}, 0),
        ({"dagen": 730, "vindplaats": SHOWN}, 15),
        ({"dagen": 731, "vindplaats": SHOWN}, 30),
        ({"dagen": 365, "vindplaats": SHOWN}, 15),
        ({"dagen": 364, "vindplaats": SHOWN}, 0),
        ({"dagen": 731, "vindplaats": {"pagina": 2, "passage": " "}}, 0),
        ({"dagen": 731}, 0),
    ],
)
def test_bounds_of_one_and_two_years(found, points):
    one = offer("A")
    one["criteria"]["7"] = found
    assert outcome(one)["inschrijvingen"]["A"]["punten"]["7"]["punten"] == points


@pytest.mark.parametrize(
    ("counter", "municipality", "fate", "points"),
    [
        (1826, 1826, "voorgelegd", 15),  # exactly five years: meets the requirement, and is the middle band
        (1827, 1827, "voorgelegd", 30),
        (1826, 1461, "voorgelegd", 15),  # exactly four
        (1826, 1460, "voorgelegd", 0),
        (1825, 1825, "ko_niet", None),
    ],
)
def test_bounds_of_four_and_five_years(counter, municipality, fate, points):
    found = outcome(offer("A", counter=counter, municipality=municipality))["inschrijvingen"]["A"]
    assert found["uitkomst"] == fate
    assert (found["punten"]["8"]["punten"] if points is not None else found["totaal"]) == points


def test_a_leap_day_as_reference():
    found = outcome(offer("A"), instellingen={"peildatum": "2028-02-29"})
    assert found["data"]["jaren_in_dagen"] == {"1": 366, "2": 731, "4": 1461, "5": 1827}


# The closing instant (invariant 11, A-27, H-093)


@pytest.mark.parametrize(
    ("withdrawn", "is_listed"),
    [
        ("2026-07-14T08:59:59.999999", False),
        ("2026-07-14T09:00:00", False),  # after the closing, and there is no list yet: out all the same
        ("2026-07-15T08:59:59.999999", False),
        ("2026-07-15T09:00:00", True),  # the list is there: not refilled, still on it
    ],
)
def test_withdrawals_around_the_closing_and_the_list(withdrawn, is_listed):
    one = offer("A", rate="60", ingetrokken_op=withdrawn)
    found = outcome(one, *(offer(f"B{number}") for number in range(11)), **LISTED, instellingen={"voorleggen": 10})
    gone = found["inschrijvingen"]["A"]
    assert gone["uitkomst"] == "ingetrokken" and ("A" in found["voorgelegd"]) == is_listed
    assert (gone["versie"] is None) == (withdrawn < "2026-07-14T09:00:00")


def test_a_list_is_not_refilled_when_somebody_leaves_after_it():
    offers = [offer("A", rate="70", ingetrokken_op="2026-07-15T12:00:00")]
    offers += [offer(f"B{number:02d}", rate=str(71 + number)) for number in range(10)]
    found = outcome(*offers, **LISTED)
    assert "A" in found["voorgelegd"] and len(found["voorgelegd"]) == 10 and "B09" not in found["voorgelegd"]
    assert found["inschrijvingen"]["B09"]["uitkomst"] == "niet_voorgelegd"
    assert "A" not in found["wacht_op"][0]


def test_of_two_versions_at_one_microsecond_the_later_in_the_file_counts():
    same = "2026-07-13T10:00:00.000001"
    versions = [{"ontvangen": same, "tarief": "80"}, {"ontvangen": same, "tarief": "70"}]
    found = outcome(offer("A", versies=versions))["inschrijvingen"]["A"]
    assert (found["versie"], found["tarief"]) == (2, "70.00")
    found = outcome(offer("A", versies=[*versions, {"ontvangen": "2026-07-14T09:00:00", "tarief": "60"}]))
    assert (found["inschrijvingen"]["A"]["versie"], found["inschrijvingen"]["A"]["tarief"]) == (2, "70.00")


def test_a_withdrawal_takes_back_what_was_sent_up_to_that_microsecond_and_a_new_version_stands():
    moment = "2026-07-13T10:00:00.000001"
    back = {"intrekkingen": [moment]}
    assert fates(outcome(offer("A", received=moment, **back)))["A"] == "ingetrokken"
    assert fates(outcome(offer("A", received="2026-07-13T10:00:00.000002", **back)))["A"] == "voorgelegd"


@pytest.mark.parametrize(
    "version",
    [
        {"paginas_cv": 6}, {"referenties": 1}, {"bestandssoort": "docx"}, {"versleuteld": True}, {"tarief": None},
        {"tarief": "0"}, {"tarief": "-5"}, {"tarief": "75,123"}, {"tarief": "1e2"},
        {"gebreken": [{"soort": "geen handtekening"}]},
    ],
)  # fmt: skip
def test_what_is_refused_at_sending_leaves_the_earlier_version(version):
    demands = {"aanvraag": request(offerte_eisen={"paginas_cv": 5, "referenties": 2})}
    good = {"ontvangen": "2026-07-10T10:00:00", "tarief": "80", "paginas_cv": 5, "referenties": 2}
    later = {"ontvangen": "2026-07-11T10:00:00", "tarief": "70"} | version
    found = outcome(offer("A", versies=[good, later]), offer("B", versies=[later]), **demands)["inschrijvingen"]
    assert (found["A"]["uitkomst"], found["A"]["versie"], found["A"]["tarief"]) == ("voorgelegd", 1, "80.00")
    assert (found["B"]["uitkomst"], found["B"]["versie"], found["B"]["totaal"]) == (
        "geweigerd_bij_indiening",
        None,
        None,
    )


# Nobody at all, one offer, and more than the list takes


def test_all_knocked_out_is_no_order_no_list_and_no_award():
    found = outcome(*(offer(name, counter=1825) for name in "ABC"))
    assert (found["toestand"], found["rangorde"], found["voorgelegd"], found["gunning"]) == ("mislukt", [], [], None)
    assert set(fates(found).values()) == {"ko_niet"}
    assert all(len(each["eisen"]) == 4 and each["totaal"] is None for each in found["inschrijvingen"].values())


def test_without_offers_there_is_nobody():
    found = outcome()
    assert (found["toestand"], found["inschrijvingen"], found["voorgelegd"]) == ("mislukt", {}, [])


def test_one_offer_goes_all_the_way():
    rounds = [round_of("A", gesprekken=[interview("A")])]
    found = outcome(offer("A"), rondes=rounds, besluiten=[decision("A")], nu="2026-08-11T12:00:00")
    assert (found["toestand"], found["gunning"]) == ("opschorting", {"inschrijvingen": ["A"], "status": "voorgenomen"})
    assert found["besluiten"][0]["opschorting"] == {
        "eerste_dag": "2026-07-23", "laatste_dag": "2026-08-11", "laatste_dag_verlengd": "2026-08-11",
    }  # fmt: skip
    assert found["besluiten"][0]["ondertekenen_vanaf"] == "2026-08-12"


@pytest.mark.parametrize(("count", "going"), [(0, 0), (1, 1), (9, 9), (10, 10), (11, 10), (30, 10)])
def test_ten_go_on_at_most(count, going):
    found = outcome(*(offer(f"K{number}", rate=str(60 + number)) for number in range(count)))
    assert len(found["voorgelegd"]) == going


def test_thirty_with_a_tie_over_place_ten_admits_all_of_it_or_draws_announced_lots():
    offers = [offer(f"K{number}", rate=str(60 + number)) for number in range(8)]
    offers += [offer(f"T{number}", rate="90") for number in range(5)]
    offers += [offer(f"Z{number}", rate="91") for number in range(17)]
    found = outcome(*offers)
    assert len(found["voorgelegd"]) == 13 and {f"T{number}" for number in range(5)} <= set(found["voorgelegd"])
    assert {each["plaats"] for each in found["rangorde"] if each["inschrijving"].startswith("T")} == {9}
    assert {each["plaats"] for each in found["rangorde"] if each["inschrijving"].startswith("Z")} == {14}
    drawn = outcome(*offers, instellingen={"gelijk_op_de_grens": "loten", "lotwaarde": "baken"})
    assert len(drawn["voorgelegd"]) == 10
    assert [each["beslist_door"] for each in drawn["rangorde"] if each["inschrijving"].startswith("T")] == [
        "loting"
    ] * 5


def test_rates_are_numbers_and_decide_only_between_equals():
    found = outcome(offer("A", rate="100,00"), offer("B", rate="75"), offer("C", rate="1.00", topdesk=730))
    assert [each["inschrijving"] for each in found["rangorde"]] == ["B", "A", "C"]


def test_several_candidates_of_one_supplier_are_offers_of_their_own():
    found = outcome(
        *(offer(name, leverancier="Een", kandidaat=f"Mens {name}", rate=str(70 + ord(name))) for name in "ABC")
    )
    assert found["voorgelegd"] == ["A", "B", "C"] and found["zelfde_persoon"] == []


# Rounds (A-45 …)


def test_two_rounds_until_somebody_passes():
    rounds = [
        round_of(*"ABCDE", gesprekken=[interview(name, "matig") for name in "ABC"]),
        round_of(*"DE", uitgenodigd_op="2026-07-21T12:00:00", gesprekken=[interview("D"), interview("E", "matig")]),
    ]
    found = outcome(*(offer(name) for name in "ABCDE"), rondes=rounds, besluiten=[decision("D")])
    assert [each["groep"] for each in found["rondes"]] == [list("ABCDE"), list("DE")]
    assert fates(found) == {**dict.fromkeys("ABCE", "gesprek_onvoldoende"), "D": "gegund"}
    assert [each["inschrijving"] for each in found["besluiten"][0]["berichten"]] == list("ABCDE")


def test_nobody_of_two_rounds_passes_and_there_is_no_third():
    rounds = [
        round_of(*"ABCD", gesprekken=[interview(name, "matig") for name in "ABC"]),
        round_of("D", uitgenodigd_op="2026-07-21T12:00:00", gesprekken=[interview("D", "matig")]),
    ]
    found = outcome(*(offer(name) for name in "ABCD"), rondes=rounds)
    assert (found["toestand"], found["gunning"]) == ("mislukt", None)
    with pytest.raises(Faulty, match="ronde 3 kan niet"):
        outcome(
            *(offer(name) for name in "ABCD"), rondes=[*rounds, round_of("A", uitgenodigd_op="2026-07-23T12:00:00")]
        )


def test_nobody_appears():
    absent = [{"inschrijving": name, "niet_verschenen": True} for name in "ABC"]
    found = outcome(*(offer(name) for name in "ABCD"), rondes=[round_of(*"ABCD", gesprekken=absent)])
    assert (found["toestand"], found["wacht_op"]) == ("stap_3", ["de scores van ronde 2 voor D"])
    assert fates(found) == {**dict.fromkeys("ABC", "niet_verschenen"), "D": "reserve"}
    found = outcome(*(offer(name) for name in "ABC"), rondes=[round_of(*"ABC", gesprekken=absent)])
    assert found["toestand"] == "mislukt"


def test_a_talk_the_client_missed_is_planned_again_and_counts():
    missed = {"inschrijving": "A", "niet_verschenen": True, "oorzaak": "opdrachtgever"}
    found = outcome(offer("A"), rondes=[round_of("A", gesprekken=[missed])])
    assert (found["toestand"], found["wacht_op"]) == ("gesprekken", ["een geldig gesprek met A"])
    found = outcome(offer("A"), rondes=[round_of("A", gesprekken=[missed, interview("A")])])
    assert found["toestand"] == "gunningsadvies"


def test_without_agreement_the_lowest_grade_counts_and_nothing_makes_up_for_it():
    held = interview("A", "uitstekend")
    held["cijfers"]["Q"] = held["cijfers"]["Q"] | {"klant": "matig"}
    found = outcome(offer("A"), rondes=[round_of("A", gesprekken=[held])])
    assert fates(found)["A"] == "gesprek_onvoldoende"
    assert found["rondes"][0]["gesprekken"][0]["cijfers"]["klant"] == "matig"
    agreed = held | {"afgesproken": {"klant": {"cijfer": "voldoende", "reden": "Samen bekeken."}}}
    found = outcome(offer("A"), rondes=[round_of("A", gesprekken=[agreed])])
    assert fates(found)["A"] == "gesprek_voldoende"
    found = outcome(offer("A"), rondes=[round_of("A", gesprekken=[agreed])], instellingen={"cijfers_samen": "laagste"})
    assert fates(found)["A"] == "gesprek_onvoldoende"


def test_one_representative_or_one_without_grades_is_no_talk():
    alone = interview("A") | {"gespreksvoerders": ["P"], "cijfers": {"P": interview("A")["cijfers"]["P"]}}
    silent = interview("A") | {"cijfers": {"P": interview("A")["cijfers"]["P"]}}
    for held in (alone, silent):
        found = outcome(offer("A"), rondes=[round_of("A", gesprekken=[held])])
        assert (found["toestand"], found["rondes"][0]["gesprekken"][0]["uitkomst"]) == ("gesprekken", "ongeldig")


def test_a_tie_at_the_line_invites_all_of_it():
    found = outcome(
        *(offer(name) for name in "ABCDE"), rondes=[round_of(scores={"A": 9, "B": 8, "C": 7, "D": 7, "E": 6})]
    )
    assert found["rondes"][0]["uitgenodigd"] == list("ABCD") and fates(found)["E"] == "reserve"


# The decision and what crosses it (A-54, A-57, A-59, H-104, H-105, invariant 25)

PASSED = round_of(*"ABCD", gesprekken=[interview(name) for name in "ABC"])


def decided(*happenings, decisions=None, offers=None, **more):
    return outcome(
        *(offers or [offer(name) for name in "ABCD"]), rondes=[PASSED], besluiten=decisions or [decision("A")],
        gebeurtenissen=list(happenings), **more,
    )  # fmt: skip


def test_winners_that_drop_twice_each_give_a_new_decision_and_a_new_term():
    found = decided(
        happened("winnaar_valt_af", "2026-07-24T10:00:00", reden="Andere baan"),
        happened("winnaar_valt_af", "2026-08-05T10:00:00", reden="Ziek"),
        decisions=[decision("A"), decision("B", sent="2026-08-03T16:00:00"), decision("C", sent="2026-08-10T16:00:00")],
    )
    assert [bool(each["vervallen"]) for each in found["besluiten"]] == [True, True, False]
    assert [each["opschorting"]["eerste_dag"] for each in found["besluiten"]] == [
        "2026-07-23",
        "2026-08-04",
        "2026-08-11",
    ]
    assert found["gunning"] == {"inschrijvingen": ["C"], "status": "definitief"}
    assert fates(found) == {"A": "afgevallen", "B": "afgevallen", "C": "gegund", "D": "afgewezen"}
    assert [each["inschrijving"] for each in found["besluiten"][2]["berichten"]] == ["C", "D"]
    # 30 August 2026 is a Sunday: the term moves on to Monday for signing, and tenderers act by Sunday.
    assert found["besluiten"][2]["opschorting"]["laatste_dag"] == "2026-08-30"
    assert found["besluiten"][2]["opschorting"]["laatste_dag_verlengd"] == "2026-08-31"
    assert found["besluiten"][2]["ondertekenen_vanaf"] == "2026-09-01"


def test_when_all_who_passed_dropped_step_three_is_done_again_with_who_is_left():
    found = decided(
        *(happened("winnaar_valt_af", f"2026-0{month}-20T10:00:00") for month in (8, 9)),
        happened("winnaar_valt_af", "2026-10-20T10:00:00"),
        decisions=[decision("A"), decision("B", sent="2026-09-01T16:00:00"), decision("C", sent="2026-10-01T16:00:00")],
    )
    assert (found["toestand"], found["wacht_op"]) == ("stap_3", ["de scores van ronde 2 voor D"])
    assert found["gunning"] is None


def test_a_winner_that_withdraws_in_the_term_is_followed_by_who_passed():
    offers = [offer("A", ingetrokken_op="2026-07-24T10:00:00"), *(offer(name) for name in "BCD")]
    found = decided(offers=offers, **LISTED)
    assert (found["toestand"], found["wacht_op"]) == ("gunningsadvies", ["een besluit over B, C"])


def test_a_complaint_and_then_a_summons_hold_the_signature_until_both_are_decided():
    crossing = [
        happened("klacht", "2026-07-24T10:00:00"),
        happened("dagvaarding", "2026-08-11T23:59:59"),
        happened("klacht_afgehandeld", "2026-08-13T10:00:00", uitkomst="ongegrond"),
        happened("ondertekend", "2026-08-14T10:00:00"),
    ]
    found = decided(*crossing)
    assert (found["toestand"], found["wacht_op"]) == ("geschil", ["de uitkomst van de klacht of zaak"])
    assert found["besluiten"][0]["ondertekend_op"] is None and "geweigerd" in found["meldingen"][0]
    ruled = [*crossing, happened("uitspraak", "2026-09-01T10:00:00", uitkomst="ongegrond")]
    found = decided(*ruled)
    assert (found["toestand"], found["besluiten"][0]["ondertekenen_vanaf"]) == ("overeenkomst", "2026-09-01")
    found = decided(*ruled, happened("ondertekend", "2026-09-01T11:00:00"))
    assert (found["toestand"], found["gunning"]["status"]) == ("lopend", "definitief")


def test_a_ruling_that_upholds_asks_a_new_decision():
    found = decided(
        happened("dagvaarding", "2026-08-10T10:00:00"), happened("uitspraak", "2026-09-01T10:00:00", uitkomst="gegrond")
    )
    assert (found["toestand"], found["wacht_op"]) == ("gunningsadvies", ["een besluit over A, B, C"])
    assert found["besluiten"][0]["vervallen"] and found["gunning"] is None


def test_a_summons_after_the_term_holds_nothing_and_in_the_extension_it_does():
    sent = [decision("A", sent="2026-07-20T16:00:00")]  # the last day, 9 August 2026, is a Sunday
    inside = decided(happened("dagvaarding", "2026-08-10T12:00:00"), decisions=sent)
    assert inside["toestand"] == "geschil" and "betwistbaar" in inside["besluiten"][0]["geschillen"][0]
    after = decided(happened("dagvaarding", "2026-08-11T00:00:00"), decisions=sent)
    assert after["toestand"] == "overeenkomst"


@pytest.mark.parametrize(("day", "is_signed"), [("2026-08-11T23:59:59", False), ("2026-08-12T00:00:00", True)])
def test_one_signs_from_the_day_after_the_last_day(day, is_signed):
    found = decided(happened("ondertekend", day))
    assert (found["besluiten"][0]["ondertekend_op"] is not None) == is_signed


def test_documents_are_asked_of_the_winner_and_a_failed_one_is_a_dropped_winner():
    asked = {"aanvraag": request(documenten=["vog", "kvk"])}
    found = decided(happened("document_goedgekeurd", "2026-07-24T10:00:00", document="vog"), **asked)
    assert (found["toestand"], found["wacht_op"]) == ("documentcontrole", ["kvk van A"])
    found = decided(happened("document_afgekeurd", "2026-07-24T10:00:00", document="vog"), **asked)
    assert fates(found)["A"] == "afgevallen" and found["toestand"] == "gunningsadvies"


def test_after_the_signature_nothing_undoes_it():
    signed = happened("ondertekend", "2026-08-12T10:00:00")
    for later in (happened("winnaar_valt_af", "2026-08-13T10:00:00"),
                  happened("aanvraag_ingetrokken", "2026-08-13T10:00:00")):  # fmt: skip
        with pytest.raises(Faulty, match=r"getekend|na het ondertekenen"):
            decided(signed, later)


def test_a_request_that_is_withdrawn_lapses_what_was_open_and_leaves_who_was_out():
    found = outcome(
        offer("A"), offer("B", counter=1825), offer("C", received="2026-07-14T09:00:00"), rondes=[round_of("A")],
        gebeurtenissen=[happened("aanvraag_ingetrokken", "2026-07-17T10:00:00", reden="Geen budget")],
    )  # fmt: skip
    assert found["toestand"] == "ingetrokken"
    assert fates(found) == {"A": "vervallen", "B": "ko_niet", "C": "te_laat"}
    early = outcome(offer("A"), gebeurtenissen=[happened("aanvraag_ingetrokken", "2026-07-10T10:00:00")])
    assert (early["toestand"], early["inschrijvingen"]) == ("ingetrokken", {})


# What cannot be (H-011, H-020, H-099)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"aanvraag": request(sluiting="2026-03-29T02:30:00")}, "bestaat in Nederland niet, of twee keer"),
        ({"aanvraag": request(sluiting="2026-10-25T02:30:00")}, "bestaat in Nederland niet, of twee keer"),
        ({"inschrijvingen": [offer("A", conformiteit={"oordeel": "niet_conform", "reden": "x"})]}, "vindplaats"),
        ({"inschrijvingen": [offer("A", conformiteit={"oordeel": "niet_conform", "vindplaats": SHOWN})]}, "reden"),
        ({"rondes": [round_of("A", "Z")]}, "Z hoort niet bij deze ronde"),
        ({"rondes": [round_of(scores={"A": 11})]}, "ligt niet tussen 0 en 10"),
        ({"rondes": [round_of("A", gesprekken=[interview("A", "prima")])]}, "staat niet op de schaal"),
        ({"rondes": [round_of("A", gesprekken=[interview("A", "matig")])], "besluiten": [decision("A")]}, "besluit"),
        ({"aanvraag": request(correcties=[{"op": "2026-07-14T10:00:00", "sluiting": "2026-07-15T09:00:00",
                                           "storing": True, "door": ["P"]}])}, "twee personen"),
        ({"aanvraag": request(correcties=[{"op": "2026-07-14T09:00:00", "sluiting": "2026-07-15T09:00:00"}])},
         "na de sluiting"),
    ],
)  # fmt: skip
def test_what_cannot_have_happened_is_refused(parts, said):
    with pytest.raises(Faulty, match=said):
        outcome(**{"inschrijvingen": [offer("A")]} | parts)


def test_without_a_judgement_of_conformity_there_is_no_order():
    found = outcome(offer("A", conformiteit=None), offer("B"))
    assert (found["toestand"], found["rangorde"]) == ("conformiteit", [])
    assert found["wacht_op"] == ["het oordeel over de conformiteit van A"]


def test_who_is_set_aside_changes_nothing_for_the_others():
    aside = offer("Z", rate="1", conformiteit={"oordeel": "niet_conform", "reden": "Gezag", "vindplaats": SHOWN})
    with_it, without = outcome(offer("A"), offer("B", topdesk=730), aside), outcome(offer("A"), offer("B", topdesk=730))
    assert with_it["rangorde"] == without["rangorde"] and fates(with_it)["Z"] == "niet_conform"
