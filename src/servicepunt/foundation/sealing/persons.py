"""
A person's own key, derived from a passphrase by scrypt; what is kept of it is public.

    key of a person    "SPP1" | log2 of N, r, p, 1 each | salt, 16 | public key, 32 | sum, 8
    sealed share       "SPS1" | log2 of N, r, p, 1 each | salt, 16 | box          | sum, 8

A new passphrase is a new key: `seal_again` moves a share to it.
"""

import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from servicepunt.foundation.sealing.box import KEY, Context, print_of, public_of, seal, unseal, with_sum, without_sum
from servicepunt.foundation.sealing.faults import Changed, WeakPassphrase, WrongKey, WrongPassphrase

PERSON, SHARE = b"SPP1", b"SPS1"
LEAST = 16  # characters: four words or so
# 128 MB and about half a second for each guess (OWASP Password Storage Cheat Sheet, scrypt).
COST = 17
_HIGHEST_COST = 20  # A changed database must not make us take a gigabyte.
_SALT = 16
_HEAD = 4 + 3 + _SALT


@dataclass(frozen=True, slots=True)
class _Derivation:
    cost: int
    salt: bytes

    def head(self, magic: bytes) -> bytes:
        return magic + bytes([self.cost, 8, 1]) + self.salt

    def private(self, passphrase: str) -> bytes:
        return Scrypt(salt=self.salt, length=KEY, n=1 << self.cost, r=8, p=1).derive(_plain(passphrase))


def _plain(passphrase: str) -> bytes:
    # Spaces and capitals are what people get wrong when they type what they know.
    return " ".join(passphrase.casefold().split()).encode()


def _read(blob: bytes, magic: bytes) -> tuple[_Derivation, bytes]:
    body = without_sum(blob, magic)
    cost, block, lanes = body[4:7] if len(body) > _HEAD else (0, 0, 0)
    if (block, lanes) != (8, 1) or not 1 <= cost <= _HIGHEST_COST:
        raise Changed
    return _Derivation(cost, body[7:_HEAD]), body[_HEAD:]


def person_key(passphrase: str, *, cost: int = COST) -> bytes:
    """
    Return what to keep of a person's key; it is public, and good for any number of requests.

    `cost` is the binary logarithm of scrypt's N. Raises `WeakPassphrase` below sixteen characters.
    """
    if len(_plain(passphrase).decode()) < LEAST:
        raise WeakPassphrase
    derivation = _Derivation(cost, secrets.token_bytes(_SALT))
    return with_sum(derivation.head(PERSON) + public_of(derivation.private(passphrase)))


def public_key_in(key: bytes) -> bytes:
    """Return the X25519 key in what is kept of a person's key; raises `Changed`."""
    _, public = _read(key, PERSON)
    if len(public) != KEY:
        raise Changed
    return public


def fingerprint_of(key: bytes) -> str:
    """Return the fingerprint of a person's key for people to compare: eight groups of four."""
    digits = print_of(public_key_in(key)).hex()
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def wrap_share(share: bytes, key: bytes, context: Context) -> bytes:
    """Return a share of a lock that only the person with this key can open."""
    derivation, public = _read(key, PERSON)
    return with_sum(derivation.head(SHARE) + seal(public, share, _of_share(context)))


def open_share(wrapped: bytes, passphrase: str, context: Context) -> bytes:
    """
    Return a person's share of the lock for a context, for `join`; takes about half a second.

    :raises WrongPassphrase: if it does not open with this passphrase.
    :raises WrongContext: if it is of the lock of another request, or of the other envelope.
    :raises Changed: if a byte is not as it was.
    """
    derivation, box = _read(wrapped, SHARE)
    try:
        return unseal(derivation.private(passphrase), box, _of_share(context))
    except WrongKey:
        raise WrongPassphrase from None


def seal_again(wrapped: bytes, passphrase: str, context: Context, key: bytes) -> bytes:
    """Return the same share sealed to a person's new key, after a new passphrase; raises what `open_share` does."""
    return wrap_share(open_share(wrapped, passphrase, context), key, context)


def _of_share(context: Context) -> Context:
    return Context(context.request, context.kind, "sleuteldeel")
