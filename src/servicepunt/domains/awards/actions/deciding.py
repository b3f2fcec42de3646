"""The advice, the decision, what crosses it, the contract and the end."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from servicepunt.domains.awards.actions.partiality import CLIENT, MANDATE, need_declared, need_impartial
from servicepunt.domains.awards.rules.documents import document_name
from servicepunt.domains.awards.rules.interests import related
from servicepunt.domains.awards.rules.reasons import why_no_rate
from servicepunt.domains.hiring.rules.assessing import Outcome
from servicepunt.domains.hiring.rules.course import Happening, Kind, Result
from servicepunt.domains.hiring.rules.deciding import State
from servicepunt.domains.hiring.rules.disputes import LASTING
from servicepunt.domains.hiring.rules.faults import Faulty
from servicepunt.domains.hiring.rules.playing import Play
from servicepunt.domains.people.models import Person
from servicepunt.domains.tenders.actions.writing import GENERAL, PERSONS, Pen, need, write
from servicepunt.domains.tenders.models import Envelope, Kept, OfferDraft, Tender, VaultKey
from servicepunt.domains.tenders.rules import facts
from servicepunt.domains.tenders.rules.complaints import open_cases
from servicepunt.domains.tenders.rules.contract import is_signed, last_day, next_option, signed_on, winners
from servicepunt.domains.tenders.rules.dossier import Dossier
from servicepunt.domains.tenders.rules.outcome import is_cancelled, played, stage_of
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.domains.tenders.rules.stages import Stage

_CHAMBER = re.compile(r"[0-9]{8}")
_OVER = frozenset({Stage.ENDED, Stage.FAILED, Stage.CANCELLED, Stage.RUNNING, Stage.ARCHIVED})


def advise(
    *, tender: Tender, offers: Sequence[str], reason: str, by: Person, at: datetime, command: str = ""
) -> Dossier:
    """
    Advise to award to who passed the interview and fits best; the rate is no argument (A-56, H-059).

    :raises Refused: with what is wrong.
    """
    words = _argued(reason, "Schrijf per competentie op waarom deze kandidaat het beste past.")

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.CLIENT)
        if stage_of(dossier, at=at) not in {Stage.ADVICE, Stage.DECISION}:
            raise Refused("Een advies is nu niet aan de orde.")
        put_forward = _put_forward(dossier)
        need_declared(dossier, by, put_forward)
        need_impartial(dossier, by, put_forward, CLIENT)
        _passed(dossier, offers, at)
        return [facts.Advised(offers=tuple(offers), reason=pen.keep(offers[0], words))]

    return write(tender, decide, by=by, at=at, command=command)


def _put_forward(dossier: Dossier) -> list[str]:
    return [label for label in dossier.shortlist if not dossier.offers[label].is_withdrawn]


def _argued(reason: str, ask: str) -> str:
    """Return the reasons when there are any, and no rate is among them (A-56, H-059); `ask` says what is missing."""
    words = reason.strip()
    if not words:
        raise Refused(ask)
    if refusal := why_no_rate(words):
        raise Refused(refusal)
    return words


def _passed(dossier: Dossier, offers: Sequence[str], at: datetime) -> None:
    assessment = played(dossier, at=at).assessment
    fates = assessment.fates if assessment else {}
    if not 1 <= len(set(offers)) <= dossier.request.needed:
        raise Refused(f"Kies ten hoogste {dossier.request.needed}: zoveel zijn er nodig.")
    for each in offers:
        if each not in fates or fates[each].outcome != Outcome.PASSED:
            raise Refused(f"{each} haalde niet op elke competentie ten minste {dossier.settings.minimum}.")


def decide_award(
    *, tender: Tender, offers: Sequence[str], reason: str, by: Person, at: datetime, command: str = ""
) -> Dossier:
    """
    Decide as mandate holder; the letters are sent after it, all at one moment.

    :raises Refused: without an advice or reasons, for reasons with a rate in them, for somebody who only assessed, or
        who has not said whether there is a relation (H-096).
    """
    words = _argued(reason, "Schrijf de redenen van de beslissing op.")

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.MANDATE)
        if stage_of(dossier, at=at) != Stage.DECISION:
            raise Refused("Er ligt geen advies om op te beslissen.")
        if by.pk in dossier.persons(Seat.ASSESSOR):
            raise Refused("Je beoordeelde zelf; een andere tekenbevoegde beslist.")
        need_declared(dossier, by, _put_forward(dossier))
        need_impartial(dossier, by, _put_forward(dossier), MANDATE)
        if related(dossier, dossier.advised_by, _put_forward(dossier)):
            raise Refused(
                "Het advies is van iemand met een relatie. Een andere opdrachtgever schrijft eerst een nieuw."
            )
        _passed(dossier, offers, at)
        return [facts.Decided(offers=tuple(offers), reason=pen.keep(offers[0], words))]

    return write(tender, decide, by=by, at=at, command=command)


def send_letters(
    *, tender: Tender, letters: Mapping[str, bytes], digests: Mapping[str, str], by: Person, at: datetime,
    command: str = "",
) -> Dossier:  # fmt: skip
    """
    Send the letters of the last decision, exactly one for every offer that gets one, all at this moment.

    The letters lie in the vault from here; suppliers read theirs in their portal, and get a mail that it is there.

    :raises Refused: without a new decision, or when a letter is missing or too many.
    """

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.DESK, Seat.MANDATE)
        last = dossier.decisions[-1] if dossier.decisions else None
        if last is None or last.sent_at is not None:
            raise Refused("Er is geen beslissing waarvan de brieven nog weg moeten.")
        if not stands(dossier, at=at):
            raise Refused("Deze beslissing kan niet blijven: er kwam een relatie uit. Op Belangen staat wat over moet.")
        expected = {name for name, _ in award_messages(dossier, at=at)}
        if set(letters) != expected:
            raise Refused("De brieven passen niet bij de beslissing. Open de pagina opnieuw en controleer ze.")
        kept = {label: pen.keep(label, content) for label, content in letters.items()}
        return [facts.LettersSent(letters={each: f"{kept[each]} {digests[each]}" for each in sorted(kept)})]

    return write(tender, decide, by=by, at=at, command=command)


def stands(dossier: Dossier, *, at: datetime) -> bool:
    """Say whether the last decision, not sent yet, still holds: nobody in it turned out to have a relation."""
    last, put_forward = dossier.decisions[-1], _put_forward(dossier)
    if stage_of(dossier, at=at) != Stage.DECISION:
        return False
    if any(related(dossier, person, put_forward) for person in (last.by, dossier.advised_by)):
        return False
    assessment = played(dossier, at=at).assessment
    return assessment is not None and all(assessment.fates[each].outcome == Outcome.PASSED for each in last.offers)


def send_again(*, tender: Tender, offer: str, message: str, by: Person, at: datetime, command: str = "") -> Dossier:
    """
    Note that a mail about an offer is sent again, for it did not arrive; the terms stay as they are (A-59).

    :raises Refused: for an offer that is not in the file.
    """

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.DESK)
        if offer not in dossier.offers:
            raise Refused("Deze inschrijving staat niet in het dossier.")
        return [facts.SentAgain(offer=offer, message=message)]

    return write(tender, decide, by=by, at=at, command=command)


def name_contractor(
    *, tender: Tender, offer: str, name: str, number: str, by: Person, at: datetime, command: str = ""
) -> Dossier:
    """
    Note name and number in the trade register of who gets the award, for the contract and for open data.

    :raises Refused: with what is wrong.
    """
    if not name.strip():
        raise Refused("Vul de naam in zoals die in het handelsregister staat.")
    if not _CHAMBER.fullmatch(number.strip()):
        raise Refused("Een KvK-nummer heeft acht cijfers. Het staat op het uittreksel.")

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.DESK)
        if not dossier.decisions or offer not in dossier.decisions[-1].offers:
            raise Refused("Aan deze inschrijving is niet gegund.")
        named = facts.ContractorNamed(offer=offer, name=name.strip(), number=number.strip())
        return [] if dossier.contractors.get(offer) == named else [named]

    return write(tender, decide, by=by, at=at, command=command)


def award_messages(dossier: Dossier, *, at: datetime) -> list[tuple[str, str]]:
    """Return who gets which message of the last decision when it is sent at this moment (invariant 24)."""
    awards = as_if_sent(dossier, at=at).course.awards
    return list(awards[-1].messages) if awards else []


def as_if_sent(dossier: Dossier, *, at: datetime) -> Play:
    """Return what the file comes to when the letters of the last decision leave at this moment."""
    decisions = [*dossier.decisions[:-1], replace(dossier.decisions[-1], sent_at=at)]
    return played(replace(dossier, decisions=decisions), at=at)


def note_happening(
    *,
    tender: Tender,
    kind: Kind,
    by: Person,
    at: datetime,
    happened_at: datetime | None = None,
    offer: str | None = None,
    check: str | None = None,
    result: Result | None = None,
    reason: str = "",
    case: str = "",
    command: str = "",
) -> Dossier:
    """
    Note what crosses a decision: a check of a document, a winner who drops out, the signature; and at any stage
    a court case and its outcome; `case` says which case a ruling ends, and is not needed while one runs.

    :raises Refused: for what the rules refuse, such as signing before the suspension is over (invariant 25).
    """
    moment = happened_at or at
    if moment > at:
        raise Refused("Dit moment ligt in de toekomst.")
    if kind in _COMPLAINTS:
        raise Refused("Een klacht leg je vast en behandel je op het tabblad Klachten.")

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, *_WHO.get(kind, (Seat.DESK, Seat.CLIENT)))
        ruled = ""
        if kind in _CASES:
            ruled = _may_be(dossier, Happening(at=moment, kind=kind, result=result, id=case))
        else:
            _after_letters(dossier, moment)
        kept = pen.keep(offer or GENERAL, reason.strip())
        happening = Happening(at=moment, kind=kind, offer=offer, check=check, result=result, reason=kept, id=ruled)
        holds(dossier, happening, at)
        if kind == Kind.CHECK_FAILED and not reason.strip():
            raise Refused("Schrijf op wat er mis is met het document: de leverancier leest dit in de brief.")
        return [facts.Happened(happening=happening)]

    return write(tender, decide, by=by, at=at, command=command)


_CASES = frozenset({Kind.SUMMONS, Kind.RULING})
_COMPLAINTS = LASTING - _CASES


def _after_letters(dossier: Dossier, moment: datetime) -> None:
    sent = [each.sent_at for each in dossier.decisions if each.sent_at is not None]
    if not sent or moment < sent[-1]:
        raise Refused("Er is op dat moment geen verzonden beslissing.")


def _may_be(dossier: Dossier, case: Happening) -> str:
    """Return what a case is called in the file; refuse one before there is a request, or an end without a case."""
    if dossier.published_at is None or case.at < dossier.published_at:
        raise Refused("De aanvraag was toen nog niet gepubliceerd.")
    if case.kind == Kind.SUMMONS:
        return f"Z{secrets.token_hex(4)}"
    running = [each for each in open_cases(dossier) if each.at <= case.at]
    if not running or case.id not in {"", *(each.id for each in running)}:
        raise Refused("Er loopt geen zaak. Leg eerst de dagvaarding vast.")
    if not case.id and running[0].id and len(running) > 1:
        raise Refused(f"Er lopen {len(running)} zaken. Kies in welke zaak de rechter besliste.")
    if case.result is None:
        raise Refused("Kies hoe de rechter besliste.")
    return case.id or running[0].id


_WHO = {
    Kind.SIGNED: (Seat.MANDATE, Seat.CLIENT),
    Kind.CHECK_PASSED: (Seat.DESK,),
    Kind.CHECK_FAILED: (Seat.DESK,),
}


def holds(dossier: Dossier, happening: Happening, at: datetime) -> None:
    """
    Refuse what the rules refuse, and what would undo a signature; before the list there is nothing to play yet.

    :raises Refused: with why.
    """
    if dossier.fixed_at is None or (is_cancelled(dossier) and happening.kind in LASTING):
        return
    after = replace(dossier, happenings=[*dossier.happenings, happening])
    try:
        outcome = played(after, at=at)
    except Faulty as fault:
        raise Refused(str(fault).splitlines()[0]) from fault
    refused = [hint for hint in outcome.course.hints if "geweigerd" in hint]
    if is_signed(dossier) and outcome.course.state != State.RUNNING:
        raise Refused("De overeenkomst is getekend; dit ligt voor de handtekening en zou haar ongedaan maken.")
    if happening.kind == Kind.SIGNED and (refused or outcome.course.awards[-1].signed_at is None):
        raise Refused(f"Tekenen kan nog niet: {refused[-1] if refused else 'de beslissing staat nog niet vast'}.")


def start_contract(*, tender: Tender, starts_on: date, by: Person, at: datetime, command: str = "") -> Dossier:
    """
    Note the first day of the work; the end of the contract is the end of every right (H-108).

    :raises Refused: before the signature.
    """

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.DESK, Seat.CLIENT)
        if stage_of(dossier, at=at) != Stage.RUNNING:
            raise Refused("De overeenkomst is nog niet getekend.")
        if dossier.options:
            raise Refused("Er is al over een optie besloten; de eerste dag staat vast.")
        signed = signed_on(dossier)
        if signed is not None and starts_on < signed:
            raise Refused(f"De overeenkomst is getekend op {signed:%d-%m-%Y}. De eerste werkdag ligt daar niet voor.")
        return [] if dossier.starts_on == starts_on else [facts.ContractStarted(starts_on=starts_on)]

    return write(tender, decide, by=by, at=at, command=command)


def decide_option(
    *,
    tender: Tender,
    number: int,
    is_used: bool,
    checked: Sequence[str],
    by: Person,
    at: datetime,
    today: date,
    command: str = "",
) -> Dossier:
    """
    Use an option to extend, or not: before the running term ends, in order, with the checks done again (H-107).

    :raises Refused: with what is wrong (invariant 26).
    """

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.CLIENT)
        request = dossier.request
        if dossier.starts_on is None:
            raise Refused("De opdracht is nog niet begonnen.")
        following = next_option(dossier)
        if following is None or number != following[0]:
            raise Refused(f"Optie {number} is nu niet aan de beurt.")
        decide_by = following[1].decide_by
        if decide_by is None or today > decide_by:
            raise Refused("De termijn om deze optie te gebruiken is voorbij; verlengen kan niet meer.")
        lacking = [document_name(each) for each in request.checks if each not in checked]
        if is_used and lacking:
            raise Refused(f"Controleer eerst opnieuw: {', '.join(lacking)}.")
        return [facts.OptionDecided(number=number, is_used=is_used, checked=tuple(checked))]

    return write(tender, decide, by=by, at=at, command=command)


def end_contract(*, tender: Tender, on: date, by: Person, at: datetime, command: str = "") -> Dossier:
    """
    Note the last day of the work.

    :raises Refused: when nothing runs.
    """

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.DESK, Seat.CLIENT)
        if dossier.starts_on is None or on < dossier.starts_on:
            raise Refused("De opdracht is op die dag nog niet begonnen.")
        last = last_day(replace(dossier, ended_on=None))
        if last is not None and on > last:
            raise Refused("De opdracht eindigt eerder. Gebruik een optie om te verlengen.")
        return [] if dossier.ended_on == on else [facts.Ended(on=on)]

    return write(tender, decide, by=by, at=at, command=command)


def destroy(*, tender: Tender, subjects: Sequence[str], by: Person | None, at: datetime, command: str = "") -> Dossier:
    """
    Destroy what was kept about these offers: keys, texts and envelopes; the chain stays whole (H-109, invariant 29).

    What a backup still holds of it cannot be read without the keys, but the keys are in that backup too.

    :raises Refused: while the procedure still needs them.
    """

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        if by is not None:
            need(dossier, by, Seat.DESK)
        if stage_of(dossier, at=at) not in _OVER:
            raise Refused("De procedure loopt nog; vernietigen kan pas als hij onherroepelijk klaar is.")
        left = tuple(each for each in subjects if each not in dossier.destroyed)
        if set(left) & set(winners(dossier)) and stage_of(dossier, at=at) == Stage.RUNNING:
            raise Refused("De opdracht van deze kandidaat loopt nog.")
        VaultKey.objects.filter(tender=tender, subject__in=[*left, PERSONS]).delete()
        Kept.objects.filter(tender=tender, subject__in=left).delete()
        # Two key holders could open the envelopes again: the digests of them stay in the chain.
        Envelope.objects.filter(offer__tender=tender, offer__label__in=left).delete()
        OfferDraft.objects.filter(tender=tender).delete()
        return [facts.Destroyed(subjects=left)] if left else []

    return write(tender, decide, by=by, at=at, command=command)
