"""The lists of post in a real browser: calm on a narrow screen, and no accessibility violations."""

import os
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import sync_playwright

from servicepunt.domains.mail.models import IncomingLetter, OutgoingLetter
from tests.village import NOON

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
LISTS = ("/balie/post/?toestand=aside", "/balie/post/uit/")
ROWS = "[...document.querySelectorAll('tbody tr')].map((row) => row.getBoundingClientRect().height)"
OVERFLOWS = """[document.documentElement, document.querySelector('.sp-table-wrap')]
    .some((part) => part.scrollWidth > part.clientWidth)"""
REASON = "Iemand die niet bij deze melding hoort noemde het nummer M2607 0012."


def fill(village):
    for number, (title, name) in enumerate(
        [
            ("Re: M2607 0012 Printer op de tweede verdieping", "Wilhelmina van den Berg-Hoekstra"),
            ("Vraag", ""),
            ("", ""),
        ]
    ):
        IncomingLetter.objects.create(
            mailbox=village.mailbox, digest=f"{number:064d}", raw=f"{number:064d}", size=100, title=title,
            sender=f"wilhelmina.van.den.berg{number}@elders.example", sender_name=name, state="aside", reason=REASON,
            received_at=NOON - timedelta(days=number), kept_at=NOON,
        )  # fmt: skip
        OutgoingLetter.objects.create(
            mailbox=village.mailbox, key=f"k{number}", message_id=f"<{number}@x>", title=title or "Antwoord",
            to=[f"wilhelmina.van.den.berg{number}@elders.example"], text="Dag", state="failed", made_at=NOON,
            send_after=NOON, is_automatic=number == 1, server_words="550 5.1.1 Deze gebruiker is hier niet bekend",
        )  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_letter_in_a_list_is_a_short_block_on_a_narrow_screen(village, live_server, scheme):
    fill(village)
    client = Client()
    client.force_login(village.fatima)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}
    # Playwright runs an event loop in this thread, and Django then refuses the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    heights, found = {}, {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        for width in (390, 1440):
            context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 844})
            context.add_cookies([cookie | {"url": live_server.url}])
            page = context.new_page()
            for number, path in enumerate(LISTS):
                page.goto(live_server.url + path)
                if folder := os.environ.get("SCREENSHOTS"):
                    page.screenshot(path=f"{folder}/post-{number}-{width}-{scheme}.png", full_page=True)
                heights[path, width] = page.evaluate(ROWS)
                assert not page.evaluate(OVERFLOWS), (path, width)
                if violations := Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]:
                    found[path, width] = [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in violations]
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    assert found == {}
    assert {key: rows for key, rows in heights.items() if len(rows) != 3 or max(rows) > 140} == {}
