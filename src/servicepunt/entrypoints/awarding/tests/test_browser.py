"""The pages in a real browser: no accessibility violations, wide and narrow, light and dark, nothing sideways."""

from datetime import timedelta

import pytest

from servicepunt.domains.tenders.actions import asking
from servicepunt.domains.tenders.tests import cast
from tests.looks import chromium, looks_wrong, sign_in, watched_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = timedelta(days=1)
ROWS = "new Set([...document.querySelectorAll('.sp-tab-groups li')].map(each => each.offsetTop)).size"


def wrong_with(page, name):
    found = looks_wrong(page, name=name)
    if page.evaluate(ROWS) > 2:
        found.append(f"{name}: the pages of the request take more than a row, and one for their group")
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
    found = []
    with chromium() as browser:
        context = browser.new_context(reduced_motion="reduce")
        sign_in(context, made.people[name], live_server.url)
        page, complaints = watched_page(context)
        for path in paths:
            answer = page.goto(f"{live_server.url}/inhuur/{made.tender.number}/{path.format(first=made.k(1))}")
            assert answer.status == 200
            found += wrong_with(page, f"{until}-{path.strip('/').replace('/', '-')}")
    assert found == []
    assert complaints == []
