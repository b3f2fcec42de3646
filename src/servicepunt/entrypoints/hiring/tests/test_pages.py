"""From nothing to a published request with its questions answered, by the pages alone."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from servicepunt.config import clock
from servicepunt.domains.people.rules import Role
from servicepunt.domains.tenders.actions import asking, drafting
from servicepunt.domains.tenders.models import Tender
from servicepunt.domains.tenders.queries import dossier_of
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.domains.tenders.tests import cast
from servicepunt.entrypoints.hiring.correction import published_parts
from servicepunt.entrypoints.hiring.draftform import Parts, typed_from
from servicepunt.entrypoints.hiring.tests.test_draftform import SEED, sent

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
LATE = cast.CLOSING - timedelta(days=5)
KEY = "0f8fad5b-d9cb-469f-a165-70867728950e"


@pytest.fixture
def at(monkeypatch):
    """Set the moment of the pages: `at(moment)`."""

    def set_to(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)

    set_to(cast.START)
    return set_to


def browser(person):
    client = Client(raise_request_exception=True)
    client.force_login(person)
    return client


def text(answer):
    return answer.content.decode()


def form_of(draft, settings, **extra):
    return sent(typed_from(Parts(draft, settings))) | extra


def test_a_request_goes_from_template_to_publication_by_the_pages(at):
    people = {
        name: cast.somebody(name, Role.COORDINATOR if name == "Hanna" else Role.EMPLOYEE) for name in cast._INSIDE
    }
    hanna = browser(people["Hanna"])
    for _ in range(2):
        answer = hanna.post("/inhuur/nieuw/", {"van": "sjabloon", "key": KEY})
    number = Tender.objects.get().number
    assert answer["Location"] == f"/inhuur/{number}/concept/"
    page = f"/inhuur/{number}"
    assert "vul dit in" in text(hanna.get(f"{page}/concept/"))
    saved = hanna.post(f"{page}/concept/", form_of(cast.DRAFT, cast.SETTINGS, gezien="1"))
    assert saved.status_code == 302
    for name, seats in cast._INSIDE.items():
        for seat in seats:
            hanna.post(f"{page}/personen/rol/", {"persoon": people[name].pk, "rol": seat.value})
    given = {"supplier": "Zandbank BV", "name": "Nora Nieuw", "email": "nora@zandbank.example"}
    assert hanna.post(f"{page}/personen/leverancier/", given).status_code == 302
    for name, passphrase in cast.PASSPHRASES.items():
        made = browser(people[name]).post(f"{page}/personen/sleutel/", {"wachtzin": passphrase, "nogmaals": passphrase})
        assert made.status_code == 302
    looked = hanna.post(f"{page}/goedkeuren/voorleggen/", {"laag": "75", "hoog": "95,00", "stap": "reken"})
    assert "komt boven de Europese drempel" in text(looked)
    assert hanna.post(f"{page}/goedkeuren/voorleggen/", {"laag": "75", "hoog": "90"}).status_code == 302
    assert "nog niet goedgekeurd" in text(hanna.get(f"{page}/goedkeuren/"))
    assert browser(people["Truus"]).post(f"{page}/goedkeuren/akkoord/", {}).status_code == 302
    assert hanna.post(f"{page}/goedkeuren/publiceren/", {"key": KEY}).status_code == 302
    tender = Tender.objects.get()
    assert tender.published_at == cast.START
    assert dossier_of(tender).estimate == 2348 * 90
    for path in ("/", "/personen/", "/goedkeuren/", "/vragen/", "/rectificatie/", "/vragen/nota/"):
        assert hanna.get(page + path).status_code == 200, path
    assert hanna.get(f"{page}/concept/")["Location"] == f"{page}/rectificatie/"


def test_what_cannot_be_read_is_refused_with_everything_typed_kept(at):
    made = cast.drafted(suppliers=1)
    hanna = browser(made.people["Hanna"])
    typed = form_of(cast.DRAFT, cast.SETTINGS, gezien="1", titel="Een nieuwe titel", uren_min="veel")
    answer = hanna.post("/inhuur/30954/concept/", typed)
    assert answer.status_code == 422
    assert "Een nieuwe titel" in text(answer)
    assert 'value="veel"' in text(answer)
    assert "Vul een getal in" in text(answer)
    assert made.dossier.draft.request["titel"] == cast.DRAFT["titel"]


def test_a_row_is_added_without_saving_and_everything_typed_stays(at):
    made = cast.drafted(suppliers=1)
    hanna = browser(made.people["Hanna"])
    typed = form_of(cast.DRAFT, cast.SETTINGS, gezien="1", titel="Nog niet bewaard", rij="knockouts-erbij")
    answer = hanna.post("/inhuur/30954/concept/", typed)
    assert answer.status_code == 200
    assert "Nog niet bewaard" in text(answer)
    assert 'name="knockouts-4-tekst"' in text(answer)
    assert made.dossier.drafts == 1


def test_a_stale_draft_is_refused_with_what_differs_and_may_be_sent_again(at):
    made = cast.drafted(suppliers=1)
    hanna, bram = browser(made.people["Hanna"]), browser(made.people["Bram"])
    other = {**cast.DRAFT, "titel": "Van Bram"}
    assert bram.post("/inhuur/30954/concept/", form_of(other, cast.SETTINGS, gezien="1")).status_code == 302
    mine = form_of({**cast.DRAFT, "titel": "Van Hanna"}, cast.SETTINGS, gezien="1")
    answer = hanna.post("/inhuur/30954/concept/", mine)
    assert answer.status_code == 422
    assert "Titel van de opdracht: eerst Medewerker servicepunt, nu Van Bram" in text(answer)
    assert 'value="Van Hanna"' in text(answer)
    assert hanna.post("/inhuur/30954/concept/", mine | {"gezien": "2"}).status_code == 302
    assert made.dossier.draft.request["titel"] == "Van Hanna"


def test_the_gate_answers_for_what_is_typed_without_saving(at):
    made = cast.drafted(suppliers=1)
    bram = browser(made.people["Bram"])
    typed = form_of({**cast.DRAFT, "uitnodigen_uiterlijk": "2026-07-14"}, cast.SETTINGS)
    answer = bram.post("/inhuur/30954/concept/poort/", typed)
    assert "passen niet tussen sluiting" in text(answer)
    assert made.dossier.drafts == 1


def test_a_moment_that_does_not_exist_never_comes_into_a_request(at):
    made = cast.drafted(suppliers=1)
    hanna = made.people["Hanna"]
    for wrong in ({"vragen_tot": "2026-03-29T02:30:00"}, {"sluiting": "morgen"}):
        with pytest.raises(Refused):
            drafting.save_draft(tender=made.tender, draft=wrong, settings={}, texts={}, by=hanna, at=cast.START)
        with pytest.raises(Refused):
            drafting.start_tender(draft=wrong, settings={}, texts={}, by=hanna, at=cast.START)
    assert Tender.objects.count() == 1


def test_two_forms_of_one_page_do_not_pass_for_the_same(at):
    made = cast.published(suppliers=1)
    hanna = browser(made.people["Hanna"])
    at(cast.START + 2 * HOUR)
    page = "/inhuur/30954/vragen/vastleggen/"
    for words in ("Eerste vraag", "Tweede vraag", "Eerste vraag"):
        assert hanna.post(page, {"soort": "vraag", "tekst": words, "key": KEY}).status_code == 302
    assert len(made.dossier.questions) == 2


@pytest.mark.skipif(not SEED.exists(), reason="the published text is not here")
def test_a_published_text_is_shown_as_it_was_read_and_becomes_a_draft(at):
    hanna = browser(cast.somebody("Hanna", Role.COORDINATOR))
    upload = SimpleUploadedFile("aanvraag.txt", SEED.read_bytes(), content_type="text/plain")
    shown = hanna.post("/inhuur/lezen/", {"bestand": upload})
    assert shown.status_code == 200
    for words in ("Dit lazen we", "Nog te regelen", "Niet begrepen", "14-07-2026 09:00"):
        assert words in text(shown)
    assert "mee\nDe gemeente Hardenberg is" in shown.content.decode()
    assert not Tender.objects.exists()
    begun = hanna.post("/inhuur/lezen/", {"tekst": SEED.read_text(encoding="utf-8"), "stap": "begin", "key": KEY})
    assert begun["Location"] == "/inhuur/30954/concept/"
    assert "Uit de gelezen tekst" in text(hanna.get("/inhuur/30954/concept/"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7 ...", "een PDF"),
        (b"PK\x03\x04...", "een Word-bestand"),
        ("é".encode("latin-1") * 100, "geen tekst in UTF-8"),
        (b"x" * 200_001, "te lang"),
        (b"a\0" * 100, "geen tekst zijn"),
        (b"", "Plak de hele tekst"),
    ],
    ids=["pdf", "docx", "latin", "long", "nul", "empty"],
)
def test_what_is_no_text_is_refused_with_what_does_work(at, content, words):
    hanna = browser(cast.somebody("Hanna", Role.COORDINATOR))
    answer = hanna.post("/inhuur/lezen/", {"bestand": SimpleUploadedFile("a.txt", content)})
    assert answer.status_code == 422
    assert words in text(answer)


def test_a_number_with_a_slash_or_a_word_of_ours_gives_a_number_of_the_house(at):
    hanna = cast.somebody("Hanna", Role.COORDINATOR)
    for wanted in ("2026/14", "nieuw", "../x", "a" * 60):
        made = drafting.start_tender(draft={"nummer": wanted}, settings={}, texts={}, by=hanna, at=cast.START)
        assert made.number.startswith("INH-2026-")
    assert browser(hanna).get("/inhuur/").status_code == 200


def test_only_who_may_hire_begins_and_only_who_has_a_seat_comes_in(at):
    made = cast.drafted(suppliers=1)
    joost = browser(cast.somebody("Joost"))
    for path in ("nieuw/", "lezen/", "30954/", "30954/concept/", "30954/personen/", "30954/agenda/"):
        assert joost.get(f"/inhuur/{path}").status_code == 404, path
    assert "Nieuwe aanvraag" not in text(joost.get("/inhuur/"))
    ada = browser(made.people["Ada"])
    assert ada.get("/inhuur/30954/").status_code == 200
    for path in ("concept/", "goedkeuren/", "vragen/"):
        assert ada.get(f"/inhuur/30954/{path}").status_code == 404, path
    supplier = browser(made.suppliers[0])
    assert supplier.get("/inhuur/30954/").status_code == 404


def test_the_overview_filters_searches_and_exports(at):
    made = cast.drafted(suppliers=1)
    hanna = made.people["Hanna"]
    other = drafting.start_tender(draft={"titel": "Adviseur"}, settings={}, texts={}, by=hanna, at=cast.START)
    drafting.cancel(tender=other, reason="Toch niet.", by=hanna, at=cast.START)
    desk, ada = browser(hanna), browser(made.people["Ada"])
    assert "Medewerker servicepunt" in text(desk.get("/inhuur/?welke=beurt"))
    assert "nergens aan zet" in text(ada.get("/inhuur/?welke=beurt"))
    assert "Adviseur" not in text(desk.get("/inhuur/"))
    assert "Adviseur" in text(desk.get("/inhuur/?welke=klaar"))
    assert "Adviseur" in text(desk.get("/inhuur/?welke=alles&q=advi"))
    assert "Medewerker" not in text(desk.get("/inhuur/?welke=alles&q=advi"))
    rows = b"".join(desk.get("/inhuur/export/?welke=alles").streaming_content).decode()
    assert rows.count("\r\n") == 3
    assert "30954;Medewerker servicepunt;Concept;Inhuurdesk" in rows


def test_a_client_without_the_desk_finds_the_way_and_the_buttons(at):
    made = cast.drafted(suppliers=1)
    bram = browser(made.people["Bram"])
    assert 'href="/inhuur/"' in text(bram.get("/portaal/"))
    assert 'href="/inhuur/"' not in text(browser(cast.somebody("Joost")).get("/portaal/"))
    assert 'form="concept"' in text(bram.get("/inhuur/30954/concept/"))
    assert "In mijn agenda" in text(bram.get("/inhuur/30954/"))


def test_the_list_says_what_the_clock_made_of_a_request(at):
    made = cast.published(suppliers=1)
    at(cast.CLOSING)
    assert "Gesloten, nog niet geopend" in text(browser(made.people["Hanna"]).get("/inhuur/"))


def test_questions_are_answered_refused_and_published_at_one_moment(at):
    made = cast.published(suppliers=2)
    hanna = browser(made.people["Hanna"])
    at(cast.START + 2 * HOUR)
    asking.ask(tender=made.tender, kind="vraag", text="Mag het cv langer?", by=made.suppliers[0], at=cast.START + HOUR)
    asking.ask(tender=made.tender, kind="klacht", text="Dit is oneerlijk.", by=made.suppliers[1], at=cast.START + HOUR)
    page = "/inhuur/30954/vragen/"
    hanna.post(f"{page}vastleggen/", {"soort": "vraag", "tekst": "Per mail: wanneer begint het?", "key": KEY})
    hanna.post(f"{page}vastleggen/", {"soort": "vraag", "tekst": "Per mail: wanneer begint het?", "key": KEY})
    hanna.post(f"{page}vastleggen/", {"soort": "belnotitie", "tekst": "Vroeg hoe laat we sluiten."})
    shown = text(hanna.get(page))
    for words in ("Mag het cv langer?", "Per mail", "Belnotities", "Sanne 1 (Leverancier 1)"):
        assert words in shown
    assert "Sanne 1" not in text(browser(made.people["Bram"]).get(page))
    questions = [each for each in made.dossier.questions.values() if each.kind == "vraag"]
    assert len(questions) == 2
    refused = hanna.post(
        f"{page}{questions[0].id}/", {"vraag": "Vraag van Leverancier 1", "antwoord": "Nee, 5 pagina’s."}
    )
    assert refused.status_code == 422
    assert "Nee, 5 pagina’s." in text(refused)
    for each in questions:
        given = {"vraag": f"Openbaar {each.id}", "antwoord": "Nee.", "geweigerd": "on" if each is questions[1] else ""}
        assert hanna.post(f"{page}{each.id}/", given).status_code == 302
    assert hanna.post(f"{page}publiceren/", {}).status_code == 422
    at(LATE)
    assert hanna.post(f"{page}publiceren/", {}).status_code == 302
    note = text(browser(made.people["Ada"]).get(f"{page}nota/"))
    assert note.count("Openbaar V") == 2
    assert "Sanne" not in note
    assert "oneerlijk" not in note
    pdf = hanna.get(f"{page}nota/pdf/")
    assert pdf.content.startswith(b"%PDF-")
    assert pdf.content == hanna.get(f"{page}nota/pdf/").content


def test_a_correction_is_published_as_it_was_shown_and_only_then(at):
    made = cast.published(suppliers=1)
    hanna = browser(made.people["Hanna"])
    at(cast.START + 2 * HOUR)
    page = "/inhuur/30954/rectificatie/"
    typed = sent(typed_from(published_parts(made.dossier))) | {
        "vragen_tot": "2026-07-09T09:00", "toelichting": "Een dag langer voor vragen.", "stap": "publiceer",
    }  # fmt: skip
    first = hanna.post(page, typed)
    assert first.status_code == 200
    assert "Dit verandert er voor iedereen" in text(first)
    assert "08-07-2026 09:00" in text(first)
    assert made.dossier.corrections == []
    digest = text(first).partition('name="bekeken" value="')[2].partition('"')[0]
    other = hanna.post(page, typed | {"bekeken": digest, "vragen_tot": "2026-07-10T09:00"})
    assert other.status_code == 200
    assert made.dossier.corrections == []
    assert hanna.post(page, typed | {"bekeken": digest}).status_code == 302
    ((_, _, corrected),) = made.dossier.corrections
    assert corrected.changed == {"vragen_tot": "2026-07-09T09:00:00"}
    assert corrected.closes_at == cast.CLOSING
    shown = text(hanna.get(page))
    assert "Een dag langer voor vragen." in shown
    assert "09-07-2026 09:00" in shown


def test_a_correction_that_would_break_the_planning_is_refused_and_kept(at):
    made = cast.published(suppliers=1)
    hanna = browser(made.people["Hanna"])
    at(cast.START + 2 * HOUR)
    typed = sent(typed_from(published_parts(made.dossier))) | {
        "sluiting": "2026-07-17T09:00", "toelichting": "Later dicht.", "stap": "bekijk",
    }  # fmt: skip
    first = hanna.post("/inhuur/30954/rectificatie/", typed)
    digest = text(first).partition('name="bekeken" value="')[2].partition('"')[0]
    refused = hanna.post("/inhuur/30954/rectificatie/", typed | {"stap": "publiceer", "bekeken": digest})
    assert refused.status_code == 422
    assert "loopt niet op" in text(refused)
    assert "Later dicht." in text(refused)


def test_a_correction_of_substance_names_the_earliest_closing_and_keeps_what_was_typed(at):
    made = cast.published(suppliers=1)
    hanna = browser(made.people["Hanna"])
    at(cast.CLOSING - HOUR)
    base = sent(typed_from(published_parts(made.dossier)))
    typed = base | {"toelichting": "Minder documenten.", "documenten": "VOG", "stap": "bekijk"}
    first = hanna.post("/inhuur/30954/rectificatie/", typed)
    digest = text(first).partition('name="bekeken" value="')[2].partition('"')[0]
    refused = hanna.post("/inhuur/30954/rectificatie/", typed | {"stap": "publiceer", "bekeken": digest})
    assert refused.status_code == 422
    assert "Zet de sluiting op ma 20 juli 2026, 09:00 of later" in text(refused)
    assert "Minder documenten." in text(refused)
    assert made.dossier.corrections == []


def test_an_extension_is_proposed_by_one_and_confirmed_by_another(at):
    made = cast.published(suppliers=1)
    hanna, bram = browser(made.people["Hanna"]), browser(made.people["Bram"])
    at(cast.CLOSING + HOUR)
    given = {"waarom": "Het systeem lag eruit.", "sluiting": "2026-07-15T09:00"}
    assert hanna.post("/inhuur/30954/rectificatie/verlengen/", given).status_code == 302
    assert "Bevestig de verlenging" not in text(hanna.get("/inhuur/30954/rectificatie/"))
    assert hanna.post("/inhuur/30954/rectificatie/bevestigen/", {}).status_code == 422
    assert "Bevestig de verlenging" in text(bram.get("/inhuur/30954/rectificatie/"))
    assert "Bekijk het voorstel" in text(browser(made.people["Wim"]).get("/inhuur/30954/"))
    assert "Bekijk het voorstel" not in text(browser(made.people["Ada"]).get("/inhuur/30954/"))
    assert bram.post("/inhuur/30954/rectificatie/bevestigen/", {}).status_code == 302
    assert made.dossier.closes_at == cast.CLOSING + timedelta(days=1)


def test_suppliers_read_why_two_persons_moved_the_closing_and_not_that_there_was_an_outage(at):
    made = cast.published(suppliers=1)
    at(cast.CLOSING + HOUR)
    given = {"waarom": "De antwoorden op de vragen komen later.", "sluiting": "2026-07-21T09:00"}
    hanna, bram = browser(made.people["Hanna"]), browser(made.people["Bram"])
    assert 'name="uitnodigen_uiterlijk" type="date" value="2026-07-16"' in text(
        hanna.get("/inhuur/30954/rectificatie/")
    )
    refused = hanna.post("/inhuur/30954/rectificatie/verlengen/", given | {"gesprekken_op": "2026-07-27"})
    assert refused.status_code == 422
    assert "ligt voor de sluiting" in text(refused)
    assert 'id="id_later_gesprekken" name="gesprekken_op" type="date" value="2026-07-27"' in text(refused)
    assert hanna.post("/inhuur/30954/rectificatie/verlengen/", given | cast.MOVED).status_code == 302
    assert "Genodigden horen het uiterlijk op <strong>23 juli 2026</strong>" in text(
        bram.get("/inhuur/30954/rectificatie/")
    )
    assert bram.post("/inhuur/30954/rectificatie/bevestigen/", {}).status_code == 302
    for client, path in ((browser(made.suppliers[0]), "/aanvragen/30954/"), (bram, "/inhuur/30954/rectificatie/")):
        page = text(client.get(path))
        assert "De antwoorden op de vragen komen later." in page and "erleng" in page
        assert "storing" not in page.replace("Was er een storing, schrijf dan van wanneer tot wanneer.", "")


def test_a_cancelled_request_says_why_and_takes_no_more_corrections(at):
    made = cast.published(suppliers=1)
    hanna = browser(made.people["Hanna"])
    assert "Rectificeren of intrekken" in text(hanna.get("/inhuur/30954/"))
    assert "Rectificeren of intrekken" not in text(browser(made.people["Ada"]).get("/inhuur/30954/"))
    assert hanna.post("/inhuur/30954/intrekken/", {"reden": " "}).status_code == 422
    assert hanna.post("/inhuur/30954/intrekken/", {"reden": "Het budget is weg."}).status_code == 302
    assert "Het budget is weg." in text(hanna.get("/inhuur/30954/"))
    assert "Rectificeren of intrekken" not in text(hanna.get("/inhuur/30954/"))
    assert "Een rectificatie kan nu niet" in text(hanna.get("/inhuur/30954/rectificatie/"))


def test_a_weak_or_mistyped_passphrase_is_refused_and_never_shown(at):
    made = cast.drafted(suppliers=1)
    bram = browser(made.people["Bram"])
    page = "/inhuur/30954/personen/sleutel/"
    for first, second in (("kort", "kort"), ("vier losse woorden een", "vier losse woorden twee"), ("", "")):
        answer = bram.post(page, {"wachtzin": first, "nogmaals": second})
        assert answer.status_code == 422
        assert "vier losse woorden een" not in text(answer)
    good = "vier losse woorden twee"
    assert bram.post(page, {"wachtzin": good, "nogmaals": good}).status_code == 302
    assert bram.post(f"{page}proef/", {"proef": "vier losse woorden drie"}).status_code == 422
    assert bram.post(f"{page}proef/", {"proef": good}).status_code == 302
    assert browser(made.people["Ada"]).post(page, {"wachtzin": good, "nogmaals": good}).status_code == 404


def test_the_funnel_tells_no_number_before_the_closing(at):
    made = cast.scored(offers=4, suppliers=2)
    hanna = browser(made.people["Hanna"])
    at(cast.CLOSING - HOUR)
    assert "pas na de sluiting" in text(hanna.get("/inhuur/30954/"))
    at(cast.OPENING + HOUR)
    shown = text(hanna.get("/inhuur/30954/"))
    assert "Van 4 naar 1" in shown
    assert "Voldoet aan de eisen" in shown


def test_a_concept_without_assessors_counts_none(at):
    hanna = cast.somebody("Hanna", Role.COORDINATOR)
    tender = drafting.start_tender(draft={"titel": "Adviseur"}, settings={}, texts={}, by=hanna, at=cast.START)
    shown = text(browser(hanna).get(f"/inhuur/{tender.number}/"))
    assert "Beoordelaars werken los van elkaar" in shown
    assert "0 beoordelaars" not in shown


def test_the_people_page_finds_colleagues_and_contacts_and_refuses_in_words(at):
    made = cast.drafted(suppliers=1)
    hanna = browser(made.people["Hanna"])
    page = "/inhuur/30954/personen/"
    assert "Geef rol" in text(hanna.get(f"{page}?q=kees"))
    assert "Nodig uit" in text(hanna.get(f"{page}?q=sanne&soort=leverancier"))
    assert "Niemand gevonden" in text(hanna.get(f"{page}?q=xyz"))
    for given in ({}, {"persoon": "999999", "rol": "auditor"}, {"persoon": made.people["Ada"].pk, "rol": "baas"}):
        assert hanna.post(f"{page}rol/", given).status_code == 422
    away = {"persoon": made.people["Hanna"].pk, "rol": "inhuurdesk", "stap": "weg"}
    assert "moet iemand aan de inhuurdesk blijven" in text(hanna.post(f"{page}rol/", away))
    assert Seat.DESK in made.dossier.seats[made.people["Hanna"].pk]


NONSENSE = ["0", "-1", "9" * 40, "1e9", "\x00", "é\u202e😀", "'\"<script>", "x" * 5_000, "[]", "2026-03-29T02:30"]
NAMES = (
    "titel", "sluiting", "vragen_tot", "uren_min", "duur", "verlengingen", "das", "documenten", "tarief_omschrijving",
    "knockouts-aantal", "knockouts-0-id", "knockouts-0-tekst", "knockouts-0-niveau", "criteria-aantal", "criteria-0-id",
    "criteria-0-punten", "criteria-0-model", "criteria-0-banden-aantal", "criteria-0-banden-0-onder", "gezien", "rij",
    "stap", "bekeken", "toelichting", "laag", "hoog", "reden", "vraag", "antwoord", "soort", "tekst", "waarom", "key",
    "persoon", "rol", "supplier", "name", "email", "wachtzin", "nogmaals", "proef", "van", "kopie",
)  # fmt: skip
PATHS = (
    "nieuw/", "lezen/", "{}/concept/", "{}/concept/poort/", "{}/personen/rol/", "{}/personen/leverancier/",
    "{}/personen/sleutel/", "{}/goedkeuren/voorleggen/", "{}/goedkeuren/akkoord/", "{}/goedkeuren/terug/",
    "{}/goedkeuren/publiceren/", "{}/vragen/vastleggen/", "{}/vragen/publiceren/", "{}/vragen/x/", "{}/rectificatie/",
    "{}/rectificatie/verlengen/", "{}/rectificatie/bevestigen/", "{}/intrekken/",
)  # fmt: skip


@pytest.mark.parametrize("value", NONSENSE, ids=range(len(NONSENSE)))
def test_nonsense_in_a_form_is_refused_in_words(at, value):
    made = cast.published(suppliers=1)
    desk = made.people["Hanna"]
    concept = drafting.start_tender(draft=cast.DRAFT | {"nummer": "x1"}, settings={}, texts={}, by=desk, at=cast.START)
    hanna, wrong = browser(desk), []
    for path in PATHS:
        for number in (made.tender.number, concept.number):
            answer = hanna.post(f"/inhuur/{path.format(number)}", dict.fromkeys(NAMES, value))
            if answer.status_code >= 500:
                wrong.append(path)
    assert wrong == []
    assert hanna.get("/inhuur/30954/rectificatie/").status_code == 200
    assert hanna.get(f"/inhuur/{concept.number}/concept/").status_code == 200


def test_a_concept_without_dates_offers_no_calendar_and_marks_hiring_in_the_menu(at):
    hanna = cast.somebody("Hanna", Role.COORDINATOR)
    tender = drafting.start_tender(draft={"titel": "Adviseur"}, settings={}, texts={}, by=hanna, at=cast.START)
    page = text(browser(hanna).get(f"/inhuur/{tender.number}/"))
    assert "In mijn agenda" not in page
    assert "Er is nog geen planning." in page
    assert 'href="/inhuur/" aria-current="location"' in page
    assert 'href="/inhuur/" aria-current="page"' in text(browser(hanna).get("/inhuur/"))
