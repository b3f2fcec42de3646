"""Reading a real mailbox: nothing lost, nothing twice, whatever dies meanwhile."""

import json
import os
import random
import resource
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection, connections

from servicepunt.adapters.mailserver.client import MailServerError
from servicepunt.adapters.mailserver.imap import ImapInbox
from servicepunt.adapters.storage.disk import FileStore
from servicepunt.domains.mail.actions.mailboxes import seal
from servicepunt.domains.mail.models import IncomingLetter, Mailbox
from servicepunt.domains.mail.queries import mail_alarms
from servicepunt.domains.tickets.models import Ticket
from servicepunt.entrypoints.mailbox import receive
from servicepunt.entrypoints.mailbox.accounts import imap_access
from servicepunt.entrypoints.mailbox.intake import understand
from servicepunt.entrypoints.mailbox.receive import read_mailbox
from servicepunt.entrypoints.mailbox.tests import dovecot
from servicepunt.entrypoints.mailbox.tests.conftest import letter
from servicepunt.foundation.clock import now
from servicepunt.foundation.files import StorageFull

pytestmark = [
    pytest.mark.server,
    # With every app named the database is emptied with CASCADE: the table of words has no model.
    pytest.mark.django_db(transaction=True, available_apps=list(settings.INSTALLED_APPS)),
    pytest.mark.skipif(not dovecot.found(), reason="Dovecot is not installed (Debian: dovecot-imapd dovecot-lmtpd)"),
]
START = "import django, json, sys; django.setup()\n"
SETUP = (
    START
    + """
from servicepunt.domains.mail.actions.mailboxes import seal
from servicepunt.domains.mail.models import Mailbox
from servicepunt.domains.people.models import Team
team, _ = Team.objects.get_or_create(is_service_point=True, defaults={"name": "Servicepunt", "line": 1})
fields = json.loads(sys.argv[1])
Mailbox.objects.create(team=team, secret=seal(fields.pop("password")), **fields)
"""
)
READER = (
    START
    + """
from servicepunt.domains.mail.models import Mailbox
from servicepunt.entrypoints.mailbox.receive import read_mailbox
sys.exit(0 if read_mailbox(Mailbox.objects.select_related("team").get()) else 3)
"""
)
# Lets a reader begin for every line it reads, says its number, and says how it ended. Who was killed keeps the
# mailbox for two minutes; the test does not wait for that. A reader says a word after each letter that it fetched,
# kept with those fetched before, or understood and moved.
NURSERY = (
    START
    + """
import os
from django.db import OperationalError, connections
from servicepunt.adapters.mailserver.imap import ImapInbox
from servicepunt.domains.mail.models import Mailbox
from servicepunt.entrypoints.mailbox import receive
from servicepunt.entrypoints.mailbox.receive import read_mailbox
def telling(step):
    def told(*words):
        done = step(*words)
        print("one", flush=True)
        return done
    return told
ImapInbox.fetch = telling(ImapInbox.fetch)
receive._Reader._one = telling(receive._Reader._one)
take_all = receive.take_all
def kept(*words, **more):
    done = take_all(*words, **more)
    print("kept", flush=True)
    return done
receive.take_all = kept
for line in sys.stdin:
    pid = os.fork()
    if not pid:
        print(os.getpid(), flush=True)
        Mailbox.objects.update(read_until=None, reader="")
        os._exit(0 if read_mailbox(Mailbox.objects.select_related("team").get()) else 3)
    print("ended", os.waitpid(pid, 0)[1], flush=True)
"""
)
WATCHER = (
    START
    + """
import time
from servicepunt.entrypoints.mailbox.watch import MailWatch
MailWatch().start()
time.sleep(60)
"""
)
COUNTS = (
    START
    + """
from servicepunt.domains.mail.models import IncomingLetter
from servicepunt.domains.tickets.models import Message, Ticket
print(json.dumps({
    "texts": sorted(Message.objects.values_list("text", flat=True)),
    "tickets": Ticket.objects.count(),
    "states": sorted(set(IncomingLetter.objects.values_list("state", flat=True))),
}))
"""
)


class Desk:
    """A desk in processes of its own, over a database in a file (or the PostgreSQL that the tests run on)."""

    def __init__(self, folder: Path, server: dovecot.Dovecot) -> None:
        self.folder = folder
        database = connections["default"].settings_dict
        address = f"sqlite://{folder}/desk.sqlite3"
        if "postgresql" in database["ENGINE"]:
            place = f"{database['HOST']}:{database['PORT']}" if database["PORT"] else ""
            address = (
                f"postgresql://{database['USER']}:{database['PASSWORD']}@{place}/{database['NAME']}"
                f"?host={database['HOST']}"
            )
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "servicepunt.config.settings",
            "SERVICEPUNT_SECRET_KEY": "only-for-this-test",
            "SERVICEPUNT_DATABASE_URL": address,
            "SERVICEPUNT_FILES": str(folder / "files"),
            "SERVICEPUNT_LOW_SPACE_MB": "0",
            "SERVICEPUNT_LOW_SPACE_PERCENT": "0",
            "SERVICEPUNT_LOG_LEVEL": "ERROR",
        }
        if "sqlite" in address:
            command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0", "--skip-checks"]
            subprocess.run(command, env=self.environment, check=True)
        fields = {
            "name": "Servicepunt", "address": dovecot.USER, "password": dovecot.PASSWORD, "user": dovecot.USER,
            "imap_host": dovecot.HOST, "imap_port": server.imap_port, "imap_security": "none", "smtp_host": "x",
        }  # fmt: skip
        self.run(SETUP, json.dumps(fields))

    def begin(self, script: str, **pipes: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-c", script], env=self.environment, **pipes)

    def run(self, script: str, *words: str) -> str:
        command = [sys.executable, "-c", script, *words]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True)
        assert not done.returncode, done.stderr[-2000:]
        return done.stdout

    def counts(self) -> dict[str, Any]:
        counted: dict[str, Any] = json.loads(self.run(COUNTS))
        return counted


@pytest.fixture
def desk(server, tmp_path) -> Desk:
    return Desk(tmp_path, server)


@pytest.fixture
def server(request) -> Iterator[dovecot.Dovecot]:
    with dovecot.Dovecot(getattr(request, "param", "full")) as running:
        yield running


@pytest.fixture
def box(server, team) -> Mailbox:
    return Mailbox.objects.create(
        name="Servicepunt",
        address=dovecot.USER,
        team=team,
        imap_host=dovecot.HOST,
        imap_port=server.imap_port,
        imap_security="none",
        user=dovecot.USER,
        secret=seal(dovecot.PASSWORD),
        smtp_host="127.0.0.1",
        watched_since=now(),
    )


def report_title(n: int) -> str:
    return f"Vraag over zaak {chr(97 + n % 26)}{chr(97 + n // 26)}"


def report(n: int) -> bytes:
    return letter(
        f"Regel {n}",
        sender=f"burger{n}@elders{n % 97}.test",
        subject=report_title(n),
        message_id=f"<m{n}@elders.test>",
    )


@pytest.mark.parametrize("server", ["full", "exchange", "bare"], indirect=True)
def test_letters_become_tickets_and_leave_the_inbox(server, box):
    server.deliver_all([report(n) for n in range(5)] + [b"Received: by relay\r\n" + report(1)])
    assert read_mailbox(box)
    assert Ticket.objects.count() == 5
    assert (server.count(), server.count("Verwerkt")) == (0, 6)
    assert mail_alarms(now()) == []


def test_a_letter_that_comes_while_another_is_read_does_not_wait(server, box, monkeypatch):
    stopping = threading.Event()

    def understand_and_receive(kept, *, at):
        state = understand(kept, at=at)
        if Ticket.objects.count() == 1:
            server.deliver_all([report(1)])
        else:
            stopping.set()
        return state

    monkeypatch.setattr(receive, "understand", understand_and_receive)
    server.deliver_all([report(0)])
    began = time.monotonic()
    assert read_mailbox(box, seconds=18, stopping=stopping)
    assert Ticket.objects.count() == 2
    assert time.monotonic() - began < 12


def test_a_new_uidvalidity_makes_nothing_twice(server, box):
    server.deliver_all([report(n) for n in range(3)])
    read_mailbox(box)
    with ImapInbox(imap_access(box).account) as inbox:
        inbox.uids()
        first = inbox.uid_validity
    server.renumber()
    server.deliver_all([report(n) for n in range(4)])
    read_mailbox(box)
    assert Ticket.objects.count() == 4
    assert set(IncomingLetter.objects.values_list("deliveries__uid_validity", flat=True)) > {first}


def test_a_letter_that_somebody_read_on_a_phone_is_taken_in_too(server, box):
    server.deliver(report(1))
    server.admin("flags", "add", "-u", dovecot.USER, "\\Seen", "mailbox", "INBOX", "all")
    read_mailbox(box)
    assert Ticket.objects.count() == 1


def test_the_letters_of_a_visit_are_kept_in_one_commit_and_only_then_moved(server, box, monkeypatch):
    committed, commits, move = connection._commit, [0], ImapInbox.move

    def commit():
        commits[0] += 1
        return committed()

    def move_kept(inbox, uid, folder):
        assert IncomingLetter.objects.count() == 12
        move(inbox, uid, folder)

    monkeypatch.setattr(connection, "_commit", commit)
    monkeypatch.setattr(ImapInbox, "move", move_kept)
    server.deliver_all([report(n) for n in range(12)])
    assert read_mailbox(box)
    # All of them kept, each of them understood.
    assert (commits[0], Ticket.objects.count(), server.count()) == (1 + 12, 12, 0)


def test_many_letters_are_kept_some_at_a_time(server, box, monkeypatch):
    monkeypatch.setattr(receive, "MOST_LETTERS", 5)
    monkeypatch.setattr(receive, "MOST_BYTES", 3 * len(report(10)))
    together, take_all = [], receive.take_all

    def counted(found, **more):
        together.append(len(found))
        return take_all(found, **more)

    monkeypatch.setattr(receive, "take_all", counted)
    server.deliver_all([report(n) for n in range(10, 22)])
    assert read_mailbox(box)
    assert Ticket.objects.count() == 12
    assert (sum(together), max(together) <= 3) == (12, True)


def test_what_came_before_a_line_that_breaks_is_taken_in_all_the_same(server, box, monkeypatch):
    fetch = ImapInbox.fetch

    def cut(inbox, uid):
        if uid == 3:
            raise MailServerError(permanent=False, words="de verbinding brak af", stage="line")
        return fetch(inbox, uid)

    with monkeypatch.context() as patch:
        patch.setattr(ImapInbox, "fetch", cut)
        server.deliver_all([report(n) for n in range(5)])
        assert not read_mailbox(box)
    assert (Ticket.objects.count(), server.count()) == (2, 3)
    assert read_mailbox(box)
    assert (Ticket.objects.count(), server.count()) == (5, 0)


def test_a_letter_that_cannot_be_kept_keeps_no_other_out(server, box, monkeypatch):
    save = FileStore._put

    def full(store, content):
        if b"Regel 3" in content:
            raise StorageFull("vol")
        return save(store, content)

    with monkeypatch.context() as patch:
        patch.setattr(FileStore, "_put", full)
        server.deliver_all([report(n) for n in range(5)])
        assert not read_mailbox(box)
    assert (Ticket.objects.count(), server.count()) == (3, 2)
    assert read_mailbox(box)
    assert (Ticket.objects.count(), server.count()) == (5, 0)


def test_who_lost_the_mailbox_meanwhile_leaves_the_rest_to_the_next(server, box, monkeypatch):
    def understand_two(kept, *, at):
        state = understand(kept, at=at)
        if Ticket.objects.count() == 2:
            Mailbox.objects.update(reader="iemand anders", read_until=now() + timedelta(minutes=1))
        return state

    with monkeypatch.context() as patch:
        patch.setattr(receive, "CLAIM_AGAIN", timedelta())
        patch.setattr(receive, "understand", understand_two)
        server.deliver_all([report(n) for n in range(5)])
        assert read_mailbox(box)
    assert (IncomingLetter.objects.count(), Ticket.objects.count(), server.count()) == (5, 2, 3)
    Mailbox.objects.update(reader="", read_until=None)
    assert read_mailbox(box)
    assert (IncomingLetter.objects.count(), Ticket.objects.count(), server.count()) == (5, 5, 0)


def test_a_folder_that_takes_nothing_stops_no_mail_and_is_told(server, box):
    server.deliver(report(0))
    read_mailbox(box)
    folder = server.folder / "mail" / "u" / "Maildir" / ".Verwerkt"
    folder.chmod(0o500)
    for part in ("cur", "new", "tmp"):
        (folder / part).chmod(0o500)
    server.deliver_all([report(n) for n in range(1, 8)])
    for _ in range(2):
        assert read_mailbox(box)
        assert (Ticket.objects.count(), server.count()) == (8, 7)
    box.refresh_from_db()
    assert box.last_error.startswith("Verplaatsen lukt niet: ")
    assert box.last_success_at


def test_a_folder_that_cannot_be_made_stops_no_mail(server, box):
    Mailbox.objects.update(done_folder="Post//klaar")
    box.refresh_from_db()
    server.deliver_all([report(n) for n in range(5)])
    assert read_mailbox(box)
    box.refresh_from_db()
    assert Ticket.objects.count() == 5
    assert box.last_error.startswith("Verplaatsen lukt niet: ")


def test_a_letter_too_large_to_fetch_is_a_ticket_that_says_where_it_is(server, box, monkeypatch):
    monkeypatch.setattr("servicepunt.entrypoints.mailbox.receive.LARGEST_LETTER", 5_000)
    server.deliver_all([report(0).replace(b"Regel 0", b"Lange regel.\r\n" * 1_000), report(1)])
    assert read_mailbox(box)
    large = Ticket.objects.get(title=report_title(0)).messages.get()
    assert "te groot (14 kB)" in large.text
    assert "in de map Verwerkt" in large.text
    assert (Ticket.objects.count(), server.count()) == (2, 0)


def test_a_server_that_is_away_is_noted_and_raises_an_alarm_in_time(server, box):
    server.stop()
    assert not read_mailbox(box)
    box.refresh_from_db()
    assert box.last_error
    Mailbox.objects.update(watched_since=now() - timedelta(minutes=11))
    assert [alarm.mailbox for alarm in mail_alarms(now())] == [box.pk]
    server.start()
    assert read_mailbox(box)
    assert mail_alarms(now()) == []


def test_a_wrong_password_is_told_in_the_servers_words(server, box):
    Mailbox.objects.update(secret=seal("fout"))
    box.refresh_from_db()
    assert not read_mailbox(box)
    box.refresh_from_db()
    assert "fail" in box.last_error.lower()
    assert "fout" not in box.last_error


def test_a_letter_is_a_ticket_within_five_seconds(server, desk):
    server.deliver(report(0))
    watcher = desk.begin(WATCHER)
    try:
        _wait_until_empty(server, 20)
        began = time.monotonic()
        server.deliver(report(1))
        _wait_until_empty(server, 10)
        took = time.monotonic() - began
    finally:
        watcher.kill()
        watcher.wait()
    assert desk.counts()["tickets"] == 2
    assert took < 5, took


def test_mail_does_not_wait_for_a_thread_that_could_not_give_the_mailbox_back(server, box, monkeypatch):
    server.deliver(report(0))
    failed: list[BaseException] = []

    def read() -> None:
        try:
            read_mailbox(box)
        except OperationalError as error:
            failed.append(error)
        finally:
            connections.close_all()

    def away(**words: Any) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    with monkeypatch.context() as patch:
        patch.setattr(receive, "release_mailbox", away)
        first = threading.Thread(target=read)
        first.start()
        first.join()
    assert failed
    server.deliver(report(1))
    assert read_mailbox(box)
    assert (Ticket.objects.count(), server.count()) == (2, 0)


def test_while_one_thread_reads_a_mailbox_another_leaves_it_alone(server, box, monkeypatch):
    server.deliver(report(0))
    beside: list[bool] = []
    one = receive._Reader._one

    def one_and_look(*words: Any) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(receive, "claim_mailbox", lambda **words: pytest.fail("claimed twice"))
            beside.append(read_mailbox(box))
        one(*words)

    monkeypatch.setattr(receive._Reader, "_one", one_and_look)
    assert read_mailbox(box)
    assert (beside, Ticket.objects.count()) == ([True], 1)


def test_three_readers_of_one_mailbox_make_nothing_twice(server, desk):
    server.deliver_all([report(n) for n in range(60)])
    readers = [desk.begin(READER) for _ in range(3)]
    assert [reader.wait(60) for reader in readers] == [0, 0, 0]
    assert desk.counts()["tickets"] == 60


@pytest.mark.parametrize(
    "server",
    [
        "full",
        pytest.param("exchange", marks=[pytest.mark.slow, pytest.mark.once]),
        pytest.param("bare", marks=[pytest.mark.slow, pytest.mark.once]),
    ],
    indirect=True,
)
def test_four_hundred_letters_survive_forty_kills(server, desk):
    began, worked = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    letters = [report(n) for n in range(400)]
    letters += [b"Received: by relay two\r\n" + report(n) for n in range(0, 400, 10)]
    letters += [report(1).replace(b"Regel 1", b"Geheel iets anders")]
    server.deliver_all(letters)
    chance, kills = random.Random(20261124), 0
    with desk.begin(NURSERY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as nursery:
        while kills < 40 and server.count():
            kills += _kill_one(nursery, steps=chance.randrange(58), seconds=chance.uniform(0, 0.1))
            if kills == 8:
                server.renumber()
        left = server.count()
        while server.count():
            _kill_one(nursery, steps=2_000, seconds=0)
        nursery.stdin.close()
    took = time.monotonic() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = used.ru_utime + used.ru_stime - worked.ru_utime - worked.ru_stime
    print(f"{kills} kills, {left} left after them, {took:.0f} s, {busy:.0f} s at work")  # noqa: T201  # the figure
    # The clock on the wall counts what else this machine does.
    assert min(took, busy) < 60
    # Most letters were handled by readers that were killed, or this would prove little.
    assert (kills, left < 220) == (40, True)
    counts = desk.counts()
    assert counts["states"] == ["accepted"]
    assert counts["texts"] == sorted([*(f"Regel {n}" for n in range(400)), "Geheel iets anders"])
    assert counts["tickets"] == 401
    assert server.count("Verwerkt") >= 441


def _kill_one(nursery: subprocess.Popen[bytes], *, steps: int, seconds: float) -> bool:
    """Let a reader begin, and kill it at any point after so many steps unless it has ended; return whether it was."""
    assert nursery.stdin
    assert nursery.stdout
    nursery.stdin.write(b"go\n")
    pid, words = int(nursery.stdout.readline()), b""
    for _ in range(steps):
        words = nursery.stdout.readline()
        if words.startswith(b"ended"):
            return False
    if select.select([nursery.stdout], [], [], seconds)[0]:
        words = nursery.stdout.readline()
        if words.startswith(b"ended"):
            return False
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    while not words.startswith(b"ended"):
        words = nursery.stdout.readline()
    return words.split() == [b"ended", b"9"]


def _wait_until_empty(server: dovecot.Dovecot, seconds: float) -> None:
    until = time.monotonic() + seconds
    while server.count():
        assert time.monotonic() < until
        time.sleep(0.05)
