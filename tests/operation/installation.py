"""An installation as `docs/operation.md` makes it: settings by environment, processes, and the proxy of `deploy`."""

import os
import ssl
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Self
from urllib.request import Request, urlopen

from tests.house.reading import ROOT
from tests.servers.process import HOST, Folder, certificate, end, find_program, free_port, spawn, wait_for_port

PASSWORD = "een-lang-wachtwoord"
KEY = "q7Xw1uZr9LmD4sVtB8nHc5KyPe2GaJf6RoTiWxQz3bNvMdCl0E"
NAME = "servicepunt.voorbeeld.example"


class Installation:
    """The product on a database of its own; `url` is a database, or empty for SQLite."""

    def __init__(self, url: str = "", **settings: str) -> None:
        self.folder = Folder("installation")
        self.path = self.folder.path
        self.log = self.path / "log"
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith("SERVICEPUNT_")} | {
            "SERVICEPUNT_SECRET_KEY": KEY,
            "SERVICEPUNT_DATA": str(self.path / "data"),
            "SERVICEPUNT_DATABASE_URL": url or f"sqlite://{self.path}/data/servicepunt.sqlite3",
            "SERVICEPUNT_BASE_URL": f"https://{NAME}",
            "SERVICEPUNT_ALLOWED_HOSTS": f"{NAME},{HOST}",
            "SERVICEPUNT_PROXY_COUNT": "1",
            "SERVICEPUNT_LOW_SPACE_MB": "1",
            "SERVICEPUNT_LOW_SPACE_PERCENT": "0",
            "PYTHONPATH": str(ROOT / "src"),
        }  # fmt: skip
        self.environment |= {f"SERVICEPUNT_{name}": value for name, value in settings.items()}

    def __enter__(self) -> Self:
        self.command("migrate", "--verbosity", "0")
        return self

    def __exit__(self, *_: object) -> None:
        self.folder.remove()

    def run(self, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command of the product to its end."""
        return subprocess.run(
            self._words(*words), env=self.environment, cwd=self.path, input=typed, text=True,
            capture_output=True, check=False, timeout=300,
        )  # fmt: skip

    def command(self, *words: str, typed: str = "") -> str:
        """Run a command that must succeed, and return what it said."""
        done = self.run(*words, typed=typed)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def person(self, email: str, name: str, role: str) -> None:
        """Make a person with the password of all."""
        self.command("user", "create", email, "--name", name, "--role", role, typed=f"{PASSWORD}\n")

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """Start a process of the product that goes on; what it logs goes to `log`."""
        process = spawn(self._words(*words), output=self.log, environment=self.environment)
        self.folder.before_removal(lambda: end(process, seconds=40))
        return process

    def web(self, *words: str) -> int:
        """Start a web server and return its port."""
        port = free_port()
        process = self.start("web", "--port", str(port), *words)
        wait_for_port(port, 60, until_ended=process)
        self.wait_until(lambda: self.status(f"http://{HOST}:{port}/gezond/") == 200)
        return port

    def proxy(self, *web_ports: int) -> tuple[int, int]:
        """Start nginx with the configuration of `deploy`; return its ports for HTTPS and HTTP."""
        tls, plain = free_port(), free_port()
        certificate(self.path)
        site = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
        for old, new in (
            ("/etc/ssl/servicepunt", str(self.path)),
            ("    server 127.0.0.1:8000;", "\n".join(f"    server {HOST}:{port};" for port in web_ports)),
            ("listen 443 ssl;", f"listen {HOST}:{tls} ssl;"),
            ("listen 80;", f"listen {HOST}:{plain};"),
        ):
            assert site.count(old), old
            site = site.replace(old, new)
        (self.path / "site.conf").write_text(site, encoding="utf-8")
        places = " ".join(f"{kind}_temp_path {self.path}/{kind};" for kind in ("client_body", "proxy", "fastcgi"))
        places += " ".join(f"{kind}_temp_path {self.path}/{kind};" for kind in ("uwsgi", "scgi"))
        main = (
            f"pid {self.path}/pid; error_log {self.path}/nginx-error.log; worker_processes 1; daemon off;"
            f"events {{ worker_connections 2048; }}"
            f"http {{ include /etc/nginx/mime.types; access_log off; {places} include {self.path}/site.conf; }}"
        )
        (self.path / "nginx.conf").write_text(main, encoding="utf-8")
        # Its worker is another user when root starts it.
        self.path.chmod(0o755)
        words = ["-e", str(self.path / "nginx-error.log"), "-c", str(self.path / "nginx.conf")]
        process = spawn([find_program("nginx") or "nginx", *words], output=self.path / "nginx-out")
        self.folder.before_removal(lambda: end(process))
        wait_for_port(tls, until_ended=process)
        return tls, plain

    def wait_until(self, holds: Callable[[], bool], seconds: float = 60) -> None:
        """Return when a condition holds."""
        end_at = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end_at, self.log.read_text(errors="replace")[-3000:]
            time.sleep(0.05)

    def status(self, address: str) -> int:
        """Return the status of a page, or 0 when there is no answer."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        try:
            with urlopen(Request(address, headers={"Host": NAME}), timeout=10, context=context) as answer:
                return int(answer.status)
        except OSError as error:
            return int(getattr(error, "code", 0))

    def lines(self) -> list[str]:
        """Return what all processes logged."""
        return self.log.read_text(errors="replace").splitlines() if self.log.exists() else []

    def _words(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "servicepunt.config", *words]
