"""From a mailbox as it is kept to an account with which to reach its server."""

from dataclasses import dataclass
from datetime import datetime

from servicepunt.adapters.mailserver.client import MailAccount, OAuth2, Security
from servicepunt.adapters.mailserver.oauth import AccessTokens
from servicepunt.domains.mail.actions.mailboxes import keep_token, unseal
from servicepunt.domains.mail.models import Mailbox
from servicepunt.foundation.clock import now

READ_SECONDS = 45.0  # for each wait on the line


@dataclass(frozen=True, slots=True)
class Access:
    """An account, and the tokens when it signs in with OAuth2."""

    account: MailAccount
    tokens: AccessTokens | None


def imap_access(mailbox: Mailbox) -> Access:
    """Return how to read a mailbox."""
    user = mailbox.user or mailbox.address
    return _access(mailbox, mailbox.imap_host, mailbox.imap_port, mailbox.imap_security, user)


def smtp_access(mailbox: Mailbox) -> Access:
    """Return how to send from a mailbox; without a user the server takes our mail without sign-in."""
    return _access(mailbox, mailbox.smtp_host, mailbox.smtp_port, mailbox.smtp_security, mailbox.user)


def _access(mailbox: Mailbox, host: str, port: int, security: str, user: str) -> Access:
    secret = unseal(mailbox.secret)
    oauth = None
    if mailbox.login == Mailbox.Login.OAUTH2:
        oauth = OAuth2(
            token_url=mailbox.oauth_token_url,
            client_id=mailbox.oauth_client_id,
            client_secret=secret,
            scope=mailbox.oauth_scope,
        )
    account = MailAccount(
        host=host,
        port=port,
        security=_SECURITY[security],
        user=user,
        password="" if oauth else secret,
        oauth=oauth,
        read_seconds=READ_SECONDS,
    )
    return Access(account, _tokens(mailbox, oauth) if oauth else None)


_SECURITY: dict[str, Security] = {"tls": "tls", "starttls": "starttls", "none": "none"}


def _tokens(mailbox: Mailbox, oauth: OAuth2) -> AccessTokens:
    def load() -> tuple[str, datetime] | None:
        token = unseal(mailbox.oauth_token)
        return (token, mailbox.oauth_expires_at) if token and mailbox.oauth_expires_at else None

    def save(token: str, expires_at: datetime) -> None:
        keep_token(mailbox=mailbox, token=token, expires_at=expires_at)

    return AccessTokens(oauth, load=load, save=save, now=now)
