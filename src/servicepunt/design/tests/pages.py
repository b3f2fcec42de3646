"""Pages for the tests: the engine, a navigation, and a small server with the policy of the product."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from threading import Thread

from django.contrib.staticfiles import finders
from django.template import engines

from servicepunt.design.page import Alarm, Navigation, NavItem

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'"
)
INLINE = re.compile(r"""\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc=)|javascript:""", re.IGNORECASE)
NAV = Navigation(
    organization="Gemeente Voorbeeld",
    person_name="Sanne de Wit",
    person_id=7,
    modules=(
        NavItem("Werkvoorraad", "/desk", "inbox", 41, is_current=True, key="w"),
        NavItem("Telefoon en balie", "/telefoon", "phone", key="t"),
    ),
    views=(
        NavItem("Mijn werk", "/mijn", count=14),
        NavItem("Dreigt te laat", "/laat", count=6, is_late=True),
    ),
    links=(NavItem("Start", "/portal", is_current=True), NavItem("Mijn aanvragen", "/mijn")),
    footer=(NavItem("Toegankelijkheid", "/toegankelijkheid"), NavItem("Privacy", "/privacy")),
    alarms=(
        Alarm(
            "De postbus is stil",
            "Sinds 09:00 kwam er geen e-mail binnen.",
            url="/gezondheid",
            action="Bekijk",
        ),
    ),
    palette_url="/zoek",
    new_ticket_url="/nieuw",
    phone_url="/telefoon",
    signin_url="/inloggen",
    signout_url="/uitloggen",
    presence="Beschikbaar voor telefoon",
    contact="Bel 14 0000 of loop langs",
)


def drawn(name: str, **context: object) -> str:
    """Return a template of design as text."""
    return str(engines["jinja2"].get_template(name).render({"nav": NAV, **context}))


def drawn_text(source: str, **context: object) -> str:
    """Return a piece of template as text."""
    return str(engines["jinja2"].from_string(source).render({"nav": NAV, **context}))


def drawn_file(name: str, **context: object) -> str:
    """Return a template of these tests as text."""
    return drawn_text((Path(__file__).parent / "pages_html" / name).read_text(encoding="utf-8"), **context)


class _Handler(BaseHTTPRequestHandler):
    pages: dict[str, str]
    posts: list[tuple[str, str]]

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        if path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/"))
            body = Path(found).read_bytes() if isinstance(found, str) else b""
            self._answer(200 if body else 404, body, guess_type(path)[0] or "text/plain")
            return
        self._answer(200 if path in self.pages else 404, self.pages.get(path, "").encode(), "text/html; charset=utf-8")

    def do_HEAD(self) -> None:
        # Who is signed in: the person of NAV, unless a test says otherwise.
        who = re.search(r"wie=(\d+)", self.headers.get("Cookie", ""))
        self.send_response(204)
        self.send_header("X-Signed-In", who[1] if who else str(NAV.person_id))
        self.end_headers()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self.posts.append((self.path, body))
        if self.path == "/traag":
            time.sleep(1.5)
        signed_out = self.path == "/verlopen" and len(self.posts) == 1
        answer = self.pages.get(f"POST {self.path}", "")
        status = 401 if signed_out else 422 if answer else 204
        self._answer(status, answer.encode(), "text/html; charset=utf-8")

    def _answer(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def served(pages: dict[str, str]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Serve the pages on a free port; yields the address and what was posted."""
    posts: list[tuple[str, str]] = []
    handler = type("Handler", (_Handler,), {"pages": pages, "posts": posts})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", posts
    finally:
        server.shutdown()
        server.server_close()
