"""Complaints and court cases outlive a decision, and nothing undoes a signature."""

import pytest

from servicepunt.domains.hiring.rules import Faulty
from servicepunt.domains.hiring.tests.procedures import decision, interview, offer, outcome, round_of

NAMES = ("A", "B", "C", "D", "E")
PASSED = round_of(*NAMES, gesprekken=[interview("A"), interview("B"), interview("C", "matig")])
FIXED = "2026-07-15T10:00:00"


def happened(at, kind, **more):
    return {"op": at, "soort": kind} | more


def five(*happenings, second=False, left=None, **parts):
    offers = [offer(name, rate=str(60 + n)) for n, name in enumerate(NAMES)]
    for each in offers:
        if left and each["id"] in left:
            each["ingetrokken_op"] = left[each["id"]]
    decisions = [decision("A"), decision("B", sent="2026-08-03T12:00:00")] if second else [decision("A")]
    return outcome(
        *offers,
        **{"rondes": [PASSED], "besluiten": decisions, "lijst_vastgesteld_op": FIXED} | parts,
        gebeurtenissen=list(happenings),
    )


GONE = happened("2026-07-30T10:00:00", "winnaar_valt_af", reden="Andere opdracht.")
SUMMONS = happened("2026-07-29T10:00:00", "dagvaarding")
SIGNED = happened("2026-09-01T10:00:00", "ondertekend")


def test_a_complaint_before_the_decision_is_kept_and_blocks_until_it_is_handled():
    early = happened("2026-07-17T10:00:00", "klacht")
    waiting = five(early, besluiten=[])
    assert waiting["meldingen"] == ["klacht op 17-07-2026: voor het besluit; ondertekenen wacht op de uitkomst"]
    blocked = five(early, SIGNED)
    assert (blocked["toestand"], blocked["besluiten"][0]["ondertekend_op"]) == ("geschil", None)
    assert "klacht op 17-07-2026" in blocked["besluiten"][0]["geschillen"][0]
    handled = happened("2026-08-20T10:00:00", "klacht_afgehandeld", uitkomst="ongegrond")
    assert five(early, handled, SIGNED)["toestand"] == "lopend"
    before = happened("2026-07-18T10:00:00", "klacht_afgehandeld", uitkomst="gegrond")
    assert five(early, before, SIGNED)["toestand"] == "lopend"


@pytest.mark.parametrize("summoned", [SUMMONS, happened("2026-07-31T10:00:00", "dagvaarding")])
def test_a_case_against_an_earlier_decision_blocks_the_next_one_until_the_ruling(summoned):
    blocked = five(summoned, GONE, SIGNED, second=True)
    assert (blocked["toestand"], blocked["besluiten"][1]["ondertekenen_vanaf"]) == ("geschil", None)
    ruling = happened("2026-08-28T10:00:00", "uitspraak", uitkomst="ongegrond")
    assert five(summoned, GONE, ruling, SIGNED, second=True)["toestand"] == "lopend"
    upheld = five(summoned, GONE, ruling | {"uitkomst": "gegrond"}, second=True)
    assert upheld["toestand"] == "gunningsadvies"
    assert "gegrond" in upheld["besluiten"][1]["vervallen"]


def test_a_ruling_on_a_summons_after_the_term_asks_a_new_decision_while_nothing_is_signed():
    late = happened("2026-08-20T10:00:00", "dagvaarding")
    upheld = happened("2026-08-28T10:00:00", "uitspraak", uitkomst="gegrond")
    result = five(late, upheld, SIGNED)
    assert (result["toestand"], result["besluiten"][0]["ondertekend_op"]) == ("gunningsadvies", None)
    assert result["meldingen"] == ["ondertekenen op 01-09-2026 geweigerd: het besluit is vervallen"]


def test_a_ruling_closes_no_complaint_and_a_handled_complaint_no_case():
    complaint = happened("2026-07-29T10:00:00", "klacht")
    with pytest.raises(Faulty, match="geen zaak"):
        five(complaint, happened("2026-08-20T10:00:00", "uitspraak", uitkomst="ongegrond"))
    with pytest.raises(Faulty, match="geen klacht"):
        five(SUMMONS, happened("2026-08-20T10:00:00", "klacht_afgehandeld", uitkomst="ongegrond"))


def test_a_summons_in_a_term_that_a_complaint_made_longer_blocks():
    complaint = happened("2026-07-29T10:00:00", "klacht")
    handled = happened("2026-08-05T10:00:00", "klacht_afgehandeld", uitkomst="ongegrond")
    summons = happened("2026-08-20T10:00:00", "dagvaarding")
    longer = {"instellingen": {"klacht_verlengt_dagen": 27}}
    assert five(complaint, handled, summons, **longer)["toestand"] == "geschil"
    assert five(complaint, handled, summons)["toestand"] == "overeenkomst"


@pytest.mark.parametrize(
    "late",
    [
        happened("2026-09-02T10:00:00", "winnaar_valt_af"),
        happened("2026-09-02T10:00:00", "document_afgekeurd", document="vog"),
        happened("2026-09-02T10:00:00", "ondertekend"),
    ],
)
def test_nothing_undoes_a_signature(late):
    with pytest.raises(Faulty, match=r"gebeurtenissen: .* op 02-09-2026.*getekend"):
        five(SIGNED, late)


def test_a_case_after_the_signature_is_noted_and_its_ruling_undoes_nothing():
    late = happened("2026-09-02T10:00:00", "dagvaarding")
    assert five(SIGNED, late)["toestand"] == "lopend"
    ruling = happened("2026-09-20T10:00:00", "uitspraak", uitkomst="ongegrond")
    assert five(SIGNED, late, ruling)["toestand"] == "lopend"
    with pytest.raises(Faulty, match="getekend"):
        five(SIGNED, late, ruling | {"uitkomst": "gegrond"})


def test_a_winner_who_withdraws_after_the_signature_does_not_undo_it_and_before_it_nothing_is_signed():
    after = five(SIGNED, left={"A": "2026-09-02T10:00:00"})["besluiten"][0]
    assert (after["vervallen"], after["ondertekend_op"]) == (None, "2026-09-01T10:00:00+02:00")
    before = five(SIGNED, left={"A": "2026-08-31T10:00:00"})
    assert before["toestand"] == "gunningsadvies"
    assert before["besluiten"][0]["ondertekend_op"] is None


def test_who_withdrew_after_the_list_gets_no_letter():
    result = five(left={"C": "2026-07-20T10:00:00", "D": "2026-07-20T10:00:00", "E": "2026-08-20T10:00:00"})
    assert [each["inschrijving"] for each in result["besluiten"][0]["berichten"]] == ["A", "B", "E"]
    fates = {name: each["uitkomst"] for name, each in result["inschrijvingen"].items()}
    assert (fates["C"], fates["D"], fates["E"]) == ("ingetrokken", "ingetrokken", "afgewezen")


def test_nothing_of_who_lost_is_destroyed_while_a_case_runs_also_one_that_holds_nothing():
    late = happened("2026-08-20T10:00:00", "dagvaarding")
    assert five()["data"]["cvs_vernietigen_op"] == "2026-09-09"
    assert five(late)["data"]["cvs_vernietigen_op"] is None
    assert five(SIGNED, happened("2026-09-02T10:00:00", "klacht"))["data"]["cvs_vernietigen_op"] is None
    ruling = happened("2026-08-28T10:00:00", "uitspraak", uitkomst="ongegrond")
    assert five(late, ruling)["data"]["cvs_vernietigen_op"] == "2026-09-09"


def test_a_term_that_a_complaint_made_longer_moves_past_the_weekend_as_well():
    complaint = happened("2026-07-29T10:00:00", "klacht")
    handled = happened("2026-08-05T10:00:00", "klacht_afgehandeld", uitkomst="ongegrond")
    for days, day in ((3, "2026-08-15"), (4, "2026-08-18"), (5, "2026-08-18"), (6, "2026-08-18")):
        longer = five(complaint, handled, instellingen={"klacht_verlengt_dagen": days})
        # The term ends on Tuesday 11 August; three days later is Friday, four is Saturday.
        assert longer["besluiten"][0]["ondertekenen_vanaf"] == day


def test_the_work_does_not_begin_before_the_signature_nor_after_the_request_was_withdrawn():
    assert five()["data"]["start_overeenkomst"] == "2026-08-12"
    assert five(SIGNED)["data"]["start_overeenkomst"] == "2026-09-01"
    withdrawn = five(happened("2026-08-20T10:00:00", "aanvraag_ingetrokken", reden="Geen geld."))["data"]
    assert (withdrawn["start_overeenkomst"], withdrawn["overeenkomst"]) == (None, [])


@pytest.mark.parametrize(("begins", "ends"), [("klacht", "klacht_afgehandeld"), ("dagvaarding", "uitspraak")])
def test_what_ends_a_complaint_or_case_says_which_in_any_order(begins, ends):
    # The first came in time and holds the signature; the second came after the term and does not.
    first = happened("2026-07-29T10:00:00", begins, id="een")
    second = happened("2026-08-20T10:00:00", begins, id="twee")
    later = happened("2026-08-21T10:00:00", ends, id="twee", uitkomst="ongegrond")
    assert five(first, second, later, SIGNED)["toestand"] == "geschil"
    earlier = happened("2026-08-22T10:00:00", ends, id="een", uitkomst="ongegrond")
    done = five(first, second, later, earlier, SIGNED)
    assert (done["toestand"], done["besluiten"][0]["ondertekenen_vanaf"]) == ("lopend", "2026-08-22")
    # Without a name it is the oldest, as files of before have it.
    unnamed = five(first, second, happened("2026-08-21T10:00:00", ends, uitkomst="ongegrond"), SIGNED)
    assert unnamed["toestand"] == "lopend"


def test_a_name_is_of_one_complaint_and_what_ends_it_of_one_that_runs():
    complaint = happened("2026-07-29T10:00:00", "klacht", id="een")
    with pytest.raises(Faulty, match="al een klacht of zaak met id een"):
        five(complaint, complaint | {"op": "2026-07-30T10:00:00"})
    with pytest.raises(Faulty, match="er liep geen klacht met id twee"):
        five(complaint, happened("2026-08-01T10:00:00", "klacht_afgehandeld", id="twee", uitkomst="ongegrond"))
    ruled = happened("2026-08-01T10:00:00", "uitspraak", id="een", uitkomst="ongegrond")
    with pytest.raises(Faulty, match="er liep geen zaak met id een"):
        five(complaint, ruled)
