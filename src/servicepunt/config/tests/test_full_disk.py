"""A full disk: a page says so and what to do, and what somebody typed is not lost."""

import sqlite3
from datetime import timedelta

import psycopg
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse

from servicepunt.config import clock
from servicepunt.domains.people.rules import Role
from servicepunt.domains.tenders.tests import cast
from servicepunt.domains.tickets.models import Ticket
from servicepunt.entrypoints.supply.tests import writing
from servicepunt.foundation.faults import is_out_of_room

KEY = "00000000-0000-4000-8000-000000000001"


@pytest.fixture
def no_room_for_files(settings):
    settings.LOW_SPACE_MB = 10**9


@pytest.fixture
def no_room_in_database(db):
    """A database that may not grow by a page, and in which no page is free: what other tests left would do."""
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite can be told to be full")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE filling (content BLOB)")
        free, size = (cursor.execute(f"PRAGMA {one}").fetchone()[0] for one in ("freelist_count", "page_size"))
        cursor.execute("INSERT INTO filling VALUES (zeroblob(%s))", [free * size])
        cursor.execute("PRAGMA max_page_count = 1")
        yield
        cursor.execute("PRAGMA max_page_count = 1073741823")
        cursor.execute("DROP TABLE filling")


@pytest.mark.usefixtures("no_room_for_files")
def test_a_question_with_a_file_is_refused_in_words_and_kept_on_the_page(village, client):
    client.force_login(village.joost)
    typed = {"title": "Badge kwijt", "text": "Sinds vanmorgen.", "key": KEY}
    answer = client.post(reverse("portal:ask"), typed | {"files": SimpleUploadedFile("a.txt", b"x")})
    page = answer.content.decode()
    assert answer.status_code == 507
    assert "a.txt kan niet worden bewaard: er is te weinig schijfruimte. Verstuur zonder dit bestand" in page
    assert 'value="Badge kwijt"' in page
    assert "Sinds vanmorgen.</textarea>" in page
    assert client.post(reverse("portal:ask"), typed).status_code == 302


@pytest.mark.usefixtures("no_room_for_files")
def test_an_answer_with_a_file_is_refused_in_words_and_kept_on_the_page(village, client):
    client.force_login(village.fatima)
    ticket = village.ticket()
    typed = {"seen": ticket.version, "audience": "public", "text": "Zie de foto.", "key": KEY}
    url = reverse("tickets:reply", args=[ticket.number.replace(" ", "-")])
    answer = client.post(url, typed | {"files": SimpleUploadedFile("a.png", b"x")})
    assert answer.status_code == 507
    assert "te weinig schijfruimte" in answer.content.decode()
    assert "Zie de foto.</textarea>" in answer.content.decode()


def test_a_question_that_the_database_cannot_keep_says_that_the_disk_is_full(village, client, no_room_in_database):
    client.force_login(village.joost)
    client.raise_request_exception = False
    typed = {"title": "Badge kwijt", "text": "woord " * 5_000, "key": KEY}
    answer = client.post(reverse("portal:ask"), typed)
    assert answer.status_code == 507
    assert "De schijf is vol" in answer.content.decode()
    assert not Ticket.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_signing_in_cannot_remember_is_not_taken_for_too_many_attempts(no_room_in_database):
    with pytest.raises(DatabaseError) as full:
        for number in range(1_000):
            cache.add(f"{number}", 1)
    assert is_out_of_room(full.value)


def test_a_full_disk_is_known_by_the_code_that_the_database_gives():
    broke = DatabaseError("full")
    broke.__cause__ = psycopg.errors.DiskFull("could not extend file")
    assert is_out_of_room(broke)
    assert not is_out_of_room(psycopg.errors.UniqueViolation("twice"))
    assert not is_out_of_room(sqlite3.OperationalError("database is locked"))


@pytest.mark.django_db(transaction=True)
def test_an_offer_that_the_database_cannot_keep_says_that_the_disk_is_full(request, monkeypatch):
    made = cast.published(suppliers=1)
    monkeypatch.setattr(clock, "now", lambda: cast.START + timedelta(hours=1))
    supplier = Client(raise_request_exception=False)
    supplier.force_login(made.suppliers[0])
    address = writing.begun(supplier, made.tender.number)
    request.getfixturevalue("no_room_in_database")
    answer = supplier.post(address, writing.typed(dba="woord " * 5_000, cv=writing.upload(writing.pdf())))
    assert answer.status_code == 507
    assert "De schijf is vol" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_text_that_the_database_cannot_keep_says_that_the_disk_is_full(request):
    reader = Client(raise_request_exception=False)
    reader.force_login(cast.somebody("Hanna", Role.COORDINATOR))
    request.getfixturevalue("no_room_in_database")
    file = SimpleUploadedFile("aanvraag.txt", ("Aanvraagnummer 30954\n" + "Lange regel. " * 9_000).encode())
    answer = reader.post(reverse("hiring:from_text"), {"stap": "begin", "bestand": file})
    assert answer.status_code == 507
    assert "De schijf is vol" in answer.content.decode()
