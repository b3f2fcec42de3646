"""The cast of these tests: Willemien administers, Fatima is an agent, Joost is an employee."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from servicepunt.domains.people.actions import add_person
from servicepunt.domains.people.models import Department
from servicepunt.domains.people.rules import Role

NOON = datetime(2026, 7, 14, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)

_database = settings.DATABASES["default"]
at_once = pytest.mark.skipif(
    _database["ENGINE"].endswith("sqlite3") and _database.get("TEST", {}).get("NAME") in {None, "", ":memory:"},
    reason="a SQLite database in memory knows one writer only; PostgreSQL and a file show what happens at once",
)


def somebody(name, email, role=Role.EMPLOYEE, **extra):
    return add_person(name=name, email=email, role=role, at=NOON, how="test", by=None, **extra)


def cast():
    hall = Department.objects.create(name="Burgerzaken")
    return (
        somebody("Willemien Bos", "willemien@voorbeeld.nl", Role.ADMINISTRATOR),
        somebody("Fatima el Amrani", "fatima@voorbeeld.nl", Role.AGENT, phones=("06-1111 2222",)),
        somebody("José Müller-Smit", "jose@voorbeeld.nl", key="1001", department=hall, phones=("4021",)),
    )
