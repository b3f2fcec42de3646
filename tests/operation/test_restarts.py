"""Reliability test 11: PostgreSQL is restarted ten times while somebody asks and a worker works; nothing is lost."""

import json
import subprocess
import sys
import time
import uuid
from collections import Counter
from email.message import EmailMessage
from threading import Event, Thread

import psycopg
import pytest

from tests.operation.installation import PASSWORD, Installation
from tests.operation.visiting import ask, fill_in, visitor
from tests.servers.dovecot import USERS, Dovecot
from tests.servers.postgres import Postgres, missing_postgres
from tests.servers.process import HOST, missing
from tests.servers.smtpsink import SmtpSink

pytestmark = [pytest.mark.server, pytest.mark.slow]
RESTARTS = 10
BACK_WITHIN = 10.0
ADDRESS = "servicepunt@dorp.test"
SETUP = """
import json, sys, django; django.setup()
from servicepunt.domains.mail.actions.mailboxes import seal
from servicepunt.domains.mail.models import Mailbox
from servicepunt.domains.people.actions import add_person, found_service_point
from servicepunt.foundation.clock import now
given = json.loads(sys.argv[1])
els = add_person(name="Els Jansen", email="els@dorp.test", at=now(), how="test", by=None)
els.set_password(given.pop("word"))
els.save(update_fields=["password"])
Mailbox.objects.create(
    team=found_service_point(at=now()), secret=seal(given.pop("secret")), watched_since=now(), per_minute=600, **given
)
"""


class Asker(Thread):
    """
    Somebody who asks one question after the other; who gets no answer sends the same form again.

    `answered` are the questions that were acknowledged, with the moment; `failed` when a try began and ended.
    """

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self.port, self.who, self.stopping = port, visitor(), Event()
        self.answered: dict[str, float] = {}
        self.failed: list[tuple[float, float]] = []
        assert fill_in(self.who, port, "/inloggen/", login="els@dorp.test", password=PASSWORD)[0] == 200

    def run(self) -> None:
        while not self.stopping.is_set():
            self._get_answered(f"Vraag {len(self.answered)} van Els")

    def _get_answered(self, title: str) -> None:
        key = str(uuid.uuid4())
        while True:
            began = time.monotonic()
            if self._is_taken(title, key):
                self.answered[title] = time.monotonic()
                return
            self.failed.append((began, time.monotonic()))
            if self.stopping.wait(0.05):
                return

    def _is_taken(self, title: str, key: str) -> bool:
        try:
            typed = {"title": title, "text": "De database valt telkens weg.", "key": key}
            status, page = fill_in(self.who, self.port, "/portaal/vraag/", **typed)
        except (OSError, AssertionError):
            return False
        return status == 200 and "Je melding is ontvangen" in page and title in page


def letter(number: int) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = f"burger{number}@elders.test", ADDRESS
    message["Subject"], message["Message-ID"] = f"Brief {number} van buiten", f"<brief-{number}@elders.test>"
    message.set_content("Deze mail kwam toen de database weg was.")
    return message.as_bytes()


def readiness(port: int) -> tuple[int, str]:
    status, said = ask(visitor(), port, "/klaar/")
    return status, json.loads(said)["delen"]["database"]


def rows(server: Postgres, question: str) -> list[tuple]:
    with psycopg.connect(**server.dsn) as line:
        return line.execute(question).fetchall()


def wait_until(holds, seconds: float = BACK_WITHIN, tell=lambda: "") -> None:
    end_at = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end_at, tell()
        time.sleep(0.05)


@pytest.fixture
def servers():
    if absent := missing_postgres() or missing("dovecot", "openssl"):
        pytest.skip(absent)
    with Postgres(is_durable=True) as server, Dovecot() as dovecot, SmtpSink(security="none") as sink:
        yield server, dovecot, sink


@pytest.fixture
def made(servers):
    server, dovecot, sink = servers
    with Installation(server.url, PROXY_COUNT="0") as installation:
        given = {
            "word": PASSWORD, "secret": USERS[ADDRESS], "name": "Servicepunt", "address": ADDRESS, "user": ADDRESS,
            "imap_host": HOST, "imap_port": dovecot.imap_port, "imap_security": "none",
            "smtp_host": HOST, "smtp_port": sink.port, "smtp_security": "none",
        }  # fmt: skip
        environment = installation.environment | {"DJANGO_SETTINGS_MODULE": "servicepunt.config.settings"}
        subprocess.run([sys.executable, "-c", SETUP, json.dumps(given)], env=environment, check=True)
        yield installation


def test_ten_restarts_of_the_database_lose_no_question_no_letter_and_no_job(servers, made):
    server, dovecot, sink = servers
    port = made.web("--workers", "1")
    made.start("worker")
    els = Asker(port)
    els.start()
    away = []
    for number in range(RESTARTS):
        wait_until(lambda: els.answered)
        began = time.monotonic()
        (server.kill if number % 2 else server.stop)()
        wait_until(lambda: readiness(port) == (503, "onbereikbaar"))
        assert ask(visitor(), port, "/gezond/")[0] == 200
        dovecot.deliver(letter(number), to=ADDRESS)
        server.restart()
        is_back = time.monotonic()
        wait_until(lambda: readiness(port) == (200, "goed"))
        wait_until(lambda since=is_back: max(els.answered.values()) > since)
        away.append((began, is_back + BACK_WITHIN))
    els.stopping.set()
    els.join(30)

    wait_until(lambda: not unfinished(server), seconds=40, tell=lambda: unfinished(server))
    titles = Counter(title for (title,) in rows(server, "SELECT title FROM tickets_ticket"))
    letters = {f"Brief {number} van buiten" for number in range(RESTARTS)}
    assert letters <= titles.keys(), "a letter was lost"
    assert els.answered.keys() <= titles.keys(), "an acknowledged question was lost"
    assert {title: count for title, count in titles.items() if count > 1} == {}
    apart = [one for one in els.failed if not any(began <= one[1] and one[0] <= end for began, end in away)]
    assert apart == [], "a page failed while the database was there"
    told = {state: set() for state in ("sent", "held", "sending", "uncertain")}
    for state, name in rows(server, "SELECT state, message_id FROM mail_outgoingletter"):
        told[state].add(name)
    taken = Counter(message_id(one.raw) for one in sink.taken)
    assert told["sent"] <= taken.keys(), "a letter that is said to be sent was not"
    assert max(taken.values()) == 1
    # The database went away between claiming a letter and writing down that it left: people see it as uncertain.
    assert len(told["sending"] | told["uncertain"]) <= RESTARTS


def unfinished(server: Postgres) -> list[tuple]:
    """Return the jobs in hand, put back or dead, the letters that wait to be sent, and those that are no ticket."""
    return rows(
        server,
        """
        SELECT task, state, attempt, error, run_after - now() FROM queue_job
        WHERE state IN ('taken', 'dead') OR (state = 'ready' AND (attempt > 0 OR run_after < now()))
        UNION ALL SELECT 'letter', state, attempts, server_words, send_after - now() FROM mail_outgoingletter
        WHERE state = 'queued'
        UNION ALL SELECT 'mail', 'lost', 0, '', NULL
        WHERE (SELECT count(*) FROM tickets_ticket WHERE title LIKE 'Brief %') < 10
        """,
    )


def message_id(raw: bytes) -> str:
    lines = raw.decode(errors="replace").splitlines()
    return next(line.partition(":")[2].strip() for line in lines if line.lower().startswith("message-id:"))
