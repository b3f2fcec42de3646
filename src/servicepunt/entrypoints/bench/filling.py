"""Filling a database with a large desk, in parts that are done once: killed halfway, it goes on where it was."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol

from django.core.management import call_command
from django.db import connection, transaction

from servicepunt.domains.people.models import Person
from servicepunt.domains.tickets.models import Ticket
from servicepunt.entrypoints.bench import copying

BATCH = 500
SMALLEST_QUARTER = 20_000
QUARTERS = 20


class NotOurDatabase(RuntimeError):
    """The database holds what we did not make, or was made for another number of tickets."""


class Base(Protocol):
    """What makes the latest quarter, whose tickets the product's own code would have made."""

    def prepare(self, *, at: datetime) -> None:
        """Make people, agreements and mailboxes."""

    def batch(self, place: int, count: int, total: int, *, at: datetime) -> None:
        """Make `count` tickets, the first of which is the `place`th of `total`, in order of time."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How many tickets there will be, and how many of them the latest quarter has."""

    tickets: int
    quarter: int

    @classmethod
    def of(cls, tickets: int, *, vendor: str) -> "Plan":
        """Return the plan: SQLite gets one busy quarter, PostgreSQL years of them."""
        if vendor != "postgresql":
            return cls(tickets, tickets)
        return cls(tickets, min(tickets, max(SMALLEST_QUARTER, tickets // QUARTERS)))


def fill(plan: Plan, base: Base, *, at: datetime, say: Callable[[str], None]) -> None:
    """
    Fill the database as planned; what an earlier call did is not done again.

    :raises NotOurDatabase: if it was filled by something else, or for another number.
    """
    _begin(plan)
    began = datetime.fromisoformat(_once("began", lambda: at.isoformat()))
    _once("prepare", lambda: _prepare(plan, base, began))
    for place in range(0, plan.quarter, BATCH):
        _once(f"batch {place}", partial(_batch, plan, base, place, began, say))
    _copy_quarters(plan, say)
    _once("settled", partial(_settle, say))


def _batch(plan: Plan, base: Base, place: int, at: datetime, say: Callable[[str], None]) -> None:
    say(f"laatste kwartaal: {place} van {plan.quarter} meldingen")
    base.batch(place, min(BATCH, plan.quarter - place), plan.quarter, at=at)


def _settle(say: Callable[[str], None]) -> None:
    say("bijwerken van de statistieken")
    copying.settle()


def _begin(plan: Plan) -> None:
    with connection.cursor() as cursor:
        ours = "bench_progress" in connection.introspection.table_names(cursor)
        if not ours:
            call_command("migrate", verbosity=0)
            if Person.objects.exists():
                raise NotOurDatabase("Deze database heeft al inhoud. Meten vult alleen een lege database.")
            cursor.execute("CREATE TABLE bench_progress (part varchar(60) PRIMARY KEY, told text NOT NULL)")
    call_command("migrate", verbosity=0)
    wanted = f"{plan.tickets} {plan.quarter}"
    if _once("plan", lambda: wanted) != wanted:
        raise NotOurDatabase("Deze database is gevuld voor een ander aantal. Begin opnieuw met --fresh.")


def _once(part: str, do: Callable[[], str | None]) -> str:
    """Do a part and note it in one transaction; return what it told, now or the first time."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT told FROM bench_progress WHERE part = %s", [part])
        known = cursor.fetchone()
        if known:
            return str(known[0])
        told = do() or ""
        cursor.execute("INSERT INTO bench_progress (part, told) VALUES (%s, %s)", [part, told])
    return told


def _prepare(plan: Plan, base: Base, at: datetime) -> None:
    base.prepare(at=at)
    if plan.quarter < plan.tickets:
        copying.leave_room(plan.tickets, plan.quarter)


def _copy_quarters(plan: Plan, say: Callable[[str], None]) -> None:
    number = 1
    while (left := plan.tickets - Ticket.objects.count()) > 0 and plan.quarter < plan.tickets:
        say(f"eerdere kwartalen: nog {left} meldingen")
        _once(f"quarter {number}", partial(copying.copy_quarter, number, left, plan.quarter))
        number += 1


def forget() -> None:
    """
    Empty the database, if it is ours or has nothing.

    :raises NotOurDatabase: if somebody else filled it.
    """
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        if names and "bench_progress" not in names:
            raise NotOurDatabase("Deze database heeft inhoud die niet van het meten is; wissen gebeurt niet.")
        if connection.vendor == "postgresql":
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
