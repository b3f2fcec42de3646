"""A call is registered without a mouse, by somebody who types at an easy pace, within twenty seconds."""

import time

import pytest
from playwright.sync_api import Page, expect

from tests.stories.desk import Desk, Visitor, unique

# Milliseconds between two keys: about 40 words a minute.
PACE = 150


def pick_up(agent: Page, desk: Desk, query: str = "") -> None:
    """Open the page and begin to type where the cursor stands, as soon as it stands there."""
    agent.goto(f"{desk.url}/balie/telefoon/{query}")
    expect(agent.get_by_label("Wie is het?")).to_be_focused()


def test_a_call_is_registered_by_keys_alone_within_twenty_seconds(desk: Desk, agent: Page):
    title = unique("Wachtwoord vergeten")
    agent.goto(f"{desk.url}/balie/")
    agent.locator("h1").focus()
    began = time.monotonic()
    agent.keyboard.press("t")
    agent.wait_for_url("**/balie/telefoon/")
    expect(agent.get_by_label("Wie is het?")).to_be_focused()
    agent.keyboard.type("joost kui", delay=PACE)
    expect(agent.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    agent.keyboard.press("Tab")
    expect(agent.get_by_label("Waar gaat het over?")).to_be_focused()
    expect(agent.locator("#beller-kaart")).to_contain_text("Joost Kuipers")
    agent.keyboard.type(title, delay=PACE)
    agent.keyboard.press("Control+Enter")
    expect(agent.locator("#meldingen-toast")).to_contain_text("staat op jouw naam")
    assert time.monotonic() - began < 20


@pytest.mark.parametrize("is_early", [True, False], ids=["before the list came", "after the list came"])
def test_the_arrow_down_goes_to_the_first_whenever_the_list_comes(desk: Desk, agent: Page, is_early: bool):
    pick_up(agent, desk)
    answers = []
    agent.route("**/balie/telefoon/bellers/**", lambda route: answers.append(route) if is_early else route.continue_())
    agent.keyboard.type("joost kui")
    if not is_early:
        expect(agent.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    agent.keyboard.press("ArrowDown")
    if is_early:
        while not answers:
            agent.evaluate("1")
        answers[-1].continue_()
    expect(agent.get_by_role("option", name="Joost Kuipers")).to_have_attribute("aria-selected", "true")
    agent.keyboard.press("Enter")
    expect(agent.locator("#beller-kaart")).to_contain_text("Joost Kuipers")
    expect(agent.get_by_label("Wie is het?")).to_have_value("Joost Kuipers")


def test_a_call_is_solved_at_once_by_keys_alone(desk: Desk, agent: Page):
    pick_up(agent, desk)
    agent.keyboard.type("joost kui")
    expect(agent.get_by_role("option").first).to_be_visible()
    agent.keyboard.press("Enter")
    agent.keyboard.press("Tab")
    agent.keyboard.type(unique("Printer print niet"))
    while agent.evaluate("document.activeElement.name") != "solution":
        agent.keyboard.press("Tab")
    agent.keyboard.type("Toner vervangen")
    agent.keyboard.press("Tab")
    agent.keyboard.type("App")
    agent.keyboard.press("Control+Shift+Enter")
    expect(agent.locator("#meldingen-toast")).to_contain_text("direct opgelost")


def test_a_caller_nobody_knows_is_registered_by_keys_and_known_the_next_time(desk: Desk, agent: Page):
    name, number = unique("Karin van Dam"), f"06{time.time_ns() % 100_000_000:08d}"
    pick_up(agent, desk, f"?nummer={number}")
    agent.keyboard.type(name)
    expect(agent.get_by_role("option", name="Nieuwe beller")).to_be_visible()
    agent.keyboard.press("Tab")
    expect(agent.get_by_label("Telefoonnummer")).to_have_value(number)
    agent.keyboard.type("Vraag over een paspoort")
    agent.keyboard.press("Control+Enter")
    expect(agent.locator("#meldingen-toast")).to_contain_text("staat op jouw naam")
    agent.goto(f"{desk.url}/balie/telefoon/?nummer={number}")
    expect(agent.get_by_label("Wie is het?")).to_have_value(name)
    expect(agent.locator("#beller-kaart")).to_contain_text("Vraag over een paspoort")


def test_of_several_people_with_one_number_the_open_tickets_are_seen_of_who_is_chosen_last(desk: Desk, agent: Page):
    number, names = f"06{time.time_ns() % 100_000_000:08d}", [unique("Anna Wit"), unique("Bea Zwart")]
    for name in names:
        pick_up(agent, desk)
        agent.keyboard.type(name)
        expect(agent.get_by_role("option", name=f"Nieuwe beller: {name}")).to_be_visible()
        agent.keyboard.press("Tab")
        agent.get_by_label("Telefoonnummer").fill(number)
        agent.get_by_label("Waar gaat het over?").fill(f"Vraag van {name}")
        agent.keyboard.press("Control+Enter")
        expect(agent.locator("#meldingen-toast")).to_contain_text("staat op jouw naam")
    agent.goto(f"{desk.url}/balie/telefoon/?nummer={number}")
    card = agent.locator("#beller-kaart")
    agent.get_by_role("radio", name=names[0]).check()
    expect(card).to_contain_text(f"Vraag van {names[0]}")
    agent.get_by_label("Wie is het?").press_sequentially(names[1])
    expect(agent.get_by_role("option", name=names[1]).first).to_have_attribute("aria-selected", "true")
    agent.keyboard.press("Tab")
    expect(card).to_contain_text(f"Vraag van {names[1]}")
    assert agent.get_by_role("radio", name=names[0]).is_checked() is False


def test_without_script_a_call_is_registered_too(desk: Desk, visitor: Visitor):
    page = visitor.open("/balie/telefoon/", "behandelaar", script=False)
    # Not by name: a sender of another story may have the same.
    page.get_by_label("Wie is het?").fill("medewerker@voorbeeld.example")
    page.get_by_label("Waar gaat het over?").fill(unique("Zonder script"))
    page.get_by_role("button", name="Ik pak het op").click()
    expect(page.get_by_text("staat op jouw naam")).to_be_visible()


def test_a_call_that_one_walks_away_from_by_a_key_is_offered_back(desk: Desk, agent: Page):
    title = unique("Halverwege weggelopen")
    pick_up(agent, desk)
    agent.keyboard.type("joost kui")
    expect(agent.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    agent.keyboard.press("Tab")
    agent.keyboard.type(title)
    agent.keyboard.press("Escape")
    agent.keyboard.press("g")
    agent.keyboard.press("w")
    agent.wait_for_url("**/balie/")
    agent.keyboard.press("t")
    offered = agent.locator(".sp-banner", has_text=title)
    expect(offered).to_contain_text("is nog niet geregistreerd")
    expect(agent.get_by_label("Wie is het?")).to_be_focused()
    offered.get_by_role("link", name="Ga verder").click()
    expect(agent.get_by_label("Waar gaat het over?")).to_have_value(title)
    expect(agent.locator("#beller-kaart")).to_contain_text("Joost Kuipers")
    agent.keyboard.press("Control+Enter")
    expect(agent.locator("#meldingen-toast")).to_contain_text("staat op jouw naam")
    pick_up(agent, desk)
    expect(agent.get_by_text(title)).to_have_count(0)
