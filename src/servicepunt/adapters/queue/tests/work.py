"""Tasks for the tests; each writes what it did in a table of its own."""

import time
from datetime import timedelta

from django.db import connection
from django_tasks import task

from servicepunt.adapters.queue.outcomes import GiveUp, RetryLater

ran: list[object] = []


@task()
def note(what: object) -> None:
    ran.append(what)


@task()
def pay(number: int, seconds: float = 0.0) -> None:
    """Count every run, and take effect once: the key of the payment is its number."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO runs (number) VALUES (%s)", [number])
    time.sleep(seconds)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO effects (number) VALUES (%s) ON CONFLICT DO NOTHING", [number])


@task()
def tick() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO runs (number) VALUES (0)")


@task()
def break_down(words: str) -> None:
    raise ValueError(words)


@task()
def give_up(words: str) -> None:
    raise GiveUp(words)


@task()
def come_back(seconds: int) -> None:
    raise RetryLater(timedelta(seconds=seconds), "De andere kant vroeg om geduld.")


@task()
def ask_again(key: str) -> None:
    """Ask for itself while it runs, the first time only."""
    ran.append(key)
    if ran.count(key) == 1:
        ask_again.enqueue(key, queue_key=key)
