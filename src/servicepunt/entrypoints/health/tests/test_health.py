from datetime import timedelta

import pytest
from django.db import connection

from servicepunt.adapters.queue import upkeep
from servicepunt.entrypoints.health import views
from servicepunt.foundation.clock import now

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _place(settings, tmp_path):
    settings.FILES_ROOT, settings.LOW_SPACE_MB, settings.LOW_SPACE_PERCENT = tmp_path, 1, 0
    views._check_migrations.cache_clear()


def test_it_says_that_it_lives(client):
    assert client.get("/gezond/").json() == {"toestand": "leeft"}


def test_it_is_ready_when_all_parts_are_fine_and_tells_how_the_worker_is(client):
    assert client.get("/klaar/").json()["delen"]["werker"] == "nooit gezien"
    upkeep.show_life("a", at=now() - timedelta(seconds=30))
    answer = client.get("/klaar/")

    assert answer.status_code == 200
    assert answer.json()["toestand"] == "klaar"
    assert answer.json()["delen"]["werker"] == "goed"
    assert 29 <= answer.json()["delen"]["werker_seconden"] <= 35


def test_a_silent_worker_is_told_but_pages_still_work(client):
    upkeep.show_life("a", at=now() - timedelta(minutes=10))
    answer = client.get("/klaar/")

    assert (answer.status_code, answer.json()["delen"]["werker"]) == (200, "zwijgt")


def test_it_is_not_ready_without_room_for_files(client, settings):
    settings.LOW_SPACE_MB = 10**9

    assert client.get("/klaar/").status_code == 503


def test_it_is_not_ready_before_the_tables_are_those_of_this_version(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'queue'")
    answer = client.get("/klaar/")

    assert answer.status_code == 503
    assert answer.json()["delen"]["database"] == "migraties ontbreken"


def test_once_it_is_fine_a_probe_costs_four_questions_at_most(client, django_assert_max_num_queries):
    client.get("/klaar/")
    with django_assert_max_num_queries(4):
        client.get("/klaar/")
