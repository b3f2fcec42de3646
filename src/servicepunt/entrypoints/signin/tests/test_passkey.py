"""A passkey in a real browser, under the content security policy."""

import os

import pytest
from playwright.sync_api import sync_playwright

from servicepunt.domains.people.actions import add_person
from servicepunt.domains.people.rules import Role
from servicepunt.foundation.clock import now

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "een lang wachtwoord"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


@pytest.fixture
def page(live_server):
    # Playwright runs an event loop in this thread, and Django then refuses the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    problems = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        made = browser.new_page()
        made.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
        made.on("pageerror", lambda error: problems.append(str(error)))
        made.problems = problems
        yield made
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def with_authenticator(page):
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
                     "hasUserVerification": True, "isUserVerified": True}},
    )  # fmt: skip


def test_a_passkey_is_added_and_signs_in_without_a_password(page, live_server):
    person = add_person(name="Fatima", email="fatima@a.nl", role=Role.EMPLOYEE, at=now(), how="test", by=None)
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])
    # A passkey belongs to a name, never to a number.
    address = live_server.url.replace("127.0.0.1", "localhost")
    with_authenticator(page)
    page.goto(f"{address}/inloggen/?next=/profiel/")
    page.fill("#id_login", "fatima@a.nl")
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url(lambda found: "inloggen" not in found)
    page.goto(f"{address}/inloggen/veilig/webauthn/add/")
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="Ga verder").click()
    page.wait_for_url("**/webauthn/add/")
    page.fill("#id_name", "Laptop van het werk")
    page.get_by_role("button", name="Voeg toe").click()
    page.get_by_role("heading", name="Herstelcodes").wait_for()
    page.goto(f"{address}/inloggen/veilig/webauthn/")
    assert page.get_by_text("Laptop van het werk").is_visible()
    page.context.clear_cookies()
    page.goto(f"{address}/inloggen/?next=/profiel/")
    page.get_by_role("button", name="Log in met een passkey").click()
    page.wait_for_url(lambda found: "inloggen" not in found)
    page.context.clear_cookies()
    page.goto(f"{address}/inloggen/")
    page.fill("#id_login", "fatima@a.nl")
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.get_by_role("heading", name="Tweede stap").wait_for()
    page.get_by_role("button", name="Gebruik een passkey").click()
    page.wait_for_url(lambda found: "inloggen" not in found)
    assert page.problems == []
