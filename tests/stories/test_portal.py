"""Story 4: an employee asks in own words, follows what happens, and says whether it is solved."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.stories.desk import Visitor, find_ticket, open_panel, reload_until, unique

PHOTO = b"\x89PNG an error on a screen\r\n"


def ask(page: Page, title: str) -> str:
    """Ask from the start page; return the address of the ticket."""
    page.get_by_label("Je vraag in je eigen woorden").fill(title)
    page.get_by_role("button", name="Verder").click()
    expect(page.get_by_label("Waar gaat het over?")).to_have_value(title)
    page.get_by_label("Vertel wat er is of wat je nodig hebt").fill("Het scherm gaat steeds uit.\n\nSinds gisteren.")
    page.get_by_label("Bestanden").set_input_files(
        {"name": "scherm.png", "mimeType": "image/png", "buffer": PHOTO},
    )
    page.get_by_role("button", name="Verstuur je vraag").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    return page.url


@pytest.fixture
def asked(employee, visitor: Visitor, desk) -> tuple[Page, Page, str]:
    """An employee asked something; their page, the page of the agent who opened it, and the address in the portal."""
    title = unique("Scherm valt uit")
    address = ask(employee, title)
    agent = visitor.open("/balie/", "behandelaar")
    find_ticket(agent, desk, title)
    return employee, agent, address


def solve(agent: Page) -> None:
    """The agent says that it is done."""
    panel = open_panel(agent, "Gereedmelden")
    panel.get_by_label("Wat heb je gedaan?").fill("Het scherm is vervangen.")
    panel.get_by_label("Oorzaak").select_option(label="Apparaat kapot of vervangen")
    panel.get_by_role("button", name="Meld gereed").click()
    expect(agent.locator(".sp-ticket-meta")).to_contain_text("Gereed")


def test_a_question_with_a_file_arrives_and_says_what_happens_next(employee):
    ask(employee, unique("Scherm valt uit"))
    expect(employee.locator("#meldingen-toast")).to_contain_text("Je melding is ontvangen. Het nummer is M")
    expect(employee.locator(".sp-promise__value")).to_have_text(
        re.compile("^Je krijgt uiterlijk .+ een eerste reactie.$")
    )
    expect(employee.locator("#gegevens")).to_contain_text("Nieuw")
    expect(employee.locator("#tijdlijn")).to_contain_text("Sinds gisteren.")
    with employee.expect_download() as download:
        employee.get_by_role("link", name="scherm.png").click()
    assert download.value.path().read_bytes() == PHOTO


def test_what_is_forgotten_is_said_and_what_was_typed_stays(employee, desk):
    employee.goto(f"{desk.url}/portaal/vraag/")
    employee.get_by_label("Vertel wat er is of wat je nodig hebt").fill("Alleen een tekst.")
    employee.get_by_role("button", name="Verstuur je vraag").click()
    expect(employee.get_by_role("alert")).to_contain_text("Schrijf in een paar woorden waar het over gaat")
    expect(employee.get_by_label("Vertel wat er is of wat je nodig hebt")).to_have_value("Alleen een tekst.")


def test_the_list_shows_every_question_with_its_promise(asked, desk):
    employee, _, address = asked
    employee.goto(f"{desk.url}/portaal/meldingen/")
    card = employee.get_by_role("listitem").filter(has=employee.locator(f"a[href='{address.removeprefix(desk.url)}']"))
    expect(card).to_contain_text("Nieuw")
    expect(card).to_contain_text("Je krijgt uiterlijk")


def test_the_desk_waits_for_the_employee_who_answers(asked):
    employee, agent, _ = asked
    panel = open_panel(agent, "Wachten")
    panel.get_by_label("Waarop?").select_option(label="Wacht op aanmelder")
    panel.get_by_label("Wat hebben we nodig?").fill("Wat is het nummer op de sticker?")
    panel.get_by_role("button", name="Laat wachten").click()
    expect(agent.locator(".sp-ticket-meta")).to_contain_text("Wacht op aanmelder")

    employee.reload()
    expect(employee.locator("#gegevens")).to_contain_text("Wacht op jou")
    expect(employee.locator(".sp-promise__value")).to_contain_text("Wat is het nummer op de sticker?")
    employee.get_by_label("Schrijf een bericht").fill("Het nummer is 4711.")
    employee.get_by_role("button", name="Verstuur").click()
    expect(employee.locator("#meldingen-toast")).to_contain_text("Je bericht is toegevoegd")
    expect(employee.locator("#gegevens")).to_contain_text("In behandeling")

    agent.reload()
    expect(agent.locator("#tijdlijn")).to_contain_text("Het nummer is 4711.")
    expect(agent.locator("#tijdlijn")).to_contain_text("Wachten voorbij: er kwam antwoord.")


def test_an_internal_note_stays_internal(asked):
    employee, agent, _ = asked
    agent.keyboard.press("n")
    agent.get_by_label("Bericht", exact=True).fill("Dit is al de derde keer.")
    agent.get_by_role("button", name="Notitie opslaan").click()
    expect(agent.locator("#tijdlijn")).to_contain_text("Dit is al de derde keer.")
    employee.reload()
    expect(employee.locator("#tijdlijn")).to_contain_text("Sinds gisteren.")
    expect(employee.locator("body")).not_to_contain_text("Dit is al de derde keer.")


def test_a_question_is_withdrawn(asked):
    employee, agent, _ = asked
    employee.get_by_role("button", name="Trek de melding in").click()
    expect(employee.locator("#meldingen-toast")).to_contain_text("is ingetrokken")
    expect(employee.locator(".sp-promise__value")).to_have_text("Deze melding is afgerond.")
    agent.reload()
    expect(agent.locator("#tijdlijn")).to_contain_text("de aanmelder trok de melding in")


def test_it_is_solved_confirmed_and_rated(asked):
    employee, agent, _ = asked
    solve(agent)
    reload_until(employee, employee.locator(".sp-promise__value", has_text="Volgens ons is dit opgelost."))
    employee.get_by_role("button", name="Ja, het is opgelost").click()
    expect(employee.locator("#gegevens")).to_contain_text("Afgemeld")
    employee.get_by_label("4", exact=True).check()
    employee.get_by_label("Toelichting (niet verplicht)").fill("Snel geregeld.")
    employee.get_by_role("button", name="Geef je beoordeling").click()
    expect(employee.locator("#cijfer")).to_contain_text("Je gaf een 4 van 5.")
    agent.reload()
    expect(agent.locator("#tijdlijn")).to_contain_text("De aanmelder gaf een 4 van 5.")


def test_it_is_not_solved_and_the_ticket_goes_on(asked):
    employee, agent, address = asked
    solve(agent)
    reload_until(employee, employee.get_by_text("Nee, het is nog niet opgelost"))
    employee.get_by_text("Nee, het is nog niet opgelost").click()
    employee.get_by_label("Wat lukt nog niet?").fill("Het scherm blijft zwart.")
    employee.get_by_role("button", name="Ga ermee verder").click()
    expect(employee.locator("#meldingen-toast")).to_contain_text("We gaan ermee verder")
    assert employee.url == address
    agent.reload()
    expect(agent.locator(".sp-ticket-meta")).to_contain_text(re.compile("Heropend|Antwoord ontvangen"))
    expect(agent.locator("#tijdlijn")).to_contain_text("Heropend (2e keer in behandeling)")


def test_what_is_somebody_elses_answers_as_if_it_did_not_exist(employee, visitor, desk):
    agent = visitor.open("/balie/?view=all&sort=newest", "behandelaar")
    row = agent.locator("tr[data-row]").filter(has_not_text="Joost Kuipers").first
    number = row.get_attribute("id").removeprefix("rij-")
    foreign, absent = (employee.request.get(f"{desk.url}/portaal/melding/{name}/") for name in (number, "M2001-0001"))
    assert foreign.status == absent.status == 404
    assert foreign.text().count("\n") == absent.text().count("\n")


def test_asking_works_without_script(visitor, desk):
    page = visitor.open("/", "medewerker", script=False)
    title = unique("Zonder script")
    ask(page, title)
    expect(page.locator(".sp-promise__value")).to_contain_text("Je krijgt uiterlijk")


def test_what_one_person_typed_is_never_sent_as_another_who_signed_in_since(visitor, desk):
    page = visitor.new_page("medewerker")
    page.clock.install()
    page.goto(f"{desk.url}/portaal/vraag/")
    title = unique("Lade klemt")
    page.get_by_label("Waar gaat het over?").fill(title)
    page.get_by_label("Vertel wat er is").fill("De onderste lade gaat niet open.")
    page.clock.fast_forward(60_000)
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Verstuur je vraag").click()
    with page.context.expect_page() as opened:
        page.get_by_role("dialog", name="Je bent uitgelogd").get_by_role("link").click()
    beside = opened.value
    sign_in_beside(beside, desk, "behandelaar")
    page.get_by_role("button", name="Probeer opnieuw").click()
    dialog = page.get_by_role("dialog", name="Iemand anders is ingelogd")
    expect(dialog).to_contain_text("niet verstuurd")
    expect(page.get_by_label("Waar gaat het over?")).to_have_value(title)
    beside.get_by_role("button", name="Uitloggen").first.click()
    expect(beside.get_by_role("button", name="Uitloggen")).to_have_count(0)
    beside.goto(f"{desk.url}/inloggen/")
    sign_in_beside(beside, desk, "medewerker")
    dialog.get_by_role("button", name="Probeer opnieuw").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def sign_in_beside(beside, desk, who):
    beside.get_by_label("E-mailadres").fill(f"{who}@voorbeeld.example")
    beside.get_by_label("Wachtwoord", exact=True).fill(desk.password)
    beside.get_by_role("button", name="Log in", exact=True).click()
    expect(beside.get_by_role("button", name="Uitloggen").first).to_be_attached()


def test_a_session_that_ended_is_renewed_beside_the_page_and_nothing_typed_is_lost(visitor, desk):
    page = visitor.new_page("medewerker")
    page.clock.install()
    page.goto(f"{desk.url}/portaal/vraag/")
    title = unique("Stoel zakt in")
    page.get_by_label("Waar gaat het over?").fill(title)
    page.get_by_label("Vertel wat er is").fill("Hij zakt steeds in.")
    page.locator("input[type=file]").set_input_files({"name": "stoel.png", "mimeType": "image/png", "buffer": PHOTO})
    with page.expect_response("**/concept/"):
        page.clock.fast_forward(60_000)
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Verstuur je vraag").click()
    dialog = page.get_by_role("dialog", name="Je bent uitgelogd")
    dialog.get_by_role("button", name="Probeer opnieuw").click()
    expect(dialog).to_be_visible()
    with page.context.expect_page() as opened:
        dialog.get_by_role("link", name="Log in op nieuw tabblad").click()
    beside = opened.value
    sign_in_beside(beside, desk, "medewerker")
    beside.close()
    dialog.get_by_role("button", name="Probeer opnieuw").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator("#tijdlijn")).to_contain_text("stoel.png")
