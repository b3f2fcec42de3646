"""The verifier reads the rules by itself and comes to the same list: ties, lots, examples, bands, knock-outs."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicepunt.domains.hiring.rules import play, told
from servicepunt.domains.hiring.rules.course import Procedure
from servicepunt.domains.hiring.rules.experience import days_in
from servicepunt.domains.hiring.rules.moments import instant, local_day
from servicepunt.domains.hiring.rules.request import Unit
from servicepunt.entrypoints.awarding import verify
from servicepunt.entrypoints.awarding.publicform import public_outcome, public_procedure

CITED = {"pagina": 2, "passage": "Zie het cv."}
YEARS = st.integers(2014, 2026)
PERIOD = st.builds(
    lambda year, month, length: {
        "van": f"{year}-{month:02d}", "tot": f"{min(year + length, 2026)}-12", "vindplaats": CITED,
    },
    YEARS, st.integers(1, 12), st.integers(0, 6),
)  # fmt: skip
CITATION = st.sampled_from([CITED, None])
LONG = st.builds(lambda periods: {"perioden": periods}, st.lists(PERIOD, max_size=3))
JUDGED = st.builds(
    lambda meets, cited, explained: {"voldoet": meets, "vindplaats": cited, "toegelicht": explained, "reden": "x"},
    st.sampled_from([True, True, True, False, None]), CITATION, st.booleans(),
)  # fmt: skip
SCHOOLED = st.builds(
    lambda level, done, direction: {
        "niveau": level, "afgerond": done, "richting": direction, "vindplaats": CITED,
    },
    st.sampled_from([None, 3, 4, 6]), st.sampled_from([True, True, None, False]),
    st.sampled_from([None, "ICT", "zorg"]),
)  # fmt: skip
EXAMPLE = st.builds(lambda valid, cited: {"geldig": valid, "vindplaats": cited}, st.booleans(), CITATION)
EXAMPLES = st.builds(lambda given: {"voorbeelden": given}, st.lists(EXAMPLE, max_size=4))
BANDS = [{"minder_dan": 1, "punten": 0}, {"vanaf": 1, "tot_en_met": 2, "punten": 15}, {"meer_dan": 2, "punten": 30}]
REQUEST = {
    "sluiting": "2026-07-14T09:00:00", "uitvoeringsvoorwaarde": False,
    "knockouts": [{"id": "1", "bewijs": "ervaring", "minimaal": 1}, {"id": "2", "toelichting_vereist": True}],
}  # fmt: skip


@st.composite
def procedures(draw):
    request = REQUEST | {"criteria": [
        {"id": "5", "punten": 20, "model": "alles_of_niets", "bewijs": "opleiding", "niveau": 4, "richtingen": ["ict"]},
        {"id": "6", "punten": 50, "model": "voorbeelden", "aantal": 2, "per_voorbeeld": draw(st.booleans())},
        {"id": "7", "punten": 30, "model": "banden", "banden": BANDS},
    ]}  # fmt: skip
    offers = [
        {
            "id": f"K{place}", "ontvangstbewijs": f"bewijs {place}",
            "versies": [{"ontvangen": f"2026-07-{draw(st.integers(10, 14)):02d}T09:00:00+02:00",
                         "tarief": draw(st.sampled_from(["80,00", "80.00", "95,50", "100"]))}],
            "knockouts": {"1": {"perioden": [{"van": "2015", "vindplaats": CITED}]} if draw(st.booleans())
                          else draw(LONG), "2": draw(JUDGED)},
            "criteria": {"5": draw(SCHOOLED), "6": draw(EXAMPLES), "7": draw(LONG)},
        }
        for place in range(draw(st.integers(0, 8)))
    ]  # fmt: skip
    tie = draw(st.sampled_from(["allen_toelaten", "loten"]))
    return {
        "aanvraag": request, "inschrijvingen": offers,
        "instellingen": {"voorleggen": draw(st.integers(1, 4)), "gelijk_op_de_grens": tie, "lotwaarde": "baken 7"},
    }  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(procedures())
def test_the_verifier_comes_to_the_same_list(written):
    procedure = msgspec.convert(written, Procedure, strict=False)
    played = play(procedure)
    verify.compare(verify.play(verify.case_of_procedure(written)), told(played))
    public = public_procedure(procedure, played)
    outcome = public_outcome(told(play(public)))
    assert outcome["voorgelegd"] == told(played)["voorgelegd"]
    plain = json.loads(json.dumps(msgspec.to_builtins(public)))
    verify.compare(verify.play(verify.case_of_procedure(plain)), outcome)


@given(
    st.dates(date(1999, 1, 1), date(2040, 12, 31)), st.integers(0, 40), st.sampled_from(["jaren", "maanden", "dagen"])
)
def test_the_verifier_measures_time_as_the_rules_do(day, count, unit):
    assert verify.length(count, unit, day) == days_in(Decimal(count), Unit(unit), day)
    moment = datetime(day.year, day.month, day.day, count % 24, 30, tzinfo=UTC)
    assert verify.local_day(moment) == local_day(moment)
    noon = datetime.fromisoformat(f"{day}T12:00:00")
    assert verify.instant(noon.isoformat()) == instant(noon, "x")


@pytest.mark.parametrize("change", ["totaal", "plaats", "lijst"])
def test_the_verifier_names_the_first_difference(change):
    offer = {"id": "K1", "ontvangstbewijs": "a",
             "versies": [{"ontvangen": "2026-07-10T09:00:00+02:00", "tarief": "80"}],
             "knockouts": {"1": {"perioden": [{"van": "2015", "vindplaats": CITED}]},
                           "2": {"voldoet": True, "vindplaats": CITED, "toegelicht": True}},
             "criteria": {"7": {"perioden": [{"van": "2015", "vindplaats": CITED}]}}}  # fmt: skip
    bands = [{"minder_dan": 1, "punten": 0}, {"vanaf": 1, "punten": 100}]
    request = REQUEST | {"criteria": [{"id": "7", "punten": 100, "model": "banden", "banden": bands}]}
    written = {"aanvraag": request, "inschrijvingen": [offer, offer | {"id": "K2", "ontvangstbewijs": "b"}]}
    outcome = told(play(msgspec.convert(written, Procedure, strict=False)))
    if change == "totaal":
        outcome["inschrijvingen"]["K1"]["totaal"] = 99
    elif change == "plaats":
        outcome["rangorde"][0]["plaats"] = 2
    else:
        outcome["voorgelegd"] = ["K1"]
    with pytest.raises(verify.Difference):
        verify.compare(verify.play(verify.case_of_procedure(written)), outcome)
