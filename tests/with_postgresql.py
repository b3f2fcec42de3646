"""Runs a command on a throw-away PostgreSQL: `python -m tests.with_postgresql pytest …`."""

import os
import subprocess
import sys

from tests.servers.postgres import Postgres


def main() -> int:
    """Start a cluster, run the command with its address in the environment, and take the cluster away."""
    with Postgres() as cluster:
        return subprocess.call(sys.argv[1:], env=os.environ | {"SERVICEPUNT_DATABASE_URL": cluster.url})


if __name__ == "__main__":
    sys.exit(main())
