"""
Before the opening nobody reads an offer: no role on any page, nobody in the database, in logs, backups or files.

Words are planted in every part of an offer and of a draft, and looked for everywhere; every test first shows that
it would find them.
"""

import base64
import io
import json
import logging
import os
import subprocess
import sys
import tarfile
import tempfile
from itertools import chain

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, reverse

from servicepunt.config import clock
from servicepunt.domains.people.rules import Role
from servicepunt.domains.tenders.models import OfferDraft
from servicepunt.domains.tenders.tests import cast
from servicepunt.entrypoints.supply import drafts
from servicepunt.entrypoints.supply.tests import planted
from servicepunt.entrypoints.supply.tests.planted import traces
from tests.sweep.pages import names

pytestmark = pytest.mark.django_db
PROGRAM = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from servicepunt.entrypoints.supply.tests import planted
planted.plant()
"""


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr(clock, "now", clock.now)


def everything():
    """Return every column of every row of every table, as bytes."""
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                for value in row:
                    yield table, bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def found_in_tables():
    return {(table, word) for table, value in everything() for word in traces(value)}


def test_nobody_who_reads_every_row_of_the_database_finds_a_word():
    made, _, _, _ = planted.plant()
    assert len(apps.get_models()) > 30
    assert found_in_tables() == set()
    # The looking works: after the opening the vault has them under a key, and a plain row shows.
    OfferDraft.objects.update(sealed=b"... Kwartelei ...")
    assert found_in_tables() == {("tenders_offerdraft", "Kwartelei")}
    cast.two_open(made, cast.Kind.CONTENT, cast.OPENING)
    assert found_in_tables() == set()


def addresses(made, slot):
    """Return the address of every page, with what there is filled in."""
    known = {"number": "30954", "label": made.k(1), "version": 1, "slot": slot, "which": 1, "kind": "json"}
    for name, parameters in names():
        for kind in ("json", "pdf", "txt") if "kind" in parameters else ("json",):
            given = {each: (known | {"kind": kind}).get(each, 1) for each in parameters}
            try:
                yield reverse(name, kwargs=given)
            except NoReverseMatch:
                yield reverse(name, kwargs={each: str(value) for each, value in given.items()})


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.mark.slow
def test_no_role_finds_a_word_on_any_page_before_the_opening():
    made, client, receipt, draft = planted.plant()
    people = [*made.people.values(), made.suppliers[1]]
    people += [cast.somebody(f"Iemand {role}", role) for role in Role]
    slot = draft.rstrip("/").rpartition("/")[2]
    every = [*addresses(made, slot), receipt, draft]
    assert len(every) > 80
    wrong = []
    for person in people:
        other = Client(raise_request_exception=False)
        other.force_login(person)
        for address in every:
            if found := traces(body(other.get(address))):
                wrong.append((person.name, address, found))
        # A page may repeat what was searched for, and nothing else.
        for address in ("/palet/?q=Kwartelei", "/balie/?view=all&q=Kwartelei", "/beheer/personen/?q=Kwartelei"):
            assert b"30954" not in body(other.get(address)), address
    stranger = Client()
    wrong += [(address, found) for address in every if (found := traces(body(stranger.get(address))))]
    assert wrong == []
    assert "Draaihals" in traces(body(client.get(draft))), "the writer reads the own draft, and the looking works"


def test_also_who_sent_it_reads_nothing_back_but_the_own_draft():
    made, client, receipt, draft = planted.plant()
    client.raise_request_exception = False
    slot = draft.rstrip("/").rpartition("/")[2]
    own = [address for address in [*addresses(made, slot), receipt] if f"/concept/{slot}/" not in address]
    found = {address: traces(body(client.get(address))) for address in own}
    listed = found.pop("/aanvragen/30954/inschrijvingen/")
    assert listed == ["Draaihals"], "the list names the own draft, in the browser that has its key"
    assert {address: words for address, words in found.items() if words} == {}


def test_nothing_is_logged_and_nothing_stays_on_the_disk(caplog, tmp_path, settings, monkeypatch):
    settings.FILES_ROOT = tmp_path / "files"
    room = tmp_path / "temporary"
    room.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(room))
    made_files = []
    monkeypatch.setattr(tempfile, "_mkstemp_inner", lambda *words: made_files.append(words) or 1 / 0)
    # Whatever is not taken in memory by us goes to a file now.
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1
    with caplog.at_level(logging.DEBUG):
        planted.plant()
    said = "\n".join(str(record.__dict__) for record in caplog.records)
    assert len(caplog.records) > 5
    assert traces(said.encode()) == []
    assert made_files == []
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_the_session_the_cookie_and_the_key_tell_nothing():
    _, client, _, _ = planted.plant()
    for cookie in client.cookies.values():
        assert traces(cookie.value.encode()) == []
    key = base64.urlsafe_b64decode(client.cookies[drafts.COOKIE].value)
    ways = (key, base64.b64encode(key), client.cookies[drafts.COOKIE].value.encode(), key.hex().encode())
    assert not [table for table, value in everything() for way in ways if way in value]


def test_what_is_written_out_of_the_database_tells_nothing():
    planted.plant()
    out = io.StringIO()
    call_command("dumpdata", stdout=out)
    rows = json.loads(out.getvalue())
    binary = chain.from_iterable(_decoded(row["fields"]) for row in rows)
    assert traces(out.getvalue().encode()) == []
    assert [found for each in binary if (found := traces(each))] == []


def _decoded(fields):
    for value in fields.values():
        if isinstance(value, str) and len(value) > 40:
            try:
                yield base64.b64decode(value, validate=True)
            except ValueError:
                continue


@pytest.mark.slow
def test_a_backup_tells_nothing(tmp_path):
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "servicepunt.config.settings",
        "SERVICEPUNT_DATABASE_URL": f"sqlite://{tmp_path}/data/servicepunt.sqlite3",
        "SERVICEPUNT_DATA": str(tmp_path / "data"),
        "SERVICEPUNT_SECRET_KEY": "only-for-tests-and-tools",
        "SERVICEPUNT_ALLOWED_HOSTS": "testserver",
        "SERVICEPUNT_LOW_SPACE_MB": "1",
        "SERVICEPUNT_LOW_SPACE_PERCENT": "0",
    }
    (tmp_path / "data").mkdir()
    (tmp_path / "copies").mkdir()
    for words in (
        ["-c", PROGRAM],
        ["-m", "servicepunt.config", "backup", str(tmp_path / "copies")],
    ):
        done = subprocess.run([sys.executable, *words], env=environment, capture_output=True, timeout=300, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        assert traces(done.stdout + done.stderr) == []
    (copy,) = (tmp_path / "copies").glob("*.tar")
    with tarfile.open(copy) as archive:
        parts = {each.name: archive.extractfile(each).read() for each in archive if each.isfile()}
    assert any(b"30954" in content for content in parts.values()), "the looking works"
    for name, content in parts.items():
        assert traces(content) == [], name
    for path in (tmp_path / "data").rglob("*"):
        if path.is_file():
            assert traces(path.read_bytes()) == [], path


def test_without_our_own_way_of_uploading_the_disk_would_be_touched(settings, monkeypatch):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if not each.endswith("MemoryUploads")]
    monkeypatch.setattr(tempfile, "_mkstemp_inner", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        planted.plant()
