"""What is checked before sending: refusals that say what to do, hints that stop nobody, no exception for anything."""

from dataclasses import replace
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicepunt.domains.awards.rules.language import language_of
from servicepunt.domains.awards.rules.papers import Paper, Papers, Part, PartKind, Pointer, Referee, check_papers
from servicepunt.domains.hiring.rules.admission import refusals
from servicepunt.domains.hiring.rules.offers import Version
from servicepunt.domains.hiring.rules.request import Documents, Request
from servicepunt.domains.hiring.tests.procedures import request

DEMANDS = {"paginas_cv": 5, "referenties": 2, "dba_toelichting": True}
REQUEST = msgspec.convert(request(offerte_eisen=DEMANDS), Request, strict=False)
NAMES = [
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "7",
    "8",
    *(f"competentie-{each}" for each in ("klant", "probleem", "communicatie")),
]
DUTCH = (
    "Ik heb zes jaar gewerkt bij de gemeente en was daar het eerste gezicht van de servicedesk voor alle collega's. "
    * 3
)
DBA = (
    "Onze medewerker wordt aangestuurd door een eigen teamleider, werkt met eigen middelen en mag vervangen worden; "
    "wij bepalen samen met haar hoe en wanneer het werk wordt gedaan en dragen zelf het risico van ziekte en leegloop."
)
BOTH = (Referee("Bram", "0529 123456", has_consented=True), Referee("Fatima", "f@voorbeeld.nl", has_consented=True))
PARTS = (Part(PartKind.COVER, 1, 1), Part(PartKind.LETTER, 2, 4), Part(PartKind.CV, 5, 9))


def paper(pages=5, parts=(), document="cv", **changed):
    return Paper(document, **{"kind": "pdf", "pages": pages, "texts": (DUTCH,) * pages, "parts": parts} | changed)


def papers(*files, **changed):
    files = files or (paper(),)
    return Papers(files, **{
        "rate": "75,00", "referees": BOTH, "dba": DBA, "pointers": dict.fromkeys(NAMES, Pointer("cv", 5)),
    } | changed)  # fmt: skip


def refused(*files, **changed):
    return [(each.about, each.sentence) for each in check_papers(papers(*files, **changed), REQUEST).refusals]


def hinted(*files, text="", **changed):
    return [(each.about, each.sentence) for each in check_papers(papers(*files, **changed), REQUEST, text).hints]


def test_a_whole_offer_has_nothing_to_mend():
    checked = check_papers(papers(), REQUEST, "De tekst van de aanvraag.")
    assert (checked.refusals, checked.hints) == ([], [])
    assert (checked.cv_pages, checked.references, checked.language) == (5, 2, "nl")


def test_cover_and_letter_do_not_count_as_cv():
    whole = paper(9, PARTS)
    assert refused(whole) == []
    assert check_papers(papers(whole), REQUEST).cv_pages == 5


def test_six_pages_are_refused_and_five_are_not():
    assert refused(paper(5)) == []
    ((about, sentence),) = refused(paper(6))
    assert about == "onderdelen"
    assert sentence.startswith("Het cv heeft 6 pagina's; het mogen er 5 zijn.")


def test_pages_of_all_files_count_together():
    second = paper(1, document="cv 2")
    assert refused(paper(5), second)[0][1].startswith("Het cv heeft 6 pagina's")
    assert refused(paper(5), paper(3, document="brief")) == []


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ((Part(PartKind.CV, 1, 2), Part(PartKind.LETTER, 4, 4)), "Pagina 3 van 'cv' hoort bij geen onderdeel."),
        ((Part(PartKind.CV, 1, 3), Part(PartKind.LETTER, 3, 4)), "Pagina 3 van 'cv' hoort bij meer dan één onderdeel."),
        ((Part(PartKind.CV, 1, 5),), "Het onderdeel cv loopt van pagina 1 tot en met 5"),
        ((Part(PartKind.CV, 0, 4),), "Het onderdeel cv loopt van pagina 0 tot en met 4"),
        ((Part(PartKind.CV, 3, 2),), "Het onderdeel cv loopt van pagina 3 tot en met 2"),
        ((Part(PartKind.CV, -9, 10**18),), "Het onderdeel cv loopt van pagina -9"),
        ((Part(PartKind.LETTER, 1, 4),), "Geef aan welke pagina's het cv zijn."),
    ],
)
def test_the_ranges_must_partition_the_file(parts, said):
    assert [sentence for _, sentence in refused(paper(4, parts))][0].startswith(said)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"kind": "docx"}, "Het bestand 'cv' is een Word-bestand, ook als de naam anders zegt. Sla het op als PDF"),
        ({"kind": "leeg"}, "Het bestand 'cv' is leeg."),
        ({"kind": "onbekend"}, "Het bestand 'cv' is iets anders"),
        ({"is_encrypted": True}, "Het bestand 'cv' is versleuteld of beveiligd. Haal de beveiliging eraf"),
        ({"fault": "beschadigd"}, "Het bestand 'cv' is beschadigd of niet compleet."),
        ({"fault": "te_groot"}, "Het bestand 'cv' is groter dan 25 MB."),
        ({"fault": "te_ingewikkeld"}, "Het bestand 'cv' is te ingewikkeld"),
        ({"fault": "geen_paginas"}, "Het bestand 'cv' heeft geen pagina's."),
        ({"fault": "iets nieuws"}, "Het bestand 'cv' is beschadigd of niet compleet."),
        ({"has_script": True}, "Het bestand 'cv' bevat een programma"),
    ],
)
def test_a_file_that_cannot_be_accepted_is_refused_with_what_to_do(changed, said):
    ((about, sentence),) = refused(paper(5, **changed))
    assert about == "bestand.cv"
    assert sentence.startswith(said)


def test_no_file_and_two_of_one_name_are_refused():
    assert [each.about for each in check_papers(Papers((), "75"), REQUEST).refusals] == [
        "bestand",
        "referenties",
        "dba",
    ]
    assert ("bestand", "Twee bestanden hebben dezelfde naam. Geef elk bestand een eigen naam.") in refused(
        paper(1), paper(1)
    )


@pytest.mark.parametrize(
    "referees",
    [
        BOTH[:1],
        (BOTH[0], BOTH[0]),
        (BOTH[0], replace(BOTH[0], name=" bram ", reach="anders")),
        (BOTH[0], replace(BOTH[1], has_consented=False)),
        (BOTH[0], replace(BOTH[1], reach=" ")),
        (BOTH[0], replace(BOTH[1], name="")),
    ],
)
def test_one_reference_is_refused_and_one_without_consent_is_none(referees):
    ((about, sentence),) = refused(referees=referees)
    assert about == "referenties"
    assert sentence.startswith("Er zijn 2 referenties nodig; het zijn er nu 1.")


@pytest.mark.parametrize("rate", ["75", "75,5", "75.50", 75, 75.5, "€ 75,00", " 75,00 ", "0,01", "99999,99"])
def test_a_rate_with_comma_or_point_is_read(rate):
    assert refused(rate=rate) == []


@pytest.mark.parametrize(
    ("rate", "said"),
    [
        (None, "Vul het uurtarief in."),
        ("", "Vul het uurtarief in."),
        (" € ", "Vul het uurtarief in."),
        (0, "Het uurtarief moet meer dan nul zijn."),
        ("0,00", "Het uurtarief moet meer dan nul zijn."),
        ("-75", "Het uurtarief moet meer dan nul zijn."),
        (-1, "Het uurtarief moet meer dan nul zijn."),
        ("1.250,00", "Schrijf het uurtarief zonder punt of spatie bij duizend"),
        ("75,123", "Schrijf het uurtarief zonder punt of spatie bij duizend"),
        ("100000", "Schrijf het uurtarief zonder punt of spatie bij duizend"),
        ("9" * 9_000, "Schrijf het uurtarief zonder punt of spatie bij duizend"),
        ("75 euro", "Schrijf het uurtarief als getal, zoals 75,00."),
        ("1e9", "Schrijf het uurtarief als getal, zoals 75,00."),
        (float("nan"), "Schrijf het uurtarief als getal, zoals 75,00."),
        (".", "Schrijf het uurtarief als getal, zoals 75,00."),
    ],
)
def test_a_rate_that_is_none_is_refused_with_how_to_write_it(rate, said):
    ((about, sentence),) = refused(rate=rate)
    assert about == "tarief"
    assert sentence.startswith(said)


def test_the_explanation_of_the_employment_is_needed_when_asked():
    assert refused(dba=" \n")[0][0] == "dba"
    without = msgspec.structs.replace(REQUEST, offer=Documents())
    assert not any(each.about == "dba" for each in check_papers(papers(dba=""), without).refusals)


def test_a_copied_or_short_explanation_is_a_hint_only():
    published = "Uitvoeringsvoorwaarde. " + DBA + " Nog meer tekst van de aanvraag."
    assert [about for about, _ in hinted(text=published)] == ["dba"]
    assert "overgenomen uit de aanvraag" in hinted(text=published.upper())[0][1]
    assert "is kort" in hinted(dba="Wij sturen zelf aan.")[0][1]
    assert refused(dba="Wij sturen zelf aan.") == []
    assert hinted(text=" ".join(DBA.split()[:20])) == []


def test_every_requirement_criterion_and_competence_needs_a_page_that_shows_it():
    bare = hinted(pointers={})
    assert [about for about, _ in bare] == [f"vindplaats.{name}" for name in NAMES]
    assert [sentence.split(":")[0] for _, sentence in bare][3:5] == ["Eis 4", "Criterium 5"]
    assert bare[-1][1].startswith("Competentie communicatie: wijs de pagina aan")


@pytest.mark.parametrize(
    ("pointer", "is_right"),
    [
        (Pointer("cv", 1), False),  # the cover
        (Pointer("cv", 2), True),  # the letter counts as explanation
        (Pointer("cv", 9), True),
        (Pointer("cv", 10), False),
        (Pointer("cv", 0), False),
        (Pointer("bijlage", 2), False),
    ],
)
def test_a_pointer_leads_to_a_page_of_cv_or_letter(pointer, is_right):
    found = hinted(paper(9, PARTS), pointers=dict.fromkeys(NAMES, Pointer("cv", 5)) | {"7": pointer})
    assert [about for about, _ in found] == ([] if is_right else ["vindplaats.7"])


def test_another_language_is_a_hint_only():
    english = "I have worked for six years at the service desk of a city and was responsible for the first line. " * 3
    found = paper(2, texts=(english, english))
    assert refused(found) == []
    assert hinted(found, pointers=dict.fromkeys(NAMES, Pointer("cv", 1))) == [
        ("bestand", "De tekst lijkt Engels; gevraagd is Nederlands. Je kunt zo insturen.")
    ]


def test_a_scan_and_files_in_the_file_are_hints_only():
    found = paper(2, texts=("", DUTCH), has_files=True)
    assert refused(found) == []
    about, sentences = zip(*hinted(found, pointers=dict.fromkeys(NAMES, Pointer("cv", 1))), strict=True)
    assert about == ("bestand.cv", "bestand.cv")
    assert sentences[0].startswith("Op pagina 1 van 'cv' vinden wij geen tekst")
    assert sentences[1].startswith("In 'cv' zitten andere bestanden.")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (DUTCH, "nl"),
        (
            "Ich habe sechs Jahre bei der Gemeinde gearbeitet und war für die erste Linie zuständig, mit dem Team. "
            * 3,
            "de",
        ),
        ("Servicedesk Manager, Incident Management, ITIL Foundation, Customer Success Lead. " * 9, None),
        ("de en het", None),
        ("", None),
        (
            "Ik werkte als Service Desk Engineer voor het team Digital Workplace en was daar met de Incident Manager "
            "verantwoordelijk voor de eerste lijn, onboarding en Customer Support bij een gemeente met veel inwoners. "
            "Ook deed ik daar Change Management en heb ik een Knowledge Base opgezet voor onze collega's.",
            "nl",
        ),
    ],
)
def test_the_small_words_tell_the_language(text, language):
    assert language_of(text) == language


WORDS = st.text(max_size=9)
PARTS_DRAWN = st.lists(st.builds(Part, st.sampled_from(PartKind), st.integers(-2, 9), st.integers(-2, 9)), max_size=4)
FILES = st.builds(
    Paper, document=st.sampled_from(["cv", "brief", "x"]), kind=st.sampled_from(["pdf", "docx", "leeg"]),
    fault=st.sampled_from(["", "", "beschadigd"]), is_encrypted=st.booleans(), has_script=st.booleans(),
    has_files=st.booleans(), pages=st.integers(0, 8), texts=st.lists(WORDS, max_size=9), parts=PARTS_DRAWN,
)  # fmt: skip
ANY = st.builds(
    Papers,
    files=st.just([paper()]) | st.lists(FILES, max_size=3),
    rate=st.none() | WORDS | st.integers() | st.floats() | st.sampled_from(["75", 80, "€ 90,5"]),
    referees=st.just(BOTH) | st.lists(st.builds(Referee, WORDS, WORDS, st.booleans()), max_size=3),
    dba=st.just(DBA) | WORDS,
    pointers=st.dictionaries(st.sampled_from(NAMES), st.builds(Pointer, WORDS, st.integers())),
)  # fmt: skip


@given(ANY, WORDS)
def test_nothing_that_people_send_raises_and_what_passes_here_is_accepted_by_the_procedure(given_papers, text):
    checked = check_papers(given_papers, REQUEST, text)
    assert all(each.sentence.endswith(".") and each.about for each in [*checked.refusals, *checked.hints])
    if checked.refusals:
        return
    version = Version(
        received_at=datetime(2026, 7, 13, tzinfo=UTC), rate=given_papers.rate, pages=checked.cv_pages, kind="pdf",
        references=checked.references, language=checked.language, has_dba=True,
    )  # fmt: skip
    assert refusals(version, REQUEST.offer) == []


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.data())
def test_ranges_that_partition_pass_and_one_page_off_does_not(lengths, data):
    kinds = data.draw(st.lists(st.sampled_from([PartKind.COVER, PartKind.LETTER]), min_size=4, max_size=4))
    parts, start = [], 1
    for kind, length in zip([PartKind.CV, *kinds], lengths, strict=False):
        parts.append(Part(kind, start, start + length - 1))
        start += length
    assert refused(paper(start - 1, parts)) == []
    place = data.draw(st.integers(0, len(parts) - 1))
    parts[place] = replace(parts[place], last=parts[place].last + data.draw(st.sampled_from([-1, 1])))
    assert refused(paper(start - 1, parts)) != []
