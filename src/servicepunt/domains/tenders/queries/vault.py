"""Reading from the vault: what is destroyed is told to be so."""

import hashlib
import re
from collections.abc import Mapping
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from servicepunt.domains.tenders.models import Kept, Tender, VaultKey

REFERENCE = re.compile(r"kluis:[0-9a-f]{56}")
GONE = "(vernietigd)"
NONCE, SALT = 12, 16


class Vault:
    """The vault of one request; the caller has checked that the viewer may see the file."""

    def __init__(self, tender: Tender) -> None:
        self._tender = tender
        self._texts: dict[str, bytes | None] = {}

    @cached_property
    def _keys(self) -> Mapping[str, bytes]:
        return {key.subject: bytes(key.key) for key in VaultKey.objects.filter(tender=self._tender)}

    def open(self, reference: str) -> bytes | None:
        """Return what lies under a reference; None when it is destroyed or was never there."""
        found = self.proven(reference)
        return None if found is None else found[1]

    def proven(self, reference: str) -> tuple[bytes, bytes] | None:
        """Return what lies under a reference with the salt before it: together they give the reference again."""
        if reference not in self._texts:
            self.load([reference])
        content = self._texts[reference]
        return None if content is None else (content[:SALT], content[SALT:])

    def load(self, references: list[str]) -> None:
        """Read several at once."""
        wanted = [each for each in references if each not in self._texts]
        self._texts |= dict.fromkeys(wanted)
        for kept in Kept.objects.filter(tender=self._tender, reference__in=wanted):
            self._texts[kept.reference] = self._plain(kept)

    def _plain(self, kept: Kept) -> bytes | None:
        key = self._keys.get(kept.subject)
        if key is None:
            return None
        sealed = bytes(kept.sealed)
        try:
            content = AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], bound_to(self._tender, kept.subject))
        except InvalidTag:
            return None
        return content if reference_to(content[:SALT], content[SALT:]) == kept.reference else None

    def show(self, text: str) -> str:
        """Return a text of the file with every reference replaced by what lies there."""
        self.load(REFERENCE.findall(text))
        return REFERENCE.sub(lambda match: self._text(match.group()), text)

    def _text(self, reference: str) -> str:
        content = self.open(reference)
        return GONE if content is None else content.decode(errors="replace")


def bound_to(tender: Tender, subject: str) -> bytes:
    """Return what a sealed piece is bound to, so that it cannot be moved elsewhere."""
    return f"{tender.pk}:{subject}".encode()


def reference_to(salt: bytes, plain: bytes) -> str:
    """
    Return the reference that stands in the chain for a text: whoever has text and salt can prove that it was this one.

    Without the salt, which is destroyed with the text, nobody can try out what the text was.
    """
    return f"kluis:{hashlib.sha256(salt + plain).hexdigest()[:56]}"
