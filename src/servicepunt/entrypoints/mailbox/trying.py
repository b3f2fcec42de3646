"""Trying a mailbox: sign in at its servers, change nothing, and bring back their own words."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from servicepunt.adapters.mailserver.client import MailServerError
from servicepunt.adapters.mailserver.imap import ImapInbox
from servicepunt.adapters.mailserver.smtp import sign_in
from servicepunt.domains.mail.models import Mailbox
from servicepunt.entrypoints.mailbox.accounts import Access, imap_access, smtp_access

LONGEST_WAIT = 8.0  # seconds, for each wait: somebody looks at a page meanwhile


@dataclass(frozen=True, slots=True)
class Trial:
    """What trying one server gave: its own words when it failed, ours when it went well."""

    name: str
    is_fine: bool
    words: str


def try_mailbox(mailbox: Mailbox) -> list[Trial]:
    """Sign in at the server to read from (when there is one) and at the one to send with."""
    trials = [_tried("Post versturen (SMTP)", smtp_access(mailbox), lambda access: _send_nothing(access, mailbox))]
    if mailbox.imap_host:
        trials.insert(0, _tried("Post ophalen (IMAP)", imap_access(mailbox), _count))
    return trials


def _tried(name: str, access: Access, visit: Callable[[Access], str]) -> Trial:
    account = replace(access.account, connect_seconds=LONGEST_WAIT, read_seconds=LONGEST_WAIT)
    try:
        return Trial(name, is_fine=True, words=visit(Access(account, access.tokens)))
    except MailServerError as error:
        said = f"De mailserver zegt: “{error.words}”" if error.is_quoted else error.words
        return Trial(name, is_fine=False, words=said)


def _count(access: Access) -> str:
    with ImapInbox(access.account, tokens=access.tokens) as inbox:
        waiting = len(inbox.uids())
        how = "De server meldt nieuwe post meteen." if inbox.has_idle else "De server meldt niets; we kijken vaak."
    return f"Aanmelden lukt. Er {'wacht 1 bericht' if waiting == 1 else f'wachten {waiting} berichten'}. {how}"


def _send_nothing(access: Access, mailbox: Mailbox) -> str:
    sign_in(access.account, envelope_from=mailbox.address, tokens=access.tokens)
    return "Aanmelden lukt. Er is niets verstuurd."
