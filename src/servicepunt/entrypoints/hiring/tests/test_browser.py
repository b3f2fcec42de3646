"""The pages of a request in a real browser: no accessibility violations, light and dark, wide and narrow."""

from datetime import timedelta

import pytest

from servicepunt.config import clock
from servicepunt.domains.awards.actions import correcting
from servicepunt.domains.people.rules import Permission
from servicepunt.domains.tenders.actions import asking, drafting
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.domains.tenders.tests import cast
from tests.looks import chromium, looks_wrong, sign_in, watched_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOUR = timedelta(hours=1)


def prepared(monkeypatch):
    """Make a published request with questions, an answer, a correction, a proposal, and a concept beside it."""
    made = cast.published(suppliers=2)
    hanna, bram = made.people["Hanna"], made.people["Bram"]
    later = cast.START + 2 * HOUR
    given = {"tender": made.tender, "at": later}
    asking.ask(kind="vraag", text="Mag het cv zes pagina’s hebben?", by=made.suppliers[0], **given)
    asking.ask(kind="klacht", text="De eis is te zwaar.", by=made.suppliers[1], **given)
    asking.ask(kind="belnotitie", text="Vroeg hoe laat de inschrijving sluit.", by=hanna, **given)
    question = next(iter(made.dossier.questions))
    asking.answer(question=question, public="Mag het cv langer zijn?", text="Nee, vijf.", by=hanna, **given)
    moved = {"gesprekken_op": "2026-07-21"}
    correcting.correct(
        text="De gesprekken zijn een dag later.", closes_at=cast.CLOSING, changed=moved, by=bram, **given
    )
    late = cast.CLOSING - timedelta(days=5)
    asking.publish_answers(tender=made.tender, by=hanna, at=late)
    correcting.propose_extension(
        tender=made.tender, text="Het systeem lag er een uur uit.", closes_at=cast.CLOSING + 24 * HOUR, by=bram, at=late
    )
    concept = drafting.start_tender(
        draft={**cast.DRAFT, "nummer": "INH-2026-001", "uitnodigen_uiterlijk": "2026-07-14"},
        settings=cast.SETTINGS, texts={"opdracht": ["Help collega’s."]}, by=hanna, at=late,
    )  # fmt: skip
    drafting.give_seat(tender=concept, person=bram, seat=Seat.CLIENT, by=hanna, at=late)
    drafting.make_key(tender=concept, passphrase=cast.PASSPHRASES["Hanna"], by=hanna, at=late)
    monkeypatch.setattr(clock, "now", lambda: late + HOUR)
    return made.people


BEGINNING = ("/inhuur/nieuw/", "/inhuur/lezen/")
PAGES = (
    "/inhuur/", "/inhuur/?welke=klaar", *BEGINNING, "/inhuur/30954/",
    "/inhuur/INH-2026-001/concept/", "/inhuur/INH-2026-001/personen/?q=kees",
    "/inhuur/INH-2026-001/goedkeuren/", "/inhuur/30954/vragen/", "/inhuur/30954/vragen/nota/",
    "/inhuur/30954/rectificatie/",
)  # fmt: skip


@pytest.mark.parametrize("who", ["Hanna", "Bram"])
def test_no_page_has_accessibility_violations(live_server, monkeypatch, who):
    person, found = prepared(monkeypatch)[who], []
    with chromium() as browser:
        context = browser.new_context(reduced_motion="reduce")
        sign_in(context, person, live_server.url)
        page, complaints = watched_page(context)
        may_begin = person.may(Permission.HIRE)
        for path in PAGES if may_begin else [each for each in PAGES if each not in BEGINNING]:
            page.goto(live_server.url + path)
            found += looks_wrong(page)
    assert found == []
    assert complaints == []


def test_the_gate_answers_while_one_types(live_server, monkeypatch):
    person = prepared(monkeypatch)["Hanna"]
    with chromium() as browser:
        context = browser.new_context()
        sign_in(context, person, live_server.url)
        page = context.new_page()
        page.goto(f"{live_server.url}/inhuur/INH-2026-001/concept/")
        gate = page.locator("#poort")
        gate.get_by_text("passen niet tussen sluiting").wait_for()
        page.locator("#id_uitnodigen_uiterlijk").fill("2026-07-16")
        page.locator("#id_gesprekken_op").fill("2026-07-20")
        page.locator("#id_gesprekken_op").blur()
        gate.get_by_text("passen niet tussen sluiting").wait_for(state="detached")
        page.get_by_role("button", name="Rij erbij eis").click()
        page.locator("#id_knockouts-4-tekst").wait_for()
        assert page.locator("#id_uitnodigen_uiterlijk").input_value() == "2026-07-16"


def test_the_planning_has_room_for_its_words_and_a_narrow_page_shows_the_step_it_is_at(live_server, monkeypatch):
    person = prepared(monkeypatch)["Bram"]
    with chromium() as browser:
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        sign_in(context, person, live_server.url)
        page = context.new_page()
        page.goto(f"{live_server.url}/inhuur/30954/")
        words = page.get_by_text("Vroegste start", exact=True)
        assert words.bounding_box()["height"] < 30
        steps = page.locator(".sp-stepper__step:visible")
        assert steps.count() == 10
        page.set_viewport_size({"width": 390, "height": 900})
        assert steps.count() == 1
        assert steps.inner_text().split() == ["2", "Vragen", "en", "inschrijven", "(2", "van", "10)"]
