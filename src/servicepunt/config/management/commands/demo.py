"""Try the desk: a municipality, a web server, a worker and a mail server in one process tree."""

import fcntl
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from servicepunt.config.demo_mail import DemoMailServer
from servicepunt.config.ports import holder
from servicepunt.entrypoints.demo import clock
from servicepunt.entrypoints.demo.hiring import MANAGER, supplier_accounts
from servicepunt.entrypoints.demo.people import ACCOUNTS, DOMAIN, PASSWORD
from servicepunt.entrypoints.demo.seed import fill, is_filled, point_mailboxes
from servicepunt.foundation.clock import now

DATABASE = "servicepunt.sqlite3"
# Tells the process that begins again with other settings what was asked; it is no setting itself.
_FRESH = "_SERVICEPUNT_FRESH"


class Command(BaseCommand):
    """`servicepunt demo`: everything on this machine, nothing leaves it; Ctrl-C stops all."""

    help = "Start een werkend servicepunt met een voorbeeldgemeente."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Read where to listen and where to keep the data."""
        parser.add_argument("--port", type=int, default=8000, help="poort van de webserver")
        parser.add_argument("--smtp-port", type=int, default=2525, help="poort van de mailserver")
        parser.add_argument("--data", default="", help="map voor de gegevens")
        parser.add_argument("--fresh", action="store_true", help="begin opnieuw")
        parser.add_argument("--on", type=_day, metavar="DAG", help="begin op een andere dag, zoals 2026-07-01")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare, start, and wait."""
        data = Path(options["data"] or Path.cwd() / ".data" / "demo").resolve()
        if os.environ.get("SERVICEPUNT_DATA") != str(data) or not settings.DEMO:
            self._restart(data, options)
        # Before anything is changed: the demo that holds the port works on the same data.
        if _is_served(options["port"]):
            raise CommandError(
                f"Poort {options['port']} is bezet{holder(options['port'])}. Kies een andere met --port."
            )
        _make(data)
        lock = _hold(data)
        if options["fresh"] and os.environ.pop(_FRESH, ""):
            self.stdout.write("Opnieuw beginnen: de oude gegevens worden gewist")
            _clear(data)
        with lock:
            self._prepare(options["smtp_port"], options["on"])
            self._run(options["port"], options["smtp_port"])

    def _restart(self, data: Path, options: dict[str, Any]) -> None:
        """Begin again with the settings of the demo in the environment."""
        _make(data)
        secret = data.parent / f"{data.name}.secret"
        if not secret.exists():
            secret.touch(mode=0o600)
            secret.write_text(secrets.token_urlsafe(50))
        environment = os.environ | {
            "SERVICEPUNT_DATA": str(data),
            "SERVICEPUNT_DATABASE_URL": f"sqlite://{data}/{DATABASE}",
            "SERVICEPUNT_FILES": str(data / "files"),
            "SERVICEPUNT_SECRET_KEY": secret.read_text(),
            "SERVICEPUNT_DEMO": "ja",
            "SERVICEPUNT_BASE_URL": f"http://localhost:{options['port']}",
            "SERVICEPUNT_LOG_LEVEL": "WARNING",
            "SERVICEPUNT_CONTACT": "Bel 0529-123456, op werkdagen van 8.30 tot 17.00 uur.",
            "SERVICEPUNT_ACCESSIBILITY_URL": "https://www.voorbeeld.example/toegankelijkheid",
            "SERVICEPUNT_PRIVACY_URL": "https://www.voorbeeld.example/privacy",
            "SERVICEPUNT_FROM_ADDRESS": f"systeem@{DOMAIN}",
            "SERVICEPUNT_LOW_SPACE_MB": "200",
            "SERVICEPUNT_LOW_SPACE_PERCENT": "0",
            _FRESH: "ja" if options["fresh"] else "",
        }
        os.execve(sys.executable, [sys.executable, "-m", "servicepunt.config", *sys.argv[1:]], environment)  # noqa: S606  # our own command line

    def _prepare(self, smtp_port: int, day: date | None) -> None:
        began = time.monotonic()
        self._say("Database bijwerken")
        call_command("migrate", verbosity=0)
        if is_filled() and day is not None:
            raise CommandError("Er staan al gegevens. Op een andere dag beginnen gaat alleen met --fresh erbij.")
        if is_filled():
            self._say("De gegevens van de vorige keer staan er nog")
            point_mailboxes(smtp_port)
        else:
            if day is not None:
                clock.begin_on(day, at=now())
            fill(at=now(), smtp_port=smtp_port, say=self._say)
        self._say(f"Klaar in {time.monotonic() - began:.0f} seconden")

    def _say(self, words: str) -> None:
        self.stdout.write(f"  {words}")
        self.stdout.flush()

    def _run(self, port: int, smtp_port: int) -> None:
        try:
            mail = DemoMailServer(smtp_port).start()
        except OSError as error:
            raise CommandError(
                f"Poort {smtp_port} is bezet{holder(smtp_port)}. Kies een andere met --smtp-port."
            ) from error
        children = {
            words[0]: subprocess.Popen(
                [sys.executable, "-m", "servicepunt.config.tied", str(os.getpid()), *words], start_new_session=True
            )
            for words in (["web", "--port", str(port), "--workers", "1"], ["worker"])
        }
        is_served = False
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            while not (stopped := _stopped(children)) and not (is_served := _is_served(port)):
                time.sleep(0.1)
            if not stopped:
                self._welcome(port, smtp_port)
            while not (stopped := stopped or _stopped(children)):
                time.sleep(0.5)
            raise CommandError(why_stopped(stopped, port=port, is_served=is_served))
        except KeyboardInterrupt:
            self._say("Stoppen")
        finally:
            mail.stop()
            _stop(list(children.values()))

    def _welcome(self, port: int, smtp_port: int) -> None:
        lines = [
            "",
            f"Het servicepunt draait op  http://localhost:{port}/",
            f"Uitgaande mail lees je op  http://localhost:{port}/demo/post/",
            f"Zet de klok vooruit op     http://localhost:{port}/demo/klok/",
            f"Stuur een mail naar        servicepunt@{DOMAIN} op localhost, poort {smtp_port}",
            "",
            f"Accounts (wachtwoord {PASSWORD}):",
            *(f"  {f'{local}@{DOMAIN}':<38}{words}" for local, _, _, words in ACCOUNTS),
            f"  {f'{MANAGER[0]}@{DOMAIN}':<38}budgethouder bij inhuur, en besluit",
            *(f"  {email:<38}leverancier bij inhuur" for email in supplier_accounts()),
            "",
            "Stoppen met Ctrl-C. De gegevens blijven bewaard; --fresh begint opnieuw.",
        ]
        self.stdout.write("\n".join([*lines, ""]))
        self.stdout.flush()


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ArgumentTypeError("schrijf een dag als 2026-07-01") from None


def _make(data: Path) -> None:
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        words = f"De map {data} kan niet worden gemaakt ({error.strerror}). Kies een andere met --data."
        raise CommandError(words) from error


def _hold(data: Path) -> IO[str]:
    """Keep the folder to this demo until the file is closed, also by a crash."""
    held = (data / "demo.lock").open("w")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        held.close()
        words = f"Er draait al een proefopstelling op {data}. Stop die eerst, of kies een andere map met --data."
        raise CommandError(words) from error
    return held


def _clear(data: Path) -> None:
    """Take away what the demo made, and nothing else: the folder may be anybody's."""
    for path in data.glob(f"{DATABASE}*"):
        path.unlink()
    shutil.rmtree(data / "files", ignore_errors=True)
    clock.put_back(data)


def _is_served(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=0.2):
            return True
    except OSError:
        return False


def _stopped(children: dict[str, subprocess.Popen[bytes]]) -> str:
    """Return the first part that stopped by itself, or nothing."""
    return next((name for name, child in children.items() if child.poll() is not None), "")


def why_stopped(part: str, *, port: int, is_served: bool) -> str:
    """Return what to say when a part of the demo stopped by itself."""
    if part == "web" and not is_served:
        return f"De webserver stopte voordat er een pagina was. Is poort {port} vrij? Kies een andere met --port."
    name = "De webserver" if part == "web" else "De werker"
    return (
        f"{name} stopte, en daarmee de proefopstelling. De gegevens staan er nog: begin opnieuw met servicepunt demo."
    )


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
        else:
            # A web server that was killed leaves its own processes, which would keep the port.
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
    for child in children:
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
