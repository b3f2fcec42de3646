"""Formal defects found after opening: noted, repaired once in one term for all who have the same, judged (H-097)."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime

from servicepunt.domains.awards.actions.assessing import unlocked
from servicepunt.domains.awards.actions.naming import names_nobody
from servicepunt.domains.awards.rules.reasons import why_no_rate
from servicepunt.domains.awards.rules.repair_letters import About, set_aside_letter, why_not
from servicepunt.domains.hiring.rules.repairs import repair_term, why_not_said
from servicepunt.domains.people.models import Person
from servicepunt.domains.tenders.actions.writing import Pen, need, write
from servicepunt.domains.tenders.models import Tender
from servicepunt.domains.tenders.queries.vault import Vault
from servicepunt.domains.tenders.rules import facts
from servicepunt.domains.tenders.rules.dossier import Dossier
from servicepunt.domains.tenders.rules.judging import competing
from servicepunt.domains.tenders.rules.labels import free_labels, pseudonym
from servicepunt.domains.tenders.rules.parts import NO_DEFECT, NOT_REPAIRED, REPAIRED, DefectFile
from servicepunt.domains.tenders.rules.refusals import AlreadyDone, Refused, TooLate
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.foundation.text import dutch_full


def note_defect(
    *,
    tender: Tender,
    kind: str,
    offers: Sequence[str],
    lacking: str,
    by: Person,
    at: datetime,
    because: str = "",
    command: str = "",
) -> Dossier:
    """
    Note that offers have a formal defect, and what they lack; who has the same kind is asked together.

    `because` says in words why it is only form, where what they lack has a word that content has too; it is told along.

    :raises Refused: for content, the rate, or anything else that may not be repaired, with the reason.
    """
    words = _only_form(kind, lacking.strip(), because.strip())
    if not offers:
        raise Refused("Kies de inschrijvingen die dit gebrek hebben.")

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.DESK)
        unlocked(dossier)
        there = {each.label for each in competing(dossier)}
        for label in offers:
            if label not in there:
                raise Refused(f"Inschrijving {pseudonym(label)} doet niet mee.")
            if any(_has_had(each, kind, label) for each in dossier.defects.values()):
                raise Refused(f"Bij {pseudonym(label)} is dit gebrek al genoteerd. Herstel vraag je één keer.")
        group = next((each.id for each in dossier.defects.values() if _gathers(each, kind)), "")
        _names_nobody(tender, dossier, words, offers)
        noted = {label: pen.keep(label, words) for label in sorted(set(offers))}
        # Not a count: the address of a repair would tell how many kinds of defects there were before.
        drawn = group or secrets.choice(free_labels(dossier.defects, "G"))
        return [facts.DefectNoted(id=drawn, kind=kind, offers=noted)]

    return write(tender, decide, by=by, at=at, command=command)


def _only_form(kind: str, words: str, because: str) -> str:
    """Return what is told of a defect, with why it is only form where its words leave a doubt; refuses content."""
    if refusal := why_not(kind) or why_not_said(words, because) or why_no_rate(f"{words} {because}", "je tekst"):
        raise Refused(refusal)
    if not words:
        raise Refused("Schrijf op welk stuk het is en wat eraan ontbreekt. De leverancier leest dit.")
    return f"{words}\n\nDit is alleen vorm: {because}" if because and why_not_said(words) else words


def _names_nobody(tender: Tender, dossier: Dossier, words: str, offers: Sequence[str]) -> None:
    for label in offers:
        names_nobody(tender, dossier, words, [label], pseudonym(label))


def _gathers(defect: DefectFile, kind: str) -> bool:
    return defect.kind == kind and defect.asked_at is None


def _has_had(defect: DefectFile, kind: str, label: str) -> bool:
    is_dropped = defect.verdict(label) == NO_DEFECT and label not in defect.asked
    return defect.kind == kind and label in defect.lacking and not is_dropped


def _defect(dossier: Dossier, defect: str, offer: str | None = None) -> DefectFile:
    found = dossier.defects.get(defect)
    if found is None or (offer is not None and offer not in found.lacking):
        raise Refused("Dit gebrek is niet genoteerd.")
    return found


def ask_repair(
    *, tender: Tender, defect: str, has_looked: bool, by: Person, at: datetime, command: str = ""
) -> Dossier:
    """
    Ask everybody with this defect to repair it, once, at this moment and in one term.

    :raises Refused: when nobody has said that every offer was looked at, or nobody is left to ask.
    :raises AlreadyDone: when it was asked before.
    """
    if not has_looked:
        raise Refused("Kijk eerst elke inschrijving op dit gebrek na: wie het ook heeft, krijgt dezelfde kans.")

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.DESK)
        unlocked(dossier)
        found = _defect(dossier, defect)
        if found.asked_at is not None:
            raise AlreadyDone(f"Het herstel is al gevraagd op {dutch_full(found.asked_at)}. Dat gebeurt één keer.")
        left = tuple(each.label for each in competing(dossier) if found.waits(each.label))
        if not left:
            raise Refused("Er is niemand meer om dit te vragen.")
        term = repair_term(at, dossier.settings.repair_days)
        return [facts.RepairAsked(id=defect, offers=left, until=term.until)]

    return write(tender, decide, by=by, at=at, command=command)


def answer_repair(
    *,
    tender: Tender,
    defect: str,
    offer: str,
    content: bytes,
    pages: int | None,
    text: str,
    by: Person,
    at: datetime,
    command: str = "",
) -> Dossier:
    """
    Repair a defect of one's own offer with a document, or say why one cannot (no content); once.

    The caller has checked the document. It lies in the vault under the key of the offer, as its other documents.

    :raises TooLate: at or after the end of the term.
    :raises AlreadyDone: for a second answer.
    :raises Refused: without a document and a word, or when nothing was asked.
    """
    if not content and not text.strip():
        raise Refused("Kies het stuk, of schrijf op waarom je het niet kunt herstellen.")

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.SUPPLIER)
        mine = dossier.offers.get(offer)
        if mine is None or mine.by != by.pk:
            raise Refused("Deze inschrijving is niet van jou.")
        found = _defect(dossier, defect, offer)
        _may_answer(found, offer, at)
        if mine.is_withdrawn:
            raise Refused("Deze inschrijving is teruggetrokken; er is niets te herstellen.")
        unlocked(dossier)
        digest = hashlib.sha256(content).hexdigest() if content else ""
        document = (
            facts.Document(name=f"herstel-{defect}.pdf", reference=pen.keep(offer, content), digest=digest, pages=pages)
            if content
            else None
        )
        lines = repair_lines(number=tender.number, offer=offer, defect=defect, digest=digest, at=at)
        receipt = hashlib.sha256(lines.encode()).hexdigest()
        kept = pen.keep(offer, text.strip())
        return [facts.RepairReceived(id=defect, offer=offer, document=document, text=kept, receipt=receipt)]

    return write(tender, decide, by=by, at=at, command=command)


def _may_answer(defect: DefectFile, offer: str, at: datetime) -> None:
    if offer not in defect.asked or defect.until is None:
        raise Refused("Voor deze inschrijving is geen herstel gevraagd.")
    if offer in defect.answers:
        raise AlreadyDone("Je antwoord is er al. Het telt zoals je het verstuurde; een tweede keer kan niet.")
    if at >= defect.until:
        raise TooLate(f"De termijn is voorbij sinds {dutch_full(defect.until)}. Dit is niet verzonden.")
    if not defect.waits(offer):
        raise Refused("De inhuurdesk heeft al geoordeeld; er is niets meer te herstellen.")


def note_late_repair(*, tender: Tender, defect: str, offer: str, by: Person, at: datetime) -> Dossier:
    """Note that a supplier wanted to answer after the term, once for each offer: for the file, unread."""

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.SUPPLIER)
        mine, found = dossier.offers.get(offer), _defect(dossier, defect, offer)
        is_mine = mine is not None and mine.by == by.pk and offer in found.asked and offer not in found.answers
        is_late = found.until is not None and at >= found.until and found.waits(offer)
        return [facts.RepairedLate(id=defect, offer=offer)] if is_mine and is_late and offer not in found.late else []

    return write(tender, decide, by=by, at=at)


def repair_lines(*, number: str, offer: str, defect: str, digest: str, at: datetime) -> str:
    """Return what the receipt of an answer is the digest of: five lines, without a line feed at the end."""
    return "\n".join([number, offer, defect, digest or "geen stuk", at.isoformat()])


def judge_repair(
    *,
    tender: Tender,
    defect: str,
    offer: str,
    verdict: str,
    reason: str,
    complaints: str,
    by: Person,
    at: datetime,
    command: str = "",
) -> Dossier:
    """
    Judge whether a defect is repaired; who did not is set aside with a letter of its own.

    "Geen gebrek" takes back what was noted by mistake. `complaints` is where one complains, for the letter.

    :raises Refused: without a reason, for one with a rate or another candidate in it, before the answer or the end
        of the term, or for a repair that did not come.
    """
    words = reason.strip()
    if not words:
        raise Refused("Schrijf op waarom. De leverancier leest dit.")
    if refusal := why_no_rate(words):
        raise Refused(refusal)
    if verdict not in {REPAIRED, NOT_REPAIRED, NO_DEFECT}:
        raise Refused("Kies of het gebrek is hersteld.")

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.DESK)
        unlocked(dossier)
        found = _defect(dossier, defect, offer)
        _may_judge(found, offer, verdict, at)
        names_nobody(tender, dossier, words, [offer], pseudonym(offer))
        letter = ""
        if verdict == NOT_REPAIRED:
            about = About(pen.tender.number, pen.tender.title, dossier.request.client, complaints)
            lacking = Vault(tender).show(found.lacking[offer])
            text = set_aside_letter(about, found, offer, lacking=lacking, reason=words, at=at)
            letter = f"{pen.keep(offer, text)} {hashlib.sha256(text.encode()).hexdigest()}"
        kept = pen.keep(offer, words)
        return [facts.RepairJudged(id=defect, offer=offer, verdict=verdict, reason=kept, letter=letter)]

    return write(tender, decide, by=by, at=at, command=command)


def _may_judge(defect: DefectFile, offer: str, verdict: str, at: datetime) -> None:
    if not defect.waits(offer):
        raise AlreadyDone(f"Over {pseudonym(offer)} is al geoordeeld.")
    if verdict == NO_DEFECT:
        return
    if offer not in defect.asked or defect.until is None:
        raise Refused("Vraag eerst om herstel; iedereen met dit gebrek krijgt die kans.")
    answered = defect.answers.get(offer)
    if answered is None and at < defect.until:
        raise Refused("De termijn loopt nog en er is nog geen antwoord.")
    if verdict == REPAIRED and (answered is None or answered[1].document is None):
        raise Refused("Er is geen stuk binnengekomen; hersteld kan het niet zijn.")
