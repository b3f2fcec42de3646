"""A mail server for tests that goes wrong as the recipient's name says; everything it took can be read back."""

import asyncio
import re
import threading
from contextlib import suppress
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from servicepunt.entrypoints.mailbox.tests.dovecot import HOST, free_port


class Sink:
    """
    Takes letters; `tmp451.2@` refuses twice for now, `perm550@` for good, `data552@` after DATA, `drop@` breaks.

    `slow@` takes the letter, but says so only after `delay` seconds; `stop` and `start` are a server that is away.
    """

    def __init__(self) -> None:
        self.port = free_port()
        self.letters: list[tuple[list[str], bytes]] = []
        self.tries: dict[str, int] = {}
        self._lock = threading.Lock()
        self.delay = 0.2

    def __enter__(self) -> "Sink":
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def start(self) -> None:
        """Listen."""
        self._controller = Controller(_Handler(self), hostname=HOST, port=self.port)
        self._controller.start()

    def stop(self) -> None:
        """Stop listening; a second time does nothing."""
        with suppress(AssertionError):
            self._controller.stop()

    def keep(self, recipients: list[str], raw: bytes) -> None:
        """Keep a letter."""
        with self._lock:
            self.letters.append((recipients, raw))

    def message_ids(self) -> list[str]:
        """Return the Message-ID of every letter that was taken."""
        return [str(message_from_bytes(raw)["Message-ID"]) for _, raw in self.letters]


class _Handler:
    def __init__(self, sink: Sink) -> None:
        self.sink = sink

    async def handle_RCPT(self, server: SMTP, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802  # aiosmtpd's name
        name = address.partition("@")[0]
        self.sink.tries[address] = self.sink.tries.get(address, 0) + 1
        if (later := re.fullmatch(r"tmp451\.(\d+)", name)) and self.sink.tries[address] <= int(later[1]):
            return "451 4.7.1 Greylisted, try again"
        if name == "perm550":
            return "550 5.1.1 No such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's name
        names = [address.partition("@")[0] for address in envelope.rcpt_tos]
        if "data552" in names:
            return "552 5.3.4 Message too big"
        self.sink.keep(list(envelope.rcpt_tos), envelope.content)
        if "slow" in names:
            await asyncio.sleep(self.sink.delay)
        if "drop" in names:
            server.transport.abort()
        return "250 2.0.0 queued"
