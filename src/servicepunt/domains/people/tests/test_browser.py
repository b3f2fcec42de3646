"""The pages about people and signing in, in a real browser: no accessibility violations."""

import pytest

from servicepunt.domains.people.actions import keep_import, save_team
from servicepunt.domains.people.models import Supplier
from servicepunt.domains.people.tests.cast import NOON, cast
from tests.looks import chromium, looks_wrong, sign_in, watched_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OPEN = ["/inloggen/", "/inloggen/wachtwoord/vergeten/", "/inloggen/gesloten/"]
MINE = ["/profiel/", "/inloggen/veilig/", "/inloggen/wachtwoord/", "/inloggen/bevestig/", "/inloggen/uit/"]


def test_no_page_has_accessibility_violations(live_server):
    willemien, fatima, jose = cast()
    willemien.set_password("een lang wachtwoord")
    willemien.save(update_fields=["password"])
    team = save_team(team=None, name="Beheer", line=2, members=[fatima], by=None, at=NOON)
    files = [
        keep_import(kind="people", file_name="p.csv", content=content.encode(), by=willemien, at=NOON).pk
        for content in ("naam;e-mailadres\nEls;els@a.nl\n", "naam;e-mailadres\n;kapot\n")
    ]
    vecht = Supplier.objects.create(name="Vecht Telecom", kvk="01234567")
    administer = [
        "/beheer/personen/", "/beheer/personen/?q=niemand", "/beheer/personen/nieuw/", f"/beheer/personen/{jose.pk}/",
        "/beheer/teams/", f"/beheer/teams/{team.pk}/", "/beheer/leveranciers/", f"/beheer/leveranciers/{vecht.pk}/",
        "/beheer/inlezen/",
        *(f"/beheer/inlezen/{pk}/" for pk in files),
    ]  # fmt: skip
    found = []
    with chromium() as browser:
        context = browser.new_context(reduced_motion="reduce")
        page, complaints = watched_page(context)
        for number, path in enumerate([*OPEN, *MINE, *administer]):
            if number == len(OPEN):
                sign_in(context, willemien, live_server.url)
            page.goto(live_server.url + path)
            found += looks_wrong(page)
    assert found == []
    assert complaints == []
