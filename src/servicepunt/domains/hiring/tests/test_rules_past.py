"""Looking at a file as of a moment: what is dated later has not happened yet, wherever it stands."""

import json
from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicepunt.domains.hiring.rules import Faulty, play, read_procedure, told
from servicepunt.domains.hiring.tests.procedures import decision, interview, offer, outcome, request, round_of

DEFECT = {"soort": "handtekening ontbreekt", "gevonden": "na_sluiting"}


def with_defect(**changed):
    version = {"ontvangen": "2026-07-13T08:00:00", "tarief": "75", "gebreken": [DEFECT | changed]}
    return offer("A", versies=[version])


def test_an_interview_that_is_still_to_come_is_no_interview_yet():
    talk = interview("A", op="2026-07-20T10:00:00")
    found = outcome(offer("A"), rondes=[round_of("A", gesprekken=[talk])], nu="2026-07-17T12:00:00")
    assert (found["toestand"], found["wacht_op"]) == ("gesprekken", ["een geldig gesprek met A"])
    held = outcome(offer("A"), rondes=[round_of("A", gesprekken=[talk])], nu="2026-07-20T12:00:00")
    assert held["toestand"] == "gunningsadvies"


def test_a_withdrawal_that_is_still_to_come_takes_nobody_away():
    parts = {"lijst_vastgesteld_op": "2026-07-16T10:00:00"}
    gone = offer("A", ingetrokken_op="2026-07-15T09:00:00")
    assert outcome(gone, nu="2026-07-14T12:00:00", **parts)["inschrijvingen"]["A"]["uitkomst"] == "voorgelegd"
    assert outcome(gone, nu="2026-07-15T09:00:00", **parts)["inschrijvingen"]["A"]["uitkomst"] == "ingetrokken"


@pytest.mark.parametrize(
    ("now", "defect", "expected"),
    [
        ("2026-07-14T12:00:00", {"herstel_tot": "2026-07-16T00:00:00"}, "conformiteit"),
        ("2026-07-16T00:00:00", {"herstel_tot": "2026-07-16T00:00:00"}, "mislukt"),
        ("2026-07-14T12:00:00", {}, "conformiteit"),
        ("2026-07-14T12:00:00", {"herstel_loopt": False}, "mislukt"),
        ("2026-07-14T12:00:00", {"hersteld_op": "2026-07-15T09:00:00"}, "conformiteit"),
        ("2026-07-15T09:00:00", {"hersteld_op": "2026-07-15T09:00:00"}, "stap_3"),
    ],
)
def test_a_repair_that_can_still_come_is_waited_for(now, defect, expected):
    assert outcome(with_defect(**defect), nu=now)["toestand"] == expected


DATED = ("ontvangen", "ingetrokken_op", "op", "uitgenodigd_op", "verzonden_op")
MOMENTS = st.integers(10, 40).map(lambda day: f"2026-{7 + day // 31:02}-{1 + day % 31:02}T11:00:00")


@st.composite
def files(draw):
    """A file of three offers in which everything has a moment of its own, in no order in particular."""
    offers = [offer(name, rate=str(60 + n), received=draw(MOMENTS)) for n, name in enumerate("ABC")]
    for each in offers:
        each["versies"].append({"ontvangen": "2026-07-13T08:00:00", "tarief": "70", "gebreken": draw(st.lists(
            st.fixed_dictionaries({"soort": st.just("datum ontbreekt"), "gevonden": st.just("na_sluiting"),
                                   "hersteld_op": MOMENTS},
                                  optional={"herstel_tot": MOMENTS}), max_size=1))})  # fmt: skip
        if draw(st.integers(0, 3)) == 0:
            each["ingetrokken_op"] = draw(MOMENTS)
        each["intrekkingen"] = draw(st.lists(MOMENTS, max_size=1))
    talks = [interview(name, op=draw(MOMENTS)) for name in "ABC"]
    kinds = st.sampled_from(["klacht", "ondertekend", "winnaar_valt_af", "aanvraag_ingetrokken"])
    return {
        "aanvraag": request(correcties=[{"op": "2026-07-13T12:00:00", "sluiting": "2026-07-15T09:00:00"}]),
        "inschrijvingen": offers,
        "lijst_vastgesteld_op": draw(MOMENTS),
        "rondes": [round_of("A", "B", "C", uitgenodigd_op=draw(MOMENTS), gesprekken=talks)],
        "besluiten": [decision("A", sent=draw(MOMENTS))],
        "gebeurtenissen": [{"op": draw(MOMENTS), "soort": draw(kinds)} for _ in range(draw(st.integers(0, 2)))],
        "nu": draw(MOMENTS),
    }


def cut(value, now):
    """The same without anything that has a moment after `now`; a term that ends later is no event."""
    if isinstance(value, list):
        is_later = [isinstance(each, dict) and any(each.get(key, "") > now for key in DATED) for each in value]
        kept = [each for each, later in zip(value, is_later, strict=True) if not later or "versies" in each]
        return [cut(each, now) for each in kept if not (isinstance(each, str) and each[:2] == "20" and each > now)]
    if isinstance(value, dict):
        gone = {"hersteld_op", "ingetrokken_op", "lijst_vastgesteld_op"}
        return {key: cut(each, now) for key, each in value.items() if not (key in gone and each > now)}
    return value


def came_to(written):
    try:
        return told(play(read_procedure(json.dumps(written).encode())))
    except Faulty as faulty:
        return faulty.faults


@given(files())
def test_what_is_later_than_now_in_the_file_changes_nothing(written):
    assert came_to(written) == came_to(cut(deepcopy(written), written["nu"]))
