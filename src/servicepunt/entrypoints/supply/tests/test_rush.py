"""Fifty at once around the closing instant, on both databases: in a file of SQLite, and on PostgreSQL."""

import json
import os
import subprocess
import sys

import pytest

from servicepunt.config import clock
from servicepunt.domains.people.tests.cast import at_once
from servicepunt.entrypoints.supply import drafts
from servicepunt.entrypoints.supply.tests import rush

PROGRAM = """
import json
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from servicepunt.entrypoints.supply.tests import rush
print(json.dumps(rush.told(*rush.rush())))
"""


@pytest.mark.slow
def test_fifty_in_the_last_second_on_a_file_of_sqlite(tmp_path):
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "servicepunt.config.settings",
        "SERVICEPUNT_DATABASE_URL": f"sqlite://{tmp_path}/rush.sqlite3",
        "SERVICEPUNT_SECRET_KEY": "only-for-tests-and-tools",
        "SERVICEPUNT_DATA": str(tmp_path),
        "SERVICEPUNT_ALLOWED_HOSTS": "testserver",
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout) == rush.EXPECTED


@at_once
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_fifty_in_the_last_second_on_the_database_of_the_tests(monkeypatch):
    monkeypatch.setattr(clock, "now", clock.now)
    monkeypatch.setattr(drafts, "read_pdf", drafts.read_pdf)
    assert rush.told(*rush.rush()) == rush.EXPECTED
