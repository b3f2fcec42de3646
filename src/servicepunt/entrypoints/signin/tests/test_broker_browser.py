"""The whole way by a broker in a real browser, over hosts of others and back, under the content security policy."""

import re

import pytest

from servicepunt.config import clock
from servicepunt.domains.mail.models import OutgoingLetter
from servicepunt.domains.people.models import Supplier
from servicepunt.domains.tenders.tests import cast
from tests.looks import chromium, looks_wrong, watched_page
from tests.servers.oidc import CLIENT, SECRET, OidcProvider

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def broker(live_server, settings, monkeypatch):
    settings.BASE_URL = live_server.url
    with OidcProvider(f"{live_server.url}/inloggen/leverancier/terug/") as made:
        settings.SUPPLIER_SIGNIN_ISSUER, settings.SUPPLIER_SIGNIN_CLIENT = made.issuer, CLIENT
        settings.SUPPLIER_SIGNIN_SECRET = SECRET
        monkeypatch.setattr(clock, "now", lambda: cast.CLOSING - cast.timedelta(days=2))
        yield made


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def page(request, live_server):
    with chromium() as browser:
        context = browser.new_context(java_script_enabled=request.param, reduced_motion="reduce")
        made, made.problems = watched_page(context)
        made.has_scripts = request.param
        yield made


def faults(page, name):
    """Return what is wrong with the page, wide and narrow, light and dark; without scripts nobody can look."""
    return looks_wrong(page, name=name) if page.has_scripts else []


def test_a_supplier_signs_in_with_the_button_and_offers(page, live_server, broker):
    made = cast.published(suppliers=1)
    Supplier.objects.update(kvk="12345678")
    page.goto(f"{live_server.url}/aanvragen/{made.tender.number}/")
    assert faults(page, "inloggen") == []
    page.get_by_role("button", name="Log in met eHerkenning").click()
    page.get_by_role("heading", name="Wie ben je?").wait_for()
    page.get_by_role("button", name="Mail me een code").click()
    page.get_by_text("Vul je e-mailadres in.").first.wait_for()
    assert faults(page, "gegevens") == []
    page.get_by_label("Naam").fill("Nora Nieuw")
    page.get_by_label("E-mailadres").fill(made.suppliers[0].email)
    page.get_by_role("button", name="Mail me een code").click()
    page.get_by_role("button", name="Log in met je wachtwoord").wait_for()
    assert faults(page, "bekend") == []
    page.get_by_label("E-mailadres").fill("nora@zandbank.example")
    page.get_by_role("button", name="Mail me een code").click()
    page.get_by_role("heading", name="Vul je code in").wait_for()
    page.get_by_label("Code uit de mail").fill("ABCD-2345")
    page.get_by_role("button", name="Log in").click()
    page.get_by_text("Deze code klopt niet.").first.wait_for()
    assert faults(page, "code") == []
    letter = OutgoingLetter.objects.order_by("-pk")[0]
    page.get_by_label("Code uit de mail").fill(re.search(r"Je code is (\S+)", letter.text)[1])
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"**/aanvragen/{made.tender.number}/")
    assert page.get_by_role("heading", name="Medewerker servicepunt").first.is_visible()
    # Only what was refused says so in the console: the form that lacked something, and the address that was taken.
    assert [line for line in page.problems if "422" not in line] == []


def test_who_is_refused_and_whose_broker_fails_reads_what_to_do(page, live_server, broker):
    broker.says(level="EH2")
    page.goto(f"{live_server.url}/inloggen/")
    page.get_by_role("button", name="Log in met eHerkenning").click()
    page.get_by_role("heading", name="Je bent niet ingelogd").wait_for()
    assert faults(page, "geweigerd") == []
    page.get_by_role("link", name="Naar inloggen").click()
    broker.fault = "500 /.well-known/openid-configuration"
    page.get_by_role("button", name="Log in met eHerkenning").click()
    page.get_by_role("heading", name="eHerkenning werkt nu niet").wait_for()
    assert faults(page, "werkt-niet") == []
    page.get_by_role("link", name="Naar inloggen").click()
    assert page.get_by_label("Wachtwoord").is_visible()
