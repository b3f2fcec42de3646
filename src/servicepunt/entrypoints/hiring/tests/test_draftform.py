"""The form of a draft: what is typed becomes the file and back, rows come and go, nothing typed is lost."""

from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from servicepunt.domains.awards.rules import signals
from servicepunt.domains.awards.rules.thresholds import threshold_on
from servicepunt.domains.hiring.rules import Draft, remarks_on
from servicepunt.domains.hiring.rules.request import Request
from servicepunt.domains.hiring.rules.wording import LABELS
from servicepunt.domains.tenders.tests import cast
from servicepunt.entrypoints.hiring import fields, reading
from servicepunt.entrypoints.hiring.differences import band_words, differences, points_words
from servicepunt.entrypoints.hiring.draftform import Parts, change_rows, parts_of, typed_from, typed_of
from servicepunt.entrypoints.hiring.estimate import estimate, most_hours
from servicepunt.entrypoints.hiring.starters import service_point
from servicepunt.entrypoints.hiring.telling import read_lines
from servicepunt.entrypoints.hiring.values import Unreadable, read_amount, read_decimal, read_moment

SEED = Path(__file__).resolve().parents[5] / "../shared/seed/000_a57930a557fa9364.txt"


def sent(typed):
    """Return a form as a browser sends it."""
    given = dict(typed.values)
    for name, rows in typed.rows.items():
        given[f"{name}-aantal"] = str(len(rows))
        for place, row in enumerate(rows):
            given |= {f"{name}-{place}-{each}": value for each, value in row.values.items()}
            given[f"{name}-{place}-banden-aantal"] = str(len(row.bands))
            for number, band in enumerate(row.bands):
                given |= {f"{name}-{place}-banden-{number}-{each}": value for each, value in band.items()}
    return given


def around(parts):
    typed = typed_of(sent(typed_from(parts)))
    made = parts_of(typed, parts)
    assert typed.faults == {}
    return made


@pytest.mark.parametrize(
    "parts",
    [service_point(client="gemeente Voorbeeld"), Parts(cast.DRAFT, cast.SETTINGS), Parts()],
    ids=["template", "cast", "empty"],
)
def test_a_draft_goes_through_the_form_and_stays_the_same_request(parts):
    once = around(parts)
    assert differences(parts, once) == []
    assert around(once) == once
    plain = [
        Draft(request={**each.request, "gepubliceerd": cast.START}, settings=each.settings) for each in (parts, once)
    ]
    assert remarks_on(plain[0]) == remarks_on(plain[1])


def test_the_template_lacks_only_its_moments():
    parts = service_point(client="gemeente Voorbeeld")
    moments = ("vragen_tot", "nota_op", "sluiting", "uitnodigen_uiterlijk", "gesprekken_op")
    parts.request |= {name: cast.DRAFT[name] for name in moments}
    request = {**parts.request, "gepubliceerd": cast.START}
    found = remarks_on(Draft(request=request, settings=parts.settings, texts=parts.texts))
    assert [each.sentence for each in found if each.blocks] == []


@pytest.mark.skipif(not SEED.exists(), reason="the published text is not here")
def test_a_published_text_becomes_a_draft_that_goes_through_the_form():
    parts, draft = reading.read(SEED.read_text(encoding="utf-8"))
    once = around(parts)
    assert once.request["sluiting"] == parts.request["sluiting"] == "2026-07-14T09:00:00"
    assert [each["id"] for each in once.request["criteria"]] == ["5", "6", "7", "8"]
    assert len(once.request["knockouts"]) == 4
    assert len(once.texts["gedrag"]) == len(once.request["competenties"]) == 3
    assert "criteria" not in once.texts
    assert draft.open_points


def test_a_row_is_added_with_the_next_number_and_taken_away():
    typed = typed_from(Parts(cast.DRAFT))
    change_rows(typed, "knockouts-erbij")
    assert typed.rows["knockouts"][-1].values["id"] == "9"
    change_rows(typed, "criteria-2-band-erbij")
    assert len(typed.rows["criteria"][2].bands) == 4
    change_rows(typed, "criteria-2-band-0-weg")
    assert len(typed.rows["criteria"][2].bands) == 3
    change_rows(typed, "knockouts-0-weg")
    assert [row.values["id"] for row in typed.rows["knockouts"]] == ["2", "3", "4", "9"]


@pytest.mark.parametrize("step", ["", "x", "criteria-99-weg", "criteria-0-band-99-weg", "kop-erbij", "criteria--weg"])
def test_a_step_that_is_none_changes_nothing(step):
    typed = typed_from(Parts(cast.DRAFT))
    before = sent(typed)
    change_rows(typed, step)
    assert sent(typed) == before


def test_an_empty_row_is_no_row_and_a_value_of_another_model_is_left_out():
    typed = typed_from(Parts(cast.DRAFT))
    change_rows(typed, "knockouts-erbij")
    typed.rows["criteria"][2].values["model"] = "alles_of_niets"
    made = parts_of(typed, Parts(cast.DRAFT))
    assert len(made.request["knockouts"]) == 4
    assert "banden" not in made.request["criteria"][2]


def test_what_cannot_be_read_is_said_at_its_field():
    typed = typed_from(Parts(cast.DRAFT))
    typed.values |= {"uren_min": "veel", "sluiting": "2026-03-29T02:30", "das": "misschien"}
    typed.rows["criteria"][2].bands[1]["onder"] = ""
    parts_of(typed, Parts(cast.DRAFT))
    assert set(typed.faults) == {"uren_min", "sluiting", "das", "criteria-2-banden-1-onder"}
    assert "klok verzet" in typed.faults["sluiting"]


def test_what_the_form_does_not_know_survives_it():
    parts = Parts({**cast.DRAFT, "anders": 1}, {**cast.SETTINGS, "schaal": ["a", "b"]}, {"bijlage": ["x"]})
    made = around(parts)
    assert made.request["anders"] == 1
    assert made.settings["schaal"] == ["a", "b"]
    assert made.texts["bijlage"] == ["x"]


def test_numbers_are_read_as_people_write_them():
    assert [read_decimal(each) for each in ("32", "87,50", "€ 1 000", "0.5")] == [32, "87.5", 1000, "0.5"]
    assert read_amount("87,5") == "87.50"
    assert read_moment("14-07-2026 09:00") == "2026-07-14T09:00:00"
    for wrong in ("NaN", "1e99", "-", "x", "١٢x"):
        with pytest.raises(Unreadable):
            read_decimal(wrong)


def test_a_difference_is_told_in_words():
    after = around(Parts({**cast.DRAFT, "vragen_tot": "2026-07-09T09:00:00"}))
    after.request["criteria"][2]["banden"][0]["minder_dan"] = 2
    told = [str(each) for each in differences(Parts(cast.DRAFT), after)]
    assert told == [
        "Vragen stellen tot: eerst 08-07-2026 09:00, nu 09-07-2026 09:00",
        "Criterium 7, klassen: eerst < 1 jaar: 0, vanaf 1 t/m 2 jaar: 15, > 2 jaar: 30, "
        "nu < 2 jaar: 0, vanaf 1 t/m 2 jaar: 15, > 2 jaar: 30",
    ]


def test_points_are_told_in_words():
    assert band_words({"banden": []}) == "geen klassen"
    assert points_words({"model": "alles_of_niets", "punten": 20}) == "ja 20, nee 0"
    assert "alle 2 goed" in points_words({"model": "voorbeelden", "punten": 20, "aantal": 2, "per_voorbeeld": False})


def test_the_estimate_counts_every_option_and_flags_from_the_threshold_on():
    request = {"uren_per_week": {"min": 32, "max": 36}, "duur": {"aantal": 3}, "verlenging": {"aantal": 4, "lengte": 3}}
    assert most_hours(request) == signals.most_hours(msgspec.convert({**cast.DRAFT, **request}, Request, strict=False))
    assert most_hours(request) == 2348
    exactly = Decimal(216_000) / 2348
    found = estimate(request, low=Decimal(75), high=exactly, on=cast.START.date())
    assert found is not None
    assert found.threshold is threshold_on(cast.START.date())
    assert not estimate(request, low=Decimal(75), high=Decimal("91.99"), on=cast.START.date()).is_above
    assert estimate(request, low=Decimal(75), high=Decimal(92), on=cast.START.date()).is_above
    assert found.rate_at_threshold == Decimal("91.99")
    assert most_hours({"duur": {"aantal": 3}}) is None
    assert threshold_on(cast.START.date().replace(year=2040)) is None


def test_documents_are_named_in_full_and_stay_short_in_the_file():
    parts = Parts({**cast.DRAFT, "documenten": ["vog", "uea", "Diploma", "Geheimhoudingsverklaring"]})
    typed = typed_from(parts)
    assert typed.values["documenten"].splitlines() == [
        "Verklaring omtrent het gedrag (VOG)",
        "Uniform Europees Aanbestedingsdocument (UEA)",
        "Diploma",
        "Geheimhoudingsverklaring",
    ]
    assert around(parts).request["documenten"] == parts.request["documenten"]
    typed.values["documenten"] += "\nuittreksel kvk"
    assert parts_of(typed, parts).request["documenten"] == ["vog", "uea", "Diploma", "geheimhouding", "kvk"]


def test_what_reads_the_same_stays_as_it_was_written():
    parts = Parts({**cast.DRAFT, "uren_per_week": {"min": "32.0", "max": 36}})
    assert around(parts).request["uren_per_week"] == {"min": "32.0", "max": 36}


def test_a_choice_is_told_in_its_words():
    told = dict(next(lines for title, lines in read_lines(Parts(cast.DRAFT, cast.SETTINGS)) if "Afspraken" in title))
    assert told["Gelijke score en gelijk tarief op de laatste plaats"] == "Iedereen met die score toelaten"
    assert not [value for value in told.values() if "_" in value]
    changed = Parts(cast.DRAFT, {**cast.SETTINGS, "cijfers_samen": "laagste"})
    assert [str(each) for each in differences(Parts(cast.DRAFT, cast.SETTINGS), changed)] == [
        "Zo worden de cijfers van de gespreksvoerders één cijfer: "
        "eerst Afgesproken cijfer, anders het laagste, nu Altijd het laagste"
    ]


def test_the_gate_calls_every_field_as_the_form_does():
    forms = {each.title: {field.place[-1]: field.label for field in each.fields} for each in fields.SECTIONS}
    other = {"duur", "verlenging", "uren_per_week"}  # of more than one field
    for part, labels in LABELS.items():
        for name, label in labels.items():
            assert name in other or forms[part][name] == label, (part, name)
