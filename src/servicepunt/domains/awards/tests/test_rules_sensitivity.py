"""The look before the list is fixed: it finds what would change it, and changes nothing."""

from decimal import Decimal

from servicepunt.domains.awards.rules.sensitivity import Supposition, sensitivity, what_if
from servicepunt.domains.hiring.rules import play, told
from servicepunt.domains.hiring.tests.procedures import offer, procedure


def changes(*offers, most=1):
    played = play(procedure(*offers, instellingen={"voorleggen": most}))
    before = told(played)
    found = {shift.change: (shift.comes, shift.goes) for shift in sensitivity(played)}
    assert told(played) == before, "looking must not change"
    return found


def test_counting_examples_one_by_one_may_give_another_list():
    found = changes(
        offer("A", topdesk=400, municipality=1500), offer("B", examples=1, topdesk=731, municipality=1500, rate="80")
    )
    assert found["criterium 6: punten per voorbeeld"] == (["B"], ["A"])


def test_one_finding_and_one_requirement_that_matter_are_named():
    found = changes(offer("A"), offer("B", topdesk=400))
    assert found["A krijgt 0 in plaats van 30 op criterium 7"] == (["B"], ["A"])
    assert found["A haalt een eis niet"] == (["B"], ["A"])
    assert "B krijgt 0 in plaats van 15 op criterium 7" not in found


def test_a_shift_of_five_points_may_give_another_list():
    found = changes(offer("A", examples=0, rate="90"), offer("B", ict=False, rate="80"))
    assert found["criterium 5 5 punten zwaarder, 6 lichter"] == (["A"], ["B"])


def test_with_room_for_all_only_requirements_matter():
    assert list(changes(offer("A"), offer("B"), most=10)) == ["A haalt een eis niet", "B haalt een eis niet"]


def test_before_there_is_an_order_there_is_nothing_to_look_at():
    assert sensitivity(play(procedure(offer("A", conformiteit=None)))) == []


def supposed(offers, most=1, weights=None, points=None, without=()):
    played = play(procedure(*offers, instellingen={"voorleggen": most}))
    before = told(played)
    shift = what_if(played, Supposition(weights or {}, points or {}, frozenset(without)))
    assert told(played) == before, "looking must not change"
    return shift.comes, shift.goes


def test_supposing_other_points_for_one_finding():
    offers = [offer("A"), offer("B", topdesk=400, rate="70")]
    assert supposed(offers, points={("B", "7"): Decimal(30)}) == (["B"], ["A"])
    assert supposed(offers, points={("B", "7"): Decimal(15)}) == ([], [])


def test_supposing_other_weights_scales_what_was_given():
    offers = [offer("A", examples=0, rate="90"), offer("B", ict=False, rate="80")]
    assert supposed(offers, weights={"5": Decimal(30), "6": Decimal(10)}) == (["A"], ["B"])
    assert supposed(offers, weights={"5": Decimal(10), "6": Decimal(30)}) == ([], [])


def test_supposing_that_somebody_is_not_there():
    assert supposed([offer("A"), offer("B", topdesk=400)], without=["A"]) == (["B"], ["A"])


def test_supposing_nothing_changes_nothing():
    assert supposed([offer("A"), offer("B")], most=10) == ([], [])
    waiting = play(procedure(offer("A", conformiteit=None)))
    assert what_if(waiting, Supposition({}, {}, frozenset({"A"}))).goes == ()
