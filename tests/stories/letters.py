"""The mail world of the stories: a mailbox in a real Dovecot, a real SMTP server that delivers there, and a reader."""

import email
import imaplib
import smtplib
import ssl
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path

from tests.servers.dovecot import USERS, Dovecot
from tests.servers.process import HOST
from tests.servers.smtpsink import SmtpSink

DESK = "servicepunt@dorp.test"
JOOST = "joost@dorp.test"


@dataclass(frozen=True, slots=True)
class PostOffice:
    """A Dovecot and an SMTP server; `trust` is the file with both authorities."""

    dovecot: Dovecot
    smtp: SmtpSink
    trust: Path

    def send(self, letter: EmailMessage) -> None:
        """Send a letter as a mail program does: over STARTTLS, signed in when the sender has an account."""
        sender = letter["From"].addresses[0].addr_spec
        context = ssl.create_default_context(cafile=str(self.trust))
        with smtplib.SMTP(HOST, self.smtp.port, timeout=20) as server:
            server.starttls(context=context)
            server.login(sender if sender in USERS else JOOST, USERS.get(sender, USERS[JOOST]))
            server.send_message(letter)

    def inbox(self, user: str, folder: str = "INBOX") -> list[EmailMessage]:
        """Return the letters in somebody's mailbox, read over IMAP with TLS."""
        context = ssl.create_default_context(cafile=str(self.trust))
        with closing(imaplib.IMAP4_SSL(HOST, self.dovecot.imaps_port, ssl_context=context, timeout=20)) as line:
            line.login(user, USERS[user])
            if line.select(folder, readonly=True)[0] != "OK":
                return []
            _, found = line.search(None, "ALL")
            return [_read(line, name.decode()) for name in found[0].split()]

    def wait_for(self, user: str, fits: Callable[[EmailMessage], bool], seconds: float = 40) -> EmailMessage:
        """Return the first letter in somebody's mailbox that fits, once it is there."""
        until = time.monotonic() + seconds
        while True:
            for letter in self.inbox(user):
                if fits(letter):
                    return letter
            assert time.monotonic() < until, f"no such mail for {user} within {seconds:.0f} s"
            time.sleep(0.2)


def _read(line: imaplib.IMAP4, name: str) -> EmailMessage:
    _, parts = line.fetch(name, "(BODY.PEEK[])")
    letter = email.message_from_bytes(parts[0][1], policy=policy.default)
    assert isinstance(letter, EmailMessage)
    return letter


def write(subject: str, text: str, *, sender: str, to: str = DESK) -> EmailMessage:
    """Return a new letter as a mail program makes it."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, to, subject
    letter["Date"], letter["Message-ID"] = formatdate(), make_msgid(domain="mailprogramma.example")
    letter.set_content(text)
    return letter


def answer_to(received: EmailMessage, text: str, *, sender: str) -> EmailMessage:
    """Return an answer to a letter, with the old text under it, as mail programs do."""
    old = "\n".join(f"> {line}" for line in text_of(received).splitlines())
    quoted = f"{text}\n\nOp di 24 nov 2026 om 10:12 schreef Servicepunt <{DESK}>:\n{old}\n"
    letter = write(f"Re: {received['Subject']}", quoted, sender=sender)
    letter["In-Reply-To"] = received["Message-ID"]
    letter["References"] = f"{received['References'] or ''} {received['Message-ID']}".strip()
    return letter


def text_of(letter: EmailMessage) -> str:
    """Return the plain text of a letter."""
    body = letter.get_body(("plain",))
    return str(body.get_content()) if body else ""
