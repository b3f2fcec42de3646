"""Names with numbers stand as people count, on every list that tells something by name."""

from hypothesis import given
from hypothesis import strategies as st

from servicepunt.domains.hiring.rules import told
from servicepunt.domains.hiring.rules.order import in_order, natural
from servicepunt.domains.hiring.rules.playing import play
from servicepunt.domains.hiring.tests.procedures import offer, procedure

LABELS = [f"K{number}" for number in range(1, 13)]


def test_ten_comes_after_two_and_codes_stand_by_their_letters():
    assert in_order(["K10", "K2", "k-01", "K1", "K-11"]) == ["K1", "K2", "K10", "k-01", "K-11"]
    assert in_order(["QX7", "BD4", "BD12", ""]) == ["", "BD4", "BD12", "QX7"]


@given(st.lists(st.text(max_size=8), max_size=12))
def test_any_names_have_one_order_whatever_order_they_come_in(names):
    assert in_order(names) == in_order(reversed(names)) == sorted(in_order(names), key=natural)


def test_what_is_told_of_twelve_equal_offers_counts_up():
    played = play(procedure(*(offer(name, rate="75.00") for name in sorted(LABELS)), instellingen={"voorleggen": 12}))
    found = told(played)
    assert list(found["inschrijvingen"]) == LABELS
    assert [each["inschrijving"] for each in found["rangorde"]] == LABELS
    assert ", ".join(LABELS[1:]) in found["rangorde"][0]["reden"]
