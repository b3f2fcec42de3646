"""What came before something that it needs did not happen; and the list needs nothing of what comes after it."""

import pytest

from servicepunt.domains.hiring.rules import Faulty, play
from servicepunt.domains.hiring.tests.procedures import decision, interview, offer, outcome, procedure, round_of

TALK = interview("A", op="2026-07-20T10:00:00")
MOVED = {"inschrijving": "A", "niet_verschenen": True, "oorzaak": "opdrachtgever"}
UNDATED = round_of("A", gesprekken=[interview("A")])
EARLY = interview("A", op="2026-07-16T11:59:59")
SIGNED = {"op": "2026-07-22T15:59:59", "soort": "ondertekend"}


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"lijst_vastgesteld_op": "2026-07-14T08:59:59"}, "lijst_vastgesteld_op: dat is voor de sluiting"),
        ({"lijst_vastgesteld_op": "2026-07-16T12:00:01"}, "ronde 1, uitgenodigd_op: dat is voor het vaststellen"),
        ({"rondes": [round_of("A", gesprekken=[EARLY])]}, "gesprek met A: dat is voor de uitnodigingen van ronde 1"),
        ({"rondes": [round_of("A", gesprekken=[MOVED, MOVED, TALK])]}, "één keer opnieuw plannen"),
        ({"besluiten": [decision("A", sent="2026-07-20T09:59:59")]}, "besluit 1: dat is voor een gesprek"),
        (
            {"rondes": [UNDATED], "besluiten": [decision("A", sent="2026-07-14T08:59:59")]},
            "besluit 1: dat is voor de slui",
        ),
        ({"rondes": [UNDATED], "besluiten": [decision("A", sent="2026-07-16T11:59:59")]}, "1: dat is voor de uitnodig"),
        (
            {
                "rondes": [UNDATED],
                "besluiten": [decision("A", sent="2026-07-15T09:59:59")],
                "lijst_vastgesteld_op": "2026-07-15T10:00:00",
            },
            "besluit 1: dat is voor het vaststellen van de lijst",
        ),
        ({"besluiten": [decision("A")], "gebeurtenissen": [SIGNED]}, "ondertekend op .* is voor het besluit"),
        ({"besluiten": [decision("A"), decision("A")]}, "besluit 2: dat is niet na besluit 1"),
    ],
)
def test_what_needs_something_earlier_cannot_come_before_it(parts, sentence):
    written = {"rondes": [round_of("A", gesprekken=[TALK])]} | parts
    with pytest.raises(Faulty, match=sentence):
        outcome(offer("A"), **written)
    assert play(procedure(offer("A"), **written), to_list=True).assessment.shortlist == ["A"]


def test_the_client_may_plan_once_again():
    assert outcome(offer("A"), rondes=[round_of("A", gesprekken=[MOVED, TALK])])["toestand"] == "gunningsadvies"


def test_people_are_one_whatever_blanks_and_capitals_they_are_written_with():
    alone = interview("A") | {"gespreksvoerders": ["P", " p\u200b"], "cijfers": {"P": interview("A")["cijfers"]["P"]}}
    waits = "een geldig gesprek met A"
    assert outcome(offer("A"), rondes=[round_of("A", gesprekken=[alone])])["wacht_op"] == [waits]
    related = [{"persoon": "P ", "inschrijving": "A"}]
    assert outcome(offer("A"), rondes=[round_of("A", gesprekken=[TALK])], belangen=related)["wacht_op"] == [waits]
