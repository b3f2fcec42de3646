"""
Splitting a secret: any `need` of `of` shares give it back, fewer say nothing about it.

Shamir's scheme over GF(2^8) with the polynomial of AES (x^8 + x^4 + x^3 + x + 1), byte by byte. A share is the
value of a random polynomial at its number; the secret is the value at zero. A wrong share gives a wrong
secret without a word: who joins must check the outcome.
"""

import secrets
from collections.abc import Callable, Mapping

MOST = 255


def split(
    secret: bytes, *, of: int, need: int, random: Callable[[int], bytes] = secrets.token_bytes
) -> dict[int, bytes]:
    """Return the shares of a secret by their number, from 1; each is as long as the secret."""
    if not 2 <= need <= of <= MOST:
        raise ValueError(f"cannot split {need} of {of}")
    coefficients = [secret, *(random(len(secret)) for _ in range(need - 1))]
    return {number: _value_at(number, coefficients) for number in range(1, of + 1)}


def combine(shares: Mapping[int, bytes]) -> bytes:
    """Return the secret that these shares agree on: the Lagrange polynomial at zero."""
    if len({len(share) for share in shares.values()}) != 1 or not all(0 < number <= MOST for number in shares):
        raise ValueError("these are not shares of one secret")
    secret = bytes(len(next(iter(shares.values()))))
    for number, share in shares.items():
        weight = 1
        for other in shares:
            if other != number:
                weight = multiply(weight, multiply(other, inverse(other ^ number)))
        secret = bytes(left ^ multiply(weight, right) for left, right in zip(secret, share, strict=True))
    return secret


def _value_at(number: int, coefficients: list[bytes]) -> bytes:
    value = bytes(len(coefficients[0]))
    for coefficient in reversed(coefficients):
        value = bytes(multiply(left, number) ^ right for left, right in zip(value, coefficient, strict=True))
    return value


def multiply(left: int, right: int) -> int:
    """Return the product of two elements; the same steps whatever they are."""
    product = 0
    for _ in range(8):
        product ^= -(right & 1) & left
        left = (left << 1) ^ (-(left >> 7) & 0x11B)
        right >>= 1
    return product


def inverse(element: int) -> int:
    """Return what gives 1 when multiplied with an element other than zero: its 254th power."""
    if not element:
        raise ZeroDivisionError("zero has no inverse")
    power, result = element, 1
    for _ in range(7):
        power = multiply(power, power)
        result = multiply(result, power)
    return result
