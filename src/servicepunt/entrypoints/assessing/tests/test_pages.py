"""Steps 0 to 2 on their pages: what is taken, what is refused with everything typed, and what it comes to."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servicepunt.domains.awards.actions import assessing
from servicepunt.domains.hiring.rules.files import read_procedure
from servicepunt.domains.hiring.rules.offers import Finding
from servicepunt.domains.hiring.rules.playing import play
from servicepunt.domains.tenders.tests import cast

pytestmark = pytest.mark.django_db
BASE = "/inhuur/30954/"


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def score_url(made, item, number=1):
    return f"{BASE}inschrijving/{made.k(number)}/onderdeel/{item}/"


def period(number, since, until, passage="Werkte hier"):
    return {f"since_{number}": since, f"until_{number}": until, f"passage_{number}": passage, f"page_{number}": "2"}


def experience(*periods):
    filled = {"meets": "ja", "rows": str(len(periods))}
    for number, (since, until) in enumerate(periods):
        filled |= period(number, since, until)
    return filled


# Step 0


def test_names_stand_in_their_own_order_and_without_labels(enter):
    made = cast.opened(3)
    shown = text_of(enter(made, "Ada").get(f"{BASE}belangen/"))
    assert shown.index("Kandidaat 1") < shown.index("Kandidaat 2") < shown.index("Kandidaat 3")
    assert "Leverancier 2" in shown
    assert not re.search(r"\bK-?\d", shown)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({}, "Kies of je een relatie hebt"),
        ({"choice": "none", "relation": "1"}, "vinkte wel iemand aan"),
        ({"choice": "some"}, "Vink aan met wie"),
        ({"choice": "some", "relation": "1"}, "Schrijf erbij welke relatie"),
        ({"choice": "some", "relation": "99", "text": "Neef"}, "Vink aan met wie"),
    ],
)
def test_a_declaration_says_something_or_is_refused(enter, given, refusal):
    made = cast.opened(2)
    answer = enter(made, "Ada").post(f"{BASE}belangen/", given)
    assert answer.status_code == 422
    assert refusal in text_of(answer)
    assert made.dossier.interests == {}


def test_no_relation_is_said_aloud_and_a_relation_takes_the_candidate_away(enter):
    made = cast.judged(3)
    ada = enter(made, "Ada")
    ada.post(f"{BASE}belangen/", {"choice": "some", "relation": "2", "text": "Oud-collega"})
    declared = made.dossier.interests[made.people["Ada"].pk]
    assert [made.names[label] for label in declared.offers] == ["Kandidaat 2"]
    hidden = declared.offers[0]
    assert ada.get(score_url(made, "1", made.labels.index(hidden) + 1)).status_code == 404
    assert ada.get(f"{BASE}inschrijving/{hidden}/stuk/1/").status_code == 404
    assert "Oud-collega" in text_of(enter(made, "Hanna").get(f"{BASE}belangen/"))


def test_nothing_is_shown_to_who_did_not_declare(enter):
    made = cast.opened(2)
    one = f"inschrijving/{made.k(1)}/"
    for name, path in (("Ada", "beoordelen/"), ("Ada", f"{one}stuk/1/"), ("Ada", f"{one}onderdeel/1/"),
                       ("Bram", "conformiteit/"), ("Bram", f"{one}conformiteit/")):  # fmt: skip
        answer = enter(made, name).get(BASE + path)
        assert (answer.status_code, answer["Location"]) == (302, f"{BASE}belangen/"), path


def declared(count=3):
    made = cast.opened(count)
    for name in ("Ada", "Omar", "Bram"):
        assessing.declare_interest(tender=made.tender, offers=[], text="", by=made.people[name], at=cast.OPENING)
    return made


def test_not_conform_takes_a_reason_and_a_passage_and_keeps_what_was_typed(enter, real_pdfs):
    made = declared()
    bram = enter(made, "Bram")
    typed = {"meets": "niet_conform", "reason": "Werkt onder leiding", "document": "dba", "page": "1"}
    refused = bram.post(f"{BASE}inschrijving/{made.k(1)}/conformiteit/", typed)
    assert refused.status_code == 422
    assert "Neem de passage over" in text_of(refused)
    assert "Werkt onder leiding" in refused.content.decode()
    taken = bram.post(
        f"{BASE}inschrijving/{made.k(1)}/conformiteit/", typed | {"passage": "De opdrachtnemer werkt zelfstandig"}
    )
    assert taken["Location"] == f"{BASE}inschrijving/{made.k(2)}/conformiteit/"
    following = text_of(bram.get(taken["Location"]))
    assert f"{made.shown(1)}: niet conform" in following and "De opdrachtnemer werkt zelfstandig" in following
    assert "2 oordelen te doen" in text_of(bram.get(f"{BASE}conformiteit/"))


def test_an_invented_passage_is_refused_on_the_page_and_a_picture_is_said_to_be_one(enter, real_pdfs):
    made = cast.judged(1)
    ada = enter(made, "Ada")
    typed = {"meets": "ja", "document": "cv", "page": "99", "passage": "Leidde veertig mensen"}
    for extra, words in (
        ({}, "Bladzijde 99 bestaat niet: dit stuk heeft er 1"),
        ({"page": "1"}, "Deze woorden staan niet op bladzijde 1"),
        ({"page": "1", "pictured": "on"}, "Deze woorden staan niet op bladzijde 1"),
    ):
        refused = ada.post(score_url(made, "3"), typed | extra)
        assert refused.status_code == 422
        assert words in text_of(refused) and "Leidde veertig mensen" in refused.content.decode()
    assert made.dossier.findings == {}


def test_words_in_a_picture_show_as_that_to_who_reads_the_finding(enter, monkeypatch):
    monkeypatch.setattr(cast, "texts_of", lambda name: ("", ""))
    made = cast.judged(1)
    ada = enter(made, "Ada")
    typed = {"meets": "ja", "document": "cv", "page": "2", "passage": "Leidde veertig mensen"}
    refused = ada.post(score_url(made, "3"), typed)
    assert "Staan ze in een afbeelding" in text_of(refused)
    assert ada.post(score_url(made, "3"), typed | {"pictured": "on"}).status_code == 302
    assert 'name="pictured" checked' in re.sub(
        r' (id|value|class)="[^"]*"', "", ada.get(score_url(made, "3")).content.decode()
    )
    [finding] = made.dossier.findings[made.k(1), "3"].values()
    assert finding.citation.document == "cv, in een afbeelding"


def test_a_passage_of_the_conformity_needs_its_page(enter):
    made = declared()
    typed = {"meets": "conform", "reason": "Kiest zelf.", "passage": "zelfstandig", "page": "twee"}
    answer = enter(made, "Bram").post(f"{BASE}inschrijving/{made.k(1)}/conformiteit/", typed)
    assert answer.status_code == 422 and "bladzijde" in text_of(answer)
    assert made.dossier.offers[made.k(1)].conformity is None


@pytest.mark.parametrize("meets", ["conform", "niet_conform"])
def test_every_judgement_of_the_conformity_asks_a_reason_and_a_passage_and_keeps_what_was_typed(enter, meets):
    made = declared()
    page, bram = f"{BASE}inschrijving/{made.k(1)}/conformiteit/", enter(made, "Bram")
    typed = {
        "meets": meets,
        "document": "cv",
        "page": "2",
        "reason": "Kiest zelf de werkwijze.",
        "passage": "Zie het cv.",
    }
    for name, words in (("reason", "Schrijf waarom je dat vindt"), ("passage", "Neem de passage over")):
        refused = bram.post(page, typed | {name: " "})
        assert refused.status_code == 422 and words in text_of(refused)
        assert all(kept in text_of(refused) for key, kept in typed.items() if key in {"reason", "passage"} - {name})
    assert made.dossier.offers[made.k(1)].conformity is None
    assert bram.post(page, typed).status_code == 302
    assert made.dossier.offers[made.k(1)].conformity.judgement == meets


# Documents


def test_a_document_opens_where_nothing_runs_and_under_no_name(enter, real_pdfs):
    made = cast.judged(1)
    answer = enter(made, "Ada").get(f"{BASE}inschrijving/{made.k(1)}/stuk/1/")
    assert answer.content.startswith(b"%PDF-")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer["Content-Disposition"] == f'inline; filename="{made.shown(1)}-cv.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert (
        "attachment" in enter(made, "Ada").get(f"{BASE}inschrijving/{made.k(1)}/stuk/1/?bewaar")["Content-Disposition"]
    )
    assert enter(made, "Ada").get(f"{BASE}inschrijving/{made.k(1)}/stuk/9/").status_code == 404


def test_the_text_of_the_document_stands_beside_the_criterion_with_the_evidence_marked(enter, real_pdfs):
    made = cast.judged(1)
    ada = enter(made, "Ada")
    typed = {"meets": "ja", "document": "cv", "page": "1", "passage": "in een multidisciplinair project"}
    assert ada.post(score_url(made, "3"), typed).status_code == 302
    shown = ada.get(score_url(made, "3")).content.decode()
    assert "Medewerker servicedesk bij een gemeente" in shown
    assert re.search(r'<mark class="sp-passage">.*?multidisciplinair project', shown, re.DOTALL)


def test_a_document_that_cannot_be_read_says_so(enter):
    made = cast.judged(1)
    assert "niet te lezen" in text_of(enter(made, "Ada").get(score_url(made, "3")))


# Scoring


def test_a_yes_without_a_passage_is_refused_and_nothing_typed_is_lost(enter):
    made = cast.judged(1)
    answer = enter(made, "Ada").post(
        score_url(made, "3"), {"meets": "ja", "reason": "Staat er vast ergens", "page": "3"}
    )
    assert answer.status_code == 422
    assert "Zonder passage telt het niet" in text_of(answer)
    assert "Staat er vast ergens" in answer.content.decode() and 'value="3"' in answer.content.decode()
    assert made.dossier.findings == {}


def test_all_four_requirements_are_asked_also_after_a_no(enter):
    made = cast.judged(1)
    ada = enter(made, "Ada")
    no = {"meets": "nee", "reason": "Geen team", "passage": "Werkte alleen", "page": "1"}
    following = ada.post(score_url(made, "3"), no)["Location"]
    assert following == score_url(made, "4")
    assert "Je mist nog 3 oordelen" in text_of(ada.get(f"{BASE}beoordelen/"))
    answer = ada.post(f"{BASE}beoordelen/definitief/", {"step": "1"})
    assert answer.status_code == 422 and "Je mist nog 3 oordelen" in text_of(answer)


def test_the_button_counts_without_writing_and_a_script_gets_the_sum_alone(enter):
    made = cast.judged(1)
    ada = enter(made, "Ada")
    typed = experience(("maart 2023", "augustus 2024"), ("15-6-2024", "31-12-2024")) | {"do": "reken"}
    shown = ada.post(score_url(made, "2"), typed)
    assert shown.status_code == 200
    told = text_of(shown)
    assert "519 dagen" in told and "199 dagen" in told and "− 47 dagen" in told and "671 dagen" in told
    assert 'value="maart 2023"' in shown.content.decode()
    part = ada.post(score_url(made, "2"), typed, headers={"HX-Request": "true"}).content.decode()
    assert "671 dagen" in part and "<html" not in part
    assert made.dossier.findings == {}


def test_more_rows_keep_those_that_were_filled(enter):
    made = cast.judged(1)
    shown = (
        enter(made, "Ada").post(score_url(made, "2"), experience(("2019", "2021")) | {"do": "meer"}).content.decode()
    )
    assert 'name="since_2"' in shown and 'value="2019"' in shown and "Werkte hier" in shown


@pytest.mark.parametrize(
    ("periods", "outcome"),
    [
        ([("2021-07-14", "")], "voldoet"),  # 1826 days: exactly five years
        ([("2021-07-15", "")], "voldoet niet"),
        ([("2019-01-01", "2022-01-01"), ("2020-01-01", "2024-01-02")], "voldoet"),  # 1827 days, overlap once
        ([("2019-01-01", "2022-01-01"), ("2020-01-01", "2023-12-31")], "voldoet niet"),  # 1825 days
        ([("2020-02-29", "2025-02-28")], "voldoet"),  # a leap day counts: 1826 days
        ([("2020-03-01", "2025-02-28")], "voldoet niet"),
    ],
)
def test_five_years_are_counted_in_days(enter, periods, outcome):
    made = cast.judged(1)
    shown = text_of(enter(made, "Ada").post(score_url(made, "2"), experience(*periods) | {"do": "reken"}))
    assert f"Uitkomst: {outcome}." in shown


@pytest.mark.parametrize(
    ("item", "since", "points"),
    [
        ("7", "2025-07-15", 0),
        ("7", "2025-07-14", 15),
        ("7", "2024-07-14", 15),
        ("7", "2024-07-13", 30),
        ("8", "2022-07-15", 0),
        ("8", "2022-07-14", 15),
        ("8", "2021-07-14", 15),
        ("8", "2021-07-13", 30),
        ("7", "2027", 0),
    ],
)
def test_the_bounds_of_the_bands_on_the_page(enter, item, since, points):
    made = step_two()
    shown = text_of(enter(made, "Ada").post(score_url(made, item), experience((since, "")) | {"do": "reken"}))
    assert f"Uitkomst: {points} punten." in shown


def step_two(offers=1):
    made = cast.judged(offers)
    for name in ("Ada", "Omar"):
        by = made.people[name]
        for label in made.labels:
            for item in "1234":
                finding = cast.findings(0)[item]
                assessing.find(tender=made.tender, offer=label, item=item, finding=finding, by=by, at=cast.OPENING)
        assessing.make_final(tender=made.tender, step=1, by=by, at=cast.OPENING)
    return made


def test_a_period_that_ends_before_it_begins_or_is_no_date_is_told(enter):
    made = cast.judged(1)
    ada = enter(made, "Ada")
    wrong = ada.post(score_url(made, "2"), experience(("2024-05-01", "2023-05-01")))
    assert wrong.status_code == 422 and "eindigt voor zij begint" in text_of(wrong)
    wrong = ada.post(score_url(made, "2"), experience(("gisteren", "ooit")))
    assert "Regel 1: schrijf het begin" in text_of(wrong) and "Regel 1: schrijf het eind" in text_of(wrong)
    wrong = ada.post(score_url(made, "2"), experience(("2024-02-30", "")))
    assert wrong.status_code == 422 and "geen datum" in text_of(wrong)
    assert made.dossier.findings == {}


def test_nothing_found_is_a_choice_and_not_an_empty_form(enter):
    made = cast.judged(1)
    ada = enter(made, "Ada")
    assert ada.post(score_url(made, "2"), {"rows": "0"}).status_code == 422
    assert ada.post(score_url(made, "2"), {"rows": "0", "meets": "ja"}).status_code == 422
    assert ada.post(score_url(made, "2"), experience(("2020", "")) | {"meets": "niet_gevonden"}).status_code == 422
    assert ada.post(score_url(made, "2"), {"rows": "0", "meets": "niet_gevonden"}).status_code == 302
    assert made.dossier.findings[made.k(1), "2"]


def test_two_valid_examples_give_the_points_and_one_gives_none(enter):
    made = step_two()
    ada = enter(made, "Ada")
    typed = {"meets": "ja", "rows": "2", "passage_0": "Balie sneller", "page_0": "1", "passage_1": "Minder mail",
             "page_1": "2", "valid_0": "ja", "valid_1": "ja"}  # fmt: skip
    assert "Uitkomst: 20 punten." in text_of(ada.post(score_url(made, "6"), typed | {"do": "reken"}))
    one = typed | {"valid_1": "nee"}
    assert ada.post(score_url(made, "6"), one).status_code == 422
    assert "Uitkomst: 0 punten." in text_of(ada.post(score_url(made, "6"), one | {"reason": "x", "do": "reken"}))


@pytest.mark.parametrize(
    ("level", "finished", "points"), [("4", "ja", 20), ("6", "ja", 20), ("3", "ja", 0), ("4", "nee", 0)]
)
def test_an_education_is_level_and_finished(enter, level, finished, points):
    made = step_two()
    typed = {"meets": "ja", "level": level, "finished": finished, "passage": "Mbo ICT", "page": "1", "do": "reken"}
    assert f"Uitkomst: {points} punten." in text_of(enter(made, "Ada").post(score_url(made, "5"), typed))


def test_what_was_found_comes_back_as_it_was_typed(enter):
    made = cast.judged(1)
    ada = enter(made, "Ada")
    ada.post(score_url(made, "2"), experience(("maart 2019", "2024-06-15"), ("2025", "")) | {"reason": "Ruim genoeg"})
    shown = ada.get(score_url(made, "2")).content.decode()
    assert 'value="2019-03"' in shown and 'value="2024-06-15"' in shown and "Ruim genoeg" in shown
    assert shown.count("Werkte hier") >= 2


def test_the_same_form_twice_writes_one_fact(enter):
    made = cast.judged(1)
    ada = enter(made, "Ada")
    typed = {"meets": "niet_gevonden", "key": str(uuid.uuid4())}
    before = made.tender.lines.count()
    ada.post(score_url(made, "3"), typed)
    ada.post(score_url(made, "3"), typed | {"meets": "nee", "reason": "x"})
    assert made.tender.lines.count() == before + 1


# Differences, lock, ranking


def test_differences_are_settled_with_a_reason_and_show_what_changed(enter):
    made = cast.judged(1)
    for name, meets in (("Ada", "ja"), ("Omar", "nee")):
        client = enter(made, name)
        for item in "1234":
            by, finding = made.people[name], cast.findings(0)[item]
            assessing.find(tender=made.tender, offer=made.k(1), item=item, finding=finding, by=by, at=cast.OPENING)
        client.post(
            score_url(made, "3"), {"meets": meets, "reason": f"{name} vindt", "passage": "Een team", "page": "1"}
        )
        client.post(f"{BASE}beoordelen/definitief/", {"step": "1"})
    ada = enter(made, "Ada")
    shown = text_of(ada.get(f"{BASE}verschillen/"))
    assert "1 verschil bij te leggen" in shown and "Omar: voldoet niet" in shown and "0 van 1" in shown
    side = f"{BASE}inschrijving/{made.k(1)}/verschil/3/"
    assert "Omar vindt" in ada.get(f"{side}?van={made.people['Omar'].pk}").content.decode()
    typed = {"meets": "ja", "passage": "Een team", "page": "1"}
    refused = ada.post(side, typed)
    assert refused.status_code == 422 and "Schrijf op waarom" in text_of(refused)
    ada.post(side, typed | {"agreed": "Samen gelezen: het is een team."})
    shown = text_of(ada.get(f"{BASE}verschillen/"))
    assert "Voorstel van Ada: voldoet . Wacht op Omar" in shown and "1 verschil bij te leggen" in shown
    lies = re.search(r'name="seen" value="([^"]+)"', ada.get(side).content.decode()).group(1)
    alone = ada.post(side, {"do": "akkoord", "seen": lies})
    assert alone.status_code == 422 and "je eigen voorstel" in text_of(alone)
    omar = enter(made, "Omar")
    assert "Akkoord met dit voorstel" in text_of(omar.get(side))
    assert omar.post(side, {"do": "akkoord", "seen": "kluis:oud"}).status_code == 422
    unread = omar.post(side, typed | {"agreed": "Iets anders."})
    assert unread.status_code == 422 and "iets anders voor dan je las" in text_of(unread)
    assert "Iets anders." in unread.content.decode(), "nothing typed is lost"
    omar.post(side, {"do": "akkoord", "seen": lies})
    shown = text_of(ada.get(f"{BASE}verschillen/"))
    assert "Samen gelezen: het is een team." in shown and "Omar: voldoet niet" in shown
    assert "0 verschillen bij te leggen" in shown and "Voorstel van" not in shown


def test_a_proposal_is_taken_back_on_its_page(enter):
    made = cast.judged(1)
    for name, meets in (("Ada", True), ("Omar", False)):
        for item in "1234":
            finding = Finding(meets=meets, citation=cast.CITED, reason="Zo") if item == "3" else cast.findings(0)[item]
            by = made.people[name]
            assessing.find(tender=made.tender, offer=made.k(1), item=item, finding=finding, by=by, at=cast.OPENING)
        assessing.make_final(tender=made.tender, step=1, by=made.people[name], at=cast.OPENING)
    ada, side = enter(made, "Ada"), f"{BASE}inschrijving/{made.k(1)}/verschil/3/"
    ada.post(side, {"meets": "ja", "passage": "Een team", "page": "1", "agreed": "Want."})
    assert "Trek mijn voorstel in" in text_of(ada.get(side))
    assert enter(made, "Omar").post(side, {"do": "intrekken"}).status_code == 422
    assert ada.post(side, {"do": "intrekken"}).status_code == 302
    assert "Voorstel van" not in text_of(ada.get(f"{BASE}verschillen/"))


def test_the_desk_locks_and_fixes_and_both_happen_once(enter):
    made = cast.scored(3)
    hanna = enter(made, "Hanna")
    assert hanna.post(f"{BASE}ranglijst/vaststellen/").status_code == 422
    for _ in range(2):
        assert hanna.post(f"{BASE}vergrendelen/").status_code == 302
    cast.two_open(made, cast.Kind.RATE, cast.OPENING)
    for _ in range(2):
        assert hanna.post(f"{BASE}ranglijst/vaststellen/").status_code == 302
    names = list(made.tender.lines.values_list("name", flat=True))
    assert names.count("punten_vergrendeld") == names.count("lijst_vastgesteld") == 1


def test_locking_too_early_is_refused_in_words(enter):
    made = cast.judged(1)
    answer = enter(made, "Hanna").post(f"{BASE}vergrendelen/")
    assert answer.status_code == 422 and "Stap 1 is nog niet klaar" in text_of(answer)


def test_the_ranking_has_its_line_its_ties_and_who_is_out(enter):
    made = cast.listed(14)
    shown = text_of(enter(made, "Hanna").get(f"{BASE}ranglijst/"))
    assert (
        shown.index(f"{made.shown(10)} gelijk")
        < shown.index("Grens: wie hieronder staat")
        < shown.index(f"{made.shown(11)} gelijk")
    )
    assert "€ 80,50" in shown and "het lagere tarief gaat voor" in shown
    assert (
        f"{made.shown(14)}: voldoet niet aan alle eisen" in shown
        and "Niet overheid" in shown
        and "cv, bladzijde 2: Zie het cv." in shown
    )
    assert "alleen kijken" in shown


def test_the_file_for_the_command_gives_the_same_list(enter):
    made = cast.listed(12)
    answer = enter(made, "Wim").get(f"{BASE}ranglijst.json")
    assert "attachment" in answer["Content-Disposition"]
    replayed = play(read_procedure(answer.content)).assessment
    assert tuple(replayed.shortlist) == made.dossier.shortlist
    assert b"Zie het cv" not in answer.content


def test_the_spreadsheet_has_the_order(enter):
    made = cast.listed(3)
    answer = enter(made, "Hanna").get(f"{BASE}ranglijst.csv")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert lines[1].startswith(f"1;{made.shown(1)};20;20;30;30;100;80,50;ja;")


def test_supposing_reads_and_never_writes(enter):
    made = cast.listed(14)
    hanna = enter(made, "Hanna")
    asked = {
        "weging_5": "15",
        "weging_6": "25",
        "kandidaat": made.k(11),
        "criterium": "7",
        "punten": "30",
        "zonder": made.k(1),
    }
    before = made.tender.lines.count(), made.dossier.shortlist
    with CaptureQueriesContext(connection) as queries:
        answer = hanna.get(f"{BASE}ranglijst/", asked)
    assert "Een andere lijst." in text_of(answer)
    written = [each["sql"] for each in queries if not each["sql"].lstrip("( \n").upper().startswith("SELECT")]
    assert written == [] and len(queries) > 5
    assert (made.tender.lines.count(), made.dossier.shortlist) == before


@pytest.mark.parametrize(
    "asked",
    [
        {"weging_5": "30"},
        {"weging_5": "veel"},
        {"punten": "-1"},
        {"punten": "NaN"},
        {"kandidaat": "de eerste", "criterium": "5", "punten": "99"},
    ],
)
def test_what_cannot_be_supposed_is_told(enter, asked):
    made = cast.listed(3)
    asked = {name: made.k(1) if value == "de eerste" else value for name, value in asked.items()}
    answer = enter(made, "Hanna").get(f"{BASE}ranglijst/", asked)
    assert "Er gaat nog iets mis" in text_of(answer) and "alleen kijken." not in text_of(answer)


@pytest.mark.parametrize("count", [0, 1, 9, 10, 11, pytest.param(30, marks=pytest.mark.slow)])
def test_any_number_of_offers_has_a_ranking(enter, count):
    made = cast.listed(count)
    shown = text_of(enter(made, "Hanna").get(f"{BASE}ranglijst/"))
    assert len(made.dossier.shortlist) == min(10, count)
    assert ("Grens: wie hieronder staat" in shown) == (count > 10)
    if not count:
        assert "Niemand voldoet aan alle eisen." in shown


@pytest.mark.parametrize(
    ("rates", "going"),
    [
        (["80,50", "80,50", "80,50", "80,50"], 4),  # equal in everything: all of them
        (["80,50", "80,51", "80,51", "80,51"], 4),  # the last place is shared
        (["80,50", "80,50", "80,51", "80,51"], 2),  # equals above the line take no place from others
        (["100,00", "75,00", "9,50", "80,50"], 2),  # amounts, not texts
    ],
)
def test_ties_across_the_last_place(enter, monkeypatch, rates, going):
    monkeypatch.setitem(cast.SETTINGS, "voorleggen", 2)
    monkeypatch.setattr(cast, "rate_of", lambda number: rates[number])
    made = cast.listed(4)
    assert len(made.dossier.shortlist) == going
    if rates[0] == "100,00":
        assert set(made.dossier.shortlist) == {made.k(3), made.k(2)}
    shown = text_of(enter(made, "Hanna").get(f"{BASE}ranglijst/"))
    assert ("Grens: wie hieronder staat" in shown) == (going < 4)
    assert ("Op de grens gaan zij allemaal door." in shown) == (len(set(rates)) < 4)


def test_a_relation_after_the_lock_is_told(enter):
    made = cast.listed(2)
    enter(made, "Ada").post(f"{BASE}belangen/", {"choice": "some", "relation": "1", "text": "Buurman"})
    assert f"Ada meldde na het vergrendelen een relatie met {made.shown(1)}" in text_of(
        enter(made, "Hanna").get(f"{BASE}ranglijst/")
    )


def test_30_a_page_shows_the_clock_on_the_wall(enter):
    made = cast.scored(1)
    assert "Definitief sinds di 14 juli 2026, 10:00" in text_of(enter(made, "Ada").get(f"{BASE}beoordelen/"))
