"""Story 3: somebody calls, and the agent registers it without a mouse while they talk."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.stories.desk import find_ticket, tab_to, unique

JOOST = "Joost Kuipers"
JOOSTS_NUMBER = "06-51000411"


@pytest.fixture
def phone(agent) -> Page:
    """The agent picks up: one key opens the page, and the cursor stands where the caller is sought."""
    agent.keyboard.press("t")
    expect(agent.get_by_label("Wie is het?")).to_be_focused()
    return agent


def choose_caller(page: Page, typed: str) -> None:
    """Type what the caller says and take the suggestion with the arrow keys."""
    expect(page.get_by_label("Wie is het?")).to_be_focused()
    page.keyboard.type(typed)
    joost = page.get_by_role("option", name=JOOST)
    expect(joost).to_be_visible()
    while joost.get_attribute("aria-selected") != "true":
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#beller")).to_contain_text(JOOST)


def test_a_call_is_registered_by_keyboard_in_less_than_twenty_seconds(phone, desk):
    title = unique("Badge doet het niet")
    began = time.monotonic()
    choose_caller(phone, "joost kui")
    tab_to(phone, "Waar gaat het over?")
    phone.keyboard.type(title)
    tab_to(phone, "Bijzonderheden")
    phone.keyboard.type("Bij de zijdeur, sinds vanmorgen.")
    phone.keyboard.press("Control+Enter")
    expect(phone.locator("#meldingen-toast")).to_contain_text("staat op jouw naam")
    assert time.monotonic() - began < 20

    find_ticket(phone, desk, title)
    expect(phone.locator(".sp-ticket-meta")).to_contain_text("Telefoon")
    expect(phone.locator(".sp-ticket-meta")).to_contain_text("Fatima el Amrani")
    expect(phone.locator("#tijdlijn")).to_contain_text("Bij de zijdeur, sinds vanmorgen.")


def test_the_call_itself_was_the_first_contact(phone, desk):
    title = unique("Vraag over verlof")
    choose_caller(phone, "joost kui")
    tab_to(phone, "Waar gaat het over?")
    phone.keyboard.type(title)
    phone.keyboard.press("Control+Enter")
    expect(phone.locator("#meldingen-toast")).to_contain_text("staat op jouw naam")
    find_ticket(phone, desk, title)
    expect(phone.locator("#klok")).to_contain_text("Oplossing")
    expect(phone.locator("#klok")).not_to_contain_text("Eerste reactie")


@pytest.mark.parametrize("typed", ["kuip", "51000411", "medewerker@voorb"], ids=["name", "number", "address"])
def test_the_caller_is_found_while_typing(phone, typed):
    choose_caller(phone, typed)
    expect(phone.get_by_label("Wie is het?")).to_have_value(JOOST)
    card = phone.locator("#beller")
    expect(card).to_contain_text("medewerker@voorbeeld.example")
    expect(card.get_by_role("heading", name="Open meldingen")).to_be_visible()


def test_the_caller_is_found_by_department(phone):
    choose_caller(phone, "joost kui")
    department = phone.locator("#beller dd").first.text_content()
    phone.get_by_label("Wie is het?").fill("")
    phone.get_by_label("Wie is het?").press_sequentially(department)
    expect(phone.get_by_role("option").first).to_contain_text(department)
    assert phone.get_by_role("option").count() >= 2


def test_the_agent_sees_what_is_already_open_for_the_caller(phone, desk):
    title = unique("Al gemeld")
    choose_caller(phone, "joost kui")
    tab_to(phone, "Waar gaat het over?")
    phone.keyboard.type(title)
    phone.keyboard.press("Control+Enter")
    expect(phone.locator("#meldingen-toast")).to_contain_text("staat op jouw naam")
    phone.keyboard.press("t")
    choose_caller(phone, "joost kui")
    phone.locator("#beller").get_by_role("link", name=title).click()
    expect(phone.get_by_role("heading", level=1)).to_have_text(title)


def test_what_can_be_solved_at_once_is_solved_at_once(phone, desk):
    title = unique("Wachtwoord vergeten")
    choose_caller(phone, "joost kui")
    tab_to(phone, "Waar gaat het over?")
    phone.keyboard.type(title)
    tab_to(phone, "Zo opgelost")
    phone.keyboard.type("Nieuw wachtwoord ingesteld, samen ingelogd.")
    tab_to(phone, "Oorzaak")
    phone.keyboard.type("Wachtwoord")
    phone.keyboard.press("Control+Shift+Enter")
    expect(phone.locator("#meldingen-toast")).to_contain_text("direct opgelost")
    expect(phone.get_by_label("Wie is het?")).to_be_focused()
    find_ticket(phone, desk, title)
    expect(phone.locator(".sp-ticket-meta")).to_contain_text("Gereed")
    expect(phone.locator("#tijdlijn")).to_contain_text("Nieuw wachtwoord ingesteld, samen ingelogd.")


def test_what_another_team_must_do_is_routed_at_once(phone, desk):
    title = unique("Wifi valt weg in de raadzaal")
    choose_caller(phone, "joost kui")
    tab_to(phone, "Waar gaat het over?")
    phone.keyboard.type(title)
    tab_to(phone, "Doorzetten naar")
    phone.keyboard.type("Netwerk")
    for _ in range(3):
        phone.keyboard.press("Tab")
    expect(phone.get_by_role("button", name="Zet door")).to_be_focused()
    phone.keyboard.press("Enter")
    expect(phone.locator("#meldingen-toast")).to_contain_text("ligt bij Netwerk en werkplek")
    find_ticket(phone, desk, title)
    expect(phone.get_by_role("navigation", name="Kruimelpad")).to_contain_text("Netwerk en werkplek")
    expect(phone.locator(".sp-ticket-meta")).to_contain_text("Nog geen behandelaar")


def test_a_telephone_system_opens_the_page_with_the_caller_on_it(visitor):
    page = visitor.open(f"/balie/telefoon/?nummer={JOOSTS_NUMBER.replace('06-', '%2B316')}", "behandelaar")
    expect(page.get_by_label("Wie is het?")).to_have_value(JOOST)
    expect(page.locator("#beller")).to_contain_text("medewerker@voorbeeld.example")
    expect(page.get_by_label("Waar gaat het over?")).to_be_focused()


def test_an_unknown_number_is_said_to_be_unknown(visitor):
    page = visitor.open("/balie/telefoon/?nummer=0201234567", "behandelaar")
    expect(page.get_by_text("0201234567 is onbekend")).to_be_visible()
    expect(page.get_by_label("Wie is het?")).to_be_focused()


def test_what_is_forgotten_is_said_and_nothing_typed_is_lost(phone):
    tab_to(phone, "Waar gaat het over?")
    phone.keyboard.type("Nog zonder beller")
    phone.keyboard.press("Control+Enter")
    expect(phone.get_by_role("alert")).to_be_focused()
    expect(phone.get_by_role("alert")).to_contain_text("Zoek en kies de beller")
    expect(phone.get_by_label("Waar gaat het over?")).to_have_value("Nog zonder beller")
    assert re.match("Fout: ", phone.title())
