"""Formal defects: the term in working days, an own term before that of the settings, and an open repair that waits."""

from datetime import date, datetime, timedelta

import pytest

from servicepunt.domains.hiring.rules.repairs import (
    LABELS,
    NOT_FORMAL,
    DefectKind,
    is_content,
    repair_term,
    why_not_said,
)
from servicepunt.domains.hiring.tests.procedures import offer, outcome
from servicepunt.foundation.text import ZONE

DEFECT = {"soort": "handtekening ontbreekt", "gevonden": "na_sluiting"}


@pytest.mark.parametrize(
    ("asked", "days", "last"),
    [
        ("2026-07-14T00:00:00", 1, "2026-07-15"),
        ("2026-07-14T23:59:59", 1, "2026-07-15"),
        ("2026-07-16T12:00:00", 2, "2026-07-20"),
        ("2026-07-18T12:00:00", 1, "2026-07-20"),
        # Good Friday and Easter Monday are holidays of the law.
        ("2026-04-02T12:00:00", 1, "2026-04-07"),
        # The King's birthday is on Monday.
        ("2026-04-24T12:00:00", 2, "2026-04-29"),
        ("2026-12-24T12:00:00", 2, "2026-12-29"),
    ],
)
def test_a_term_counts_whole_working_days_after_the_day_of_the_request(asked, days, last):
    term = repair_term(datetime.fromisoformat(asked).replace(tzinfo=ZONE), days)
    assert term.last == date.fromisoformat(last)
    assert term.until.astimezone(ZONE) == datetime.fromisoformat(last).replace(tzinfo=ZONE) + timedelta(days=1)
    assert "gelijk" in term.rule


def test_what_may_be_repaired_is_never_content_or_price():
    assert set(LABELS) == set(DefectKind)
    assert not any(map(is_content, [*DefectKind, *LABELS.values()]))
    assert all(map(is_content, ["cv", "cv_inhoud", "inhoud", "tarief", "prijs", *NOT_FORMAL]))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Het CV is niet ondertekend", "CV"), ("De tarieven ontbreken", "tarieven"), ("Een prijs?", "prijs"),
        ("De tweede referentie ontbreekt.", "referentie"), ("De uurprijs en het bedrag ontbreken.", "uurprijs"),
        ("Het tarievenblad", "tarievenblad"), ("De onderbouwing Wet DBA", "onderbouwing"), ("Wet DBA", "Wet DBA"),
        ("De referentieverklaring ontbreekt", "referentieverklaring"), ("een nieuw feit", "nieuw feit"),
        ("De handtekening onder de referentieverklaring ontbreekt", ""), ("Bewijs van gedrag", ""),
        ("De handtekening onder de referentie ontbreekt", "referentie"),
        ("De eigen verklaring heeft geen datum", ""), ("Kopie van de recvisie", ""),
    ],
)  # fmt: skip
def test_a_description_names_neither_cv_nor_rate(text, word):
    said = why_not_said(text)
    assert bool(said) == bool(word)
    assert f"'{word}'" in said or not word


@pytest.mark.parametrize(
    ("text", "is_form"),
    [
        ("De toelichting op de eigen verklaring is niet ondertekend", True),
        ("De bijlage met de inhoud van de polis is niet te openen", True),
        ("De verklaring over kosten heeft geen datum", True),
        ("De uitleg bij het cv ontbreekt", False),
        ("De toelichting Wet DBA ontbreekt", False),
        ("De toelichting op het tarief ontbreekt", False),
        ("De motivatie van de tweede referentie ontbreekt", False),
    ],
)
def test_a_word_that_form_has_too_stops_until_somebody_says_why_it_is_only_form(text, is_form):
    assert why_not_said(text) and is_content(text)
    why = "Het stuk is er; alleen een krabbel ontbreekt."
    assert bool(why_not_said(text, why)) != is_form
    assert is_content(text, why) != is_form
    assert ("Schrijf dan ook op waarom" in why_not_said(text)) or not is_form
    # The reason itself is no way around it.
    assert why_not_said(text, "Het tarief klopt niet") and why_not_said(text, " ")


def test_a_defect_of_which_somebody_says_why_it_is_form_is_repaired_in_time():
    mended = DEFECT | {"soort": "toelichting niet ondertekend", "hersteld_op": "2026-07-15T10:00:00"}
    for because, expected in (("", "ongeldig"), ("Alleen de krabbel ontbreekt", "voorgelegd")):
        version = {"ontvangen": "2026-07-13T08:00:00", "tarief": "75", "gebreken": [mended | {"vorm_omdat": because}]}
        assert outcome(offer("A", versies=[version]))["inschrijvingen"]["A"]["uitkomst"] == expected


@pytest.mark.parametrize(
    ("repaired", "expected"),
    [("2026-07-16T23:59:59", "voorgelegd"), ("2026-07-17T00:00:00", "ongeldig"), (None, "ongeldig")],
)
def test_a_term_of_its_own_goes_before_that_of_the_settings(repaired, expected):
    defect = DEFECT | {"herstel_tot": "2026-07-17T00:00:00"} | ({"hersteld_op": repaired} if repaired else {})
    version = {"ontvangen": "2026-07-13T08:00:00", "tarief": "75", "gebreken": [defect]}
    found = outcome(offer("A", versies=[version]), instellingen={"herstel_tot": "2026-07-15T00:00:00"})
    assert found["inschrijvingen"]["A"]["uitkomst"] == expected


def test_an_open_repair_waits_and_there_is_no_order_yet():
    version = {"ontvangen": "2026-07-13T08:00:00", "tarief": "75", "gebreken": [DEFECT | {"herstel_loopt": True}]}
    found = outcome(offer("A", versies=[version]), offer("B"))
    assert found["wacht_op"] == ["het herstel van een vormgebrek van A"]
    assert (found["toestand"], found["rangorde"]) == ("conformiteit", [])


@pytest.mark.parametrize(
    "kind",
    [
        "uurtarief",
        "CV-inhoud",
        "Uurprijs ontbreekt",
        "tweede referentie",
        "onderbouwing Wet DBA",
        "Inhoud van het c.v.",
    ],
)
def test_content_and_price_are_never_repaired_however_they_are_written(kind):
    mended = DEFECT | {"soort": kind, "hersteld_op": "2026-07-15T10:00:00", "herstel_tot": "2026-07-16T10:00:00"}
    version = {"ontvangen": "2026-07-13T08:00:00", "tarief": "75", "gebreken": [mended]}
    for now in ({}, {"nu": "2026-07-14T12:00:00"}):
        assert outcome(offer("A", versies=[version]), **now)["inschrijvingen"]["A"]["uitkomst"] == "ongeldig"


@pytest.mark.parametrize(
    ("repaired", "days", "expected"),
    [
        ("2026-07-16T23:59:59", 2, "voorgelegd"), ("2026-07-17T00:00:00", 2, "ongeldig"),
        ("2027-07-15T10:00:00", 2, "ongeldig"), ("2026-07-17T00:00:00", 3, "voorgelegd"),
    ],
)  # fmt: skip
def test_without_any_term_there_are_so_many_working_days_after_the_closing(repaired, days, expected):
    version = {"ontvangen": "2026-07-13T08:00:00", "tarief": "75", "gebreken": [DEFECT | {"hersteld_op": repaired}]}
    found = outcome(offer("A", versies=[version]), instellingen={"herstel_werkdagen": days})
    assert found["inschrijvingen"]["A"]["uitkomst"] == expected
