"""Reliability test 8: workers are killed, stopped and raced, and no job is lost, doubled in effect, or stuck."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from tests.servers.postgres import Postgres, missing_postgres

SETTINGS = "servicepunt.adapters.queue.tests.settings"
LEASE = 2.0
SPARE = 5.0
START = 10.0
pytestmark = [pytest.mark.slow, pytest.mark.server]

FILL = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.db import connection, transaction
from servicepunt.adapters.queue.tests import work
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE runs (number integer)")
    cursor.execute("CREATE TABLE effects (number integer PRIMARY KEY)")
with transaction.atomic():
    for number in range({jobs}):
        work.pay.enqueue(number, 0.02 if number % 10 else 0.2)
"""
COUNT = """
import django; django.setup()
from django.db import connection
from servicepunt.adapters.queue.models import Job, DueTime
with connection.cursor() as cursor:
    cursor.execute("SELECT count(*), count(DISTINCT number) FROM runs")
    runs, ran = cursor.fetchone()
    cursor.execute("SELECT count(*) FROM effects")
    effects = cursor.fetchone()[0]
done = Job.objects.filter(state="done").count()
stuck = Job.objects.filter(state__in=["ready", "taken"]).count()
print(runs, ran, effects, done, stuck, Job.objects.filter(state="dead").count(), DueTime.objects.count())
"""


class Workers:
    """Worker processes on one database."""

    def __init__(self, url: str) -> None:
        self.environment = os.environ | {"SERVICEPUNT_DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": SETTINGS}
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, *arguments: str) -> None:
        command = [sys.executable, "-m", "servicepunt.adapters.queue.tests.serve", "2", str(LEASE), *arguments]
        self.running.append(subprocess.Popen(command, env=self.environment, stderr=subprocess.DEVNULL))

    def python(self, code: str) -> list[int]:
        answer = subprocess.run(
            [sys.executable, "-c", code], env=self.environment, check=True, capture_output=True, text=True
        )
        return [int(word) for word in answer.stdout.split()]

    def counts(self) -> dict[str, int]:
        names = ("runs", "ran", "effects", "done", "open", "dead", "claims")
        return dict(zip(names, self.python(COUNT), strict=True))

    def wait(self, is_over: Callable[[dict[str, int]], bool], seconds: float) -> dict[str, int]:
        until = time.monotonic() + seconds
        while not is_over(counts := self.counts()):
            assert time.monotonic() < until, counts
        return counts

    def end(self) -> None:
        for worker in self.running:
            worker.kill()
            worker.wait()


@pytest.fixture(params=["sqlite", "postgresql"])
def workers(request, tmp_path) -> Iterator[Workers]:
    if request.param == "sqlite":
        found = Workers(f"sqlite://{tmp_path}/queue.sqlite3")
        yield found
        found.end()
        return
    if absent := missing_postgres():
        pytest.skip(absent)
    with Postgres() as server:
        found = Workers(server.url)
        yield found
        found.end()


def test_two_thousand_jobs_survive_twenty_killed_workers_and_one_that_slept_past_its_lease(workers):
    jobs, chance = 2_000, random.Random(8)
    workers.python(FILL.format(jobs=jobs))
    for _ in range(4):
        workers.start()
    for _ in range(20):
        time.sleep(chance.uniform(0.1, 1.2))
        victim = workers.running.pop(chance.randrange(4))
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        workers.start()
    sleeper = workers.running[0]
    sleeper.send_signal(signal.SIGSTOP)
    time.sleep(LEASE * 1.5)
    sleeper.send_signal(signal.SIGCONT)
    counts = workers.wait(lambda counts: counts["done"] + counts["dead"] == jobs, 300)

    assert counts["done"] == counts["ran"] == counts["effects"] == jobs
    assert counts["open"] == counts["dead"] == 0
    assert counts["runs"] < jobs + 100, "only what was in hand of a killed worker ran twice"


def test_a_job_of_a_killed_worker_is_done_within_its_lease_and_five_seconds(workers):
    workers.python(FILL.format(jobs=0))
    workers.python(
        "import django; django.setup()\nfrom servicepunt.adapters.queue.tests import work\nwork.pay.enqueue(1, 1.0)"
    )
    workers.start()
    workers.wait(lambda counts: counts["runs"] == 1, 120)
    victim = workers.running.pop()
    victim.kill()
    victim.wait()
    killed = time.monotonic()
    workers.start()
    workers.wait(lambda counts: counts["done"] == 1, 120)

    assert time.monotonic() - killed < LEASE + SPARE + START, "a busy machine starts a worker slowly"


def test_a_worker_that_is_asked_to_stop_finishes_what_it_has_in_hand(workers):
    workers.python(FILL.format(jobs=40))
    workers.start()
    workers.wait(lambda counts: counts["runs"] > 3, 120)
    worker = workers.running[0]
    worker.terminate()

    assert worker.wait(120) == 0
    counts = workers.counts()
    assert counts["runs"] == counts["effects"] == counts["done"]
    assert counts["done"] + counts["open"] == 40


def test_four_workers_claim_each_due_time_of_the_schedule_once(workers):
    workers.python(FILL.format(jobs=0))
    for _ in range(4):
        workers.start("tick")
    workers.wait(lambda counts: counts["claims"] >= 5, 120)
    for worker in workers.running:
        worker.terminate()
        worker.wait()
    counts = workers.counts()

    assert counts["runs"] + counts["open"] <= counts["claims"]
    assert counts["runs"] >= counts["claims"] - 2
