"""Story 1: somebody tries it in one command."""

import re

from playwright.sync_api import expect

from tests.stories.desk import ADDRESS


def test_the_demo_starts_within_a_minute_and_says_how_to_begin(desk):
    assert desk.took < 60
    assert re.search(r"\d+ van 2500 meldingen", desk.said)
    assert "550 medewerkers" in desk.said and "12 leveranciers" in desk.said
    assert f"{desk.url}/" in desk.said and f"{desk.url}/demo/post/" in desk.said
    assert f"{desk.url}/demo/klok/" in desk.said
    assert ADDRESS in desk.said and str(desk.smtp_port) in desk.said
    for account in ("behandelaar", "tweedelijn", "coordinator", "medewerker"):
        assert f"{account}@" in desk.said


def test_every_account_lands_where_the_work_is(visitor):
    for account in ("behandelaar", "tweedelijn", "coordinator"):
        expect(visitor.open("/", account).locator("#werkvoorraad")).to_be_visible()
    expect(visitor.open("/", "medewerker").get_by_role("heading", level=1)).to_contain_text("waar kunnen we mee helpen")


def test_a_stranger_is_asked_to_sign_in_and_comes_where_they_wanted(visitor, desk):
    page = visitor.open("/balie/?view=waiting")
    page.get_by_label("E-mailadres").fill("behandelaar@voorbeeld.example")
    page.get_by_label("Wachtwoord", exact=True).fill(desk.password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/balie/?view=waiting")


def test_the_worklist_is_full_of_believable_work(visitor):
    page = visitor.open("/balie/?view=all", "behandelaar")
    expect(page.locator(".sp-page-header__count")).to_contain_text("meer dan 1.000 meldingen")
    assert page.locator("tr[data-row]").count() >= 25
