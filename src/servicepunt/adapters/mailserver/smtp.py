"""Handing a letter to the outgoing mail server (SMTP submission), with its answer for each recipient."""

import json
import smtplib
import socket
from binascii import Error as NotBase64
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from servicepunt.adapters.mailserver.client import (
    DeliveryUncertain,
    MailAccount,
    MailServerError,
    failures_in_our_words,
    text_of,
    tls_context,
)
from servicepunt.adapters.mailserver.oauth import AccessTokens

GOING_AWAY = 421


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientResult:
    """
    What the server said about one recipient.

    `code` is the SMTP code (0 when we refused before asking); a refusal with 4xx may pass later.
    """

    recipient: str
    is_accepted: bool
    is_permanent: bool
    code: int
    words: str


@dataclass(frozen=True, slots=True)
class _Letter:
    sender: str
    recipients: Sequence[str]
    raw: bytes


def send(
    account: MailAccount,
    *,
    envelope_from: str,
    recipients: Sequence[str],
    raw: bytes,
    tokens: AccessTokens | None = None,
) -> list[RecipientResult]:
    """
    Offer the letter once, over one connection, and return the answer for each recipient in order.

    An empty `envelope_from` is the null sender. `raw` is sent as it is, apart from line ends and dots.

    :raises MailServerError: if nothing was delivered and it says nothing about one recipient alone.
    :raises DeliveryUncertain: if the line broke after the letter went out and before the answer.
    """
    if account.oauth and not tokens:
        raise ValueError("an account with OAuth2 needs tokens")
    letter = _Letter(envelope_from, recipients, raw)
    server = _signed_in(account, envelope_from, tokens)
    try:
        answers = _transaction(server, letter)
        with suppress(smtplib.SMTPException, OSError):
            server.quit()
        return answers
    finally:
        server.close()


def sign_in(account: MailAccount, *, envelope_from: str, tokens: AccessTokens | None = None) -> None:
    """
    Connect, sign in and leave again: sending nothing.

    :raises MailServerError: if that does not work.
    """
    server = _signed_in(account, envelope_from, tokens)
    with suppress(smtplib.SMTPException, OSError):
        server.quit()
    server.close()


def _signed_in(account: MailAccount, sender: str, tokens: AccessTokens | None) -> smtplib.SMTP:
    server = _connected(account, sender)
    try:
        if tokens and account.oauth:
            try:
                _log_in_with_token(server, account.user, tokens.token())
            except MailServerError as error:
                if error.stage != "login" or not error.permanent:
                    raise
                # A kept token may have been withdrawn: once more with a new one, on a new line.
                server.close()
                server = _connected(account, sender)
                _log_in_with_token(server, account.user, tokens.token(fresh=True))
        elif account.user:
            with failures_in_our_words("login"):
                server.login(account.user, account.password)
    except BaseException:
        server.close()
        raise
    return server


def _connected(account: MailAccount, sender: str) -> smtplib.SMTP:
    name = account.greeting_name or _domain(sender) or _domain(account.user) or "[127.0.0.1]"
    limit = account.connect_seconds
    context = None if account.security == "none" else tls_context(account)
    with failures_in_our_words():
        if account.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                account.host, account.port, local_hostname=name, timeout=limit, context=context
            )
        else:
            server = smtplib.SMTP(account.host, account.port, local_hostname=name, timeout=limit)
    try:
        with failures_in_our_words():
            if isinstance(server.sock, socket.socket):
                server.sock.settimeout(account.read_seconds)
            server.ehlo_or_helo_if_needed()
            if account.security == "starttls":
                # Without the offer this raises: a line that should be protected is never used bare.
                server.starttls(context=context)
                server.ehlo_or_helo_if_needed()
    except BaseException:
        server.close()
        raise
    return server


def _domain(address: str) -> str:
    domain = address.rpartition("@")[2] if "@" in address else ""
    return domain if domain.isascii() and domain.isprintable() and " " not in domain else ""


def _log_in_with_token(server: smtplib.SMTP, user: str, token: str) -> None:
    said: list[bytes] = []

    def answer(challenge: bytes | None = None) -> str:
        # A refusal comes as a challenge that explains; an empty line then gets the real refusal.
        if challenge is None:
            return f"user={user}\x01auth=Bearer {token}\x01\x01"
        said.append(challenge)
        return ""

    try:
        with failures_in_our_words("login"):
            server.auth("XOAUTH2", answer)
    except MailServerError as error:
        words = " ".join([error.words, *map(_explained, said)])
        quoted = error.is_quoted
        raise MailServerError(permanent=error.permanent, words=words, stage=error.stage, is_quoted=quoted) from error


def _explained(challenge: bytes) -> str:
    try:
        return f"({json.loads(challenge).get('status', '')})"
    except (ValueError, AttributeError, NotBase64):
        return ""


def _transaction(server: smtplib.SMTP, letter: _Letter) -> list[RecipientResult]:
    with failures_in_our_words("letter"):
        options = _options(server, letter)
        code, words = server.mail(letter.sender, options)
        if code // 100 != 2:
            raise MailServerError(permanent=code >= 500, words=f"{code} {text_of(words)}", stage="letter")
        answers = [_offer(server, recipient) for recipient in letter.recipients]
        if not any(answer.is_accepted for answer in answers):
            return answers
        code, words = server.docmd("DATA")
        if code == 354:
            code, words = _hand_over(server, letter.raw)
    if code // 100 == 2:
        return answers
    return [_result(answer.recipient, code, words) if answer.is_accepted else answer for answer in answers]


def _options(server: smtplib.SMTP, letter: _Letter) -> list[str]:
    options = []
    if server.has_extn("size"):
        options.append(f"SIZE={len(letter.raw)}")
        limit = server.esmtp_features["size"]
        if limit.isdigit() and 0 < int(limit) < len(letter.raw):
            words = f"het bericht is groter dan de mailserver aanneemt ({limit} bytes)"
            raise MailServerError(permanent=True, words=words, stage="letter")
    if not letter.raw.isascii() and server.has_extn("8bitmime"):
        options.append("BODY=8BITMIME")
    addresses = [letter.sender, *letter.recipients]
    if not all(address.isascii() for address in addresses) and server.has_extn("smtputf8"):
        options.append("SMTPUTF8")
        server.command_encoding = "utf-8"
    return options


def _offer(server: smtplib.SMTP, recipient: str) -> RecipientResult:
    is_writable = recipient.isascii() or server.command_encoding == "utf-8"
    if not is_writable or not recipient.isprintable() or set(recipient) & set("<> "):
        return _result(recipient, 0, "dit adres kan de mailserver niet aan")
    code, words = server.rcpt(recipient)
    if code == GOING_AWAY:
        raise MailServerError(permanent=False, words=f"{code} {text_of(words)}", stage="letter")
    return _result(recipient, code, words)


def _result(recipient: str, code: int, words: bytes | str) -> RecipientResult:
    said = " ".join(f"{code or ''} {text_of(words)}".split())[:500]
    return RecipientResult(
        recipient=recipient,
        is_accepted=code // 100 == 2,
        is_permanent=code >= 500 or code == 0,
        code=code,
        words=said,
    )


def _hand_over(server: smtplib.SMTP, raw: bytes) -> tuple[int, bytes]:
    lines = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n", b"\r\n")
    body = lines if lines.endswith(b"\r\n") else lines + b"\r\n"
    stuffed = (b"\r\n" + body).replace(b"\r\n.", b"\r\n..")[2:]
    # While this fails, the final dot has not left: nothing was delivered.
    server.send(stuffed + b".\r\n")
    try:
        return server.getreply()
    except (smtplib.SMTPException, OSError) as error:
        raise DeliveryUncertain(str(error) or type(error).__name__) from error
