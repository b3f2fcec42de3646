"""What a broker says of who signs in for a supplier, and whether that is enough; pure."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_LEVELS: tuple[tuple[str, ...], ...] = (
    ("eh1", "urn:etoegang:core:assurance-class:loa1"),
    ("eh2", "urn:etoegang:core:assurance-class:loa2", "http://eidas.europa.eu/loa/low", "low"),
    ("eh2+", "urn:etoegang:core:assurance-class:loa2plus"),
    ("eh3", "urn:etoegang:core:assurance-class:loa3", "http://eidas.europa.eu/loa/substantial", "substantial"),
    ("eh4", "urn:etoegang:core:assurance-class:loa4", "http://eidas.europa.eu/loa/high", "high"),
)


class NotEnough(Exception):
    """What was proven does not let somebody in; the message says in Dutch why, and what would help."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Under which names the broker says what, the least level of assurance, and the service a mandate is for."""

    kvk: str
    person: str
    level: str
    least: str
    branch: str = ""
    service_claim: str = ""
    service: str = ""


@dataclass(frozen=True, slots=True)
class Proven:
    """
    Who may act for which organisation; name and e-mail are empty when the broker does not tell them.

    `is_email_proven`: the broker says that the address is the person's own.
    """

    kvk: str
    person: str
    name: str
    email: str
    is_email_proven: bool

    def uid(self, issuer: str) -> str:
        """Return the name under which we keep this person: nobody can read the pseudonym of the broker from it."""
        return hashlib.sha256("\n".join((issuer, self.kvk, self.person)).encode()).hexdigest()


def rank_of(level: str) -> int:
    """
    Return the place of a level of assurance, from 1; 0 when it is none that we know.

    >>> rank_of("urn:etoegang:core:assurance-class:loa3") == rank_of("EH3") == rank_of("substantial")
    True
    >>> rank_of("EH2+") < rank_of("EH3") < rank_of("http://eidas.europa.eu/LoA/high"), rank_of("loa9")
    (True, 0)
    """
    return next((place for place, names in enumerate(_LEVELS, 1) if level.casefold() in names), 0)


def proven(claims: Mapping[str, Any], wanted: Wanted) -> Proven:
    """
    Return what the claims of a broker prove. What is missing, or has another shape than expected, proves nothing.

    :raises NotEnough: if it is too little to come in.
    """
    _level_suffices(_text(claims, wanted.level), wanted.least)
    if wanted.service and _text(claims, wanted.service_claim) != wanted.service:
        raise NotEnough(
            "Je machtiging geldt niet voor deze dienst. Vraag de beheerder van machtigingen in je organisatie om een."
        )
    if wanted.branch and claims.get(wanted.branch):
        raise NotEnough(
            "Je machtiging geldt voor één vestiging. Een uitnodiging geldt voor je hele organisatie: "
            "vraag de beheerder van machtigingen in je organisatie om een machtiging zonder vestiging."
        )
    kvk, person = _text(claims, wanted.kvk), _text(claims, wanted.person)
    if len(kvk) != 8 or not kvk.isascii() or not kvk.isdecimal():
        raise NotEnough("We kregen geen KvK-nummer van je organisatie. Log in namens een organisatie met een nummer.")
    if not person:
        raise NotEnough("We kregen niet wie je bent. Vraag de beheerder van machtigingen in je organisatie om hulp.")
    return Proven(kvk, person, _name(claims), _text(claims, "email")[:254], claims.get("email_verified") is True)


def _level_suffices(level: str, least: str) -> None:
    # A least level that we do not know lets nobody in.
    if rank_of(level) >= (rank_of(least) or len(_LEVELS) + 1):
        return
    raise NotEnough(
        f"Je logde in op een te laag betrouwbaarheidsniveau. Nodig is {least} of hoger. "
        f"Vraag een middel van dat niveau aan, of log in met een ander middel."
    )


def _name(claims: Mapping[str, Any]) -> str:
    name = _text(claims, "name") or " ".join((_text(claims, "given_name"), _text(claims, "family_name")))
    return " ".join("".join(char if char.isprintable() else " " for char in name).split())[:160]


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    return value.strip() if isinstance(value, str) else ""
