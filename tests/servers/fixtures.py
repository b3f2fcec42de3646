"""Real servers as fixtures for a whole run: import the names in a conftest."""

from collections.abc import Iterator

import pytest

from tests.servers.dovecot import Dovecot
from tests.servers.oidc import OidcProvider
from tests.servers.postgres import Postgres, missing_postgres
from tests.servers.process import missing
from tests.servers.smtpsink import SmtpSink


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """A Dovecot with everything it has."""
    if absent := missing("dovecot", "openssl"):
        pytest.skip(absent)
    with Dovecot() as server:
        yield server


@pytest.fixture(scope="session")
def smtp_sink(dovecot: Dovecot) -> Iterator[SmtpSink]:
    """A sink with STARTTLS that delivers to the users of `dovecot`."""
    with SmtpSink(dovecot) as server:
        yield server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL that forgets everything when the power fails, and is fast."""
    if absent := missing_postgres():
        pytest.skip(absent)
    with Postgres() as server:
        yield server


@pytest.fixture(scope="session")
def oidc() -> Iterator[OidcProvider]:
    """An OpenID Connect provider whose client is the test client; say `forget` before you use it."""
    with OidcProvider() as server:
        yield server
