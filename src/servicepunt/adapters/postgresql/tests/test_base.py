"""A connection that the server left is not used, and one that works is not asked whether it does."""

import pytest
from django.db import connection, connections

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


def test_our_settings_use_it():
    assert database("postgresql://a@b/c")["ENGINE"] == "servicepunt.adapters.postgresql"
