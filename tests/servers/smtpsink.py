"""
A real SMTP server that keeps what it takes, with faults chosen by the recipient's local part.

    tmp451.N@…   451 at RCPT for the first N tries      perm550@…    550 at RCPT
    data451@…    451 after DATA                         data552@…    552 after DATA
    drop@…       takes the letter, then the line breaks before the 250; once for each Message-ID
    slow.MS@…    answers DATA after so many milliseconds
    bounce@…     a delivery report (RFC 3464) comes back
    vacation@…   an automatic answer with its marks comes back
    naive@…      an automatic answer without any mark comes back: the loop that no header shows
"""

import asyncio
import base64
import re
import ssl
import threading
import uuid
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import MISSING, SMTP, AuthResult

from tests.servers.dovecot import USERS, Dovecot
from tests.servers.process import HOST, Folder, certificate, free_port


@dataclass(frozen=True)
class Taken:
    """A letter as the sink took it, with its envelope."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    is_encrypted: bool
    user: str


class SmtpSink:
    """
    A sink; with a `Dovecot`, letters to its users are delivered there, and so are reports and answers.

    `security` is "none", "starttls" or "tls"; signing in (password of `USERS`, or XOAUTH2 with one of
    `tokens`) is asked when `needs_login`.
    """

    def __init__(
        self,
        dovecot: Dovecot | None = None,
        *,
        security: str = "starttls",
        needs_login: bool = False,
        size_limit: int = 30_000_000,
    ) -> None:
        self.dovecot, self.security, self.needs_login, self.size_limit = dovecot, security, needs_login, size_limit
        self.tokens: dict[str, str] = {}
        self.taken: list[Taken] = []
        self.tries: dict[str, int] = {}
        self._dropped: set[str] = set()
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        self.folder = Folder("smtp")
        self.ca, key = certificate(self.folder.path)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.ca, key)
        self.port = free_port()
        self._controller = _SinkController(self, context)
        self._controller.start()
        self.folder.before_removal(self._controller.stop)
        return self

    def __exit__(self, *_: object) -> None:
        self.folder.remove()

    def to(self, recipient: str) -> list[Taken]:
        """Return what was taken for one recipient."""
        with self._lock:
            return [letter for letter in self.taken if recipient in letter.recipients]

    def greylists(self, address: str, times: int) -> bool:
        """Count a try; return whether it is one of the first so many."""
        with self._lock:
            self.tries[address] = self.tries.get(address, 0) + 1
            return self.tries[address] <= times

    def keep(self, letter: Taken) -> None:
        """Keep the letter and let its recipients react."""
        with self._lock:
            self.taken.append(letter)
        if self.dovecot:
            for recipient in letter.recipients:
                self._react(self.dovecot, recipient.lower(), letter)

    def drops_now(self, raw: bytes) -> bool:
        """Return whether the line should break for this letter: the first time only."""
        name = str(message_from_bytes(raw, policy=policy.compat32).get("Message-ID", ""))
        with self._lock:
            is_first = name not in self._dropped
            self._dropped.add(name)
        return is_first

    def _react(self, dovecot: Dovecot, recipient: str, letter: Taken) -> None:
        if recipient in USERS:
            dovecot.deliver(letter.raw, to=recipient, sender=letter.sender)
        sender = letter.sender.lower()
        # Nobody answers the null sender (RFC 3834, section 2).
        if sender not in USERS:
            return
        kind = recipient.partition("@")[0]
        if kind == "bounce":
            dovecot.deliver(delivery_report(letter.raw, recipient, to=sender), to=sender, sender="")
        if kind in {"vacation", "naive"}:
            answer = automatic_answer(letter.raw, recipient, to=sender, has_marks=kind == "vacation")
            dovecot.deliver(answer, to=sender, sender=recipient)


class _SinkController(Controller):  # type: ignore[misc]  # aiosmtpd has no types
    def __init__(self, sink: SmtpSink, context: ssl.SSLContext) -> None:
        self.sink, self.context = sink, context
        is_tls = sink.security == "tls"
        super().__init__(_Handler(sink), hostname=HOST, port=sink.port, ssl_context=context if is_tls else None)

    def factory(self) -> SMTP:
        return SMTP(
            self.handler,
            data_size_limit=self.sink.size_limit,
            enable_SMTPUTF8=True,
            hostname="mx.dorp.test",
            tls_context=self.context if self.sink.security == "starttls" else None,
            authenticator=self._authenticate,
            auth_required=self.sink.needs_login,
            auth_require_tls=self.sink.security == "starttls",
        )

    def _authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, auth: Any) -> AuthResult:
        user, password = auth.login.decode(), auth.password.decode()
        is_known = USERS.get(user) == password
        return AuthResult(success=is_known, auth_data=user if is_known else None, handled=False)


class _Handler:
    def __init__(self, sink: SmtpSink) -> None:
        self.sink = sink

    async def auth_XOAUTH2(self, server: Any, args: list[str]) -> Any:
        try:
            said = base64.b64decode(args[1], validate=True).decode()
        except (IndexError, ValueError):
            return AuthResult(success=False, handled=False)
        form = re.fullmatch("user=([^\x01]+)\x01auth=Bearer ([^\x01]+)\x01\x01", said)
        if form and self.sink.tokens.get(form[2]) == form[1]:
            return AuthResult(success=True, auth_data=form[1])
        # What Google and Microsoft do: explain in a challenge, then refuse.
        answer = await server.challenge_auth('{"status":"401","schemes":"bearer"}')
        if answer is MISSING:
            return MISSING
        return AuthResult(success=False, handled=False)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        kind = address.partition("@")[0].lower()
        greylist = re.fullmatch(r"tmp451\.(\d+)", kind)
        if greylist and self.sink.greylists(address, int(greylist[1])):
            return "451 4.7.1 Greylisted, try again later"
        if kind == "perm550":
            return "550 5.1.1 No such user here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        kinds = [address.partition("@")[0].lower() for address in envelope.rcpt_tos]
        for kind in kinds:
            if slow := re.fullmatch(r"slow\.(\d+)", kind):
                await asyncio.sleep(int(slow[1]) / 1000)
        if "data451" in kinds:
            return "451 4.3.2 Not now"
        if "data552" in kinds:
            return "552 5.3.4 Message too big for policy"
        letter = Taken(
            sender=(envelope.mail_from or "").removeprefix("<").removesuffix(">"),
            recipients=tuple(envelope.rcpt_tos),
            raw=bytes(envelope.original_content),
            is_encrypted=session.ssl is not None or self.sink.security == "tls",
            user=str(session.auth_data or ""),
        )
        await asyncio.to_thread(self.sink.keep, letter)
        if "drop" in kinds and self.sink.drops_now(letter.raw):
            server.transport.abort()
        return "250 2.0.0 Queued"


def delivery_report(raw: bytes, recipient: str, *, to: str, status: str = "5.1.1") -> bytes:
    """Return a report about a letter (RFC 3464) with the letter's header in it."""
    head = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0].decode("utf-8", "replace")
    edge = f"rapport-{uuid.uuid4().hex}"
    action = "failed" if status.startswith("5") else "delayed"
    text = f"""From: Mail Delivery System <MAILER-DAEMON@mx.dorp.test>
To: <{to}>
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Message-ID: <{uuid.uuid4().hex}@mx.dorp.test>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="{edge}"

--{edge}
Content-Type: text/plain; charset=utf-8

Your message to {recipient} could not be delivered.

--{edge}
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.dorp.test

Final-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} User unknown

--{edge}
Content-Type: text/rfc822-headers

{head}

--{edge}--
"""
    return text.replace("\n", "\r\n").encode()


def automatic_answer(raw: bytes, recipient: str, *, to: str, has_marks: bool) -> bytes:
    """Return an out-of-office answer, with or without what tells it from a person's."""
    letter = message_from_bytes(raw, policy=policy.default)
    answer = EmailMessage()
    answer["From"], answer["To"] = recipient, to
    answer["Subject"] = f"Afwezig: {letter.get('Subject', '')}"
    answer["Message-ID"] = f"<{uuid.uuid4().hex}@elders.test>"
    if has_marks:
        answer["In-Reply-To"] = str(letter.get("Message-ID", ""))
        answer["Auto-Submitted"] = "auto-replied"
    answer.set_content("Ik ben er tot maandag niet.")
    return answer.as_bytes(policy=policy.SMTP)
