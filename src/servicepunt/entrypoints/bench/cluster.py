"""A PostgreSQL of one's own in a folder, as durable as in use; it stays there for the next time."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
from pathlib import Path
from typing import Self

from servicepunt.entrypoints.bench.processes import free_port, wait_until

HOST, NAME = "127.0.0.1", "servicepunt"
_DEBIAN = Path("/usr/lib/postgresql")
_SETTINGS = {"max_wal_size": "4GB", "timezone": "UTC", "unix_socket_directories": ""}


class NoPostgres(RuntimeError):
    """PostgreSQL is not on this machine, or does not start."""


def programs() -> Path | None:
    """Return the folder with the newest PostgreSQL's programs, or nothing."""
    versions = sorted(_DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3].partition(".")[0]))
    if versions:
        return versions[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


class Cluster:
    """
    Runs PostgreSQL in a folder as long as it is entered; `url` tells how to get in.

    :raises NoPostgres: on entering, if there is none or it does not start.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()

    @property
    def url(self) -> str:
        """Return the address as the settings take it."""
        return f"postgresql://{NAME}@{HOST}:{self.port}/{NAME}"

    def __enter__(self) -> Self:
        found = programs()
        if found is None:
            raise NoPostgres("PostgreSQL staat niet op deze machine (Debian: apt install postgresql).")
        self._programs = found
        # PostgreSQL refuses to run as root.
        self._user = "postgres" if os.geteuid() == 0 else None
        is_new = not (self.folder / "data" / "PG_VERSION").exists()
        if is_new:
            self._initialize()
        self._start()
        if is_new:
            self._run("createdb", "-h", HOST, "-p", str(self.port), "-U", NAME, NAME)
        return self

    def __exit__(self, *_: object) -> None:
        # SIGINT is the fast end: open connections are closed.
        self._process.send_signal(signal.SIGINT)
        self._process.wait()

    def _initialize(self) -> None:
        self.folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        if self._user:
            owner = pwd.getpwnam(self._user)
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        options = ["-U", NAME, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
        self._run("initdb", "-D", str(self.folder / "data"), *options)

    def _start(self) -> None:
        # A quarter of the memory, one GB at most: what its manual advises, for a machine with other work.
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
        settings = _SETTINGS | {"shared_buffers": f"{min(memory // 4, 1024)}MB", "listen_addresses": HOST}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        command = [str(self._programs / "postgres"), "-D", str(self.folder / "data"), "-p", str(self.port), *options]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, user=self._user, process_group=0
            )
        if not wait_until(lambda: self._is_ready() or self._process.poll() is not None, seconds=120):
            raise NoPostgres(f"PostgreSQL start niet; zie {self.folder / 'log'}.")
        if self._process.poll() is not None:
            raise NoPostgres(f"PostgreSQL stopte; zie {self.folder / 'log'}.")

    def _is_ready(self) -> bool:
        with socket.socket() as caller:
            if caller.connect_ex((HOST, self.port)):
                return False
        asked = [str(self._programs / "pg_isready"), "-h", HOST, "-p", str(self.port), "-U", NAME, "-t", "2"]
        return subprocess.run(asked, stdout=subprocess.DEVNULL).returncode == 0

    def _run(self, name: str, *words: str) -> None:
        done = subprocess.run(
            [str(self._programs / name), *words],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            user=self._user,
            cwd=self.folder,
        )
        if done.returncode:
            raise NoPostgres(f"{name}: {done.stderr.strip()}")
