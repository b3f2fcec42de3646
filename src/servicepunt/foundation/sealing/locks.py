"""
A lock: a key pair whose private half exists in shares only, from the moment it is made until it is opened.

    share    fingerprint of the public key, 16 | the splitting, 8 | how many are needed | its number | its value, 32
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from servicepunt.foundation.sealing.box import KEY, PRINT, Context, print_of, public_of
from servicepunt.foundation.sealing.faults import NotEnoughShares, WrongShare
from servicepunt.foundation.sealing.persons import public_key_in, wrap_share
from servicepunt.foundation.sealing.shamir import combine, split

_SPLITTING = 8
_SHARE = PRINT + _SPLITTING + 2 + KEY


@dataclass(frozen=True, slots=True)
class Lock:
    """The public key to seal with, and for every person a share that only that person can open. Keep both."""

    public_key: bytes
    shares: Mapping[str, bytes]


def new_lock(persons: Mapping[str, bytes], context: Context, *, need: int = 2) -> Lock:
    """
    Return a lock for one envelope of a request, over persons and what is kept of their keys (`person_key`).

    Raises `ValueError` when one key stands for two persons, or fewer than `need` persons are given: then there are not
    four eyes.
    """
    private = secrets.token_bytes(KEY)
    return Lock(public_of(private), _shared(private, persons, context, need))


def renew_shares(
    private: bytes, persons: Mapping[str, bytes], context: Context, *, need: int = 2
) -> Mapping[str, bytes]:
    """
    Return new shares of a lock that was put together, for other persons: when somebody left or forgot.

    Earlier shares do not go with these; destroy them, for among themselves they still open the lock.
    """
    return _shared(private, persons, context, need)


def _shared(private: bytes, persons: Mapping[str, bytes], context: Context, need: int) -> Mapping[str, bytes]:
    if len({public_key_in(key) for key in persons.values()}) != len(persons):
        raise ValueError("two persons have the same key")
    head = print_of(public_of(private)) + secrets.token_bytes(_SPLITTING) + bytes([need])
    parts = split(private, of=len(persons), need=need)
    shares = [head + bytes([number]) + value for number, value in parts.items()]
    # Lost shares are lost offers: every group that can open the lock later is tried before it is used.
    for group in combinations(shares, need):
        join(group)
    return {
        person: wrap_share(share, key, context) for (person, key), share in zip(persons.items(), shares, strict=True)
    }


def join(shares: Iterable[bytes]) -> bytes:
    """
    Return the private key of the lock that these opened shares are of; nobody should keep it.

    :raises WrongShare: if they are of different locks or splittings, or do not give the key of the lock.
    :raises NotEnoughShares: if there are fewer different ones than the lock needs; the same one twice is one.
    """
    given = set(shares)
    if not given:
        raise NotEnoughShares(0, 2)
    if any(len(share) != _SHARE for share in given) or len({share[: -KEY - 1] for share in given}) != 1:
        raise WrongShare
    values = {share[-KEY - 1]: share[-KEY:] for share in given}
    first = next(iter(given))
    need = first[-KEY - 2]
    if len(values) != len(given) or 0 in values:
        raise WrongShare
    if len(values) < need:
        raise NotEnoughShares(len(values), need)
    private = combine(values)
    if print_of(public_of(private)) != first[:PRINT]:
        raise WrongShare
    return private
