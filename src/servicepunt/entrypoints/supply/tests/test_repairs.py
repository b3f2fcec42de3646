"""A supplier repairs a formal defect: one document, once, before the end of the term by the clock of the server."""

import hashlib
import re
from datetime import timedelta

import pytest

from servicepunt.adapters.pdf.tests import files
from servicepunt.domains.awards.actions import repairing
from servicepunt.domains.hiring.rules.repairs import repair_term
from servicepunt.domains.tenders.actions import offering
from servicepunt.domains.tenders.models import Fact
from servicepunt.domains.tenders.tests import cast
from servicepunt.entrypoints.supply.tests.writing import pdf, upload

pytestmark = pytest.mark.django_db
ROOT = "/aanvragen/30954/herstel/"
ONE, TWO = f"{ROOT}G1/K1/", f"{ROOT}G1/K2/"
UNTIL = repair_term(cast.REPAIR_ASKED, 2).until
INSTANT = timedelta(microseconds=1)


@pytest.fixture(autouse=True)
def labels_in_order(monkeypatch):
    """Labels are drawn; here they are K1, K2 and further, so that a test can name them."""
    monkeypatch.setattr(offering, "free_labels", lambda taken: [f"K{len(taken) + 1}"])
    monkeypatch.setattr(repairing, "free_labels", lambda taken, letter: [f"{letter}{len(taken) + 1}"])


@pytest.fixture
def made(hands):
    hands.at = cast.REPAIR_ASKED
    return cast.in_repair()


@pytest.fixture
def client(made, visit):
    return visit(made.suppliers[0])


def text(answer):
    """Return a page without the tokens of its forms, in which any short word may stand by chance."""
    return " ".join(re.sub(r'value="\w{64}"', "", answer.content.decode()).split())


def send(client, address=ONE, content=None, **more):
    paper = {"paper": upload(pdf() if content is None else content, "verklaring.pdf")}
    return client.post(address, paper | {"then": "repair", "text": "Nu getekend."} | more)


def test_the_page_of_the_request_and_the_tab_lead_to_what_lacks(made, client):
    page = text(client.get("/aanvragen/30954/"))
    assert "We vonden een vormgebrek" in page and f'href="{ROOT}"' in page
    page = text(client.get(ROOT))
    assert "Wacht op jouw antwoord" in page and "K2" not in page
    page = text(client.get(ONE))
    assert "Onder de eigen verklaring staat geen handtekening" in page
    assert "Herstellen tot</dt><dd>vr 17 juli 2026, 00:00 (servertijd); laatste dag: do 16 juli 2026" in page
    assert "2 werkdagen na de dag van het verzoek" in page and "voor iedereen met dit gebrek gelijk" in page


def test_who_has_nothing_to_repair_reads_so_and_finds_nothing_of_others(made, visit):
    third = visit(made.suppliers[2])
    assert "Er is niets te herstellen" in text(third.get(ROOT))
    assert "Herstel een vormgebrek" not in text(third.get("/aanvragen/30954/"))
    assert "vormgebrek" not in third.get("/aanvragen/30954/agenda.ics").content.decode()
    for address in (ONE, TWO, f"{ONE}bewijs.txt", f"{ONE}brief.pdf", f"{ROOT}G9/K3/"):
        assert third.get(address).status_code == 404
    assert send(third).status_code == 404
    assert visit(made.people["Hanna"]).get(ROOT).status_code == 404
    first = visit(made.suppliers[0])
    assert first.get(TWO).status_code == send(first, TWO).status_code == 404
    assert "vormgebrek" in first.get("/aanvragen/30954/agenda.ics").content.decode()


def test_a_document_just_in_time_gives_a_receipt_that_can_be_checked(made, client, hands):
    content = pdf()
    hands.at = UNTIL - INSTANT
    assert send(client, content=content).status_code == 302
    page = text(client.get(ONE))
    lines = client.get(f"{ONE}bewijs.txt").content
    assert hashlib.sha256(lines).hexdigest() in page and hashlib.sha256(content).hexdigest() in page
    assert lines.decode().split("\n")[:3] == ["30954", "K1", "G1"]
    assert "do 16 juli 2026, 23:59:59" in page and "Nu getekend." in page and 'type="file"' not in page
    again = send(client)
    assert again.status_code == 422 and "een tweede keer kan niet" in text(again)
    assert Fact.objects.filter(name="herstel_ontvangen").count() == 1


@pytest.mark.parametrize("late", [timedelta(0), INSTANT])
def test_at_the_end_of_the_term_it_is_closed_and_what_was_typed_stays(made, client, hands, late):
    hands.at = UNTIL + late
    refused = send(client)
    assert refused.status_code == 422
    page = text(refused)
    assert "De termijn is voorbij sinds vr 17 juli 2026, 00:00" in page and "Nu getekend." in page
    assert "Geen antwoord in de termijn" in text(client.get(ONE)) and 'type="file"' not in text(client.get(ONE))
    assert made.dossier.defects["G1"].answers == {}
    send(client)
    assert Fact.objects.filter(name="herstel_te_laat_aangeboden").count() == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is leeg"), (files.docx(), "Word-bestand"), (files.encrypted(), "versleuteld"),
        (b"%PDF-1.7 kapot", "beschadigd"),
    ],
)  # fmt: skip
def test_a_document_is_checked_as_an_offer_is(made, client, content, words):
    refused = send(client, content=content)
    assert refused.status_code == 422
    assert words in text(refused) and "Nu getekend." in text(refused)
    assert made.dossier.defects["G1"].answers == {}


def test_without_a_file_or_a_word_nothing_is_sent(made, client):
    assert "Kies het stuk." in text(client.post(ONE, {"then": "repair"}))
    assert "schrijf op waarom" in text(client.post(ONE, {"then": "cannot"}))
    assert made.dossier.defects["G1"].answers == {}


def test_who_cannot_repair_reads_the_letter_with_why_and_what_to_do(made, client, hands, settings):
    settings.COMPLAINT_ADDRESS = "klacht@inhuur.example"
    assert client.post(ONE, {"then": "cannot", "text": "De directeur is weg."}).status_code == 302
    assert "Je kunt het niet herstellen" in text(client.get(ONE))
    assert client.get(f"{ONE}brief.pdf").status_code == 404
    repairing.judge_repair(
        tender=made.tender, defect="G1", offer="K1", verdict="niet hersteld", reason="Zonder handtekening niet.",
        complaints=settings.COMPLAINT_ADDRESS, by=made.people["Hanna"], at=hands.at,
    )  # fmt: skip
    page = text(client.get(ONE))
    for words in ("Zonder handtekening niet.", "klacht@inhuur.example", "Wat u kunt doen", "Niet hersteld"):
        assert words in page
    assert client.get(f"{ONE}brief.pdf").content.startswith(b"%PDF-")


def test_what_was_repaired_says_so(made, client, hands):
    send(client)
    repairing.judge_repair(
        tender=made.tender, defect="G1", offer="K1", verdict="hersteld", reason="De handtekening staat er nu.",
        complaints="", by=made.people["Hanna"], at=hands.at,
    )  # fmt: skip
    page = text(client.get(ONE))
    assert "De handtekening staat er nu." in page and "hersteld" in page


def test_a_new_look_at_the_same_form_is_one_answer(made, client):
    key = "0198c0de-0000-7000-8000-000000000002"
    assert [send(client, key=key).status_code for _ in range(2)] == [302, 302]
    assert Fact.objects.filter(name="herstel_ontvangen").count() == 1
