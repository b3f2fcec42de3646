"""A connection that the server left is not used, and one that works is not asked whether it does."""

import os
import socket
from datetime import UTC, datetime

import pytest
from django.db import connection, connections
from django.db.backends.postgresql.base import TIMESTAMPTZ_OID
from psycopg.pq import Format

from servicepunt.adapters.postgresql.base import MomentLoader
from servicepunt.config.environment import database

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="the backend for PostgreSQL"),
]


@pytest.fixture
def other():
    """Another connection to the database of the tests."""
    made = connections.create_connection("default")
    made.connect()
    yield made
    made.close()


def test_a_connection_that_works_is_usable_and_not_asked_anything(other):
    other.connection.execute("SELECT 1")
    other.connection.close()
    assert not other.is_usable()
    other.connect()
    assert other.is_usable()
    before = _answered(other)
    assert other.is_usable()
    assert _answered(other) == before


def _answered(made):
    with connection.cursor() as cursor:
        pid = made.connection.info.backend_pid
        cursor.execute("SELECT query, state_change FROM pg_stat_activity WHERE pid = %s", [pid])
        return cursor.fetchone()


def test_a_connection_that_the_server_ended_is_not_usable_and_the_next_request_gets_another(other):
    pid = other.connection.info.backend_pid
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    assert not other.is_usable()
    # What Django does between two requests.
    other.health_check_enabled, other.health_check_done = True, False
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        assert cursor.fetchone()[0] != pid


def test_moments_are_read_as_django_reads_them(other, monkeypatch):
    asked = (
        "SELECT TIMESTAMPTZ '2026-07-14 10:00:00.000001+02', TIMESTAMPTZ '0001-01-01 00:00:00+00', NULL::timestamptz"
    )

    def read(made):
        with made.cursor() as cursor:
            cursor.execute(asked)
            return cursor.fetchone()

    ours = read(other)
    assert ours[0] == datetime(2026, 7, 14, 8, 0, 0, 1, tzinfo=UTC)
    loader = other.connection.adapters.get_loader(TIMESTAMPTZ_OID, Format.TEXT)
    monkeypatch.setattr(MomentLoader, "load", lambda *_: pytest.fail("not read in C"))
    assert loader is MomentLoader
    assert read(other) == ours
    # Without our step it is Django's own.
    monkeypatch.setattr("servicepunt.adapters.postgresql.base.UTC", None)
    made = connections.create_connection("default")
    assert read(made) == ours
    assert [one and one.tzinfo for one in read(made)] == [one and one.tzinfo for one in ours] == [UTC, UTC, None]
    made.close()


def test_a_connection_in_another_zone_keeps_djangos_reading(other):
    made = connections.create_connection("default")
    made.settings_dict = made.settings_dict | {"TIME_ZONE": "Europe/Amsterdam"}
    with made.cursor() as cursor:
        cursor.execute("SELECT TIMESTAMPTZ '2026-07-14 10:00:00+02'")
        assert cursor.fetchone()[0].isoformat() == "2026-07-14T10:00:00+02:00"
    made.close()


def test_our_settings_use_it():
    assert database("postgresql://a@b/c")["ENGINE"] == "servicepunt.adapters.postgresql"


def test_a_connection_outlives_the_plans_it_made_and_a_line_that_dies_is_found(other):
    assert other.settings_dict["CONN_MAX_AGE"] == 3600
    line = socket.socket(fileno=os.dup(other.connection.fileno()))
    with line:
        if line.family == socket.AF_UNIX:
            pytest.skip("the database of the tests is reached by a socket of this machine")
        asked = (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT, socket.TCP_USER_TIMEOUT)
        assert [line.getsockopt(socket.IPPROTO_TCP, one) for one in asked] == [60, 10, 3, 30_000]
        assert line.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)


def test_the_address_may_ask_for_another_rhythm():
    options = database("postgresql://a@b/c?keepalives_idle=20")["OPTIONS"]
    assert (options["keepalives_idle"], options["keepalives_interval"]) == ("20", 10)
