"""The pages of suppliers and of the opening, in a real browser: no accessibility violations, no sideways scrolling."""

import pytest
from django.conf import settings

from servicepunt.domains.awards.actions import correcting, repairing
from servicepunt.domains.tenders.actions import asking, offering
from servicepunt.domains.tenders.tests import cast
from servicepunt.entrypoints.supply import drafts
from servicepunt.entrypoints.supply.tests.writing import begun, pdf, ready, sent, typed, upload
from tests.looks import chromium, looks_wrong, watched_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROOT, OPEN = "/aanvragen/30954/", "/inhuur/30954/openen/"


class Watcher:
    """A browser in which every page is looked at in four ways."""

    def __init__(self, context, url):
        self.page, self.found = watched_page(context)
        self.url = url

    def sign_in(self, client):
        context = self.page.context
        context.clear_cookies()
        wanted = {name: client.cookies[name] for name in (settings.SESSION_COOKIE_NAME, drafts.COOKIE)
                  if name in client.cookies}  # fmt: skip
        context.add_cookies([
            {"name": name, "value": cookie.value, "url": self.url + (cookie["path"] or "/")}
            for name, cookie in wanted.items()
        ])  # fmt: skip

    def look(self, address):
        self.page.goto(self.url + address)
        self.found += looks_wrong(self.page)


@pytest.fixture
def watcher(live_server):
    with chromium() as browser:
        yield Watcher(browser.new_context(reduced_motion="reduce"), live_server.url)


def test_a_supplier_can_read_and_use_every_page(watcher, hands, visit):
    made = cast.published(suppliers=1)
    client = visit(made.suppliers[0])
    hands.at = cast.START + cast.timedelta(days=1)
    client.post(f"{ROOT}vragen/vraag/", {"text": "Mag het werk op afstand?"})
    client.post(f"{ROOT}vragen/klacht/", {"text": "De termijn is te kort."})
    hands.at = cast.CLOSING - cast.timedelta(days=4)
    question = next(each.id for each in made.dossier.questions.values() if each.kind == "vraag")
    by = made.people["Hanna"]
    asking.answer(tender=made.tender, question=question, public="Op afstand?", text="Nee.", by=by, at=hands.at)
    asking.publish_answers(tender=made.tender, by=by, at=hands.at)
    hands.at = cast.CLOSING - cast.timedelta(days=2)
    receipt = sent(client)
    good = ready(client, candidate="Sam Smit", **{"item-7-periods": "2019-03 tot nu"})
    draft = begun(client)
    client.post(draft, typed(cv=upload(b"PK\x03\x04 word/document.xml"), rate="veel", dba="Kort.", then="stay"))
    correcting.correct(
        tender=made.tender, text="Het zijn 32 uren.", by=by, at=hands.at,
        closes_at=cast.CLOSING + cast.timedelta(days=6),
        changed={"uren_per_week": {"min": "32", "max": "32"}, **cast.MOVED},
    )  # fmt: skip
    watcher.sign_in(client)
    for address in (
        "/aanvragen/", ROOT, f"{ROOT}vragen/", f"{ROOT}vragen/vraag/", f"{ROOT}vragen/klacht/",
        f"{ROOT}inschrijvingen/", draft, f"{draft}controle/", receipt,
    ):  # fmt: skip
        watcher.look(address)
    client.post(f"{ROOT}gezien/")
    watcher.look(good)
    assert watcher.found == []
    watcher.page.goto(watcher.url + good)
    left = watcher.page.locator("[data-deadline]")
    assert left.inner_text() in {"Nog 8 dagen en 0 uur.", "Nog 7 dagen en 23 uur."}
    watcher.page.get_by_role("button", name="Verstuur").click()
    watcher.page.wait_for_url(f"**/{made.k(2)}/1/bewijs/")
    hands.at = cast.CLOSING
    watcher.look(f"{ROOT}inschrijvingen/")
    assert watcher.found == []


def test_typing_is_kept_without_a_button(watcher, hands, visit):
    made = cast.published(suppliers=1)
    client = visit(made.suppliers[0])
    draft = begun(client)
    watcher.sign_in(client)
    page = watcher.page
    page.goto(watcher.url + draft)
    page.get_by_label("Naam van de kandidaat").fill("Kim de Boer")
    page.get_by_text("Concept bewaard").wait_for()
    assert 'value="Kim de Boer"' in client.get(draft).content.decode()


def test_an_outcome_and_an_opening_can_be_read_and_used(watcher, hands, visit):
    made = cast.sent(3, suppliers=2)
    hands.at = cast.CLOSING - cast.timedelta(hours=1)
    hanna = visit(made.people["Hanna"])
    bram = visit(made.people["Bram"])
    watcher.sign_in(bram)
    watcher.look(OPEN)
    watcher.look(f"{OPEN}sleutel/")
    hands.at = cast.OPENING
    watcher.look(OPEN)
    offering.withdraw_offer(
        tender=made.tender, label=made.k(2), by=made.suppliers[1], at=cast.CLOSING - cast.timedelta(1)
    )
    cast.two_open(made, cast.Kind.CONTENT, cast.OPENING)
    watcher.look(OPEN)
    watcher.look(f"{OPEN}proces-verbaal/")
    watcher.sign_in(hanna)
    watcher.look(f"{OPEN}signalen/")
    assert watcher.found == []


def test_an_outcome_can_be_read(watcher, hands, visit):
    made = cast.announced()
    hands.at = cast.ADVICE + cast.timedelta(days=1)
    watcher.sign_in(visit(made.suppliers[1]))
    watcher.look(f"{ROOT}uitslag/")
    assert watcher.found == []


def test_a_supplier_can_repair_a_formal_defect(watcher, hands, visit, tmp_path, monkeypatch):
    monkeypatch.setattr(offering, "free_labels", lambda taken: [f"K{len(taken) + 1}"])
    monkeypatch.setattr(repairing, "free_labels", lambda taken, letter: [f"{letter}{len(taken) + 1}"])
    hands.at = cast.REPAIR_ASKED
    made = cast.in_repair()
    address = f"{ROOT}herstel/G1/K1/"
    watcher.sign_in(visit(made.suppliers[2]))
    watcher.look(f"{ROOT}herstel/")
    watcher.sign_in(visit(made.suppliers[0]))
    for each in (ROOT, f"{ROOT}herstel/", address):
        watcher.look(each)
    paper = tmp_path / "verklaring.pdf"
    paper.write_bytes(pdf())
    watcher.page.get_by_label("Het stuk").set_input_files(paper)
    watcher.page.get_by_role("button", name="Verstuur het stuk").press("Enter")
    watcher.page.get_by_role("heading", name="Ontvangstbewijs").wait_for()
    watcher.look(address)
    for label, verdict in (("K1", "niet hersteld"), ("K2", "geen gebrek")):
        repairing.judge_repair(
            tender=made.tender, defect="G1", offer=label, verdict=verdict, reason="Er staat nog geen handtekening.",
            complaints="klacht@inhuur.example", by=made.people["Hanna"], at=hands.at,
        )  # fmt: skip
    watcher.look(address)
    watcher.sign_in(visit(made.suppliers[1]))
    watcher.look(f"{ROOT}herstel/G1/K2/")
    assert watcher.found == []
