"""The lists of post in a real browser: calm on a narrow screen, and no accessibility violations."""

from datetime import timedelta

import pytest

from servicepunt.domains.mail.models import IncomingLetter, OutgoingLetter
from tests.looks import chromium, looks_wrong, sign_in
from tests.village import NOON

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
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


def test_a_letter_in_a_list_is_a_short_block_on_a_narrow_screen(village, live_server):
    fill(village)
    heights, found = {}, []
    with chromium() as browser:
        context = browser.new_context()
        sign_in(context, village.fatima, live_server.url)
        page = context.new_page()
        for path in LISTS:
            page.goto(live_server.url + path)
            for width in (390, 1440):
                page.set_viewport_size({"width": width, "height": 844})
                heights[path, width] = page.evaluate(ROWS)
                assert not page.evaluate(OVERFLOWS), (path, width)
            found += looks_wrong(page)
    assert found == []
    assert {key: rows for key, rows in heights.items() if len(rows) != 3 or max(rows) > 140} == {}
