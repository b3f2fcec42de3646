"""Mails about offers that did not arrive: which, why, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from servicepunt.domains.awards.queries.persons import senders
from servicepunt.domains.mail.queries import letters_keyed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from servicepunt.domains.mail.queries import Posted
    from servicepunt.domains.tenders.models import Tender
    from servicepunt.domains.tenders.queries import Look

AGAIN, END = ":again:", "intrekking"
_KINDS = {
    "letter": "de brief over de beslissing",
    "choose": "het verzoek om de kandidaat te laten kiezen",
    "invited": "de uitnodiging",
    "planned": "dag en plaats van het gesprek",
}


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A mail that did not arrive; `message` says which, `why` in Dutch how it went, `to` where it goes now."""

    message: str
    label: str
    what: str
    why: str
    to: str


def prefix_of(tender: Tender) -> str:
    """Return with what the keys of all mails of a request begin."""
    return f"tender:{tender.pk}:"


def label_in(message: str) -> str:
    """
    Return the label of the offer that a message is about; empty when it is about none.

    >>> label_in("letter:1:K3"), label_in("planned:1:K12:ab34"), label_in("option:1:7:2")
    ('K3', 'K12', '')
    """
    parts = message.split(":")
    return parts[2] if parts[0] in _KINDS and len(parts) > 2 else ""


def messages_of(tender: Tender) -> Mapping[str, Posted]:
    """Return the last mail for every message about an offer: one that was sent again takes the place of the first."""
    prefix = prefix_of(tender)
    found = {each.key.removeprefix(prefix).partition(AGAIN)[0]: each for each in letters_keyed(prefix)}
    return {message: letter for message, letter in found.items() if label_in(message)}


def undelivered(look: Look) -> list[Undelivered]:
    """Return the mails that did not arrive, for the desk; also letters of the last decision for who has no address."""
    mails, people, dossier = messages_of(look.tender), senders(look.tender), look.dossier
    wrong = {message: mail.words for message, mail in mails.items() if not mail.is_well}
    sent: dict[object, Iterable[str]] = {number: each.letters for number, each in enumerate(dossier.decisions, 1)}
    for number, labels in (sent | {END: dossier.end_letters}).items():
        for label in labels:
            if f"letter:{number}:{label}" not in mails and not people[label].email:
                wrong[f"letter:{number}:{label}"] = "De leverancier heeft geen e-mailadres"
    return [
        Undelivered(message, label_in(message), kind_of(message), why, people[label_in(message)].email)
        for message, why in sorted(wrong.items())
    ]


def kind_of(message: str) -> str:
    """
    Return in Dutch what a message is.

    >>> kind_of("letter:1:K3"), kind_of("letter:intrekking:K3")
    ('de brief over de beslissing', 'de brief over de intrekking')
    """
    kind, _, rest = message.partition(":")
    return "de brief over de intrekking" if rest.startswith(f"{END}:") else _KINDS[kind]
