"""Asking a virus scanner (clamd, the INSTREAM command) about bytes."""

import socket
from dataclasses import dataclass
from typing import Literal

CHUNK = 65_536  # bytes
LONGEST_ANSWER = 4096  # bytes


@dataclass(frozen=True, slots=True)
class ScanResult:
    """What the scanner says; `words` is the name of the virus, or why there is no answer."""

    outcome: Literal["clean", "infected", "unavailable"]
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clamd:
    """A clamd at "unix:/run/clamav/clamd.ctl" or "tcp:host:port"; `seconds` limits each wait on the line."""

    address: str
    seconds: float = 30.0

    def scan(self, content: bytes) -> ScanResult:
        """Return whether the bytes are clean; never raises: a scanner that fails is unavailable."""
        try:
            with self._connected() as line:
                _send(line, content)
                return _understood(_reply(line))
        except (OSError, ValueError) as error:
            return ScanResult("unavailable", str(error) or type(error).__name__)

    def _connected(self) -> socket.socket:
        kind, _, rest = self.address.partition(":")
        if kind == "unix":
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(self.seconds)
            try:
                line.connect(rest)
            except OSError:
                line.close()
                raise
            return line
        host, _, port = rest.rpartition(":")
        if kind != "tcp" or not host:
            raise ValueError("the address must be unix:PATH or tcp:HOST:PORT")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=self.seconds)


def _send(line: socket.socket, content: bytes) -> None:
    line.sendall(b"zINSTREAM\0")
    for start in range(0, len(content), CHUNK):
        chunk = content[start : start + CHUNK]
        line.sendall(len(chunk).to_bytes(4, "big") + chunk)
    line.sendall(bytes(4))


def _reply(line: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < LONGEST_ANSWER:
        more = line.recv(LONGEST_ANSWER)
        if not more:
            break
        said += more
    return said.strip(b"\0\n ").decode("utf-8", "replace")


def _understood(answer: str) -> ScanResult:
    verdict = answer.removeprefix("stream: ")
    if verdict == "OK":
        return ScanResult("clean")
    if verdict.endswith(" FOUND"):
        return ScanResult("infected", verdict.removesuffix(" FOUND"))
    return ScanResult("unavailable", verdict or "no answer")
