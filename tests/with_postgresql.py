"""Runs a command on a throw-away PostgreSQL: `python -m tests.with_postgresql pytest …`."""

import os
import signal
import subprocess
import sys

from servicepunt.adapters.queue.tests.cluster import postgresql


def main() -> int:
    """Start a cluster, run the command with its address in the environment, and take the cluster away."""
    # A polite stop must take the cluster away as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with postgresql() as url:
        return subprocess.call(sys.argv[1:], env=os.environ | {"SERVICEPUNT_DATABASE_URL": url})


if __name__ == "__main__":
    sys.exit(main())
