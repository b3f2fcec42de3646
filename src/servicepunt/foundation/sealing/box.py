"""
A sealed box: everybody with the public key can close it, only the private key opens it.

An ephemeral X25519 key agrees on a secret with the public key; HKDF-SHA256 makes a key of it that is used
once; ChaCha20-Poly1305 encrypts. The header and the context are authenticated with it. The plain bytes are
padded to a multiple of 256, so that the length of a rate does not tell how many digits it has.

    "SPB1" | fingerprint of the public key, 16 | digest of the context, 16 | ephemeral key, 32 | sealed | sum, 8

The sum (SHA-256, cut off) is against accidents and puts a name on the fault; what keeps people out is the rest.
"""

import struct
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from servicepunt.foundation.sealing.faults import Changed, WrongContext, WrongKey

MAGIC = b"SPB1"
KEY = 32  # bytes of an X25519 key, public or private
PRINT = 16  # bytes of a fingerprint
SUM = 8
_HEADER = len(MAGIC) + 2 * PRINT + KEY
_TAG = 16
_BLOCK = 256
_ONCE = bytes(12)  # the nonce: every key is used for one message only


class Kind(StrEnum):
    """Which envelope: opening one kind says nothing about another."""

    CONTENT = "inhoud"
    RATE = "tarief"


@dataclass(frozen=True, slots=True)
class Context:
    """
    What something sealed belongs to, so that it cannot be put anywhere else.

    `request` is the number of the request, `part` what it is there: the offer and its version. Two offers must not
    have the same part, or who writes to the database can exchange them.
    """

    request: str
    kind: Kind
    part: str = ""

    def digest(self) -> bytes:
        """Return 16 bytes that no other context has."""
        words = [each.encode() for each in ("servicepunt sealing 1", self.request, self.kind.value, self.part)]
        return sha256(b"".join(struct.pack(">Q", len(word)) + word for word in words)).digest()[:PRINT]


def public_of(private: bytes) -> bytes:
    """Return the public key of a private one, both 32 bytes."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def print_of(public: bytes) -> bytes:
    """Return the fingerprint of a public key."""
    return sha256(b"servicepunt key" + public).digest()[:PRINT]


def with_sum(body: bytes) -> bytes:
    """Return the bytes with their sum behind them."""
    return body + sha256(body).digest()[:SUM]


def without_sum(blob: bytes, magic: bytes) -> bytes:
    """Return the bytes without their sum; raises `Changed` when it does not fit, or they start otherwise."""
    body = blob[:-SUM]
    if not body.startswith(magic) or with_sum(body) != blob:
        raise Changed
    return body


def seal(public: bytes, plain: bytes, context: Context) -> bytes:
    """Return the bytes in a box that opens with the private key of `public`, and in this context only."""
    ephemeral = X25519PrivateKey.generate()
    header = MAGIC + print_of(public) + context.digest() + ephemeral.public_key().public_bytes_raw()
    secret = ephemeral.exchange(X25519PublicKey.from_public_bytes(public))
    padded = struct.pack(">Q", len(plain)) + plain
    padded += bytes(-len(padded) % _BLOCK)
    return with_sum(header + _cipher(secret, header, public).encrypt(_ONCE, padded, header))


def unseal(private: bytes, blob: bytes, context: Context) -> bytes:
    """
    Return what was sealed.

    :raises Changed: if a byte is not as it was sealed.
    :raises WrongKey: if it was sealed to another lock.
    :raises WrongContext: if it belongs to another request, envelope or part.
    """
    body = without_sum(blob, MAGIC)
    header, sealed = body[:_HEADER], body[_HEADER:]
    if len(sealed) < _TAG + _BLOCK:
        raise Changed
    public = public_of(private)
    start = len(MAGIC)
    if header[start : start + PRINT] != print_of(public):
        raise WrongKey
    if header[start + PRINT : start + 2 * PRINT] != context.digest():
        raise WrongContext
    try:
        secret = X25519PrivateKey.from_private_bytes(private).exchange(X25519PublicKey.from_public_bytes(header[-KEY:]))
        padded = _cipher(secret, header, public).decrypt(_ONCE, sealed, header)
    except (InvalidTag, ValueError):
        # ValueError: an ephemeral key that agrees on nothing (a point of small order).
        raise Changed from None
    (length,) = struct.unpack(">Q", padded[:8])
    return padded[8 : 8 + length]


def _cipher(secret: bytes, header: bytes, public: bytes) -> ChaCha20Poly1305:
    # Both keys are in the derivation: the secret alone does not say between whom it was agreed.
    derivation = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=header + public)
    return ChaCha20Poly1305(derivation.derive(secret))
