"""Which conversation a letter belongs to: our own sealed Message-ID first, then a number in the subject."""

import hashlib
import hmac
import re
from dataclasses import dataclass

from servicepunt.domains.mail.rules.reading import Letter
from servicepunt.foundation.identifiers import ticket_numbers_in

_OURS = re.compile(r"<sp-([a-z]+)-(\d+)-([0-9a-f]{12})-([0-9a-f]{32})@")


@dataclass(frozen=True, slots=True)
class Thread:
    """What a letter says it belongs to; `how` is token, subject or nothing."""

    about: str = ""
    subject: int | None = None
    number: str = ""
    how: str = ""


def seal_of(mark: str, key: bytes) -> str:
    """Return the 128-bit seal of a mark, in hexadecimal."""
    return hmac.new(key, mark.encode(), hashlib.sha256).hexdigest()[:32]


def message_id_for(*, about: str, subject: int, own: str, domain: str, key: bytes) -> str:
    """Return a Message-ID that nobody can guess or move to another ticket; `own` is 12 hexadecimal digits."""
    mark = f"{about}-{subject}-{own}"
    return f"<sp-{mark}-{seal_of(mark, key)}@{domain}>"


def conversation_of(letter: Letter, *, key: bytes, prefix: str) -> Thread:
    """Return what the letter belongs to; Thread-Index is never trusted."""
    for reference in [letter.in_reply_to, *reversed(letter.references)]:
        match = _OURS.match(reference)
        if match and hmac.compare_digest(seal_of(f"{match[1]}-{match[2]}-{match[3]}", key), match[4]):
            return Thread(about=match[1], subject=int(match[2]), how="token")
    numbers = ticket_numbers_in(letter.subject, prefix=prefix)
    return Thread(number=numbers[-1], how="subject") if numbers else Thread()
