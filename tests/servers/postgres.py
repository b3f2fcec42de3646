"""A throw-away PostgreSQL cluster."""

import os
import pwd
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Self

from tests.servers.process import HOST, Folder, end, find_program, free_port, spawn, wait_for_port

DEBIAN = Path("/usr/lib/postgresql")


def programs() -> Path | None:
    """Return the folder with the newest PostgreSQL's programs, or nothing."""
    versions = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3].partition(".")[0]))
    if versions:
        return versions[-1].parent
    found = find_program("initdb")
    return Path(found).resolve().parent if found else None


def missing_postgres() -> str:
    """Say what is missing; empty when nothing is."""
    return "" if programs() else "needs PostgreSQL (Debian: apt install postgresql)"


def _is_gone(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


class Postgres:
    """
    A cluster with one empty database; `url` and `dsn` tell how to get in.

    `is_durable` keeps fsync on, for tests that kill it.
    """

    user = "servicepunt"
    name = "servicepunt"

    def __init__(self, *, is_durable: bool = False) -> None:
        if not programs():
            raise RuntimeError(missing_postgres())
        self.is_durable = is_durable

    def __enter__(self) -> Self:
        self.folder = Folder("postgres")
        self.port = free_port()
        # PostgreSQL refuses to run as root.
        self._runs_as = "postgres" if os.geteuid() == 0 else None
        try:
            self._initialize()
            self.restart()
            self._run("createdb", "-h", HOST, "-p", str(self.port), "-U", self.user, self.name)
        except BaseException as error:
            log = self.folder.path / "log"
            words = log.read_text(errors="replace")[-2000:] if log.exists() else ""
            self.folder.remove()
            raise RuntimeError(f"PostgreSQL did not start: {error}\n{words}") from error
        return self

    def __exit__(self, *_: object) -> None:
        self.folder.remove()

    @property
    def url(self) -> str:
        """Return the address as the settings take it."""
        return f"postgresql://{self.user}@{HOST}:{self.port}/{self.name}"

    @property
    def dsn(self) -> dict[str, str | int]:
        """Return the address as psycopg takes it."""
        return {"host": HOST, "port": self.port, "user": self.user, "dbname": self.name}

    def kill(self) -> None:
        """Let it die without cleaning up (SIGKILL to the postmaster, immediate end of the rest)."""
        pid = self._process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        self._process.kill()
        for child in children:
            try:
                os.kill(int(child), signal.SIGKILL)
            except ProcessLookupError:
                continue
        self._process.wait()
        # Until they let go of its memory the next one does not start.
        end_at = time.monotonic() + 30
        while not all(map(_is_gone, children)) and time.monotonic() < end_at:
            time.sleep(0.01)
        (self.folder.path / "data" / "postmaster.pid").unlink(missing_ok=True)

    def stop(self) -> None:
        """End it as an administrator does: open connections are closed."""
        end(self._process, signal.SIGINT)

    def restart(self) -> None:
        """Start it (again), with the same port and data."""
        path = self.folder.path
        settings = {"listen_addresses": HOST, "port": self.port, "unix_socket_directories": path}
        settings |= {"max_connections": 200, "shared_buffers": "64MB", "timezone": "UTC"}
        if not self.is_durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        command = [str(self._program("postgres")), "-D", str(path / "data"), *options]
        process = spawn(command, user=self._runs_as, output=path / "log")
        self._process = process
        # SIGINT is the fast end: open connections are closed.
        self.folder.before_removal(lambda: end(process, signal.SIGINT))
        wait_for_port(self.port, 60, until_ended=process)
        self._wait_until_ready()

    def _initialize(self) -> None:
        path = self.folder.path
        if self._runs_as:
            owner = pwd.getpwnam(self._runs_as)
            os.chown(path, owner.pw_uid, owner.pw_gid)
        options = ["-U", self.user, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        self._run("initdb", "-D", str(path / "data"), *options)

    def _wait_until_ready(self) -> None:
        options = ["-h", HOST, "-p", str(self.port), "-U", self.user, "-d", "postgres", "-t", "1"]
        end_at = time.monotonic() + 60
        # After a kill it listens at once and first replays its log.
        while time.monotonic() < end_at:
            if subprocess.run([self._program("pg_isready"), *options], capture_output=True).returncode == 0:
                return
            with suppress(subprocess.TimeoutExpired):
                raise RuntimeError(f"PostgreSQL ended with {self._process.wait(0.05)}")
        raise TimeoutError("PostgreSQL listens but is not ready")

    def _program(self, name: str) -> Path:
        folder = programs()
        return folder / name if folder else Path(shutil.which(name) or name)

    def _run(self, name: str, *words: str) -> None:
        user = self._runs_as
        done = subprocess.run(
            [self._program(name), *words],
            capture_output=True,
            text=True,
            user=user,
            group=user,
            extra_groups=[] if user else None,
            cwd=self.folder.path,
        )
        if done.returncode:
            raise RuntimeError(f"{name}: {done.stderr}")
