"""Reliability test 10: a copy made while others write is whole, comes back whole, and never half."""

import json
import os
import signal
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from servicepunt.adapters.backup.archive import clear_old
from tests.servers.postgres import Postgres, missing_postgres

SETTINGS = "servicepunt.adapters.backup.tests.settings"
pytestmark = [pytest.mark.slow, pytest.mark.server]

START = """
import hashlib, sys
from pathlib import Path
import django; django.setup()
from datetime import UTC, datetime
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from servicepunt.adapters.backup.archive import BadBackup, check_backup, make_backup, restore_backup
from servicepunt.adapters.queue import leases
from servicepunt.adapters.queue.models import Job
from servicepunt.adapters.storage.disk import FileStore
store = FileStore(root=Path(settings.FILES_ROOT), minimum_free_bytes=0, minimum_free_share=0)
NOON = datetime(2026, 7, 14, 12, tzinfo=UTC)
def write(n):
    digest = store.keep(f"file {n} ".encode() * 500)
    with transaction.atomic():
        leases.put("a", [digest], {"n": n}, at=NOON)
        leases.put("b", [digest], {"n": n}, at=NOON)
"""
FILL = "call_command('migrate', verbosity=0)\nfor n in range(300): write(n)\n"
WRITER = "n = 1000\nwhile True:\n    write(n)\n    n += 1\n"
BACKUP = "make_backup(Path(sys.argv[1]), store=store, at=NOON)\n"
RESTORE = """
try:
    restore_backup(Path(sys.argv[1]), store=store, force=len(sys.argv) > 2)
except BadBackup as error:
    sys.exit(str(error))
"""
IS_EMPTY = "from servicepunt.adapters.backup.databases import is_empty\nprint(is_empty())\n"
COMPARE = """
jobs = list(Job.objects.order_by("id"))
assert len(jobs) % 2 == 0, "a transaction was copied by half"
for job in jobs:
    assert hashlib.sha256(store.read(job.args[0])).hexdigest() == job.args[0]
print(len(jobs))
"""


class Place:
    """A database with a folder of files."""

    def __init__(self, url: str, files: Path) -> None:
        more = {"SERVICEPUNT_DATABASE_URL": url, "SERVICEPUNT_FILES": str(files), "DJANGO_SETTINGS_MODULE": SETTINGS}
        self.environment = os.environ | more

    def start(self, code: str, *arguments: object) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", START + code, *map(str, arguments)]
        return subprocess.Popen(
            command, env=self.environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def run(self, code: str, *arguments: object) -> str:
        answer, trouble = (process := self.start(code, *arguments)).communicate(timeout=120)
        assert process.returncode == 0, trouble
        return answer


@pytest.fixture(params=["sqlite", "postgresql"])
def places(request, tmp_path) -> Iterator[tuple[Place, Place]]:
    """The place we copy, and an empty one."""
    if request.param == "sqlite":
        yield (
            Place(f"sqlite://{tmp_path}/one.sqlite3", tmp_path / "one"),
            Place(f"sqlite://{tmp_path}/two.sqlite3", tmp_path / "two"),
        )
        return
    if absent := missing_postgres():
        pytest.skip(absent)
    with Postgres() as server:
        subprocess.run(["psql", "-q", server.url, "-c", "CREATE DATABASE two"], check=True)
        yield Place(server.url, tmp_path / "one"), Place(f"{server.url.rpartition('/')[0]}/two", tmp_path / "two")


def test_a_copy_made_while_others_write_comes_back_whole(places, tmp_path):
    one, two = places
    one.run(FILL)
    writers = [one.start(WRITER) for _ in range(2)]
    time.sleep(1.5)
    try:
        one.run(BACKUP, tmp_path / "copy.tar")
    finally:
        for writer in writers:
            writer.kill()
            writer.communicate()
    two.run(RESTORE, tmp_path / "copy.tar")

    assert int(two.run(COMPARE)) >= 600
    assert int(one.run(COMPARE)) >= int(two.run(COMPARE))


def test_a_copy_does_not_overwrite_what_is_there_unless_told(places, tmp_path):
    one, two = places
    one.run(FILL)
    one.run(BACKUP, tmp_path / "copy.tar")
    two.run(FILL + "write(5000)")
    refused = two.start(RESTORE, tmp_path / "copy.tar")

    assert "staan al gegevens" in refused.communicate()[1]
    two.run(RESTORE, tmp_path / "copy.tar", "--force")
    assert two.run(COMPARE) == "600\n"


def test_an_interrupted_restore_leaves_an_empty_or_a_whole_database_and_may_be_done_again(places, tmp_path):
    one, two = places
    one.run(FILL)
    one.run(BACKUP, tmp_path / "copy.tar")
    for wait in (0.5, 0.7, 0.9, 1.1, 1.3, 1.5):
        restore = two.start(RESTORE, tmp_path / "copy.tar")
        time.sleep(wait)
        restore.kill()
        restore.communicate()
        if two.run(IS_EMPTY) == "False\n":
            break
    else:
        two.run(RESTORE, tmp_path / "copy.tar")
    assert two.run(COMPARE) == "600\n"


def test_only_backups_of_ours_that_are_old_are_cleared(tmp_path):
    names = ["servicepunt-20260609-115959.tar", "servicepunt-20260609-120000.tar", "servicepunt-20260714-120000.tar"]
    for name in [*names, "servicepunt-oud.tar", "belangrijk.tar"]:
        (tmp_path / name).touch()
    gone = clear_old(tmp_path, before=datetime(2026, 6, 9, 12, tzinfo=UTC))
    assert [path.name for path in gone] == names[:1]
    assert len(list(tmp_path.iterdir())) == 4


def test_a_killed_backup_leaves_no_file_under_the_name_and_the_next_one_clears_up(places, tmp_path):
    one, _ = places
    one.run(FILL)
    target = tmp_path / "out" / "copy.tar"
    target.parent.mkdir()
    for wait in (0.35, 0.5, 0.65, 0.8):
        backup = one.start(BACKUP, target)
        time.sleep(wait)
        backup.send_signal(signal.SIGKILL)
        backup.communicate()
        if target.exists():
            one.run("check_backup(Path(sys.argv[1]))", target)
            target.unlink()
    one.run(BACKUP, target)

    assert [path.name for path in target.parent.iterdir()] == ["copy.tar"]


def test_a_damaged_copy_is_refused_before_anything_changes(places, tmp_path):
    one, two = places
    one.run(FILL)
    whole = tmp_path / "copy.tar"
    one.run(BACKUP, whole)
    content = bytearray(whole.read_bytes())
    damaged = tmp_path / "damaged.tar"
    for spoil in (
        lambda: content.__setitem__(len(content) // 2, content[len(content) // 2] ^ 1),
        lambda: content.__delitem__(slice(-30_000, None)),
    ):
        spoil()
        damaged.write_bytes(content)
        refused = two.start(RESTORE, damaged)
        assert refused.communicate()[1]
        assert refused.returncode == 1
    two.run("assert not connection.introspection.table_names()")


def test_the_list_of_contents_names_every_file_with_its_size(places, tmp_path):
    one, _ = places
    one.run(FILL)
    one.run(BACKUP, tmp_path / "copy.tar")
    with tarfile.open(tmp_path / "copy.tar") as archive:
        manifest = json.load(archive.extractfile("manifest.json"))
        sizes = {entry.name: entry.size for entry in archive}

    assert manifest["counts"]["queue_job"] == 600
    assert len(manifest["files"]) == 300
    assert all(sizes[f"files/{name}"] == size for name, size in manifest["files"].items())
