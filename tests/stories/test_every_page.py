"""Every page of the URL configuration in a browser: no axe violation, no sideways scrolling, no complaint."""

import re
from collections import deque
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse
from playwright.sync_api import Page, expect

from tests.looks import looks_wrong
from tests.stories.desk import Visitor, find_ticket, reload_until, unique

ENTRIES = {
    "": ["/inloggen/", "/inloggen/gesloten/", "/inloggen/wachtwoord/vergeten/verzonden/"],
    "medewerker": [
        "/", "/portaal/meldingen/?welke=alles", "/inhuur/INH-2026-001/rectificatie/",
        "/inhuur/INH-2026-001/vragen/nota/",
    ],
    "coordinator": ["/inhuur/", "/inhuur/nieuw/", "/inhuur/lezen/"],
    "beheerder": [
        "/balie/?view=all", "/balie/telefoon/", "/balie/post/", "/balie/post/?toestand=aside", "/balie/post/uit/",
        "/beheer/personen/", "/beheer/inlezen/", "/beheer/teams/", "/beheer/normen/", "/beheer/postbussen/",
        "/beheer/taken/", "/profiel/", "/demo/klok/", "/demo/post/",
    ],
    "behandelaar": ["/", "/balie/?view=all", "/profiel/"],
}  # fmt: skip
# What a browser does not open by itself, and why.
NOT_A_PAGE = {
    "mail:body": "the inside of the frame on the page of a letter",
    "hiring:note_pdf": "a file",
    "account_inactive": "only for who was switched off",
    "account_reset_password_from_key": "needs the link of a mail; signin's tests open it",
    "account_reset_password_from_key_done": "follows on that link",
    "mfa_authenticate": "between password and second step; signin's tests open it",
    "mfa_login_webauthn": "data for the passkey",
    "mfa_signup_webauthn": "nobody signs up",
    "mfa_reauthenticate": "asks the second step, of who has one; signin's tests open it",
    "mfa_reauthenticate_webauthn": "asks a passkey, of who has one",
    "mfa_deactivate_totp": "needs a second step that is on; signin's tests open it",
    "mfa_view_recovery_codes": "needs a second step that is on; signin's tests open it",
    "mfa_generate_recovery_codes": "needs a second step that is on; signin's tests open it",
    "mfa_download_recovery_codes": "a file",
    "mfa_edit_webauthn": "needs a passkey; signin's tests open it",
    "mfa_remove_webauthn": "needs a passkey; signin's tests open it",
    "account_set_password": "only for who has no password",
    "desk:start": "leads to where the work is",
    "account_logout": "a button on every page",
    "still_signed_in": "answers nothing; a script asks it",
    "supplier_signin": "only with a broker; signin's tests go the whole way",
    "supplier_signin_back": "only with a broker; signin's tests go the whole way",
    "supplier_signin_code": "only with a broker; signin's tests go the whole way",
    "supplier_signin_details": "only with a broker; signin's tests go the whole way",
}
# Pages that need a request to hire and a seat in it: tests of their own open every one, in the same four ways.
ELSEWHERE = {
    "assessing": "entrypoints/assessing/tests/test_browser.py",
    "awarding": "entrypoints/awarding/tests/test_browser.py",
    "supply": "entrypoints/supply/tests/test_browser.py",
    "opening": "entrypoints/supply/tests/test_browser.py",
}
# Pages that were looked at, by whom.
_seen: dict[str, str] = {}


def all_names() -> dict[str, tuple[str, ...]]:
    """Return the name of every page, also of the sign-in library, with its parameters."""
    found: dict[str, tuple[str, ...]] = {}

    def walk(patterns: list[URLPattern | URLResolver], space: str, outer: tuple[str, ...]) -> None:
        for pattern in patterns:
            parameters = (*outer, *pattern.pattern.regex.groupindex, *pattern.pattern.converters)
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space, parameters)
            elif pattern.name:
                found[space + pattern.name] = parameters

    walk(get_resolver("servicepunt.config.urls").url_patterns, "", ())
    return found


def name_of(address: str) -> str:
    """Return the name of the page with this address."""
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return {"/demo/post/": "demo:post", "/demo/klok/": "demo:clock"}.get(urlsplit(address).path, "")


def is_page(page: Page, address: str) -> bool:
    """Tell whether the address gives a whole page: no file, no part of a page."""
    answer = page.request.get(address)
    assert answer.status == 200, f"{address}: {answer.status}"
    return "text/html" in answer.headers.get("content-type", "") and answer.text().startswith("<!doctype html>")


@pytest.fixture(scope="module", autouse=True)
def filled(desk, browser) -> str:
    """Somebody mailed, a stranger did too, an agent answered; an administrator has two things in preparation."""
    visitor, title = Visitor(desk, browser), unique("Laptop traag")
    desk.mail(
        title,
        "Mijn laptop is traag.",
        sender="Joost Kuipers <medewerker@voorbeeld.example>",
        html="<p>Mijn laptop is <b>traag</b>.</p><table><tr><td>sinds</td><td>gisteren</td></tr></table>",
        files={"een heel lange naam van een bestand dat iemand meestuurt met zijn mail.txt": b"x"},
    )
    agent = visitor.open("/", "behandelaar")
    find_ticket(agent, desk, title)
    number = re.search(r"M\d{4}-\d+", agent.url)[0]
    desk.mail(f"Over {number}", "Ik ook.", sender="vreemde@elders.example")
    for audience, words in (("Interne notitie", "Eerst de schijf nakijken."), ("Antwoord", "Start hem opnieuw.")):
        agent.locator(".sp-composer .sp-segmented label", has_text=audience).click()
        agent.get_by_label("Bericht", exact=True).fill(words)
        agent.locator("[data-send]").click()
        expect(agent.locator("#tijdlijn")).to_contain_text(words)
    manager = visitor.open("/beheer/normen/", "beheerder")
    manager.get_by_role("link", name="Prioriteit Normaal").click()
    manager.get_by_label("Oplossing").fill("600")
    manager.get_by_role("button", name="Bekijk het effect").click()
    manager.wait_for_url("**/voorstel/**")
    ENTRIES["beheerder"] += [urlsplit(manager.url).path, manager.url.replace("beheer/voorstel", "balie/effect")]
    manager.goto(f"{desk.url}/beheer/inlezen/")
    sheet = b"naam;e-mailadres;afdeling\nNieuwe Collega;nieuw@voorbeeld.example;Griffie\n;fout;\n"
    manager.get_by_label("CSV-bestand").set_input_files({"name": "p.csv", "mimeType": "text/csv", "buffer": sheet})
    manager.get_by_role("button", name="Bekijk wat er verandert").click()
    manager.wait_for_url(re.compile(r"/inlezen/\d+/"))
    ENTRIES["beheerder"] += [urlsplit(manager.url).path]
    reload_until(visitor.open("/balie/post/?toestand=aside", "behandelaar"), agent.get_by_role("main"))
    visitor.close()
    return title


@pytest.mark.parametrize("who", ENTRIES, ids=lambda who: who or "nobody")
def test_nothing_is_wrong_with_any_page(visitor, desk, who):
    page, wrong = visitor.new_page(who), []
    opened = {name for name, by in _seen.items() if who == "behandelaar" and by == "beheerder"}
    waiting = deque((path if "://" in path else desk.url + path) for path in ENTRIES[who])
    while waiting:
        address = waiting.popleft().partition("#")[0]
        name = name_of(address)
        if name in opened or not address.startswith(desk.url):
            continue
        opened.add(name)
        if not is_page(page, address):
            _seen[name] = who
            continue
        page.goto(address)
        if name_of(page.url) != name:
            # It led somewhere else: that page is looked at under its own name.
            waiting.append(page.url)
            continue
        _seen[name] = who
        wrong += looks_wrong(page)
        # Mail speaks of pages of other people.
        if name != "demo:post":
            waiting.extend(page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)"))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("status", ["waiting-requester", "solved", "closed"])
def test_nothing_is_wrong_with_a_ticket_that_is_not_open(visitor, status):
    page = visitor.open(f"/balie/?view=all&status={status}", "behandelaar")
    page.locator(".sp-worklist__subject").first.click()
    page.wait_for_url("**/melding/**")
    wrong = looks_wrong(page)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("who", "path", "button"),
    [
        ("medewerker", "/portaal/vraag/", "Verstuur je vraag"),
        ("behandelaar", "/balie/telefoon/", "Ik pak het op"),
        ("beheerder", "/beheer/postbussen/nieuw/", "Bewaar postbus"),
        ("beheerder", "/beheer/normen/nieuw/", "Bekijk het effect"),
        ("beheerder", "/beheer/openingstijden/nieuw/", "Maak openingstijden"),
        ("beheerder", "/beheer/standaardteksten/nieuw/", "Bewaar tekst"),
        ("", "/inloggen/", "Log in"),
    ],
)
def test_nothing_is_wrong_with_a_refused_form(visitor, who, path, button):
    page = visitor.open(path, who)
    page.get_by_role("button", name=button).first.click()
    expect(page.locator("[aria-invalid=true], [role=alert]").first).to_be_visible()
    wrong = looks_wrong(page)
    assert not wrong, "\n".join(wrong)


def test_nothing_is_wrong_where_there_is_nothing(visitor):
    wrong = []
    for path in ("/balie/?q=zzzonvindbaar", "/balie/?view=all&status=new&q=zzz", "/balie/post/?toestand=failed"):
        wrong += looks_wrong(visitor.open(path, "behandelaar"))
    wrong += looks_wrong(visitor.open("/balie/melding/M0101-0001/", "behandelaar"))
    visitor.problems = [problem for problem in visitor.problems if "404" not in problem]
    assert not wrong, "\n".join(wrong)


def test_nothing_is_wrong_with_what_opens_over_a_page(visitor):
    page, wrong = visitor.open("/balie/", "behandelaar"), []
    page.keyboard.press("Control+k")
    page.keyboard.type("laptop")
    expect(page.locator("#palette-lijst [role=option]").first).to_be_visible()
    wrong += looks_wrong(page, "#palette")
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.locator("#toetsen")).to_be_visible()
    wrong += looks_wrong(page, "#toetsen")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Bewaar als weergave").click()
    wrong += looks_wrong(page, "#bewaar-weergave")
    page.keyboard.press("Escape")
    page.locator("tr[data-row] input[type=checkbox]").first.check()
    wrong += looks_wrong(page, ".sp-bulkbar")
    page.locator(".sp-worklist__subject").first.click()
    page.locator("#bericht").focus()
    page.keyboard.type("/")
    expect(page.locator("#standaardteksten [role=option]").first).to_be_visible()
    wrong += looks_wrong(page, "dialog[open]")
    assert not wrong, "\n".join(wrong)


def test_nothing_is_wrong_with_the_second_step(visitor, desk):
    page, wrong = visitor.open("/inloggen/veilig/totp/activate/", "tweedelijn"), []
    wrong += looks_wrong(page)
    page.get_by_label("Wachtwoord", exact=True).fill(desk.password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/totp/activate/")
    for path in ("totp/activate/", "webauthn/", "webauthn/add/"):
        page.goto(f"{desk.url}/inloggen/veilig/{path}")
        assert page.url.endswith(path)
        _seen[name_of(page.url)] = "tweedelijn"
        wrong += looks_wrong(page)
    assert not wrong, "\n".join(wrong)


def test_no_page_was_forgotten(visitor, desk):
    page, forgotten = visitor.open("/balie/?view=all", "beheerder"), []
    number = page.locator("tr[data-row]").first.get_attribute("id").removeprefix("rij-")
    for name, parameters in all_names().items():
        if name in _seen or name in NOT_A_PAGE or name.partition(":")[0] in ELSEWHERE:
            continue
        values = {"number": number, "other": number, "kind": "people"}
        filled_in = {parameter: values.get(parameter, 1) for parameter in parameters}
        address = desk.url + reverse(name, kwargs=filled_in, urlconf="servicepunt.config.urls")
        answer = page.request.get(address, max_redirects=0)
        if answer.status == 200 and not answer.text().startswith("<!doctype html>"):
            continue
        if answer.status not in {400, 405}:
            forgotten.append(f"{name} {answer.status}")
    assert not forgotten, "\n".join(forgotten)
