"""The pages of steps 0 to 2 in a real browser: evidence by selecting text, keys, and no accessibility violation."""

import pytest
from playwright.sync_api import expect

from servicepunt.domains.awards.actions import assessing, relating, repairing, settling
from servicepunt.domains.hiring.rules.offers import Citation, Finding
from servicepunt.domains.tenders.actions import offering
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.domains.tenders.tests import cast
from servicepunt.entrypoints.assessing.tests.conftest import AT
from tests.looks import chromium, looks_wrong, sign_in, watched_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("real_pdfs")]


@pytest.fixture
def browser():
    with chromium() as started:
        yield started


@pytest.fixture
def desk_of(browser, live_server):
    """Return a page on which somebody is signed in."""

    def open_page(made, name):
        context = browser.new_context(base_url=live_server.url, reduced_motion="reduce")
        sign_in(context, made.people[name], live_server.url)
        page, page.complaints = watched_page(context)
        return page

    return open_page


def wrong_on(page, path):
    """Return what is wrong with a page in every look: axe, sideways scrolling, complaints."""
    page.goto(path)
    return [*looks_wrong(page), *page.complaints]


def differing():
    """Return a request in which two assessors came to different points for the first offer on criterion 6."""
    made = cast.judged(3)
    for name in ("Ada", "Omar"):
        for step, items in ((1, "1234"), (2, "5678")):
            if step == 2 and name == "Ada":
                continue
            _find_all(made, name, items, step)
    _find_all(made, "Ada", "5678", 2)
    return made


def _find_all(made, name, items, step):
    by = made.people[name]
    if step == 2 and name == "Omar":
        return
    for label in made.labels:
        for item in items:
            finding = cast.findings(made.labels.index(label))[item]
            assessing.find(tender=made.tender, offer=label, item=item, finding=finding, by=by, at=cast.OPENING)
    assessing.make_final(tender=made.tender, step=step, by=by, at=cast.OPENING)
    if step == 2:
        for label in made.labels:
            for item in items:
                finding = cast.findings(made.labels.index(label))[item]
                if (label, item) == (made.k(1), "6"):
                    finding = Finding(examples=finding.examples[:1], reason="Het tweede voorbeeld is geen verbetering.")
                assessing.find(
                    tender=made.tender, offer=label, item=item, finding=finding, by=made.people["Omar"], at=cast.OPENING
                )
        assessing.make_final(tender=made.tender, step=2, by=made.people["Omar"], at=cast.OPENING)


def test_pages_before_judging_are_accessible(desk_of):
    made = cast.judged(3)
    ada, bram, hanna = (desk_of(made, name) for name in ("Ada", "Bram", "Hanna"))
    base = f"/inhuur/{made.tender.number}"
    found = wrong_on(ada, f"{base}/belangen/") + wrong_on(ada, f"{base}/beoordelen/")
    for item in ("1", "2", "4"):
        found += wrong_on(ada, f"{base}/inschrijving/{made.k(1)}/onderdeel/{item}/")
    found += wrong_on(bram, f"{base}/conformiteit/") + wrong_on(bram, f"{base}/inschrijving/{made.k(2)}/conformiteit/")
    found += wrong_on(hanna, f"{base}/belangen/") + wrong_on(hanna, f"{base}/verschillen/")
    relating.record_relation(
        tender=made.tender, person=made.people["Ada"].pk, offer=made.k(2), how="register", text="Medevennoot.",
        by=made.people["Hanna"], at=cast.OPENING,
    )  # fmt: skip
    found += wrong_on(hanna, f"{base}/belangen/vastleggen/") + wrong_on(hanna, f"{base}/belangen/")
    found += wrong_on(ada, f"{base}/belangen/")
    assert found == []


def test_the_page_of_formal_defects_is_accessible_empty_refused_running_and_judged(desk_of, monkeypatch):
    monkeypatch.setattr(offering, "free_labels", lambda taken: [f"K{len(taken) + 1}"])
    monkeypatch.setattr(repairing, "free_labels", lambda taken, letter: [f"{letter}{len(taken) + 1}"])
    made = cast.opened(3, 3)
    path = f"/inhuur/{made.tender.number}/herstel/"
    hanna, bram = desk_of(made, "Hanna"), desk_of(made, "Bram")
    found = wrong_on(hanna, path)
    hanna.get_by_label("Wat is het?").select_option("cv")
    hanna.get_by_label("K-01", exact=True).check()
    hanna.get_by_label("Welk stuk, en wat ontbreekt eraan?").fill("De verklaring is niet getekend.")
    hanna.get_by_role("button", name="Noteer dit gebrek").click()
    expect(hanna.get_by_role("alert")).to_contain_text("Het cv is de inhoud")
    assert [each for each in hanna.complaints if "422" not in each] == []
    hanna.complaints.clear()  # a refusal is told in the console too
    hanna.get_by_label("Wat is het?").select_option("handtekening ontbreekt")
    hanna.get_by_label("K-02", exact=True).check()
    hanna.get_by_role("button", name="Noteer dit gebrek").click()
    expect(hanna.get_by_role("button", name="Vraag herstel aan 2 inschrijvingen")).to_be_visible()
    found += wrong_on(hanna, path)
    hanna.get_by_label("Ik heb elke inschrijving op dit gebrek nagekeken").check()
    hanna.get_by_role("button", name="Vraag herstel aan 2 inschrijvingen").press("Enter")
    expect(hanna.get_by_text("termijn loopt")).to_have_count(2)
    for number, content in ((1, b"%PDF-1.7 x"), (2, b"")):
        repairing.answer_repair(
            tender=made.tender, defect="G1", offer=f"K{number}", content=content, pages=1, text="Zie hier.",
            by=made.suppliers[number - 1], at=AT,
        )  # fmt: skip
    found += wrong_on(hanna, path) + wrong_on(bram, path)
    hanna.goto(path)
    hanna.get_by_text("Beoordeel het herstel van K-02").click()
    hanna.locator("#id_verdict-G1-K2").get_by_label("Niet hersteld: de inschrijving valt af").check()
    hanna.locator("#id_reason-G1-K2").fill("Er kwam geen handtekening.")
    hanna.get_by_role("button", name="Leg het oordeel vast over K-02").click()
    expect(hanna.get_by_text("Oordeel: Er kwam geen handtekening.")).to_be_visible()
    assert found + wrong_on(hanna, path) == []


def test_pages_after_judging_are_accessible(desk_of, monkeypatch):
    monkeypatch.setattr(cast, "CITED", Citation(page=1, passage="gewerkt met TOPdesk"))
    made = differing()
    base = f"/inhuur/{made.tender.number}"
    ada = desk_of(made, "Ada")
    side = f"{base}/inschrijving/{made.k(1)}/verschil/6/"
    found = wrong_on(ada, f"{base}/verschillen/") + wrong_on(ada, side)
    settling.propose(
        tender=made.tender, offer=made.k(1), item="6", finding=cast.findings(0)["6"], reason="Twee voorbeelden.",
        by=made.people["Omar"], at=cast.OPENING,
    )  # fmt: skip
    found += wrong_on(ada, f"{base}/verschillen/") + wrong_on(ada, side)
    assert found == []


def test_a_ranking_is_accessible(desk_of):
    made = cast.listed(14)
    base = f"/inhuur/{made.tender.number}"
    found = wrong_on(desk_of(made, "Hanna"), f"{base}/ranglijst/?kandidaat={made.k(11)}&criterium=7&punten=30")
    found += wrong_on(desk_of(made, "Ada"), f"{base}/ranglijst/")
    assert found == []


def test_relations_and_what_a_strict_seat_does_not_see_are_accessible(desk_of):
    made = cast.listed(3)
    base = f"/inhuur/{made.tender.number}"
    for name, number in (("Ada", 1), ("Bram", 2)):
        assessing.declare_interest(
            tender=made.tender, offers=[made.k(number)], text="Zwager", by=made.people[name], at=cast.OPENING
        )
    cast.seated_before(made, "Bram", Seat.MANDATE, at=cast.OPENING)
    bram = desk_of(made, "Bram")
    found = wrong_on(desk_of(made, "Hanna"), f"{base}/belangen/") + wrong_on(desk_of(made, "Ilse"), f"{base}/belangen/")
    for path in ("belangen/", "ranglijst/", "keuze/"):
        found += wrong_on(bram, f"{base}/{path}")
    assert found == []


def test_selected_text_becomes_evidence_with_its_page_and_the_sum_follows(desk_of):
    made = cast.judged(1)
    page = desk_of(made, "Ada")
    page.goto(f"/inhuur/{made.tender.number}/inschrijving/{made.k(1)}/onderdeel/2/")
    page.get_by_label("Ervaring: zie de regels hieronder").check()
    page.locator("[name=since_0]").fill("maart 2023")
    page.locator("[name=until_0]").fill("augustus 2024")
    page.evaluate("""() => {
        const text = [...document.querySelectorAll("[data-page] .sp-document__text")].at(-1).firstChild;
        const range = document.createRange();
        const start = text.textContent.indexOf("Meldingen");
        range.setStart(text, start);
        range.setEnd(text, start + "Meldingen behandeld".length);
        const selection = getSelection();
        selection.removeAllRanges();
        selection.addRange(range);
        document.activeElement.blur();
    }""")
    page.keyboard.press("p")
    expect(page.locator("[name=passage_0]")).to_have_value("Meldingen behandeld")
    expect(page.locator("[name=page_0]")).to_have_value("1")
    expect(page.locator("[name=document_0]")).to_have_value("cv")
    expect(page.locator("#uitkomst")).to_contain_text("519 dagen")
    expect(page.locator("#uitkomst")).to_contain_text("voldoet niet")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("onderdeel 2: vastgelegd")).to_be_visible()
    assert made.dossier.findings[made.k(1), "2"]
    assert page.complaints == []
