"""Many at the same moment, on PostgreSQL and on a SQLite file: nothing lost, nothing twice."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from tests.servers.postgres import Postgres, missing_postgres

PREPARE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.village import make_village
make_village().ticket()
"""
START = """
import sys, time, json, django; django.setup()
from functools import partial
from servicepunt.domains.people.models import Person
from servicepunt.domains.tickets import actions
from servicepunt.domains.tickets.models import Ticket
from tests.village import DAY, NOON
number, begin = int(sys.argv[1]), float(sys.argv[2])
fatima, sanne = Person.objects.get(name="Fatima el Amrani"), Person.objects.get(name="Sanne de Wit")
joost = Person.objects.get(name="Joost Kuipers")
ticket = Ticket.objects.order_by("pk")[0]
while time.time() < begin:
    pass
"""
WRITE = """
from concurrent.futures import ThreadPoolExecutor
def write(line):
    for turn in range(4):
        actions.write_note(ticket=ticket, text=f"{number}-{line}-{turn}", by=fatima, at=NOON)
with ThreadPoolExecutor(5) as writers:
    list(writers.map(write, range(5)))
print("[]")
"""
NUMBER = """
made = [
    actions.open_ticket(requester=joost, title="x", text="y", channel="mail", started_at=NOON, by=None, at=NOON).number
    for _ in range(5)
]
print(json.dumps(made))
"""
TAKE = """
try:
    actions.take_ticket(ticket=ticket, by=[fatima, sanne][number % 2], at=NOON)
    print(json.dumps([number]))
except Exception as refusal:
    print(json.dumps([type(refusal).__name__]))
"""
TWICE = """
said = dict(ticket=ticket, text="Eenmaal", by=fatima, at=NOON)
ways = [
    partial(actions.reply_to_ticket, key="form:1:reply", seen=ticket.version),
    partial(actions.write_note, key="form:1:note"),
    partial(actions.reply_and_wait, key="form:1:wait", seen=None, until=NOON + DAY),
    partial(actions.write_to_supplier, key="form:1:supplier", seen=None, address="a@vechttelecom.example"),
]
print(json.dumps([way(**said).pk for way in ways]))
"""
RECEIPT = """
from servicepunt.domains.mail.actions import queue_letter
said = dict(mailbox=None, to=[joost.email], title="x", text="x", about="ticket", at=NOON)
keys = [number * 10 + turn for turn in range(5)]
print(json.dumps([queue_letter(key=f"receipt:9{key}", subject=key, **said).state for key in keys]))
"""
COUNT_ONCE = """
import django, json; django.setup()
from servicepunt.domains.mail.models import OutgoingLetter
from servicepunt.domains.tickets.models import Message
print(json.dumps([Message.objects.filter(text="Eenmaal").count(),
                  OutgoingLetter.objects.filter(key__startswith="message:").count()]))
"""
COUNT = """
import django, json; django.setup()
from servicepunt.domains.logbook.models import Entry
from servicepunt.domains.tickets.models import Message, Ticket
ticket = Ticket.objects.order_by("pk")[0]
notes = [text for text in Message.objects.filter(ticket=ticket).values_list("text", flat=True) if "-" in text]
lines = Entry.objects.filter(about="ticket", subject=ticket.pk).count()
print(json.dumps({"notes": len(notes), "different": len(set(notes)), "version": ticket.version, "lines": lines,
                  "agent": ticket.agent_id}))
"""


class Database:
    """A database of its own, with processes that work on it."""

    def __init__(self, url: str, folder: str) -> None:
        self.environment = os.environ | {
            "SERVICEPUNT_DATABASE_URL": url,
            "SERVICEPUNT_DATA": folder,
            "SERVICEPUNT_SECRET_KEY": "only-for-tests",
            "SERVICEPUNT_LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "servicepunt.config.settings",
        }

    def start(self, code: str, *words: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-c", code, *words], env=self.environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, code: str) -> str:
        process = self.start(code)
        said, wrong = process.communicate(timeout=300)
        assert process.returncode == 0, wrong
        return said

    def all_at_once(self, code: str, count: int) -> list[list[object]]:
        """Run the code in so many processes that begin at the same moment; return what each printed."""
        begin = str(time.time() + 2 + count * 0.35)
        processes = [self.start(START + code, str(number), begin) for number in range(count)]
        found = []
        for process in processes:
            said, wrong = process.communicate(timeout=300)
            assert process.returncode == 0, wrong
            found.append(json.loads(said.splitlines()[-1]))
        return found


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path) -> Iterator[Database]:
    if request.param == "sqlite":
        made = Database(f"sqlite://{tmp_path}/together.sqlite3", str(tmp_path))
        made.run(PREPARE)
        yield made
        return
    if absent := missing_postgres():
        pytest.skip(absent)
    with Postgres() as server:
        made = Database(server.url, str(tmp_path))
        made.run(PREPARE)
        yield made


@pytest.mark.slow
@pytest.mark.server
def test_many_at_once_lose_nothing_and_number_nothing_twice(database):
    numbers = [number for found in database.all_at_once(NUMBER, 20) for number in found]
    assert len(numbers) == len(set(numbers)) == 100
    assert sorted(numbers) == [f"M2607 {number:04d}" for number in range(2, 102)]

    database.all_at_once(WRITE, 10)  # five threads each: fifty writers
    counted = json.loads(database.run(COUNT).splitlines()[-1])
    assert (counted["notes"], counted["different"]) == (200, 200)
    assert counted["version"] == counted["lines"]

    taken = [found[0] for found in database.all_at_once(TAKE, 4)]
    winners = [number for number in taken if isinstance(number, int)]
    assert {number % 2 for number in winners} in ({0}, {1}), taken
    assert json.loads(database.run(COUNT).splitlines()[-1])["agent"] is not None


@pytest.mark.slow
@pytest.mark.server
def test_one_form_sent_many_times_at_once_says_it_once_and_refuses_nobody(database):
    made = database.all_at_once(TWICE, 6)
    assert all(found == made[0] for found in made), made
    assert json.loads(database.run(COUNT_ONCE).splitlines()[-1]) == [4, 3]


@pytest.mark.slow
@pytest.mark.server
def test_a_sender_of_many_letters_at_once_gets_one_receipt(database):
    states = [state for found in database.all_at_once(RECEIPT, 6) for state in found]
    assert (states.count("queued"), states.count("held")) == (1, 29)
