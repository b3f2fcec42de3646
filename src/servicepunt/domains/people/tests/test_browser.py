"""The pages about people and signing in, in a real browser: no accessibility violations, light and dark."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import sync_playwright

from servicepunt.domains.people.actions import keep_import, save_team
from servicepunt.domains.people.models import Supplier
from servicepunt.domains.people.tests.cast import NOON, cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
OPEN = ["/inloggen/", "/inloggen/wachtwoord/vergeten/", "/inloggen/gesloten/"]
MINE = ["/profiel/", "/inloggen/veilig/", "/inloggen/wachtwoord/", "/inloggen/bevestig/", "/inloggen/uit/"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_accessibility_violations(live_server, scheme):
    willemien, fatima, jose = cast()
    willemien.set_password("een lang wachtwoord")
    willemien.save(update_fields=["password"])
    team = save_team(team=None, name="Beheer", line=2, members=[fatima], by=None, at=NOON)
    files = [
        keep_import(kind="people", file_name="p.csv", content=content.encode(), by=willemien, at=NOON).pk
        for content in ("naam;e-mailadres\nEls;els@a.nl\n", "naam;e-mailadres\n;kapot\n")
    ]
    vecht = Supplier.objects.create(name="Vecht Telecom", kvk="01234567")
    client = Client()
    client.force_login(willemien)
    administer = [
        "/beheer/personen/", "/beheer/personen/?q=niemand", "/beheer/personen/nieuw/", f"/beheer/personen/{jose.pk}/",
        "/beheer/teams/", f"/beheer/teams/{team.pk}/", "/beheer/leveranciers/", f"/beheer/leveranciers/{vecht.pk}/",
        "/beheer/inlezen/",
        *(f"/beheer/inlezen/{pk}/" for pk in files),
    ]  # fmt: skip
    # Playwright runs an event loop in this thread, and Django then refuses the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    found, problems = {}, []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        context = browser.new_context(
            color_scheme=scheme, reduced_motion="reduce", viewport={"width": 1280, "height": 900}
        )
        page = context.new_page()
        page.on("console", lambda line: problems.append((page.url, line.text)) if line.type == "error" else None)
        for number, path in enumerate([*OPEN, *MINE, *administer]):
            if number == len(OPEN):
                cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
                context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
            page.goto(live_server.url + path)
            if folder := os.environ.get("SCREENSHOTS"):
                page.screenshot(path=f"{folder}/{scheme}-{number:02d}.png", full_page=True)
            violations = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
            if violations:
                found[path] = [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in violations]
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    assert found == {}
    assert problems == []
