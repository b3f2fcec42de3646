"""A PostgreSQL in a folder: started, stopped, and what was in it still there."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from servicepunt.entrypoints.bench.cluster import Cluster, programs
from tests.servers.process import Folder


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the user of the database can reach, as those of pytest are not."""
    made = Folder("bench")
    made.path.chmod(0o755)
    yield made.path
    made.remove()


@pytest.mark.server
def test_what_was_written_is_there_the_next_time(folder):
    if programs() is None:
        pytest.skip("needs PostgreSQL (Debian: apt install postgresql)")
    with Cluster(folder / "kept") as cluster, psycopg.connect(cluster.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    with Cluster(folder / "kept") as cluster, psycopg.connect(cluster.url) as connection:
        assert connection.execute("SELECT one FROM kept").fetchall() == [(1,)]
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
