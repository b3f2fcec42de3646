"""A real browser for tests that also use the database, and what may be wrong with a page in it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.servers.process import find_program, missing

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Another scheme changes colours and nothing else.
COLOURS = ["color-contrast", "link-in-text-block"]
LOOKS = ((1440, "light"), (1440, "dark"), (390, "dark"), (390, "light"))
RUN = """async ([within, type, values]) =>
    (await axe.run(within, { runOnly: { type, values }, resultTypes: ["violations"] }))
    .violations.map(({ id, nodes }) => [id, nodes.map((node) => `${node.target}: ${node.html.slice(0, 160)}`)])"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give a browser; the test may ask the database things while it runs."""
    if absent := missing("chromium"):
        pytest.skip(absent)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright runs an event loop in this thread, and Django then refuses the database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        made = playwright.chromium.launch(executable_path=find_program("chromium"), args=ARGUMENTS)
        yield made
        made.close()


def watched_page(context: BrowserContext) -> tuple[Page, list[str]]:
    """Return a new page, and a list that grows with every complaint in its console."""
    page, complaints = context.new_page(), []

    def note(line: Any) -> None:
        if line.type == "error":
            complaints.append(f"{page.url}: {line.text}")

    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    return page, complaints


def sign_in(context: BrowserContext, person: Any, address: str) -> None:
    """Let whoever visits the address with this context be the person."""
    client = Client()
    client.force_login(person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": address}])


def looks_wrong(page: Page, within: str = ":root", *, name: str = "") -> list[str]:
    """Return everything that is wrong with the page or a part of it, wide and narrow, light and dark.

    With SCREENSHOTS in the environment, pictures of it go to that folder.
    """
    found = []
    name = name or urlsplit(page.url).path.strip("/").replace("/", "-")
    # What is folded away must be right as well.
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    page.evaluate(Axe().axe_script)
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        if folder := os.environ.get("SCREENSHOTS"):
            page.screenshot(path=f"{folder}/{name}-{width}-{scheme}.png", full_page=True)
        wanted = [within, "tag", RULES] if scheme == "light" else [within, "rule", COLOURS]
        where = f"{urlsplit(page.url).path} {width} {scheme}"
        found += [f"{where}: {rule}: {nodes[:3]}" for rule, nodes in page.evaluate(RUN, wanted)]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{where}: scrolls sideways")
    page.set_viewport_size({"width": 1440, "height": 900})
    return found
