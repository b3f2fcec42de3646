"""Story 6: every clock can say why, and an administrator changes norms and hours with the effect in view first."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.stories.desk import find_ticket, unique


@pytest.fixture
def reported(agent, desk) -> Page:
    """A ticket with running clocks, open at the desk."""
    title = unique("Printer kraakt")
    desk.mail(title, "De printer kraakt.", sender="medewerker@voorbeeld.example")
    find_ticket(agent, desk, title)
    return agent


@pytest.fixture
def manager(visitor) -> Page:
    """The page with norms and hours."""
    return visitor.open("/beheer/normen/", "beheerder")


def due(page: Page, clock: str) -> str:
    """Return the sentence that says why a clock of the ticket stands where it stands."""
    block = page.locator("#klok .sp-stack").filter(has=page.locator("strong", has_text=re.compile(f"^{clock}$")))
    summary = block.get_by_text("Waarom deze tijd?")
    if block.locator("details").get_attribute("open") is None:
        summary.click()
    return block.locator("details > p").inner_text()


def change_norm(page: Page, name: str, label: str, minutes: str) -> None:
    """Propose another target for a norm."""
    page.get_by_role("link", name=name).click()
    page.get_by_label(label, exact=True).fill(minutes)
    page.get_by_role("button", name="Bekijk het effect").click()
    expect(page.locator("#effect")).to_contain_text("Open meldingen", timeout=30_000)


def effect(page: Page, term: str) -> int:
    """Return a number of the preview."""
    return int(page.locator("#effect dt", has_text=term).locator("+ dd").inner_text())


def apply(page: Page) -> None:
    """Carry the proposal out."""
    page.get_by_role("button", name="Voer de wijziging door").click()
    expect(page.locator("#meldingen-toast")).to_be_visible()


def reload_until_changed(page: Page, clock: str, before: str) -> str:
    """Load the ticket until the sentence of a clock is another one; return it."""
    for _ in range(150):
        page.reload()
        if (now := due(page, clock)) != before:
            return now
        page.wait_for_timeout(200)
    raise AssertionError(f"{clock} still says {before}")


def test_every_clock_says_why(reported):
    for clock in ("Eerste reactie", "Oplossing"):
        words = due(reported, clock)
        assert re.search(r"\d\d:\d\d–\d\d:\d\d", words), words
        assert "gestart" in words and "norm" in words and "streeftijd" in words
    expect(reported.locator("#klok")).to_contain_text("Samen")


def test_a_pause_is_in_the_explanation(reported):
    reported.locator("summary", has_text="Wachten").click()
    panel = reported.locator("#wachten")
    panel.get_by_label("Waarop?").select_option(label="Wacht op aanmelder")
    panel.get_by_role("button", name="Laat wachten").click()
    expect(reported.locator("#klok").get_by_text("staat stil").first).to_be_visible()
    assert "stilgestaan (wacht op aanmelder)" in due(reported, "Oplossing")
    expect(reported.locator("#tijdlijn")).to_contain_text("De klokken voor oplossing en volgend antwoord staan stil.")


def test_a_norm_shows_its_effect_before_it_is_saved_and_moves_open_tickets(reported, manager, desk):
    before = due(reported, "Oplossing")
    change_norm(manager, "Prioriteit Normaal", "Oplossing", "2040")
    assert effect(manager, "Open meldingen") > 0 and effect(manager, "Streeftijd later") > 0
    expect(manager.get_by_role("table", name="meldingen die veranderen")).to_be_visible()
    reported.reload()
    assert due(reported, "Oplossing") == before, "only looked at, not saved"

    apply(manager)
    after = reload_until_changed(reported, "Oplossing", before)
    assert "norm 34 u" in after and after != before
    expect(reported.locator("#tijdlijn")).to_contain_text("Andere servicenorm.")


def test_a_closed_ticket_keeps_its_outcome(manager, visitor):
    closed = visitor.open("/balie/?view=all&status=closed&priority=3&sort=changed", "behandelaar")
    closed.locator(".sp-worklist__subject").first.click()
    closed.wait_for_url("**/melding/**")
    before = closed.locator("#klok").inner_text(), closed.locator("#tijdlijn").inner_text()
    change_norm(manager, "Prioriteit Normaal", "Oplossing", "1230")
    apply(manager)
    manager.goto(f"{visitor.desk.url}/beheer/normen/")
    expect(manager.get_by_role("row", name="Prioriteit Normaal")).to_contain_text("20 u 30 min")
    closed.reload()
    assert (closed.locator("#klok").inner_text(), closed.locator("#tijdlijn").inner_text()) == before


def test_other_opening_hours_show_their_effect_and_move_open_tickets(reported, manager):
    before = due(reported, "Oplossing")
    manager.get_by_role("link", name="Servicepunt", exact=True).click()
    manager.get_by_label("Zaterdag").fill("10:00-14:00")
    closes = "16:30" if manager.get_by_label("Vrijdag").input_value().endswith("17:00") else "17:00"
    manager.get_by_label("Vrijdag").fill(f"08:30-{closes}")
    manager.get_by_role("button", name="Bekijk het effect").click()
    expect(manager.locator("#effect")).to_contain_text("Open meldingen", timeout=30_000)
    assert effect(manager, "Streeftijd eerder") + effect(manager, "Streeftijd later") > 0
    reported.reload()
    assert due(reported, "Oplossing") == before
    apply(manager)
    reload_until_changed(reported, "Oplossing", before)


def test_hours_that_make_no_sense_are_refused_with_everything_typed(manager):
    manager.get_by_role("link", name="Servicepunt", exact=True).click()
    manager.get_by_label("Maandag").fill("17:00-08:30")
    manager.get_by_label("Gesloten dagen").fill("kerst")
    manager.get_by_role("button", name="Bekijk het effect").click()
    expect(manager.get_by_role("alert")).to_contain_text("eindigt niet na het begin")
    expect(manager.get_by_role("alert")).to_contain_text("Schrijf dagen als 25-12-2026")
    expect(manager.get_by_label("Maandag")).to_have_value("17:00-08:30")
