"""The pages in a real browser: no accessibility violations, wide and narrow, light and dark, nothing sideways."""

import os
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import sync_playwright

from servicepunt.domains.tenders.actions import asking
from servicepunt.domains.tenders.tests import cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
LOOKS = ((1440, "light"), (1440, "dark"), (390, "light"), (390, "dark"))
DAY = timedelta(days=1)
ROWS = "new Set([...document.querySelectorAll('.sp-tab-groups li')].map(each => each.offsetTop)).size"


def wrong_with(page, name):
    found = []
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        if folder := os.environ.get("SCREENSHOTS"):
            page.screenshot(path=f"{folder}/{name}-{width}-{scheme}.png", full_page=True)
        violations = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        found += [f"{name} {width} {scheme}: {rule['id']} {rule['nodes'][0]['html'][:200]}" for rule in violations]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{name} {width}: scrolls sideways")
        if width == LOOKS[0][0] and page.evaluate(ROWS) > 2:
            found.append(f"{name} {width}: the pages of the request take more than a row, and one for their group")
    return found


@pytest.mark.parametrize(("until", "name", "at", "paths"), [
    ("listed", "Bram", cast.OPENING + DAY, ["keuze/"]),
    ("invited", "Hanna", cast.OPENING + DAY, ["gesprekken/", "keuze/"]),
    ("decided", "Vera", cast.ADVICE, ["gunning/", "brief/{first}/"]),
    ("announced", "Hanna", cast.ADVICE + DAY, ["afronding/", "klachten/", "dossier/"]),
    ("announced", "Wim", cast.ADVICE + DAY, ["klachten/"]),
])  # fmt: skip
def test_the_pages_are_well_for_everybody(live_server, monkeypatch, until, name, at, paths):
    made = getattr(cast, until)(4, 2)
    asking.ask(tender=made.tender, kind="klacht", text="De eis sluit ons uit.", by=made.suppliers[0], at=at)
    monkeypatch.setattr("servicepunt.config.clock.now", lambda: at)
    client = Client()
    client.force_login(made.people[name])
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    # Playwright runs an event loop in this thread, and Django then refuses the database.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    found, problems = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        context = browser.new_context(reduced_motion="reduce")
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda line: problems.append((page.url, line.text)) if line.type == "error" else None)
        for path in paths:
            answer = page.goto(f"{live_server.url}/inhuur/{made.tender.number}/{path.format(first=made.k(1))}")
            assert answer.status == 200
            found += wrong_with(page, f"{until}-{path.strip('/').replace('/', '-')}")
        browser.close()
    assert found == []
    assert problems == []
