"""Story 5: agents work from the worklist and the ticket page, together, with the keyboard, and nothing is lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.stories.desk import find_ticket, look_again_until, open_panel, reload_until, unique

TOAST = "#meldingen-toast"


@pytest.fixture
def reported(agent, desk) -> tuple[Page, str]:
    """Somebody reported something, and an agent has it open."""
    title = unique("Beamer doet niets")
    desk.mail(title, "De beamer in de raadzaal doet niets.", sender="medewerker@voorbeeld.example")
    find_ticket(agent, desk, title)
    return agent, title


def meta(page: Page):
    """Return the line with status, priority and agent of a ticket."""
    return page.locator(".sp-ticket-meta")


def rows(page: Page) -> list[str]:
    """Return the numbers of the rows in the worklist, from top to bottom."""
    return [row.removeprefix("rij-") for row in page.locator("tr[data-row]").evaluate_all("all => all.map(r => r.id)")]


def count(page: Page) -> int:
    """Return how many tickets the worklist says it has."""
    return int(re.search(r"(\d[\d.]*) melding", page.locator(".sp-page-header__count").inner_text())[1])


# The worklist.


def test_views_show_what_their_name_says(agent):
    views = agent.get_by_role("navigation", name="Weergaven")
    views.get_by_role("link", name="Niet toegewezen").click()
    expect(agent.get_by_role("heading", level=1)).to_have_text("Niet toegewezen")
    assert rows(agent) and agent.locator("tr[data-row] .is-who .sp-person").count() == 0
    views.get_by_role("link", name="Mijn werk").click()
    expect(agent.get_by_role("heading", level=1)).to_have_text("Mijn werk")
    names = set(agent.locator("tr[data-row] .is-who").all_inner_texts())
    assert {name.splitlines()[-1] for name in names} <= {"Fatima el Amrani"}
    views.get_by_role("link", name="Wacht").click()
    shown = set(agent.locator("tr[data-row] .sp-status").all_inner_texts())
    assert shown <= {
        "Wacht op aanmelder",
        "Wacht op leverancier",
        "Ingepland",
        "Wacht op akkoord",
        "Antwoord ontvangen",
    }


def test_filters_say_what_they_hide(agent, desk):
    agent.goto(f"{desk.url}/balie/?view=team")
    everything = count(agent)
    agent.get_by_label("Prioriteit", exact=True).select_option(label="Hoog")
    expect(agent.get_by_text(re.compile(r"\d+ verborgen door filters"))).to_be_visible()
    hidden = int(re.search(r"(\d+) verborgen", agent.locator("#werkvoorraad").inner_text())[1])
    assert count(agent) + hidden == everything
    assert set(agent.locator("tr[data-row] .sp-priority").all_inner_texts()) <= {"Hoog"}
    agent.get_by_role("link", name="Toon alles").first.click()
    expect(agent.get_by_text("verborgen door filters")).to_have_count(0)


def test_own_filters_are_kept_as_a_view(agent, desk):
    agent.goto(f"{desk.url}/balie/?view=open&priority=2")
    name = unique("Hoog in huis")
    agent.get_by_role("button", name="Bewaar als weergave").click()
    agent.get_by_label("Naam van de weergave").fill(name)
    agent.get_by_role("button", name="Bewaar", exact=True).click()
    expect(agent.locator(TOAST)).to_contain_text(f"Weergave bewaard: {name}")
    agent.goto(f"{desk.url}/balie/")
    agent.get_by_role("link", name=name).first.click()
    assert "priority=2" in agent.url and "view=open" in agent.url


def test_sorting_and_paging_show_every_ticket_once(agent, desk):
    agent.goto(f"{desk.url}/balie/?view=open")
    total, seen = count(agent), rows(agent)
    while (following := agent.get_by_role("link", name="Volgende")).count():
        first = seen[-1]
        following.click()
        expect(agent.locator(f"#rij-{first}")).to_have_count(0)
        seen += rows(agent)
    assert len(seen) == len(set(seen)) == total
    agent.get_by_role("link", name="Prioriteit").click()
    expect(agent.get_by_role("columnheader", name="Prioriteit")).to_have_attribute("aria-sort", "ascending")
    levels = agent.locator("tr[data-row] .sp-priority").all_inner_texts()
    order = ["Kritiek", "Hoog", "Normaal", "Laag"]
    assert levels == sorted(levels, key=order.index)


def test_many_are_changed_at_once_and_that_is_undone(agent, desk):
    agent.goto(f"{desk.url}/balie/?view=unassigned")
    numbers = rows(agent)[:3]
    for _ in numbers:
        agent.keyboard.press("j")
        agent.keyboard.press("x")
    expect(agent.locator("[data-bulk-count]")).to_have_text("3 geselecteerd")
    agent.get_by_role("button", name="Aan mij").click()
    expect(agent.locator(TOAST)).to_contain_text("3 meldingen toegewezen aan Fatima el Amrani")
    for number in numbers:
        expect(agent.locator(f"#rij-{number}")).to_have_count(0)
    agent.keyboard.press("z")
    expect(agent.locator(TOAST)).to_contain_text("Ongedaan gemaakt voor 3 meldingen")
    agent.goto(f"{desk.url}/balie/?view=unassigned")
    assert set(numbers) <= set(rows(agent))


def test_new_work_is_announced_and_not_inserted(visitor, desk):
    page = visitor.new_page("behandelaar")
    page.clock.install()
    page.goto(f"{desk.url}/balie/?view=unassigned")
    before, title = rows(page), unique("Nieuw werk")
    desk.mail(title, "Er is iets.", sender="medewerker@voorbeeld.example")
    page.clock.fast_forward(31_000)
    expect(page.locator("#nieuw-melding")).to_contain_text("1 nieuw", timeout=8_000)
    assert rows(page) == before
    expect(page.locator("[role=status].sp-visually-hidden", has_text="1 nieuw")).to_be_attached()
    page.locator("#nieuw-melding a").click()
    expect(page.get_by_role("link", name=title)).to_be_visible()


# Together.


def test_of_two_who_take_at_once_one_gets_it_and_the_other_is_told(reported, visitor):
    agent, _ = reported
    other = visitor.open(agent.url.removeprefix(visitor.desk.url), "coordinator")
    agent.get_by_role("button", name="Aan mij").click()
    expect(agent.locator(TOAST)).to_contain_text("is van jou")
    other.get_by_role("button", name="Aan mij").click()
    expect(other.locator(TOAST)).to_contain_text("is al opgepakt door Fatima el Amrani")
    expect(meta(other)).to_contain_text("Fatima el Amrani")


def test_a_stale_change_is_refused_with_what_changed_and_what_was_typed(reported, visitor):
    agent, _ = reported
    other = visitor.open(agent.url.removeprefix(visitor.desk.url), "coordinator")
    panel = open_panel(agent, "Prioriteit en kenmerken")
    panel.get_by_label("Urgentie").select_option(label="Kan niet werken")
    panel.get_by_role("button", name="Stel prioriteit in").click()
    expect(agent.locator(TOAST)).to_contain_text("heeft een nieuwe prioriteit")

    other.get_by_label("Bericht", exact=True).fill("Probeer het snoer eens.")
    other.locator("[data-send]").click()
    expect(other.get_by_role("alert").filter(has_text="wijzigde dit net")).to_contain_text(
        "Prioriteit van Normaal naar"
    )
    expect(other.get_by_label("Bericht", exact=True)).to_have_value("Probeer het snoer eens.")
    expect(other.locator("#tijdlijn")).not_to_contain_text("Probeer het snoer eens.")
    other.locator("[data-send]").click()
    expect(other.locator("#tijdlijn")).to_contain_text("Probeer het snoer eens.")


def test_agents_see_who_else_is_looking(reported, visitor):
    agent, _ = reported
    agent.clock.install()
    agent.reload()
    other = visitor.open(agent.url.removeprefix(visitor.desk.url), "coordinator")
    expect(other.locator("#kijkt-mee")).to_contain_text("Fatima el Amrani kijkt mee")
    look_again_until(agent, agent.locator("#kijkt-mee"), "Sanne de Wit")


def test_what_was_typed_is_offered_again_elsewhere(reported, visitor):
    agent, _ = reported
    agent.keyboard.press("n")
    agent.get_by_label("Bericht", exact=True).fill("Half afgemaakte gedachte")
    expect(agent.get_by_text("Concept bewaard")).to_be_visible()
    again = visitor.open(agent.url.removeprefix(visitor.desk.url), "behandelaar")
    expect(again.get_by_label("Bericht", exact=True)).to_have_value("Half afgemaakte gedachte")
    expect(again.get_by_role("radio", name="Interne notitie")).to_be_checked()


# The life of a ticket.


def test_a_ticket_is_escalated_with_reason_and_handed_back(reported, visitor):
    agent, _ = reported
    agent.keyboard.press("e")
    expect(agent.get_by_label("Naar welke groep?")).to_be_focused()
    panel = open_panel(agent, "Escaleren")
    panel.get_by_label("Naar welke groep?").select_option(label="Applicatiebeheer")
    panel.get_by_role("button", name="Escaleer").click()
    expect(agent.get_by_text("Schrijf waarom je escaleert.").first).to_be_visible()
    panel.get_by_label("Waarom?").fill("Het stuurprogramma is kapot.")
    panel.get_by_label("Wat is er al geprobeerd?").fill("Opnieuw gestart.")
    panel.get_by_role("button", name="Escaleer").click()
    expect(agent.locator("#tijdlijn")).to_contain_text(
        "Geëscaleerd naar Applicatiebeheer: Het stuurprogramma is kapot."
    )
    expect(agent.locator("#tijdlijn")).to_contain_text("Al geprobeerd: Opnieuw gestart.")

    second = visitor.open(agent.url.removeprefix(visitor.desk.url), "tweedelijn")
    panel = open_panel(second, "Terugzetten")
    panel.get_by_label("Waarom?").fill("Het is de lamp, geen programma.")
    panel.get_by_role("button", name="Zet terug").click()
    expect(second.locator("#tijdlijn")).to_contain_text("Teruggezet naar Servicepunt: Het is de lamp, geen programma.")


def test_a_ticket_waits_with_a_reason_and_a_moment_to_wake_up(reported):
    agent, _ = reported
    panel = open_panel(agent, "Wachten")
    panel.get_by_label("Waarop?").select_option(label="Wacht op leverancier")
    wakes = panel.get_by_label("Wordt wakker op")
    wakes.fill(f"{wakes.input_value()[:10]}T10:00")
    panel.get_by_role("button", name="Laat wachten").click()
    expect(meta(agent)).to_contain_text("Wacht op leverancier")
    expect(agent.locator("#tijdlijn")).to_contain_text("de klok voor de aanmelder loopt door")
    panel = open_panel(agent, "Wachten")
    expect(panel).to_contain_text("10:00")
    panel.get_by_role("button", name="Ga verder").click()
    expect(meta(agent)).to_contain_text("In behandeling")


def test_a_ticket_is_solved_with_a_cause_closed_and_reopened(reported):
    agent, _ = reported
    agent.keyboard.press("s")
    agent.keyboard.press("Enter")
    expect(agent.get_by_label("Wat heb je gedaan?")).to_be_focused()
    panel = open_panel(agent, "Gereedmelden")
    agent.keyboard.type("De lamp is vervangen.")
    panel.get_by_role("button", name="Meld gereed").click()
    expect(agent.get_by_text("Kies een oorzaak.").first).to_be_visible()
    expect(panel.get_by_label("Wat heb je gedaan?")).to_have_value("De lamp is vervangen.")
    panel.get_by_label("Oorzaak").select_option(label="Apparaat kapot of vervangen")
    panel.get_by_role("button", name="Meld gereed").click()
    expect(meta(agent)).to_contain_text("Gereed")
    agent.get_by_role("button", name="Meld af").click()
    expect(meta(agent)).to_contain_text("Afgemeld")
    agent.get_by_role("button", name="Heropen").click()
    expect(meta(agent)).to_contain_text("Heropend")
    expect(agent.locator("#tijdlijn")).to_contain_text("Heropend (2e keer in behandeling)")


def test_a_ticket_is_put_on_the_name_of_whom_it_is_for(reported, visitor):
    agent, title = reported
    panel = open_panel(agent, "Andere aanmelder")
    field = panel.get_by_label("Voor wie is deze melding?")
    field.press_sequentially("jan")
    expect(panel.get_by_role("option").first).to_be_visible()
    field.press("ArrowDown")
    field.press("Enter")
    name = field.input_value()
    assert len(name) > len("jan")
    panel.get_by_role("button", name="Zet op deze naam").click()
    expect(agent.locator(TOAST)).to_contain_text(f"staat op naam van {name}")
    expect(agent.locator("#aanmelder")).to_contain_text(name)
    expect(agent.locator("#tijdlijn")).to_contain_text(f"naar {name}.")
    employee = visitor.open("/portaal/", "medewerker")
    expect(employee.get_by_role("link", name=title)).to_have_count(0)


def test_tickets_that_belong_together_are_linked_and_unlinked(reported, desk):
    agent, title = reported
    address, number = agent.url, re.search(r"M\d{4} \d+", agent.title())[0]
    desk.mail(f"Ook: {title}", "Hier ook.", sender="medewerker@voorbeeld.example")
    find_ticket(agent, desk, f"Ook: {title}")
    panel = open_panel(agent, "Gekoppeld")
    panel.get_by_label("Nummer van de andere melding").fill(number.replace(" ", ""))
    panel.get_by_role("button", name="Koppel", exact=True).click()
    expect(agent.locator(TOAST)).to_contain_text("gekoppeld")
    panel = open_panel(agent, "Gekoppeld")
    expect(panel).to_contain_text("Hoort bij M")
    panel.get_by_role("link", name=number).click()
    expect(agent).to_have_url(address)
    expect(agent.locator("#tijdlijn")).to_contain_text("Gekoppeld: hoort bij M")
    open_panel(agent, "Gekoppeld").get_by_role("button", name="Ontkoppel").click()
    expect(agent.locator(TOAST)).to_contain_text("losgekoppeld van")


# Finding, and the keyboard.


def test_every_word_is_found_at_once(reported, desk):
    agent, _ = reported
    word = unique("kwispel").replace(" ", "")
    agent.keyboard.press("n")
    agent.get_by_label("Bericht", exact=True).fill(f"Denk aan de {word} van vorige week.")
    agent.keyboard.press("Control+Enter")
    expect(agent.locator("#tijdlijn")).to_contain_text(word)
    address = agent.url.partition("#")[0]
    agent.goto(f"{desk.url}/balie/?view=all&q={word}")
    expect(agent.locator("tr[data-row]")).to_have_count(1)
    agent.locator("tr[data-row] a").click()
    expect(agent).to_have_url(address)


def test_an_exact_number_is_found_whatever_the_filters(reported, desk):
    agent, _ = reported
    number = re.search(r"M\d{4} \d+", agent.title())[0]
    for typed in (number, number.replace(" ", "-"), number.replace(" ", "").lower()):
        agent.goto(f"{desk.url}/balie/?view=waiting&priority=1")
        agent.keyboard.press("/")
        agent.keyboard.type(typed)
        agent.keyboard.press("Enter")
        agent.wait_for_url("**/melding/**")
        assert number in agent.title()


def test_the_list_is_walked_and_a_ticket_opened_by_keyboard(agent):
    first, second = rows(agent)[:2]
    agent.keyboard.press("j")
    expect(agent.locator(f"#rij-{first} a").first).to_be_focused()
    agent.keyboard.press("j")
    expect(agent.locator(f"#rij-{second} a").first).to_be_focused()
    agent.keyboard.press("k")
    agent.keyboard.press("Enter")
    agent.wait_for_url(f"**/melding/{first}/")
    agent.keyboard.press("r")
    expect(agent.get_by_label("Bericht", exact=True)).to_be_focused()
    agent.keyboard.press("Escape")
    agent.keyboard.press("a")
    expect(agent.get_by_label("Groep", exact=True)).to_be_focused()
    agent.keyboard.press("Escape")
    agent.keyboard.press("g")
    agent.keyboard.press("w")
    agent.wait_for_url("**/balie/")
    agent.keyboard.press("?")
    expect(agent.locator("#toetsen")).to_contain_text("Volgende, vorige melding")
    agent.keyboard.press("Escape")
    expect(agent.locator("#toetsen")).to_be_hidden()
    agent.keyboard.press("c")
    agent.wait_for_url("**/telefoon/")


def test_letters_can_be_switched_off(visitor):
    page = visitor.open("/profiel/", "coordinator")
    page.get_by_label("Sneltoetsen met één letter").uncheck()
    page.get_by_role("button", name="Bewaar").click()
    expect(page.locator(TOAST)).not_to_be_empty()
    page.keyboard.press("t")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()
    assert page.url.endswith("/profiel/")
    page.keyboard.press("Escape")
    page.get_by_label("Sneltoetsen met één letter").check()
    page.get_by_role("button", name="Bewaar").click()
    expect(page.locator("html:not([data-letter-keys=off])")).to_be_attached()
    expect(page.locator(TOAST)).not_to_be_empty()
    page.keyboard.press("t")
    page.wait_for_url("**/telefoon/")


def test_the_palette_finds_tickets_people_and_what_can_be_done(reported):
    agent, title = reported
    agent.keyboard.press("Control+k")
    agent.keyboard.type(title)
    expect(agent.get_by_role("option", name=f"{title},")).to_be_visible()
    expect(agent.get_by_role("option", name=f"Alle meldingen met ‘{title}’")).to_be_visible()
    agent.keyboard.press("Escape")
    agent.locator("h1").click()
    agent.keyboard.press("Control+k")
    agent.keyboard.type(">gereed")
    option = agent.get_by_role("option", name="Gereedmelden")
    expect(option).to_be_visible()
    agent.keyboard.press("Enter")
    expect(agent.get_by_label("Wat heb je gedaan?")).to_be_focused()


def test_the_main_steps_work_without_script(reported, visitor):
    agent, title = reported
    page = visitor.open(agent.url.removeprefix(visitor.desk.url), "behandelaar", script=False)
    page.get_by_role("button", name="Aan mij").click()
    expect(meta(page)).to_contain_text("Fatima el Amrani")
    page.get_by_label("Bericht", exact=True).fill("Zonder script beantwoord.")
    page.locator("[data-send]").click()
    expect(page.locator("#tijdlijn")).to_contain_text("Zonder script beantwoord.")
    page.goto(f"{visitor.desk.url}/balie/?view=mine")
    reload_until(page, page.get_by_role("link", name=title), seconds=5)
