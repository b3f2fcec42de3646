"""Story 5, in the hands of an agent: keys, undo, who looks, what came in, and what is left without script."""

import re

from playwright.sync_api import Page, expect

from tests.stories.desk import Desk, find_ticket, look_again_until, unique

SENDER = "Wim Proefman <wim.proefman@voorbeeld.example>"


def a_new_ticket(page: Page, desk: Desk, words: str = "Scherm flikkert") -> str:
    """Mail a report, and open its ticket; return the title."""
    title = unique(words)
    desk.mail(title, "Het flikkert sinds vanmorgen.", sender=SENDER)
    find_ticket(page, desk, title, seconds=30)
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    return title


def test_an_answer_is_sent_and_called_back_without_a_mouse(agent, desk):
    a_new_ticket(agent, desk)
    agent.keyboard.press("r")
    agent.keyboard.type("Heb je de kabel al vervangen?")
    agent.keyboard.press("Control+Enter")
    agent.wait_for_url(re.compile(r"#bericht-\d+$"))
    expect(agent.locator("[data-toast]")).to_contain_text("je antwoord wordt zo verzonden")
    expect(agent.locator("#bericht")).to_have_value("")
    agent.keyboard.press("z")
    expect(agent.locator("#bericht")).to_have_value("Heb je de kabel al vervangen?")
    expect(agent.locator("#tijdlijn")).to_contain_text("Dit bericht is niet verzonden")


def test_what_was_sent_does_not_come_back_with_the_back_button(agent, desk):
    a_new_ticket(agent, desk)
    agent.keyboard.press("r")
    agent.keyboard.type("Heb je de kabel al vervangen?")
    agent.keyboard.press("Control+Enter")
    agent.wait_for_url(re.compile(r"#bericht-\d+$"))
    agent.go_back()
    expect(agent.locator("#tijdlijn")).to_contain_text("Heb je de kabel al vervangen?")
    expect(agent.locator("#bericht")).to_have_value("")


def test_what_was_not_sent_comes_back_with_the_back_button(agent, desk):
    a_new_ticket(agent, desk)
    agent.keyboard.press("r")
    agent.keyboard.type("Heb je de kabel")
    agent.goto(f"{desk.url}/balie/")
    agent.go_back()
    expect(agent.locator("#bericht")).to_have_value("Heb je de kabel")


def test_e_leads_to_the_first_field_of_escalating_and_escape_leads_back(agent, desk):
    a_new_ticket(agent, desk)
    agent.keyboard.press("e")
    expect(agent.locator("#id_escalate_team")).to_be_focused()
    agent.locator("#id_escalate_team").press("Tab")
    expect(agent.locator("#id_escalate_reason")).to_be_focused()
    agent.keyboard.press("Escape")
    expect(agent.locator("a[data-key=e]")).to_be_focused()
    agent.keyboard.press("a")
    expect(agent.locator("#id_team")).to_be_focused()
    agent.keyboard.press("Escape")
    expect(agent.locator("a[data-key=e]")).to_be_focused()
    # Elsewhere Escape leaves the field, and leads nowhere.
    agent.locator("#bericht").focus()
    agent.keyboard.press("Escape")
    expect(agent.locator("a[data-key=e]")).not_to_be_focused()


def test_a_slash_opens_the_standard_texts_at_the_start_of_a_word_only(agent, desk):
    a_new_ticket(agent, desk)
    agent.keyboard.press("r")
    texts = agent.get_by_role("dialog", name="Standaardteksten")
    agent.keyboard.type("Kijk op https://intranet.example/laptop en/of bel")
    expect(texts).to_be_hidden()
    agent.keyboard.type(" /")
    expect(texts).to_be_visible()
    agent.keyboard.press("Escape")
    expect(agent.locator("#bericht")).to_have_value("Kijk op https://intranet.example/laptop en/of bel /")


def test_a_colleague_sees_who_looks_who_writes_and_that_something_changed(agent, visitor, desk):
    a_new_ticket(agent, desk)
    colleague = visitor.new_page("coordinator")
    colleague.clock.install()
    colleague.goto(agent.url)
    expect(colleague.locator("#kijkt-mee")).to_contain_text("Fatima el Amrani kijkt mee")
    agent.keyboard.press("n")
    agent.keyboard.type("Ik ben ermee bezig")
    agent.reload()  # looks again at once; typing is told with the next look of this page
    agent.keyboard.press("Shift+A")
    expect(agent.locator("[data-toast]")).to_contain_text("is van jou")
    look_again_until(colleague, colleague.locator("#kijkt-mee"), "Gewijzigd, ververs")


def test_j_and_k_walk_through_the_list_one_came_from(agent):
    agent.get_by_role("link", name="Alle open meldingen").click()
    agent.wait_for_url("**view=open**")
    agent.keyboard.press("j")
    agent.keyboard.press("j")
    agent.keyboard.press("Enter")
    expect(agent.locator("[data-follow]")).to_contain_text(re.compile("^2( van|e in)"))
    second = agent.url
    agent.keyboard.press("j")
    expect(agent.locator("[data-follow]")).to_contain_text(re.compile("^3( van|e in)"))
    agent.keyboard.press("k")
    agent.wait_for_url(second)
    agent.set_viewport_size({"width": 390, "height": 844})
    expect(agent.get_by_role("link", name="Volgende melding")).to_be_visible()
    expect(agent.locator("[data-follow] kbd").first).to_be_hidden()
    agent.set_viewport_size({"width": 1440, "height": 900})
    expect(agent.locator("[data-follow] kbd").first).to_be_visible()
    agent.locator(".sp-breadcrumb a").click()
    agent.wait_for_url("**/balie/?view=open")


def test_the_place_in_the_list_is_told_as_far_as_its_page_knows(agent):
    follow, following = agent.locator("[data-follow] .sp-num"), agent.get_by_role("link", name="Volgende", exact=True)

    def open_first() -> None:
        agent.keyboard.press("j")
        agent.keyboard.press("Enter")
        agent.wait_for_url("**/melding/**")

    worklist = agent.url.split("?")[0]
    agent.goto(f"{worklist}?view=all")
    expect(following).to_be_visible()
    open_first()
    expect(follow).to_have_text("1e in de lijst")
    agent.go_back()
    following.click()
    expect(agent.get_by_role("link", name="Eerste", exact=True)).to_be_visible()
    open_first()
    expect(follow).to_have_text("1e op de pagina")
    # A list that is there whole says how many there are.
    agent.goto(f"{worklist}?view=mine")
    expect(following).to_have_count(0)
    whole = agent.locator("tr[data-row]").count()
    open_first()
    expect(follow).to_have_text(f"1 van {whole}")


def test_a_filter_works_at_once_and_keeps_the_focus(agent):
    agent.goto(agent.url.split("?")[0] + "?view=open")
    field = agent.locator("#id_priority")
    field.focus()
    field.select_option(label="Hoog")
    agent.wait_for_url("**priority=2**")
    expect(agent.locator(".sp-hidden-note")).to_contain_text("verborgen door filters")
    expect(agent.locator("#id_priority")).to_be_focused()


def test_the_row_one_is_on_is_taken_with_one_key_and_the_bar_goes_first(agent):
    agent.goto(agent.url.split("?")[0] + "?view=unassigned&sort=newest")
    agent.keyboard.press("j")
    number = agent.locator("tr.is-current .sp-code").inner_text()
    agent.keyboard.press("Shift+A")
    expect(agent.locator("[data-toast]")).to_contain_text(f"{number} is van jou")
    agent.keyboard.press("j")
    agent.keyboard.press("x")
    agent.keyboard.press("Shift+A")
    expect(agent.locator("[data-toast]")).to_contain_text("1 melding toegewezen aan Fatima el Amrani")
    agent.keyboard.press("z")
    expect(agent.locator("[data-toast]")).to_contain_text("Ongedaan gemaakt voor 1 melding")


def test_s_changes_the_status_from_the_keyboard(agent, desk):
    a_new_ticket(agent, desk)
    agent.keyboard.press("s")
    agent.keyboard.press("Enter")
    expect(agent.locator("#id_solve_text")).to_be_focused()
    agent.keyboard.type("Kabel vervangen.")
    agent.locator("#gereed").get_by_label("Oorzaak").select_option("hardware")
    agent.keyboard.press("Control+Enter")
    expect(agent.locator(".sp-ticket-meta")).to_contain_text("Gereed")


def test_new_work_is_announced_with_since_when_and_nothing_moves(agent, desk):
    agent.clock.install()
    agent.goto(agent.url.split("?")[0] + "?view=open&sort=newest")
    before = agent.locator("tr[data-row]").first.inner_text()
    desk.mail(unique("Nog een melding"), "Kun je kijken?", sender=SENDER)
    look_again_until(agent, agent.locator("#nieuw-melding"), r"nieuw .*sinds \d\d:\d\d, tonen")
    assert agent.locator("tr[data-row]").first.inner_text() == before


def test_the_main_work_is_done_without_script(visitor, desk):
    page = visitor.open("/balie/?view=unassigned&sort=newest", "behandelaar", script=False)
    page.get_by_role("button", name="Pak op").first.click()
    expect(page.locator("[data-toast]")).to_contain_text("is van jou")
    page.goto(f"{desk.url}/balie/?view=mine&sort=changed")
    page.locator("tr[data-row] a").first.click()
    page.get_by_role("textbox", name="Bericht").fill("We kijken ernaar.")
    page.get_by_role("button", name="Voorbeeld").click()
    expect(page.locator("#voorbeeld")).to_contain_text("We kijken ernaar.")
    expect(page.get_by_role("textbox", name="Bericht")).to_have_value("We kijken ernaar.")
    page.get_by_role("button", name="Verstuur Ctrl").click()
    expect(page.locator("#tijdlijn")).to_contain_text("We kijken ernaar.")


def test_the_palette_leads_to_every_hit(agent):
    agent.keyboard.press("Control+k")
    agent.keyboard.type("wachtwoord")
    expect(agent.get_by_role("option", name="Alle meldingen met ‘wachtwoord’")).to_be_visible()
    agent.get_by_role("option", name="Alle meldingen met ‘wachtwoord’").click()
    agent.wait_for_url("**/balie/?view=all&q=wachtwoord")
    expect(agent.locator("tr[data-row]").first).to_be_visible()


def test_a_standard_text_is_chosen_without_a_mouse(agent, desk):
    a_new_ticket(agent, desk)
    agent.keyboard.press("r")
    agent.keyboard.type("En/of: ")
    agent.keyboard.press("Enter")
    agent.keyboard.type("/")
    dialog = agent.get_by_role("dialog", name="Standaardteksten")
    expect(dialog.get_by_role("option")).not_to_have_count(0)
    agent.keyboard.type("sticker")
    expect(dialog.get_by_role("option")).to_have_count(1)
    agent.keyboard.press("Enter")
    expect(agent.locator("#bericht")).to_have_value(re.compile(r"^En/of: \nKun je me het nummer op de sticker"))
    expect(agent.locator("#bericht")).to_be_focused()
    agent.locator("#bericht").fill("")
    agent.keyboard.type("/")
    expect(dialog.get_by_role("option")).not_to_have_count(0)
    agent.keyboard.press("Escape")
    expect(agent.locator("#bericht")).to_have_value("/")
    agent.locator("#bericht").fill("")
    agent.get_by_role("button", name="Standaardtekst").click()
    dialog.get_by_role("option", name="Opgelost").click()
    expect(agent.locator("#bericht")).to_have_value(re.compile("^Fijn dat het weer werkt, Wim."))
