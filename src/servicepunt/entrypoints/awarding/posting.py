"""Letters beside the file: what they are written from, what was sent, and how one looks on paper."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.conf import settings

from servicepunt.domains.awards.actions.deciding import as_if_sent, stands
from servicepunt.domains.awards.queries.persons import candidates, senders
from servicepunt.domains.tenders.rules.farewell import cancelled_by, hears_of_end
from servicepunt.entrypoints.awarding.chapters import Case, Letter
from servicepunt.entrypoints.awarding.farewells import write_end_letters
from servicepunt.entrypoints.awarding.letters import write_letters

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from servicepunt.domains.tenders.queries import Look
    from servicepunt.domains.tenders.rules.dossier import Dossier
    from servicepunt.domains.tenders.rules.parts import DecisionFile


def unsent(look: Look) -> DecisionFile | None:
    """Return the decision whose letters still have to leave; None when it cannot stand any more."""
    last = look.dossier.decisions[-1] if look.dossier.decisions else None
    return last if last is not None and last.sent_at is None and stands(look.dossier, at=look.at) else None


def letters_to_send(look: Look) -> Sequence[Letter]:
    """Return the letters of the decision that has not been sent, as they are when they leave at this moment."""
    return write_letters(case_of(look)) if unsent(look) else ()


def end_letters_to_send(look: Look) -> Sequence[Letter]:
    """Return the letters about the withdrawal of the request, as they are when they leave at this moment."""
    dossier = look.dossier
    labels = () if dossier.end_letters_sent_at is not None else hears_of_end(dossier)
    return write_end_letters(case_of(look), labels) if labels else ()


def case_of(look: Look) -> Case:
    """Return what the last letters are written from. The caller has checked who may see it."""
    dossier = look.dossier
    is_ended = cancelled_by(dossier) is not None
    opened = [label for label, each in dossier.offers.items() if each.opened]
    return Case(
        number=look.tender.number,
        title=look.tender.title,
        client=dossier.request.client or settings.ORGANIZATION,
        complaints=settings.COMPLAINT_ADDRESS,
        dossier=dossier,
        play=look.played if is_ended else as_if_sent(dossier, at=look.at),
        show=look.vault.show,
        names=candidates(look, opened),
        suppliers={label: each.supplier or each.name for label, each in senders(look.tender).items()},
        at=look.at,
    )


def problems(look: Look, letters: Sequence[Letter]) -> list[tuple[str, str]]:
    """Return which letters name somebody else, and whom; nothing when all can be sent."""
    case = case_of(look)
    return [(each.label, found) for each in letters for found in case.others(each.label).found_in(each.text)]


def digest_of(text: str) -> str:
    """Return the SHA-256 of a letter."""
    return hashlib.sha256(text.encode()).hexdigest()


def mark_of(letters: Sequence[Letter]) -> str:
    """Return what tells one set of letters from another, so that what was read is what is sent."""
    return hashlib.sha256("\n".join(digest_of(each.text) for each in letters).encode()).hexdigest()


def sent_text(look: Look, label: str) -> str | None:
    """Return the text of the last letter that was sent about an offer; None without one, or when it is destroyed."""
    for letters in (look.dossier.end_letters, *(each.letters for each in reversed(look.dossier.decisions))):
        if label in letters:
            content = look.vault.open(letters[label].partition(" ")[0])
            return content.decode() if content is not None else None
    return None


def sent_letters(look: Look) -> Mapping[str, bytes]:
    """Return every letter as it was sent, by number of the decision or by defect, and label; not what is gone."""
    found = {name: look.vault.open(written.partition(" ")[0]) for name, written in letters_in(look.dossier).items()}
    return {name: content for name, content in found.items() if content is not None}


def letters_in(dossier: Dossier) -> Mapping[str, str]:
    """Return reference and digest of every letter that was sent: decisions, a withdrawal, who was set aside."""
    decisions = enumerate(dossier.decisions, 1)
    found = {f"{number}/{label}": sent for number, each in decisions for label, sent in each.letters.items()}
    found |= {f"intrekking/{label}": sent for label, sent in dossier.end_letters.items()}
    return found | {
        f"herstel/{each.id}/{label}": verdict.letter
        for each in dossier.defects.values()
        for label, (_at, verdict) in each.verdicts.items()
        if verdict.letter
    }


def papers_in(dossier: Dossier) -> set[str]:
    """Return the references of documents with which a defect was repaired: they are no text."""
    came = [given for each in dossier.defects.values() for _at, given in each.answers.values()]
    return {given.document.reference for given in came if given.document is not None}
