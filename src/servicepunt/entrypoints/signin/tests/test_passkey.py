"""A passkey in a real browser, under the content security policy."""

import pytest

from servicepunt.domains.people.actions import add_person
from servicepunt.domains.people.rules import Role
from servicepunt.foundation.clock import now
from tests.looks import chromium, watched_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "een lang wachtwoord"


@pytest.fixture
def page(live_server):
    with chromium() as browser:
        made, made.problems = watched_page(browser.new_context())
        yield made


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
