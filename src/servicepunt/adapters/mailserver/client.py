"""What every caller of a mail server knows: the account, and the two ways in which it may fail."""

import imaplib
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Security = Literal["tls", "starttls", "none"]
Stage = Literal["line", "login", "letter"]
LONGEST_WORDS = 500
_UNREACHABLE: dict[type[OSError], str] = {
    ConnectionRefusedError: "op dit adres en deze poort luistert geen mailserver",
    socket.gaierror: "deze naam van een mailserver is niet bekend",
    TimeoutError: "de mailserver antwoordt niet op tijd",
    smtplib.SMTPServerDisconnected: "de mailserver verbrak de verbinding",
}
_LACKS: dict[Stage, str] = {
    "line": "de mailserver biedt geen STARTTLS",
    "login": "de mailserver biedt op deze poort geen manier van aanmelden die wij kennen",
    "letter": "de mailserver kan dit bericht of dit adres niet aan",
}


class MailServerError(Exception):
    """
    The mail server could not be reached or refused.

    `permanent` says that trying again unchanged is useless; `words` are the server's own or ours (at most 500
    characters); `stage` says whether the line, the login or the letter is the matter. Only a permanent
    failure of the stage "letter" says something about the letter itself. `is_quoted`: the words are the server's.
    """

    def __init__(self, *, permanent: bool, words: str, stage: Stage = "line", is_quoted: bool = False) -> None:
        self.permanent = permanent
        self.words = " ".join(words.split())[:LONGEST_WORDS]
        self.stage = stage
        self.is_quoted = is_quoted
        super().__init__(self.words)


class DeliveryUncertain(Exception):
    """The line broke after the whole letter was sent and before the answer: it may have arrived."""

    def __init__(self, words: str) -> None:
        self.words = " ".join(words.split())[:LONGEST_WORDS]
        super().__init__(self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuth2:
    """
    How to get an access token (RFC 6749): with a refresh token, or without one as the client itself.

    The token address must be https, except on this machine itself.
    """

    token_url: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    scope: str = ""
    ca_file: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MailAccount:
    """
    One way into one mail server.

    Without `user` nobody signs in. `oauth` goes before `password`. Time limits are in seconds, for each
    wait on the line. `ca_file` is trusted instead of the system's authorities. `greeting_name` is how we
    introduce ourselves (EHLO); left out, the domain of the sender.
    """

    host: str
    port: int
    security: Security = "tls"
    user: str = ""
    password: str = field(default="", repr=False)
    oauth: OAuth2 | None = None
    connect_seconds: float = 15.0
    read_seconds: float = 45.0
    ca_file: Path | None = None
    greeting_name: str = ""


def tls_context(account: MailAccount) -> ssl.SSLContext:
    """
    Return a context that checks certificate and host name.

    :raises MailServerError: if the file of authorities cannot be read.
    """
    try:
        return ssl.create_default_context(cafile=str(account.ca_file) if account.ca_file else None)
    except OSError as error:
        raise MailServerError(permanent=True, words=f"CA-bestand: {error}") from error


@contextmanager
def failures_in_our_words(stage: Stage = "line") -> Iterator[None]:
    """Turn whatever a socket, a certificate or a protocol library throws into a `MailServerError`."""
    try:
        yield
    except (OSError, EOFError, smtplib.SMTPException, imaplib.IMAP4.error) as error:
        raise _in_our_words(error, stage) from error
    except (ValueError, LookupError, TypeError) as error:
        # The protocol libraries parse what the server says without checking it first.
        words = f"onbegrijpelijk antwoord van de mailserver ({type(error).__name__})"
        raise MailServerError(permanent=False, words=words) from error


def _in_our_words(error: Exception, stage: Stage) -> MailServerError:
    match error:
        case ssl.SSLCertVerificationError():
            return MailServerError(permanent=True, words=f"certificaat: {error.verify_message}")
        case smtplib.SMTPResponseException():
            words = f"{error.smtp_code} {text_of(error.smtp_error)}"
            return MailServerError(permanent=error.smtp_code >= 500, words=words, stage=stage, is_quoted=True)
        case ConnectionRefusedError() | socket.gaierror() | TimeoutError() | smtplib.SMTPServerDisconnected():
            words = next(words for kind, words in _UNREACHABLE.items() if isinstance(error, kind))
            return MailServerError(permanent=False, words=words)
        case smtplib.SMTPException():
            # What the server does not offer the library says in English.
            is_final = isinstance(error, smtplib.SMTPNotSupportedError)
            return MailServerError(permanent=is_final, words=_LACKS[stage], stage=stage)
        case imaplib.IMAP4.abort():
            return MailServerError(permanent=False, words=str(error))
        case imaplib.IMAP4.error():
            return MailServerError(permanent=False, words=_said(error), stage=stage, is_quoted=True)
        case _:
            return MailServerError(permanent=False, words=str(error) or type(error).__name__)


def _said(error: Exception) -> str:
    """Return the server's words in an IMAP error; the libraries keep them as bytes, or as what bytes look like."""
    for found in (error, error.__context__):
        if found and found.args and isinstance(found.args[0], bytes) and str(found) == str(error):
            return text_of(found.args[0])
    return str(error)


def text_of(words: bytes | str) -> str:
    """Return what a server said as text, whatever its encoding."""
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words
