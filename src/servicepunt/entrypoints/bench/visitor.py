"""A visitor with one kept connection and cookies: signs in as a person would, and times every request."""

import time
from dataclasses import dataclass
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode

HOST = "127.0.0.1"
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class UnexpectedAnswer(RuntimeError):
    """A page answered something else than it should; a measurement of it would mean nothing."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and how many seconds it took."""

    status: int
    body: bytes
    seconds: float
    location: str


class Visitor:
    """Asks pages of one server."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection(HOST, port, timeout=60)
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> Answer:
        """Ask for a page."""
        return self._ask("GET", path, b"")

    def post(self, path: str, **typed: str) -> Answer:
        """Send a form."""
        token = self.cookies.get("csrftoken", "")
        return self._ask("POST", path, urlencode({"csrfmiddlewaretoken": token, **typed}).encode())

    def _ask(self, method: str, path: str, body: bytes) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if method == "POST":
            headers |= _FORM
        began = time.perf_counter()
        self._connection.request(method, path, body=body or None, headers=headers)
        answer = self._connection.getresponse()
        content = answer.read()
        seconds = time.perf_counter() - began
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return Answer(answer.status, content, seconds, answer.headers.get("Location", ""))

    def sign_in(self, email: str, password: str) -> None:
        """
        Sign in with the form that everybody uses.

        :raises UnexpectedAnswer: if that does not work.
        """
        self.get("/inloggen/")
        answer = self.post("/inloggen/", login=email, password=password)
        if answer.status != 302 or "sessionid" not in self.cookies:
            raise UnexpectedAnswer(f"Inloggen als {email} gaf {answer.status}.")

    def lend_session(self, other: "Visitor") -> None:
        """Let a visitor of another server on the same database use this session."""
        other.cookies = dict(self.cookies)

    def close(self) -> None:
        """Hang up."""
        self._connection.close()
