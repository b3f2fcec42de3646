"""A throw-away PostgreSQL for the tests, on a Unix socket in a folder of its own."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.skip("PostgreSQL is not installed here")
    return found[-1].parent


@contextmanager
def postgresql() -> Iterator[str]:
    """Start a cluster and give the URL of an empty database; stop and remove it afterwards."""
    programs = _programs()
    place = Path(tempfile.mkdtemp(prefix="servicepunt-pg-"))
    before = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if before:
        shutil.chown(place, "postgres")
    data = place / "data"

    def run(program: str, *arguments: str) -> None:
        subprocess.run([*before, programs / program, *arguments], check=True, capture_output=True, cwd=place)

    run("initdb", "-D", str(data), "-U", "servicepunt", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
    options = f"-c listen_addresses= -c unix_socket_directories={place} -c fsync=off"
    run("pg_ctl", "-D", str(data), "-w", "-l", str(place / "log"), "-o", options, "start")
    try:
        place.chmod(0o755)
        yield f"postgresql://servicepunt@/postgres?host={place}"
    finally:
        run("pg_ctl", "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(place, ignore_errors=True)
