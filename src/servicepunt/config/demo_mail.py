"""The demo's mail server: mail to the desk comes in, mail to anybody else is kept for the page that shows it."""

import asyncio
import time
import uuid
from typing import Any

from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import close_old_connections

from servicepunt.domains.mail.queries import mailbox_for
from servicepunt.entrypoints.mailbox.intake import take_in, understand
from servicepunt.foundation.clock import now

LARGEST = 36_000_000


class _Handler:
    """Takes letters as they come."""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  # the library's name
        """Keep the letter for each recipient before saying it was taken."""
        content: bytes = envelope.content
        await asyncio.get_running_loop().run_in_executor(None, _take, content, list(envelope.rcpt_tos))
        return "250 Aangenomen"


def _take(content: bytes, recipients: list[str]) -> None:
    close_old_connections()
    for recipient in recipients:
        mailbox = mailbox_for(recipient)
        if mailbox is not None:
            letter = take_in(content, mailbox=mailbox, uid_validity=1, uid=time.time_ns(), at=now())
            understand(letter, at=now())
            continue
        folder = settings.DATA / "demo-post"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{time.time_ns()}-{uuid.uuid4().hex[:8]}.eml").write_bytes(
            f"X-Demo-To: {recipient}\r\n".encode() + content
        )


class DemoMailServer:
    """An SMTP server on the loopback address."""

    def __init__(self, port: int) -> None:
        self._controller = Controller(_Handler(), hostname="127.0.0.1", port=port, data_size_limit=LARGEST)

    def start(self) -> "DemoMailServer":
        """Listen; raises OSError when the port is taken."""
        self._controller.start()
        return self

    def stop(self) -> None:
        """Stop listening."""
        self._controller.stop()
