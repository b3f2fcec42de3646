"""The scanner's protocol, against a server of the test's own that speaks it."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from servicepunt.adapters.storage.scan import Clamd, ScanResult

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class FakeClamd:
    """Answers INSTREAM as clamd does; `says` replaces the answer."""

    def __init__(self, listener: socket.socket) -> None:
        self.listener = listener
        self.says: bytes | None = None
        self.received = b""

    def serve(self) -> None:
        while True:
            try:
                line, _ = self.listener.accept()
            except OSError:
                return
            with line, line.makefile("rb") as said:
                assert said.read(10) == b"zINSTREAM\0"
                self.received = b""
                while size := int.from_bytes(said.read(4), "big"):
                    self.received += said.read(size)
                is_bad = EICAR in self.received
                verdict = b"stream: Eicar-Test-Signature FOUND\0" if is_bad else b"stream: OK\0"
                line.sendall(verdict if self.says is None else self.says)


@pytest.fixture(params=["unix", "tcp"])
def scanner(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[FakeClamd, Clamd]]:
    if request.param == "unix":
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(tmp_path / "clamd"))
        listener.listen()
        address = f"unix:{tmp_path / 'clamd'}"
    else:
        listener = socket.create_server(("127.0.0.1", 0))
        address = f"tcp:127.0.0.1:{listener.getsockname()[1]}"
    server = FakeClamd(listener)
    threading.Thread(target=server.serve, daemon=True).start()
    yield server, Clamd(address=address, seconds=5)
    listener.close()


def test_clean_and_infected(scanner: tuple[FakeClamd, Clamd]) -> None:
    server, clamd = scanner
    content = b"x" * 150_000
    assert clamd.scan(content) == ScanResult("clean")
    assert server.received == content
    assert clamd.scan(b"") == ScanResult("clean")
    assert clamd.scan(content + EICAR) == ScanResult("infected", "Eicar-Test-Signature")


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"\xff\0"])
def test_any_other_answer_is_no_answer(scanner: tuple[FakeClamd, Clamd], answer: bytes) -> None:
    server, clamd = scanner
    server.says = answer
    assert clamd.scan(b"x").outcome == "unavailable"


@pytest.mark.parametrize("address", ["unix:/no/such/socket", "tcp:127.0.0.1:1", "tcp:nonsense", "http:a:1", ""])
def test_a_scanner_that_is_not_there_is_unavailable(address: str) -> None:
    assert Clamd(address=address, seconds=1).scan(b"x").outcome == "unavailable"
