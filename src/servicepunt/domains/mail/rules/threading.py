"""Which conversation a letter belongs to: our own sealed Message-ID first, then a number in the subject."""

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

from servicepunt.domains.mail.rules.reading import Letter
from servicepunt.foundation.identifiers import ticket_numbers_in

# A line of 78 characters must hold the whole mark, or mail programs fold it into encoded words: so it is short.
_OURS = re.compile(r"<sp-((t|[a-z]{2,20})([0-9]+)-[A-Za-z0-9_-]{8})([A-Za-z0-9_-]{22})@")
# As marks were before; the letters that carry them are answered for years.
_OURS_BEFORE = re.compile(r"<sp-(([a-z]+)-([0-9]+)-[0-9a-f]{12})-([0-9a-f]{32})@")
_SHORT = {"ticket": "t"}
_LONG = {short: word for word, short in _SHORT.items()}


@dataclass(frozen=True, slots=True)
class Thread:
    """What a letter says it belongs to; `how` is token, subject or nothing."""

    about: str = ""
    subject: int | None = None
    number: str = ""
    how: str = ""


def seal_of(mark: str, key: bytes) -> str:
    """Return the 128-bit seal of a mark, in 22 characters (base64 for addresses)."""
    return base64.urlsafe_b64encode(_digest(mark, key)[:16]).decode().rstrip("=")


def _seal_before(mark: str, key: bytes) -> str:
    return _digest(mark, key)[:16].hex()


def _digest(mark: str, key: bytes) -> bytes:
    return hmac.digest(key, mark.encode(), hashlib.sha256)


def new_own() -> str:
    """Return the part of a mark that no other has, 8 characters."""
    return secrets.token_urlsafe(6)


def message_id_for(*, about: str, subject: int, own: str, domain: str, key: bytes) -> str:
    """Return a Message-ID that nobody can guess or move to another ticket; `own` is 8 characters (`new_own`)."""
    mark = f"{_SHORT.get(about, about)}{subject}-{own}"
    return f"<sp-{mark}{seal_of(mark, key)}@{domain}>"


def conversation_of(letter: Letter, *, key: bytes, prefix: str) -> Thread:
    """Return what the letter belongs to; Thread-Index is never trusted."""
    for reference in [letter.in_reply_to, *reversed(letter.references)]:
        for form, seal in ((_OURS, seal_of), (_OURS_BEFORE, _seal_before)):
            match = form.match(reference)
            if match and hmac.compare_digest(seal(match[1], key), match[4]):
                return Thread(about=_LONG.get(match[2], match[2]), subject=int(match[3]), how="token")
    numbers = ticket_numbers_in(letter.subject, prefix=prefix)
    return Thread(number=numbers[-1], how="subject") if numbers else Thread()
