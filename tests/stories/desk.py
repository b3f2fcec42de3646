"""The demo as the stories see it: an address, accounts, a mail server, and pages in a browser."""

import re
import smtplib
import time
import uuid
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, StorageState, expect

DOMAIN = "voorbeeld.example"
ADDRESS = f"servicepunt@{DOMAIN}"
_signed_in: dict[tuple[str, str], StorageState] = {}


@dataclass(frozen=True, slots=True)
class Desk:
    """A running demo; `took` seconds to start, `said` on the terminal."""

    url: str
    smtp_port: int
    said: str
    took: float
    password: str
    output: Path

    def mail(self, subject: str, text: str, *, sender: str, reply_to: str = "", **extra: Any) -> str:
        """Send a mail to the desk as a mail program does; return its Message-ID."""
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = sender, extra.get("to", ADDRESS), subject
        letter["Date"], letter["Message-ID"] = formatdate(), make_msgid(domain="mailprogramma.example")
        if reply_to:
            letter["In-Reply-To"] = letter["References"] = reply_to
        for name, value in extra.get("headers", {}).items():
            letter[name] = value
        letter.set_content(text)
        if "html" in extra:
            letter.add_alternative(extra["html"], subtype="html")
        for name, content in extra.get("files", {}).items():
            letter.add_attachment(content, maintype="text", subtype="plain", filename=name)
        with smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=20) as server:
            server.send_message(letter)
        return str(letter["Message-ID"])


class Visitor:
    """Opens pages as somebody of the demo, and remembers what the browser complained about."""

    def __init__(self, desk: Desk, browser: Browser) -> None:
        self.desk, self.browser = desk, browser
        self.problems: list[str] = []
        self._contexts: list[BrowserContext] = []

    def open(self, path: str, who: str = "", *, width: int = 1440, height: int = 900, script: bool = True) -> Page:
        """Open a page as one of the accounts, or as nobody."""
        page = self.new_page(who, width=width, height=height, script=script)
        page.goto(self.desk.url + path)
        return page

    def new_page(self, who: str = "", *, width: int = 1440, height: int = 900, script: bool = True) -> Page:
        """Make a page in a browser of its own, signed in."""
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
            java_script_enabled=script,
            storage_state=self._state(who) if who else None,
        )
        context.set_default_timeout(20_000)
        self._contexts.append(context)
        page = context.new_page()
        page.on("console", lambda line: self._hear(page, line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: self._hear(page, str(error)))
        return page

    def _hear(self, page: Page, words: str) -> None:
        # The browser itself reports every refused form; the pages show those.
        if "status of 422" not in words and "status of 409" not in words and "Response Status" not in words:
            self.problems.append(f"{page.url}: {words}")

    def _state(self, who: str) -> StorageState:
        key = (self.desk.url, who)
        if key not in _signed_in:
            context = self.browser.new_context()
            page = context.new_page()
            page.goto(f"{self.desk.url}/inloggen/")
            page.get_by_label("E-mailadres").fill(f"{who}@{DOMAIN}")
            page.get_by_label("Wachtwoord", exact=True).fill(self.desk.password)
            page.get_by_role("button", name="Log in", exact=True).click()
            expect(page.get_by_role("button", name="Uitloggen").first).to_be_attached()
            _signed_in[key] = context.storage_state()
            context.close()
        return _signed_in[key]

    def close(self) -> None:
        """Close every page."""
        for context in self._contexts:
            context.close()


def unique(words: str) -> str:
    """Return the words with something no other test has."""
    return f"{words} {uuid.uuid4().hex[:6]}"


def wait_for_letter(page: Page, desk: Desk, words: str, seconds: float = 40) -> str:
    """Return the text of a letter on the demo's page for mail, once it is there."""
    found = page.locator("main details", has_text=words).first
    until = time.monotonic() + seconds
    while True:
        page.goto(f"{desk.url}/demo/post/")
        if found.count():
            return found.text_content() or ""
        assert time.monotonic() < until, f"no mail with {words!r} within {seconds:.0f} s"
        page.wait_for_timeout(300)


def find_ticket(page: Page, desk: Desk, title: str, seconds: float = 5) -> float:
    """Open the ticket with this title from the worklist; return after how many seconds it was there."""
    began = time.monotonic()
    link = page.get_by_role("link", name=title)
    while True:
        page.goto(f"{desk.url}/balie/?view=all&q={title.replace(' ', '+')}")
        if link.count():
            break
        assert time.monotonic() < began + seconds, f"{title!r} is not in the worklist after {seconds:.0f} s"
        page.wait_for_timeout(100)
    took = time.monotonic() - began
    link.first.click()
    page.wait_for_url("**/melding/**")
    return took


def reload_until(page: Page, found: Locator, seconds: float = 20) -> None:
    """Load the page again until this is on it."""
    until = time.monotonic() + seconds
    while not found.count():
        assert time.monotonic() < until, f"{found} is not on {page.url} after {seconds:.0f} s"
        page.wait_for_timeout(150)
        page.reload()


def look_again_until(page: Page, found: Locator, words: str | re.Pattern[str], seconds: float = 20) -> None:
    """Let half minutes pass on the clock of a page (`page.clock.install()` before it was opened) until this is told."""
    until = time.monotonic() + seconds
    while not re.search(words, found.text_content() or ""):
        assert time.monotonic() < until, f"{words!r} is not on {page.url} after {seconds:.0f} s"
        page.clock.fast_forward(31_000)
        page.wait_for_timeout(300)


def tab_to(page: Page, label: str) -> None:
    """Go to the field whose label begins like this by the keyboard alone."""
    field = page.get_by_label(re.compile(f"^{re.escape(label)}"))
    for _ in range(40):
        page.keyboard.press("Tab")
        if field.evaluate("field => field === document.activeElement"):
            return
    raise AssertionError(f"Tab does not reach {label!r}")


def open_panel(page: Page, title: str) -> Locator:
    """Unfold a panel beside the ticket and return it."""
    panel = page.locator("details.sp-panel").filter(has=page.locator("summary", has_text=title))
    if panel.get_attribute("open") is None:
        panel.locator("summary").first.click()
    return panel
