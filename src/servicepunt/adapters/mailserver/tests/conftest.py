"""Real mail servers for the tests of this package."""

from collections.abc import Iterator

import pytest

from servicepunt.adapters.mailserver.client import MailAccount
from tests.servers.dovecot import Dovecot
from tests.servers.process import missing
from tests.servers.smtpsink import SmtpSink

USER = "servicepunt@dorp.test"
PASSWORD = "geheim-1"


@pytest.fixture(scope="session", params=["full", "exchange", "bare"])
def any_dovecot(request: pytest.FixtureRequest) -> Iterator[Dovecot]:
    if absent := missing("dovecot", "openssl"):
        pytest.skip(absent)
    with Dovecot(request.param) as server:
        yield server


@pytest.fixture
def server(any_dovecot: Dovecot) -> Dovecot:
    any_dovecot.empty()
    any_dovecot.tokens.clear()
    return any_dovecot


@pytest.fixture(scope="session")
def sink() -> Iterator[SmtpSink]:
    if absent := missing("openssl"):
        pytest.skip(absent)
    with SmtpSink() as running:
        yield running


def imap_account(server: Dovecot, **changes: object) -> MailAccount:
    fields: dict[str, object] = {
        "host": "localhost",
        "port": server.imaps_port,
        "user": USER,
        "password": PASSWORD,
        "ca_file": server.ca,
        "connect_seconds": 5,
        "read_seconds": 5,
    }
    return MailAccount(**(fields | changes))  # type: ignore[arg-type]  # a test's own words


def smtp_account(sink: SmtpSink, **changes: object) -> MailAccount:
    fields: dict[str, object] = {
        "host": "localhost",
        "port": sink.port,
        "security": sink.security,
        "user": USER,
        "password": PASSWORD,
        "ca_file": sink.ca,
        "connect_seconds": 5,
        "read_seconds": 5,
    }
    return MailAccount(**(fields | changes))  # type: ignore[arg-type]  # a test's own words
