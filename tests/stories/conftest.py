"""A whole demo for the stories: web server, worker and mail server as a person starts them, and a real browser."""

import re
import sys
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.looks import ARGUMENTS
from tests.servers.dovecot import Dovecot
from tests.servers.process import Folder, end, find_program, free_port, missing, spawn
from tests.servers.smtpsink import SmtpSink
from tests.stories.desk import Desk, Visitor
from tests.stories.letters import PostOffice

UNDO_SECONDS = 6
# A busy machine answers late; what never comes still fails.
expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every story drives a browser."""
    for item in items:
        if "tests/stories/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def servers() -> Iterator[PostOffice | None]:
    """A Dovecot, and an SMTP server that delivers there; None on a machine without Dovecot."""
    if missing("dovecot", "openssl"):
        yield None
        return
    with Dovecot() as dovecot, SmtpSink(dovecot, needs_login=True) as smtp:
        trust = dovecot.folder.path / "authorities.pem"
        trust.write_text(dovecot.ca.read_text() + smtp.ca.read_text())
        yield PostOffice(dovecot, smtp, trust)


@pytest.fixture
def post_office(servers: PostOffice | None) -> PostOffice:
    """The mail servers, for a story that cannot do without."""
    if servers is None:
        pytest.skip(missing("dovecot", "openssl"))
    return servers


@pytest.fixture(scope="session")
def desk(servers: PostOffice | None) -> Iterator[Desk]:
    """A demo that runs, as `./run demo` starts it, on free ports and in a folder of its own."""
    folder = Folder("stories")
    port, smtp_port = free_port(), free_port()
    output = folder.path / "output"
    words = ["demo", "--data", str(folder.path / "demo"), "--port", str(port), "--smtp-port", str(smtp_port)]
    # It trusts the mail servers of the stories, and an answer can be called back for shorter than usual.
    settings = [f"SERVICEPUNT_UNDO_SEND_SECONDS={UNDO_SECONDS}"]
    settings += [f"SSL_CERT_FILE={servers.trust}"] if servers else []
    began = time.monotonic()
    process = spawn(["env", *settings, sys.executable, "-m", "servicepunt.config", *words], output=output)
    folder.before_removal(lambda: end(process, seconds=20))
    while "Ctrl-C" not in (said := output.read_text() if output.exists() else ""):
        if process.poll() is not None or time.monotonic() - began > 240:
            pytest.fail(f"the demo did not start:\n{said}")
        time.sleep(0.1)
    took = time.monotonic() - began
    password = re.search(r"wachtwoord (\S+)\)", said)
    assert password
    yield Desk(f"http://localhost:{port}", smtp_port, said, took, password[1], output)
    folder.remove()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium of this machine; not for longer than a file, as Django refuses its database beside a running loop."""
    if absent := missing("chromium"):
        pytest.skip(absent)
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=find_program("chromium"), args=ARGUMENTS)
        yield made
        made.close()


@pytest.fixture
def visitor(desk: Desk, browser: Browser) -> Iterator[Visitor]:
    """Opens pages as somebody; afterwards nothing may have gone wrong in the console."""
    made = Visitor(desk, browser)
    yield made
    made.close()
    assert made.problems == []


@pytest.fixture
def agent(visitor: Visitor) -> Page:
    """The page of an agent of the service point."""
    return visitor.open("/", "behandelaar")


@pytest.fixture
def employee(visitor: Visitor) -> Page:
    """The page of an employee."""
    return visitor.open("/", "medewerker")
