"""The servers of the tests start, do what they say, and are gone at the end."""

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import requests

from tests.servers.dovecot import Dovecot
from tests.servers.fixtures import oidc, postgres  # noqa: F401  # fixtures
from tests.servers.oidc import CLIENT, OidcProvider
from tests.servers.postgres import Postgres, missing_postgres
from tests.servers.process import missing

pytestmark = pytest.mark.server
needs_postgres = pytest.mark.skipif(bool(missing_postgres()), reason=missing_postgres())
needs_dovecot = pytest.mark.skipif(bool(missing("dovecot", "openssl")), reason=missing("dovecot", "openssl"))


def test_what_is_missing_is_told_with_its_debian_package() -> None:
    assert missing("no-such-program") == "needs no-such-program (Debian: apt install no-such-program)"
    assert missing("sh") == ""


def test_postgres_answers(postgres: Postgres) -> None:  # noqa: F811  # the fixture
    with psycopg.connect(postgres.url) as connection:
        row = connection.execute("SELECT current_database(), current_setting('fsync')").fetchone()
    assert row == ("servicepunt", "off")


@needs_postgres
def test_a_killed_postgres_comes_back_with_what_it_promised() -> None:
    with Postgres(is_durable=True) as server:
        with psycopg.connect(server.url) as connection:
            connection.execute("CREATE TABLE belofte (woord text)")
            connection.execute("INSERT INTO belofte VALUES ('blijft')")
        server.kill()
        server.restart()
        with psycopg.connect(**server.dsn) as connection:
            assert connection.execute("SELECT woord FROM belofte").fetchone() == ("blijft",)
        folder = server.folder.path
    assert not folder.exists()


@needs_dovecot
def test_a_full_mailbox_refuses_at_delivery() -> None:
    with Dovecot(quota_bytes=100_000) as server, pytest.raises(Exception, match=r"(?i)quota"):
        for _ in range(3):
            server.deliver(b"Subject: groot\r\n\r\n" + b"x" * 70 * 1000 + b"\r\n")


@needs_dovecot
@needs_postgres
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_servers_end_with_the_run_that_started_them(how: signal.Signals) -> None:
    code = (
        "from tests.servers.dovecot import Dovecot\n"
        "from tests.servers.postgres import Postgres\n"
        "d = Dovecot().__enter__(); p = Postgres().__enter__()\n"
        "print(d._process.pid, p._process.pid, d.folder.path, p.folder.path, flush=True)\n"
        "import time; time.sleep(60)\n"
    )
    root = Path(__file__).parents[2]
    run = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=root)
    assert run.stdout is not None
    first, second, *folders = run.stdout.readline().split()
    waiters = [os.pidfd_open(int(pid)) for pid in (first, second)]
    run.send_signal(how)
    run.communicate(timeout=30)
    for waiter in waiters:
        wait_for_end(waiter)
    if how is signal.SIGTERM:
        assert not any(Path(folder).exists() for folder in folders)
    else:
        subprocess.run(["rm", "-rf", *folders], check=True)


def wait_for_end(waiter: int) -> None:
    ended = select.poll()
    ended.register(waiter, select.POLLIN)
    assert ended.poll(15_000), "the server lives on"
    os.close(waiter)


@pytest.mark.parametrize("method", ["S256", "plain", ""])
def test_the_oidc_provider_wants_pkce_with_a_digest(oidc: OidcProvider, method: str) -> None:  # noqa: F811  # the fixture
    oidc.forget()
    asked = {"client_id": CLIENT, "redirect_uri": oidc.client.callback, "response_type": "code", "scope": "openid",
             "state": "s", "nonce": "n"}  # fmt: skip
    asked |= {"code_challenge": "x" * 43, "code_challenge_method": method} if method else {}
    answer = requests.get(f"{oidc.issuer}/middel", params=asked, allow_redirects=False, timeout=5)
    assert ("code=" in answer.headers.get("Location", "")) is (method == "S256")
    elsewhere = asked | {"redirect_uri": "http://kwaad.example/"}
    answer = requests.get(f"{oidc.issuer}/middel", params=elsewhere, allow_redirects=False, timeout=5)
    assert answer.status_code == 400
