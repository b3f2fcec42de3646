"""Formal defects on the page of the desk: noting, asking all at one moment, judging; and what others see of it."""

from datetime import timedelta

import pytest

from servicepunt.config import clock
from servicepunt.domains.awards.actions import repairing
from servicepunt.domains.hiring.rules.repairs import repair_term
from servicepunt.domains.mail.models import OutgoingLetter
from servicepunt.domains.tenders.actions import offering
from servicepunt.domains.tenders.models import Fact
from servicepunt.domains.tenders.queries import frame_of, list_tenders
from servicepunt.domains.tenders.tests import cast
from servicepunt.entrypoints.assessing.tests.conftest import AT
from servicepunt.entrypoints.awarding import jobs

pytestmark = pytest.mark.django_db
ROOT = "/inhuur/30954/herstel/"
UNTIL = repair_term(cast.REPAIR_ASKED, 2).until
NOTED = {"kind": "handtekening ontbreekt", "offers": ["K1", "K2"], "lacking": "De eigen verklaring is niet getekend."}


@pytest.fixture(autouse=True)
def labels_in_order(monkeypatch):
    """Labels are drawn; here they are K1, K2 and further, so that a test can name them."""
    monkeypatch.setattr(offering, "free_labels", lambda taken: [f"K{len(taken) + 1}"])
    monkeypatch.setattr(repairing, "free_labels", lambda taken, letter: [f"{letter}{len(taken) + 1}"])


def text(answer):
    return " ".join(answer.content.decode().split())


def answer(made, number, content=b"%PDF-1.7 getekend", at=cast.REPAIR_ASKED):
    repairing.answer_repair(
        tender=made.tender, defect="G1", offer=f"K{number}", content=content, pages=1, text="Zie het stuk.",
        by=made.suppliers[number - 1], at=at,
    )  # fmt: skip


def test_the_desk_notes_asks_and_judges_and_everybody_concerned_gets_a_mail(enter, monkeypatch):
    made = cast.opened(3, 3)
    hanna = enter(made, "Hanna")
    assert "Er is geen vormgebrek genoteerd" in text(hanna.get(ROOT))
    assert hanna.post(f"{ROOT}noteer/", NOTED).status_code == 302
    page = text(hanna.get(ROOT))
    assert "Zonder dit gebrek: K-03" in page and "Vraag herstel aan 2 inschrijvingen" in page
    assert "de laatste dag do 16 juli 2026" in page and "2 werkdagen na de dag van het verzoek" in page
    refused = hanna.post(f"{ROOT}G1/vraag/", {})
    assert refused.status_code == 422 and "Kijk eerst elke inschrijving" in text(refused)
    assert hanna.post(f"{ROOT}G1/vraag/", {"looked": "on"}).status_code == 302
    again = hanna.post(f"{ROOT}G1/vraag/", {"looked": "on"})
    assert again.status_code == 422 and "Dat gebeurt één keer" in text(again)
    assert made.dossier.defects["G1"].asked == ("K1", "K2")
    answer(made, 1, at=AT)
    page = text(hanna.get(ROOT))
    assert "stuk ontvangen, nog beoordelen" in page and "Open het stuk" in page and "termijn loopt" in page
    paper = hanna.get(f"{ROOT}G1/K1/stuk/")
    assert (paper.content, paper["Cache-Control"]) == (b"%PDF-1.7 getekend", "private, no-store")
    assert hanna.get(f"{ROOT}G1/K2/stuk/").status_code == hanna.get(f"{ROOT}G9/K1/stuk/").status_code == 404
    assert hanna.post(f"{ROOT}G1/K1/oordeel/", {"verdict": "hersteld", "reason": "Getekend."}).status_code == 302
    monkeypatch.setattr(clock, "now", lambda: UNTIL)
    assert "geen antwoord, nog beoordelen" in text(hanna.get(ROOT))
    empty = hanna.post(f"{ROOT}G1/K2/oordeel/", {"verdict": "niet hersteld", "reason": ""})
    assert empty.status_code == 422 and "Schrijf op waarom" in text(empty)
    hanna.post(f"{ROOT}G1/K2/oordeel/", {"verdict": "niet hersteld", "reason": "Er kwam niets binnen."})
    assert "niet hersteld" in text(hanna.get(ROOT))
    for fact in [*Fact.objects.order_by("number"), *Fact.objects.order_by("number")]:
        jobs.follow.func(made.tender.pk, fact.number, fact.name, "")
    asked, judged = "Herstel bij aanvraag 30954", "Herstel beoordeeld bij aanvraag 30954"
    sent = [(letter.title, *letter.to) for letter in OutgoingLetter.objects.filter(title__startswith="Herstel")]
    mails = [each.email for each in made.suppliers[:2]]
    assert sorted(sent) == sorted((title, mail) for title in (asked, judged) for mail in mails)
    told = OutgoingLetter.objects.filter(title=asked).order_by("pk")[0].text
    assert "do 16 juli 2026, einde van de dag" in told and "verklaring" not in told and "K-02" not in told


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"kind": "cv"}, "Het cv is de inhoud van de inschrijving"),
        ({"kind": "tarief"}, "Het tarief is een deel van het aanbod"),
        ({"kind": "inhoud"}, "een tweede kans die anderen niet hadden"),
        ({"kind": "nieuw feit"}, "die er voor de sluiting al waren"),
        ({"kind": ""}, "Kies welk vormgebrek het is"),
        ({"lacking": "Het cv heeft geen datum"}, "Het woord &#39;cv&#39; staat in je tekst"),
        ({"lacking": ""}, "Schrijf op welk stuk het is"),
        ({"offers": []}, "Kies de inschrijvingen"),
        ({"offers": ["K9"]}, "doet niet mee"),
    ],
)
def test_what_is_no_formal_defect_is_refused_with_the_reason_and_what_was_typed_stays(enter, changed, words):
    made = cast.opened(2, 2)
    refused = enter(made, "Hanna").post(f"{ROOT}noteer/", NOTED | changed)
    assert refused.status_code == 422
    page = text(refused)
    assert words in page and 'id="foutoverzicht"' in page
    assert (NOTED | changed)["lacking"] in page
    assert page.count(" checked") == len(set((NOTED | changed)["offers"]) & {"K1", "K2"})
    assert made.dossier.defects == {}


def test_the_client_sees_that_it_runs_and_not_what_was_said(enter):
    made = cast.in_repair()
    answer(made, 1)
    bram, wim = (text(enter(made, name).get(ROOT)) for name in ("Bram", "Wim"))
    assert "K-01" in bram and "stuk ontvangen" in bram
    for words in ("Zie het stuk.", "eigen verklaring", "Open het stuk"):
        assert words in wim and words not in bram
    assert "Noteer dit gebrek" not in bram + wim and "Leg het oordeel vast" not in bram + wim


def test_the_same_form_twice_is_one_defect(enter):
    made = cast.opened(2, 2)
    hanna = enter(made, "Hanna")
    key = "0198c0de-0000-7000-8000-000000000001"
    for _ in range(2):
        assert hanna.post(f"{ROOT}noteer/", NOTED | {"key": key}).status_code == 302
    assert Fact.objects.filter(name="gebrek_genoteerd").count() == 1


def test_what_waits_says_whose_move_it_is_and_the_calendar_has_the_term():
    made = cast.in_repair()
    hanna = made.people["Hanna"]
    deadline = next(each for each in frame_of(made.look("Hanna", AT)).deadlines if "vormgebrek" in each.what)
    assert (deadline.at, deadline.has_hour, deadline.state) == (UNTIL - timedelta(microseconds=1), False, "later")
    assert "2 werkdagen" in deadline.rule
    assert "Ook de leverancier: herstel een vormgebrek" in frame_of(made.look("Hanna", AT)).move
    assert [each.is_mine for each in list_tenders("alles", "", viewer=hanna, at=AT)] == [False]
    answer(made, 1)
    frame = frame_of(made.look("Hanna", AT))
    assert frame.is_my_move and "Ook de inhuurdesk: beoordeel het herstel" in frame.move
    assert [each.is_mine for each in list_tenders("beurt", "", viewer=hanna, at=AT)] == [True]
    for name, is_told in (("Sanne 1", True), ("Sanne 2", True), ("Sanne 3", False)):
        told = [each for each in frame_of(made.look(name, AT)).deadlines if "vormgebrek" in each.what]
        assert bool(told) == is_told, name


def test_the_lists_of_judging_say_that_an_offer_waits(enter):
    made = cast.in_repair()
    made_by = made.people["Bram"]
    cast.assessing.declare_interest(tender=made.tender, offers=[], text="", by=made_by, at=AT)
    page = text(enter(made, "Bram").get("/inhuur/30954/conformiteit/"))
    assert page.count("wacht op herstel van een vormgebrek") == 2
