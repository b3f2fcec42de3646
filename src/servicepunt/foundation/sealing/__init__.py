"""
sealing: offers that nobody can read before two people open them; bytes in, bytes out (H-094, invariants 12 and 13).

A request has two locks, one for content and one for rates, so that opening the content does not open the
rates. Of a lock only the public key is kept; the private key is split over people, and any two of them (of
three) can put it together. Every share is sealed to one person's own key, which is derived from a passphrase
that is kept nowhere.

What this protects against: colleagues, readers of the database, the search index, logs and backups, and an
administrator who looks. What it does not protect against: the server seals what is uploaded, so for that
moment it holds the plain bytes, and at the opening the passphrases; an operator who changes the program can
copy both. Nor does it protect against two of the three people who agree to open early, or against a short
passphrase when somebody has the sealed share and much time. Who writes to the database can also put a key of
his own in the place of a person's: let people compare the `fingerprint_of` their key when a request is published.

Lost passphrases are lost offers: with fewer than two shares nothing can be opened, by anybody. Try the shares
before closing (`open_share`), and give a share again with `renew_shares` while two can still open theirs.
"""

from servicepunt.foundation.sealing.box import Context, Kind, seal, unseal
from servicepunt.foundation.sealing.faults import (
    Changed,
    NotEnoughShares,
    SealFault,
    WeakPassphrase,
    WrongContext,
    WrongKey,
    WrongPassphrase,
    WrongShare,
)
from servicepunt.foundation.sealing.locks import Lock, join, new_lock, renew_shares
from servicepunt.foundation.sealing.persons import fingerprint_of, open_share, person_key, seal_again, wrap_share

__all__ = [
    "Changed",
    "Context",
    "Kind",
    "Lock",
    "NotEnoughShares",
    "SealFault",
    "WeakPassphrase",
    "WrongContext",
    "WrongKey",
    "WrongPassphrase",
    "WrongShare",
    "fingerprint_of",
    "join",
    "new_lock",
    "open_share",
    "person_key",
    "renew_shares",
    "seal",
    "seal_again",
    "unseal",
    "wrap_share",
]
