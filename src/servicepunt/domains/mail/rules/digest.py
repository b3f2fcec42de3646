"""The fingerprint of a letter: the same letter twice has the same one (reliability 2.1)."""

import hashlib

from servicepunt.domains.mail.rules.budget import header_block, plain_header

_HEADERS = ("Message-ID", "Date", "From", "To", "Subject")


def digest_of(raw: bytes) -> str:
    """Return SHA-256 over Message-ID, Date, From, To, Subject and body, in hexadecimal."""
    mark = hashlib.sha256()
    for name in _HEADERS:
        mark.update(plain_header(raw, name).encode("utf-8", "surrogatepass") + b"\0")
    mark.update(raw[len(header_block(raw)) :].replace(b"\r\n", b"\n").strip())
    return mark.hexdigest()
