"""A PostgreSQL in a folder: started, stopped, and what was in it still there."""

import psycopg
import pytest

from servicepunt.entrypoints.bench.cluster import Cluster, programs


@pytest.mark.server
def test_what_was_written_is_there_the_next_time(tmp_path):
    if programs() is None:
        pytest.skip("needs PostgreSQL (Debian: apt install postgresql)")
    for parent in (tmp_path, *tmp_path.parents[:2]):
        parent.chmod(0o755)
    with Cluster(tmp_path / "kept") as cluster, psycopg.connect(cluster.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    with Cluster(tmp_path / "kept") as cluster, psycopg.connect(cluster.url) as connection:
        assert connection.execute("SELECT one FROM kept").fetchall() == [(1,)]
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
