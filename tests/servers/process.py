"""What every server of the tests shares: ports, folders, certificates, and an end that always comes."""

import atexit
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import weakref
from collections.abc import Callable
from pathlib import Path
from types import FrameType

HOST = "127.0.0.1"
PACKAGES = {
    "dovecot": "dovecot-imapd dovecot-lmtpd",
    "doveadm": "dovecot-imapd",
    "openssl": "openssl",
    "initdb": "postgresql",
    "postgres": "postgresql",
    "nginx": "nginx-light",
}
SYSTEM_FOLDERS = "/usr/sbin:/usr/local/sbin:/sbin:/usr/bin:/bin"
_running: "weakref.WeakSet[Folder]" = weakref.WeakSet()


def find_program(name: str) -> str | None:
    """Return the path of a program, also when it lies where only administrators look."""
    return shutil.which(name) or shutil.which(name, path=SYSTEM_FOLDERS)


def missing(*programs: str) -> str:
    """Say which programs are not here and which Debian packages have them; empty when nothing is missing."""
    absent = [name for name in programs if not find_program(name)]
    packages = sorted({package for name in absent for package in PACKAGES.get(name, name).split()})
    return f"needs {', '.join(absent)} (Debian: apt install {' '.join(packages)})" if absent else ""


def free_port() -> int:
    """Return a TCP port that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return int(listener.getsockname()[1])


class ServerEnded(RuntimeError):
    """A server ended before it listened."""


def wait_for_port(port: int, seconds: float = 20.0, *, until_ended: "subprocess.Popen[bytes] | None" = None) -> None:
    """
    Return when somebody listens.

    :raises TimeoutError: when nobody does in time.
    :raises ServerEnded: when the process that should listen ended.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as caller:
            caller.settimeout(0.5)
            if caller.connect_ex((HOST, port)) == 0:
                return
        if until_ended is not None and until_ended.poll() is not None:
            raise ServerEnded(f"ended with {until_ended.returncode}")
        time.sleep(0.02)
    raise TimeoutError(f"nothing listens on port {port}")


def certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate for this machine that is its own authority; return (certificate, key)."""
    made, key = folder / "certificate.pem", folder / "key.pem"
    names = f"subjectAltName=DNS:localhost,IP:{HOST}"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    subprocess.run(
        [*command, "-addext", names, "-keyout", str(key), "-out", str(made)], check=True, capture_output=True
    )
    return made, key


class Folder:
    """A temporary folder with what must be stopped before it goes; stopped at the latest when Python ends."""

    def __init__(self, prefix: str) -> None:
        self.path = Path(tempfile.mkdtemp(prefix=f"servicepunt-{prefix}-"))
        self.owner = os.getpid()
        self._stops: list[Callable[[], None]] = []
        _running.add(self)
        _end_politely_when_told()

    def before_removal(self, stop: Callable[[], None]) -> None:
        """Remember what to stop; the last remembered is stopped first."""
        self._stops.append(stop)

    def remove(self) -> None:
        """Stop everything and remove the folder; a second time does nothing."""
        _running.discard(self)
        if self.owner != os.getpid():
            return
        while self._stops:
            self._stops.pop()()
        shutil.rmtree(self.path, ignore_errors=True)


def spawn(
    command: list[str],
    *,
    user: str | None = None,
    output: Path | None = None,
    environment: dict[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a server in the foreground; it gets SIGTERM should the test run be killed without mercy."""
    with (output or Path(os.devnull)).open("ab") as sink:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            env=environment,
            user=user,
            group=user,
            extra_groups=[] if user else None,
            preexec_fn=_end_with_parent,
            process_group=0,
        )


def end(process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGTERM, seconds: float = 10.0) -> None:
    """Ask the process to stop and make it when it does not."""
    if process.poll() is not None:
        return
    process.send_signal(how)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


_LIBC = ctypes.CDLL(None)


def _end_with_parent() -> None:
    _LIBC.prctl(1, signal.SIGTERM)


@atexit.register
def _remove_all() -> None:
    for folder in list(_running):
        folder.remove()


def _on_sigterm(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def _end_politely_when_told() -> None:
    in_main = threading.current_thread() is threading.main_thread()
    if in_main and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, _on_sigterm)
