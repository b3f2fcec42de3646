"""The verifier reads the rules by itself and comes to the same list: ties, lots, examples, bands, knock-outs."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from servicepunt.domains.hiring.rules import Faulty, play, told
from servicepunt.domains.hiring.rules.course import Procedure
from servicepunt.domains.hiring.rules.experience import days_in
from servicepunt.domains.hiring.rules.moments import instant, local_day
from servicepunt.domains.hiring.rules.reading import read_request
from servicepunt.domains.hiring.rules.repairs import is_content
from servicepunt.domains.hiring.rules.request import (
    Band,
    Correction,
    Criterion,
    Documents,
    Extensions,
    Hours,
    Knockout,
    Length,
    Named,
    Request,
    Settings,
    Unit,
)
from servicepunt.domains.hiring.tests import procedures as written_as
from servicepunt.domains.tenders.rules import chain
from servicepunt.entrypoints.awarding.publicform import public_procedure, values_of
from servicepunt.entrypoints.awarding.verifier import days, forms
from servicepunt.entrypoints.awarding.verifier.binding import public_outcome
from servicepunt.entrypoints.awarding.verifier.package import canonical, first_difference
from servicepunt.entrypoints.awarding.verifier.playing import assess
from servicepunt.entrypoints.awarding.verifier.telling import outcome_of
from servicepunt.foundation.holidays import legal_holidays

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


@settings(max_examples=100, deadline=None)
@given(procedures())
def test_the_verifier_comes_to_the_same_list(written):
    procedure = msgspec.convert(written | {"lijst_vastgesteld_op": FIXED, "nu": FIXED}, Procedure, strict=False)
    played = play(procedure)
    assert first_difference(outcome_of(plain(procedure)), values_of(told(played))) == ""
    public = public_procedure(procedure, played)
    outcome = public_outcome(told(play(public)))
    assert outcome["voorgelegd"] == told(played)["voorgelegd"]
    assert first_difference(public_outcome(outcome_of(plain(public))), outcome) == ""


FIXED = "2026-07-15T09:00:00Z"


def plain(procedure):
    return json.loads(json.dumps(msgspec.to_builtins(procedure)))


@given(
    st.dates(date(1999, 1, 1), date(2040, 12, 31)), st.integers(0, 40), st.sampled_from(["jaren", "maanden", "dagen"])
)
def test_the_verifier_measures_time_as_the_rules_do(day, count, unit):
    assert days.length(count, unit, day) == days_in(Decimal(count), Unit(unit), day)
    moment = datetime(day.year, day.month, day.day, count % 24, 30, tzinfo=UTC)
    assert days.local_day(moment) == local_day(moment)
    noon = datetime.fromisoformat(f"{day}T12:00:00")
    assert days.instant(noon.isoformat()) == instant(noon, "x")


@pytest.mark.parametrize("year", range(2015, 2061))
def test_the_verifier_knows_the_holidays_by_itself(year):
    assert days.holidays(year) == legal_holidays(year)


# Steps 3 and 4 and after: whatever happens, both come to the same.

NAMES = ("A", "B", "C", "D", "E")
GRADES = st.sampled_from(["matig", "voldoende", "goed", "goed"])
MOMENTS = st.integers(17, 60).map(lambda hours: f"2026-07-{10 + hours // 4:02d}T{8 + hours % 4 * 3:02d}:00:00")


@st.composite
def talks(draw, names):
    found = []
    for name in names:
        kind = draw(st.sampled_from(["held", "held", "held", "held", "absent", "moved", "alone", "none"]))
        if kind == "moved":
            found.append({"inschrijving": name, "niet_verschenen": True, "oorzaak": "opdrachtgever"})
        if kind == "absent":
            found.append({"inschrijving": name, "niet_verschenen": True})
        elif kind != "none":
            held = written_as.interview(name, draw(GRADES))
            held["cijfers"]["Q"] = held["cijfers"]["Q"] | {"klant": draw(GRADES)}
            if draw(st.booleans()):
                held["afgesproken"] = {"klant": {"cijfer": draw(GRADES), "reden": "Samen."}}
            found.append(held | ({"gespreksvoerders": ["P"], "cijfers": {"P": held["cijfers"]["P"]}}
                                 if kind == "alone" else {}))  # fmt: skip
    return found


@st.composite
def happenings(draw):
    kinds = ["document_goedgekeurd", "document_goedgekeurd", "document_afgekeurd", "klacht", "klacht_afgehandeld",
             "dagvaarding", "uitspraak", "ondertekend", "ondertekend", "winnaar_valt_af",
             "aanvraag_ingetrokken"]  # fmt: skip
    days_after = st.integers(-4, 45).map(lambda count: (date(2026, 7, 22) + timedelta(days=count)).isoformat())
    return [
        {"op": f"{draw(days_after)}T{draw(st.integers(8, 17)):02d}:00:00", "soort": kind, "reden": "x",
         "document": "VOG" if kind.startswith("document") else None,
         "uitkomst": draw(st.sampled_from(["ongegrond", "ongegrond", "gegrond"]))}
        for kind in draw(st.lists(st.sampled_from(kinds), max_size=5))
    ]  # fmt: skip


DEFECTS = st.builds(
    lambda kind, mended, until, is_open: {
        "soort": kind[0], "vorm_omdat": kind[1], "gevonden": "na_sluiting", "hersteld_op": mended, "herstel_tot": until,
        "herstel_loopt": is_open,
    },
    st.sampled_from([("handtekening ontbreekt", ""), ("datum ontbreekt", ""), ("datum ontbreekt", "Vorm."), ("cv", "x"),
                     ("toelichting niet getekend", "Vorm."), ("toelichting niet getekend", " ")]),
    st.sampled_from(["2026-07-15T10:00:00Z", "2026-07-16T21:59:59.999999Z", "2026-07-16T22:00:00Z", None]),
    st.sampled_from(["2026-07-16T22:00:00Z", None]), st.sampled_from([False] * 9 + [True]),
)  # fmt: skip


# The end of the working days after the closing on Tuesday 14 July 2026, from 1 to 5 of them.
TERMS = dict(enumerate(("07-16", "07-17", "07-18", "07-21", "07-22"), 1))


def is_lasting(defect, until):
    """Say whether a defect sets an offer aside, so that the rounds of a course can be without that offer."""
    mended, ends = defect["hersteld_op"], defect["herstel_tot"] or until
    return not defect["herstel_loopt"] and (
        is_content(defect["soort"], defect["vorm_omdat"]) or mended is None or instant_of(mended) >= instant_of(ends)
    )


def instant_of(text):
    return datetime.fromisoformat(text)


@st.composite
def courses(draw):
    until, days = draw(st.sampled_from([None, "2026-07-16T00:00:00+02:00"])), draw(st.integers(1, 5))
    ends = until or f"2026-{TERMS[days]}T00:00:00+02:00"
    asked = written_as.request(documenten=draw(st.sampled_from([[], ["VOG"]])), benodigd=draw(st.integers(1, 2)))
    people = draw(st.lists(st.sampled_from(["", "p", "q", " P"]), min_size=len(NAMES), max_size=len(NAMES)))
    offers = [written_as.offer(name, rate=str(60 + place), persoon=people[place]) for place, name in enumerate(NAMES)]
    for each in offers:
        if draw(st.integers(0, 9)) == 0:
            each["intrekkingen"] = [draw(MOMENTS)]
        each["versies"][0]["gebreken"] = draw(st.sampled_from([0, 0, 0, 1, 2]).flatmap(
            lambda count: st.lists(DEFECTS, min_size=count, max_size=count)))  # fmt: skip
    inside = [each["id"] for each in offers
              if not any(is_lasting(defect, ends) for defect in each["versies"][0]["gebreken"])]  # fmt: skip
    first = written_as.round_of(*inside, gesprekken=draw(talks(inside[:3])))
    second = written_as.round_of(*inside[3:], uitgenodigd_op="2026-07-18T12:00:00", gesprekken=draw(talks(inside[3:])))
    rounds = draw(st.sampled_from([[first], [first], [first, second]]))
    decided = [written_as.decision(*draw(st.sampled_from([("A",), ("B",), ("C",), ("A", "B"), ("D",)])), sent=sent)
               for sent in ("2026-07-22T16:00:00", "2026-08-03T16:00:00")[: draw(st.integers(0, 2))]]  # fmt: skip
    return {
        "aanvraag": asked, "inschrijvingen": offers, "rondes": rounds, "besluiten": decided,
        "gebeurtenissen": draw(happenings()), "lijst_vastgesteld_op": "2026-07-15T09:00:00",
        "belangen": [{"persoon": "Q", "inschrijving": name} for name in NAMES if draw(st.integers(0, 9)) == 0],
        "instellingen": {
            "herstel_tot": until, "herstel_werkdagen": days,
            "uitnodigen": 3, "opschorting_dagen": draw(st.sampled_from([0, 19, 20])),
            "klacht_verlengt_dagen": draw(st.sampled_from([0, 7])),
            "cijfers_samen": draw(st.sampled_from(["afgesproken_anders_laagste", "laagste"])),
        },
        "nu": draw(st.sampled_from(["2026-07-25T12:00:00", "2026-08-20T12:00:00", "2026-10-01T12:00:00"])),
        "start_overeenkomst": draw(st.sampled_from([None, "2026-09-01"])),
    }  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(courses())
def test_the_verifier_comes_to_the_same_rounds_awards_and_dates(written):
    procedure = msgspec.convert(written, Procedure, strict=False)
    try:
        played = play(procedure)
    except Faulty:
        assume(False)
    assert first_difference(outcome_of(plain(procedure)), values_of(told(played))) == ""


# The forms and the writing


FORMS = {
    "aanvraag": Request, "knockouts": Knockout, "criteria": Criterion, "banden": Band, "keuzecriteria": Named,
    "competenties": Named, "duur": Length, "verlenging": Extensions, "uren_per_week": Hours, "correcties": Correction,
    "offerte_eisen": Documents, "instellingen": Settings,
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_the_verifier_knows_every_field_and_what_it_is_when_it_is_left_out(form):
    fields = msgspec.structs.fields(FORMS[form])
    mine = forms.FORMS[form]
    assert {each.encode_name for each in fields} == set(mine)
    for each in fields:
        if each.required:
            assert mine[each.encode_name] == forms.NEEDED
        elif each.encode_name not in forms.FORMS:
            default = each.default if each.default is not msgspec.NODEFAULT else each.default_factory()
            assert mine[each.encode_name] == json.loads(msgspec.json.encode(default))
    assert set(forms.FORMS) == set(FORMS)


@given(procedures())
def test_a_request_and_its_settings_are_filled_as_the_product_does(written):
    procedure = plain(msgspec.convert(written, Procedure, strict=False))
    for form in ("aanvraag", "instellingen"):
        assert first_difference(forms.filled(form, written[form]), procedure[form]) == ""


def test_the_request_of_the_seed_is_filled_as_the_product_does():
    draft = read_request((Path(written_as.__file__).parent / "aanvraag.txt").read_text(encoding="utf-8"))
    for form, kind in (("aanvraag", Request), ("instellingen", Settings)):
        written = plain(draft.request if form == "aanvraag" else draft.settings)
        assert first_difference(forms.filled(form, written), plain(msgspec.convert(written, kind, strict=False))) == ""


@given(st.recursive(st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
                    lambda each: st.lists(each) | st.dictionaries(st.text(), each)))  # fmt: skip
def test_a_line_is_written_by_both_in_the_same_way(value):
    assume(not any("\ud800" <= char <= "\udfff" for char in json.dumps(value, ensure_ascii=False)))
    assert canonical(value) == chain.encode(value)


def test_the_verifier_says_where_a_list_differs():
    fates, order, going = assess(plain(written_as.procedure(written_as.offer("A"), lijst_vastgesteld_op=FIXED)))
    assert going == ["A"] and fates["A"]["totaal"] == 100
    assert first_difference(order, [{**order[0], "plaats": 2}]) == "[1].plaats: nagerekend 1, verteld 2"
    assert first_difference({"a": 1}, {"a": True}) == "a: nagerekend 1, verteld true"
    assert first_difference({"a": 1}, {}) == "a ontbreekt" and first_difference({}, {"a": 1}) == "a hoort er niet"
