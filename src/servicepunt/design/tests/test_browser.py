import pytest
from playwright.sync_api import expect

from servicepunt.design.tests.pages import drawn, drawn_file, drawn_text, served
from tests.looks import chromium, looks_wrong

pytestmark = pytest.mark.browser
RESULTS = [("Meldingen", [("VPN verbreekt elk half uur", "/ticket", "inbox", "M2611 0423")])]


@pytest.fixture(scope="module")
def browser():
    with chromium() as made:
        yield made


@pytest.fixture(scope="module")
def site():
    message = {"message": "2 meldingen toegewezen", "level_tag": "success", "extra_tags": "/ongedaan/7"}
    pages = {
        "/gallery": drawn("design/gallery.html"),
        "/desk": drawn_file("worklist.html", messages=[message]),
        "/ticket": drawn_file("ticket.html", csrf_token="t" * 32),
        "/portal": drawn_file("portal.html"),
        "/error": drawn("design/error.html", code=404),
        "/nieuw": drawn("design/bare.html"),
        "/zoek": drawn("design/_palette_results.html", groups=RESULTS),
        "/personen": drawn_file("people.html"),
        "/htmx": drawn_file("htmx.html", csrf_token="t" * 32),
        "POST /fout": drawn_text('{% import "design/fields.html" as f %}{{ f.error_summary([("", "Kies een dag")]) }}'),
        "POST /aangekomen": drawn_file("worklist.html", messages=[message]),
        "/inloggen": drawn("design/bare.html", nav=None),
        "POST /uitloggen": drawn("design/bare.html", nav=None),
        "POST /traag": drawn("design/bare.html"),
        "POST /geweigerd": drawn_file("ticket.html", csrf_token="t" * 32, typed="Mijn antwoord"),
    }
    with served(pages) as (address, posts):
        yield address, posts


@pytest.fixture
def opened(browser, site):
    address, posts = site
    posts.clear()
    problems = []

    def open_page(path, *, width=1440, scheme="light", script=True):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(address + path)
        return page

    contexts = []
    yield open_page
    for context in contexts:
        context.close()
    # The browser itself reports every refusal; those are what these tests ask for.
    assert [line for line in problems if "Failed to load resource" not in line and "Response Status" not in line] == []


@pytest.mark.parametrize("path", ["/gallery", "/desk", "/ticket", "/portal", "/error"])
def test_nothing_is_wrong_with_a_page_wide_and_narrow_light_and_dark(opened, path):
    page = opened(path)
    page.wait_for_timeout(200)
    assert looks_wrong(page) == []


@pytest.mark.parametrize("path", ["/gallery", "/desk", "/ticket", "/portal"])
def test_a_page_fits_a_narrow_screen(opened, path):
    page = opened(path, width=320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("width", [1440, 390])
def test_a_subject_without_spaces_fits_the_page(opened, width):
    page = opened("/ticket", width=width)
    page.evaluate("document.querySelector('h1').textContent = 'a'.repeat(300)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [1440, 390])
def test_another_ticket_with_a_subject_without_spaces_fits_the_page(opened, width):
    page = opened("/gallery", width=width)
    title = "<span><a href='#x'>" + "a" * 120 + "</a><span class='sp-link-list__meta'>M 2611 0041</span></span>"
    page.locator(".sp-link-list li").first.evaluate("(line, title) => { line.innerHTML = title; }", title)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".sp-link-list").first.evaluate("list => list.scrollWidth <= list.clientWidth")


@pytest.mark.parametrize("width", [1440, 390, 320])
def test_a_long_name_is_whole_and_fits_the_page(opened, width):
    page = opened("/ticket", width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    name = page.locator(".sp-person .sp-truncate").first
    assert name.evaluate("name => name.scrollWidth <= name.clientWidth")


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("place", [".sp-timeline-entry__body p", ".sp-timeline-entry--system p", ".sp-attachment"])
def test_a_link_of_hundreds_of_characters_in_a_conversation_fits_the_page(opened, width, place):
    page = opened("/gallery", width=width)
    page.locator(place).first.evaluate("part => { part.textContent = 'https://voorbeeld.nl/' + 'a'.repeat(400); }")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_page_shorter_than_a_narrow_screen_leaves_the_menu_as_high_as_it_is(opened):
    page = opened("/ticket", width=390)
    height = "document.querySelector('.sp-desk__sidebar').getBoundingClientRect().height"
    before = page.evaluate(height)
    page.evaluate("document.querySelector('.sp-desk__main').replaceChildren('Kort')")
    assert page.evaluate(height) == before


def test_icons_come_from_the_sprite_under_the_policy(opened):
    page = opened("/desk")
    page.wait_for_load_state("networkidle")
    width = "document.querySelector('.sp-sidebar-search use').getBoundingClientRect().width"
    assert page.evaluate(width) > 5


def test_letters_walk_the_list_select_and_clear(opened):
    page = opened("/desk")
    bar = page.locator("[data-bulkbar]")
    assert not bar.is_visible()
    for key in ("j", "j", "x"):
        page.keyboard.press(key)
    assert page.locator("tr.is-current").get_attribute("id") == "rij-2"
    assert bar.inner_text().startswith("1 geselecteerd")
    page.keyboard.press("Escape")
    assert not bar.is_visible()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ticket")


def test_escape_in_the_bar_of_many_leads_back_to_the_row_and_then_clears(opened):
    page = opened("/desk")
    for key in ("j", "x", "a"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.id") == "id_team"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.closest('tr')?.id") == "rij-1"
    assert page.locator("[data-bulkbar]").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("[data-bulkbar]").is_visible()


@pytest.mark.parametrize(("gone", "next_row"), [(False, "rij-2"), (True, "rij-3")])
def test_after_a_step_from_a_row_one_goes_on_there(opened, gone, next_row):
    page = opened("/desk")
    whole = page.request.get(page.url).text()
    left = whole.replace('<tr id="rij-2">', '<tr id="rij-2" hidden>') if gone else whole
    back = '<meta http-equiv="refresh" content="0; url=/desk">'
    page.route("**/bulk", lambda route: route.fulfill(body=back, content_type="text/html"))
    page.route("**/desk", lambda route: route.fulfill(body=left, content_type="text/html"))
    for key in ("j", "j", "x"):
        page.keyboard.press(key)
    page.get_by_role("button", name="Toewijzen").click()
    expect(page.locator(f"#{next_row} a")).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator("#rij-1 a")).to_be_focused()
    page.reload()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.activeElement === document.body")


def test_the_key_list_takes_the_focus_and_gives_it_back_to_the_row(opened):
    page = opened("/desk")
    page.keyboard.press("j")
    page.keyboard.press("?")
    assert page.evaluate("document.activeElement.closest('[popover]')?.id") == "toetsen"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.closest('tr')?.id") == "rij-1"


def test_a_name_in_the_list_is_shown_whole(opened):
    page = opened("/desk")
    name = page.locator("td .sp-truncate").first
    assert (
        name.evaluate("name => name.scrollWidth <= name.clientWidth && getComputedStyle(name).whiteSpace") == "normal"
    )


def test_news_that_is_not_there_yet_moves_no_button(opened):
    page = opened("/desk", width=390)
    left = "part => part.getBoundingClientRect().left"
    actions = page.locator(".sp-page-header__actions")
    assert actions.locator(".sp-button").first.evaluate(left) == actions.evaluate(left)


def test_what_one_can_press_in_the_portal_is_44_pixels_high(opened):
    page = opened("/portal")
    small = "part => part.getBoundingClientRect().height < 44"
    for what in (".sp-portal .sp-button", ".sp-portal .sp-tabs a", ".sp-portal .sp-choice"):
        assert page.locator(what).count() > 0, what
        assert page.locator(what).evaluate_all(f"parts => parts.filter({small}).map(part => part.outerHTML)") == []


def test_on_paper_there_is_what_was_said_and_nothing_to_fill_in(opened):
    page = opened("/ticket")
    page.emulate_media(media="print")
    for there in ("Het werkt niet.", "Storing", "Historie"):
        assert page.get_by_text(there).is_visible(), there
    for absent in (".sp-composer", "#gereed", "#cijfer", ".sp-desk__sidebar"):
        assert not page.locator(absent).is_visible(), absent


def test_letters_do_nothing_in_a_field_and_can_be_switched_off(opened):
    page = opened("/ticket")
    page.locator("#id_beller").fill("")
    page.keyboard.type("c?n")
    assert page.url.endswith("/ticket")
    assert page.locator("#id_beller").input_value() == "c?n"
    page.keyboard.press("Escape")
    page.evaluate("document.documentElement.dataset.letterKeys = 'off'")
    page.keyboard.press("c")
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.id") != "bericht"
    assert page.url.endswith("/ticket")


def test_keys_open_the_key_list_go_and_start_something_new(opened):
    page = opened("/desk")
    page.keyboard.press("?")
    assert page.locator("#toetsen").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    page.wait_for_url("**/nieuw")
    page.go_back()
    page.locator("body").press("g")
    page.keyboard.press("w")
    page.wait_for_url("**/desk")


def test_r_and_n_choose_the_reader_and_keep_what_was_typed(opened):
    page = opened("/ticket")
    page.keyboard.press("n")
    page.keyboard.type("Even overleggen")
    assert page.locator("[name=audience]:checked").get_attribute("value") == "internal"
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    assert page.locator("[name=audience]:checked").get_attribute("value") == "public"
    assert page.locator("#bericht").input_value() == "Even overleggen"


def test_typing_is_kept_on_the_server_when_it_stops_and_when_the_page_goes(opened, site):
    page = opened("/ticket")
    page.locator("#bericht").fill("Dag Jan")
    page.get_by_text("Concept bewaard").wait_for(timeout=5000)
    assert site[1][-1][0] == "/concept" and "Dag Jan" in site[1][-1][1]
    page.locator("#bericht").fill("Dag Jan, tot morgen")
    page.goto(page.url.replace("/ticket", "/portal"))
    page.wait_for_timeout(300)
    assert "Dag Jan, tot morgen" in site[1][-1][1]


def test_what_the_server_never_got_is_offered_back(opened, site):
    page = opened("/ticket")
    page.route("**/concept", lambda route: route.abort())
    page.evaluate("navigator.sendBeacon = () => false")
    page.locator("#bericht").fill("Nog niet verstuurd")
    page.reload()
    page.get_by_role("button", name="Zet terug").click()
    assert page.locator("#bericht").input_value() == "Nog niet verstuurd"


def test_what_was_refused_is_kept_on_the_server_at_once(opened, site):
    page = opened("/ticket")
    page.locator("[data-composer]").evaluate("form => { form.action = '/geweigerd'; }")
    page.locator("#bericht").fill("Mijn antwoord")
    page.locator("#bericht").press("Control+Enter")
    page.wait_for_url("**/geweigerd")
    page.get_by_text("Concept bewaard").wait_for(timeout=1500)
    assert site[1][-1][0] == "/concept" and "Mijn antwoord" in site[1][-1][1]


def test_what_the_server_never_got_survives_signing_in_again_and_not_signing_out(opened, site):
    page = opened("/ticket")
    page.route("**/concept", lambda route: route.abort())
    page.evaluate("navigator.sendBeacon = () => false")
    page.locator("#bericht").fill("Nog niet verstuurd")
    page.goto(page.url.replace("/ticket", "/inloggen"))
    page.goto(page.url.replace("/inloggen", "/ticket"))
    expect(page.get_by_role("button", name="Zet terug")).to_have_count(1)
    page.get_by_role("button", name="Uitloggen").click()
    page.goto(page.url.replace("/uitloggen", "/ticket"))
    page.wait_for_timeout(300)
    expect(page.get_by_role("button", name="Zet terug")).to_have_count(0)


def test_what_was_sent_from_a_page_that_is_gone_is_not_offered_back(opened, site):
    page = opened("/ticket")
    page.locator("[data-composer]").evaluate("form => { form.action = '/aangekomen'; }")
    page.locator("#bericht").fill("Mijn antwoord")
    page.locator("#bericht").press("Control+Enter")
    page.wait_for_url("**/aangekomen")
    page.goto(page.url.replace("/aangekomen", "/ticket"))
    page.wait_for_timeout(300)
    expect(page.get_by_role("button", name="Zet terug")).to_have_count(0)


def test_ctrl_enter_sends_and_twice_sends_once(opened, site):
    page = opened("/ticket")
    page.locator("#bericht").fill("Verstuur dit")
    page.locator("#bericht").press("Control+Enter")
    page.locator("#bericht").press("Control+Enter")
    page.wait_for_timeout(300)
    assert len([path for path, _ in site[1] if path == "/antwoord"]) == 1


def test_a_page_says_that_it_works_when_the_answer_takes_long(opened):
    page = opened("/ticket")
    page.locator("[data-composer]").evaluate("form => { form.action = '/traag'; }")
    # A page that goes is not there to be asked: it notes itself what it says.
    page.locator(".sp-busy").evaluate(
        "busy => new MutationObserver(() => sessionStorage.setItem('said', busy.textContent))"
        ".observe(busy, { childList: true })"
    )
    page.locator("#bericht").fill("Verstuur dit")
    page.locator("#bericht").press("Control+Enter")
    page.wait_for_url("**/traag")
    assert page.evaluate("sessionStorage.getItem('said')") == "Even geduld …"
    expect(page.locator(".sp-busy")).to_be_hidden()


def test_what_is_asked_in_the_page_says_that_it_works_and_then_no_longer(opened):
    page = opened("/htmx")
    asked = "window.htmx.ajax('POST', '/traag', { source: document.querySelector('form'), swap: 'none' })"
    page.evaluate(f"() => {{ {asked}; }}")
    expect(page.locator(".sp-busy")).to_have_text("Even geduld …", timeout=2000)
    expect(page.locator(".sp-busy")).to_be_hidden(timeout=5000)


def test_the_palette_finds_actions_and_what_the_server_knows(opened):
    page = opened("/ticket")
    page.keyboard.press("Control+k")
    palette = page.locator("#palette")
    assert palette.is_visible()
    page.keyboard.type("vpn")
    palette.get_by_text("VPN verbreekt elk half uur").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert page.locator("[data-palette] [aria-selected=true]").count() == 1
    with page.expect_navigation(url="**/ticket"):
        page.keyboard.press("Enter")
    page.keyboard.press("Control+k")
    page.keyboard.type(">werk")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk")


def test_a_combobox_is_chosen_with_the_arrow_keys(opened):
    page = opened("/ticket")
    field = page.locator("#id_beller")
    field.fill("fat")
    page.get_by_role("option", name="Fatima").wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    field.press("ArrowDown")
    field.press("Enter")
    assert field.input_value() == "Fatima el Amrani"
    assert page.locator("[name=beller]").input_value() == "7"
    assert field.get_attribute("aria-expanded") == "false"


def test_a_toast_is_said_and_undone_with_z(opened, site):
    page = opened("/desk")
    page.get_by_text("2 meldingen toegewezen").wait_for()
    page.keyboard.press("z")
    page.wait_for_timeout(200)
    assert [path for path, _ in site[1]] == ["/ongedaan/7"]


def test_the_error_summary_gets_the_focus(opened):
    page = opened("/portal")
    # The text is there a moment before the focus is: a busy machine shows the moment.
    expect(page.locator("#foutoverzicht")).to_be_focused()


def test_without_script_the_menu_the_key_list_and_the_links_work(opened):
    page = opened("/desk", script=False, width=390)
    page.get_by_role("button", name="Menu").click()
    assert page.get_by_role("link", name="Telefoon en balie").is_visible()
    page = opened("/ticket", script=False)
    page.get_by_role("button", name="Hulp en toetsen").click()
    assert page.locator("#toetsen").is_visible()


def test_a_refused_form_is_swapped_in_and_its_errors_get_the_focus(opened):
    page = opened("/htmx")
    page.get_by_role("button", name="Verstuur fout").click()
    page.get_by_text("Kies een dag").wait_for()
    # The text is there a moment before the focus is: a busy machine shows the moment.
    expect(page.locator("#foutoverzicht")).to_be_focused()
    assert page.title().startswith("Fout:")


def test_after_signing_in_again_the_same_request_is_repeated(opened, site):
    page = opened("/htmx")
    page.get_by_role("button", name="Verstuur laat").click()
    dialog = page.get_by_role("dialog", name="Je bent uitgelogd")
    dialog.wait_for()
    assert dialog.get_by_role("link").get_attribute("href") == "/inloggen"
    assert dialog.get_by_role("link").evaluate("link => link === document.activeElement")
    dialog.get_by_role("button", name="Probeer opnieuw").click()
    page.wait_for_timeout(300)
    assert [(path, "naam=Jan" in body) for path, body in site[1]] == [
        ("/verlopen", True),
        ("/verlopen", True),
    ]


def test_nothing_is_repeated_as_somebody_else_who_signed_in_since(opened, site):
    page = opened("/htmx")
    page.get_by_role("button", name="Verstuur laat").click()
    page.get_by_role("dialog", name="Je bent uitgelogd").wait_for()
    page.context.add_cookies([{"name": "wie", "value": "8", "url": site[0]}])
    page.get_by_role("button", name="Probeer opnieuw").click()
    dialog = page.get_by_role("dialog", name="Iemand anders is ingelogd")
    dialog.get_by_text("log in als Sanne de Wit").wait_for()
    assert [path for path, _ in site[1]] == ["/verlopen"]
    page.context.clear_cookies(name="wie")
    with page.expect_response("**/verlopen"):
        dialog.get_by_role("button", name="Probeer opnieuw").click()
    assert [path for path, _ in site[1]] == ["/verlopen", "/verlopen"]


def test_a_failed_request_is_told_and_leaves_the_page_alone(opened):
    page = opened("/htmx")
    page.get_by_role("button", name="Haal op").click()
    page.get_by_text("Dat lukte niet. Probeer het opnieuw.").wait_for()
    assert page.locator("#antwoord").inner_text() == ""


def held(page):
    """Let the suggestions wait until they are let go; return the questions that wait."""
    waiting = []

    def hold(route):
        waiting.append(route)

    page.route("**/personen?**", hold)
    return waiting


def let_go(waiting, *names):
    asked = waiting.pop(0)
    one = '<div role="option" aria-selected="false" data-value="{0}" data-text="{0}">{0}</div>'
    new = '<div role="option" aria-selected="false" data-other data-value="new">Nieuw</div>'
    asked.fulfill(body="".join(map(one.format, names)) + new, content_type="text/html")


@pytest.fixture
def caller(opened):
    page = opened("/ticket")
    page.evaluate("document.querySelector('[data-combobox]').dataset.comboboxFirst = ''")
    page.locator("#id_beller").focus()
    return page


def arrived(page, waiting):
    page.wait_for_timeout(50)
    while not waiting:
        page.wait_for_timeout(50)


@pytest.mark.parametrize(("names", "taken"), [(["Els"], "Els"), (["Els", "Elsa"], "")])
def test_suggestions_that_come_after_tab_lie_over_nothing_and_the_only_one_is_taken(caller, names, taken):
    waiting = held(caller)
    caller.keyboard.type("els")
    caller.keyboard.press("Tab")
    arrived(caller, waiting)
    let_go(waiting, *names)
    expect(caller.locator("[data-combobox-count]")).not_to_be_empty()
    assert caller.locator("[name=beller]").input_value() == taken
    assert caller.get_by_role("listbox", name="Suggesties").is_hidden()


@pytest.mark.parametrize("key", ["Tab", "Enter"])
def test_no_key_takes_a_suggestion_of_fewer_letters(caller, key):
    waiting = held(caller)
    caller.keyboard.type("el")
    arrived(caller, waiting)
    let_go(waiting, "Elise", "Els")
    caller.locator("[role=option][aria-selected=true]", has_text="Elise").wait_for()
    caller.keyboard.type("s")
    caller.keyboard.press(key)
    assert caller.locator("[name=beller]").input_value() == ""
    assert caller.locator("#id_beller").input_value() == "els"
