"""The file of a request, put together from its facts: what is asked, offered, found, said and decided."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import msgspec
from msgspec import structs

from servicepunt.domains.hiring.rules.course import Happening, Kind
from servicepunt.domains.hiring.rules.law import FIRST_RULES
from servicepunt.domains.hiring.rules.moments import instant
from servicepunt.domains.hiring.rules.offers import Finding
from servicepunt.domains.hiring.rules.request import Correction, Request, Settings
from servicepunt.domains.tenders.rules import facts
from servicepunt.domains.tenders.rules.parts import (
    DecisionFile,
    DefectFile,
    OfferFile,
    Question,
    RoundFile,
    Sent,
    Settlement,
)
from servicepunt.domains.tenders.rules.seats import WORKING, Seat


@dataclass(slots=True)
class Dossier:
    """The file as far as it goes; only `fold` changes it."""

    seats: dict[int, set[Seat]] = field(default_factory=dict)
    draft: facts.Drafted | None = None
    drafters: set[int] = field(default_factory=set)
    drafts: int = 0
    estimate: Any = None
    sent_for_approval_at: datetime | None = None
    returned: str = ""
    approved_by: int | None = None
    published_at: datetime | None = None
    locks: dict[str, str] = field(default_factory=dict)
    holders: tuple[int, ...] = ()
    anchors: dict[str, str] = field(default_factory=dict)
    core_questions: dict[str, list[str]] = field(default_factory=dict)
    corrections: list[tuple[datetime, int | None, facts.Corrected]] = field(default_factory=list)
    extension: tuple[datetime, int | None, facts.ExtensionProposed] | None = None
    seen: dict[int, dict[int, datetime]] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    answers_published_at: datetime | None = None
    offers: dict[str, OfferFile] = field(default_factory=dict)
    late: list[tuple[int, datetime]] = field(default_factory=list)
    interests: dict[int, facts.InterestDeclared] = field(default_factory=dict)
    # What the desk wrote down of somebody else's relations: when, who did, and the words.
    recorded: dict[tuple[int, str], tuple[datetime, int | None, str]] = field(default_factory=dict)
    compared: dict[tuple[str, ...], bool] = field(default_factory=dict)
    # Relations that came out when a decision that rests on this person's grades was sent: alone they undo nothing.
    late_relations: set[tuple[int, str]] = field(default_factory=set)
    openings: dict[str, int | None] = field(default_factory=dict)
    opened_at: datetime | None = None
    opened_by: tuple[int, int] | None = None
    defects: dict[str, DefectFile] = field(default_factory=dict)
    findings: dict[tuple[str, str], dict[int, Finding]] = field(default_factory=dict)
    finals: dict[tuple[int, int], datetime] = field(default_factory=dict)
    proposals: dict[tuple[str, str], Settlement] = field(default_factory=dict)
    settled: dict[tuple[str, str], Settlement] = field(default_factory=dict)
    locked_at: datetime | None = None
    panel: dict[int, frozenset[str]] | None = None
    rates_opened_at: datetime | None = None
    rates_opened_by: tuple[int, int] | None = None
    fixed_at: datetime | None = None
    shortlist: tuple[str, ...] = ()
    rounds: list[RoundFile] = field(default_factory=list)
    advice: facts.Advised | None = None
    advised_at: datetime | None = None
    advised_by: int | None = None
    decisions: list[DecisionFile] = field(default_factory=list)
    end_letters: dict[str, str] = field(default_factory=dict)
    end_letters_sent_at: datetime | None = None
    resent: list[facts.SentAgain] = field(default_factory=list)
    contractors: dict[str, facts.ContractorNamed] = field(default_factory=dict)
    happenings: list[Happening] = field(default_factory=list)
    # Who ever had a part in it: somebody else handles a complaint.
    worked: set[int] = field(default_factory=set)
    starts_on: date | None = None
    options: dict[int, facts.OptionDecided] = field(default_factory=dict)
    ended_on: date | None = None
    destroyed: set[str] = field(default_factory=set)
    rules: int = FIRST_RULES
    # What rules worked out of the file as it is now; gone with the next line.
    known: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    _request: tuple[Any, Request] | None = field(default=None, init=False, repr=False, compare=False)
    _settings: tuple[Any, Settings] | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def written(self) -> dict[str, Any]:
        """The request as it is written now, complete or not; the closing moment is in `closes_at`."""
        written = dict(self.draft.request) if self.draft else {}
        for _at, _by, each in self.corrections:
            written |= each.changed
        return written

    @property
    def request(self) -> Request:
        """
        The request with its corrections.

        :raises msgspec.ValidationError: while the draft is not complete.
        """
        # Every finding is read by the request: it is put together once for each draft, publication and correction.
        known = (id(self.draft), self.published_at, len(self.corrections))
        if self._request is None or self._request[0] != known:
            self._request = (known, self._read_request())
        return self._request[1]

    def _read_request(self) -> Request:
        written = dict(self.written)
        if self.published_at is not None:
            written["gepubliceerd"] = self.published_at
        for at, by, each in self.corrections:
            written.setdefault("correcties", [])
            persons = tuple(str(person) for person in (by, each.seconded_by) if person is not None)
            correction = Correction(
                at=at, closes_at=each.closes_at, by=persons, is_outage=each.is_outage, rules=each.rules
            )
            written["correcties"] = [*written["correcties"], msgspec.to_builtins(correction)]
        return msgspec.convert(written, Request, strict=False)

    @property
    def settings(self) -> Settings:
        """The settings that hold; they are frozen at publication."""
        if self._settings is None or self._settings[0] is not self.draft:
            written = self.draft.settings if self.draft else {}
            self._settings = (self.draft, msgspec.convert(written, Settings, strict=False))
        return self._settings[1]

    @property
    def closes_at(self) -> datetime | None:
        """The closing instant, after corrections; None while the draft has none."""
        if self.corrections:
            return self.corrections[-1][2].closes_at
        written = self.draft.request.get("sluiting") if self.draft else None
        return instant(msgspec.convert(written, datetime, strict=False), "sluiting") if written else None

    @property
    def version(self) -> int:
        """Which version of the published request holds, from 1."""
        return 1 + len(self.corrections)

    def persons(self, seat: Seat) -> list[int]:
        """Return who has this seat, in a fixed order."""
        return sorted(person for person, held in self.seats.items() if seat in held)

    def same_person(self, label: str) -> tuple[str, ...]:
        """Return the offers of the person of an offer, as the desk said, this one among them (A-37)."""
        return next((each for each, is_same in self.compared.items() if is_same and label in each), (label,))

    def round(self, number: int) -> RoundFile:
        """Return a round, made when it is the next one."""
        if number == len(self.rounds) + 1:
            self.rounds.append(RoundFile(number))
        return self.rounds[number - 1]


def fold(lines: Iterable[tuple[int, datetime, int | None, facts.Fact]], onto: Dossier | None = None) -> Dossier:
    """Return the file of these lines (number, moment, actor, fact), in their order; `onto` is what came before them."""
    dossier = onto or Dossier()
    for _number, at, by, fact in lines:
        if isinstance(fact, facts.Ruled):
            # Never back: a file that began under new rules has no facts under older ones.
            dossier.rules = max(dossier.rules, fact.rules)
        _STEPS[type(fact)](dossier, fact, at, by)
    dossier.known.clear()
    return dossier


Step = Callable[[Dossier, Any, datetime, int | None], None]
_STEPS: dict[type[facts.Fact], Step] = {}


def _step(kind: type[facts.Fact]) -> Callable[[Step], Step]:
    def keep(step: Step) -> Step:
        _STEPS[kind] = step
        return step

    return keep


@_step(facts.Seated)
def _seated(dossier: Dossier, fact: facts.Seated, at: datetime, by: int | None) -> None:
    held = dossier.seats.setdefault(fact.person, set())
    if fact.is_given:
        held.add(fact.seat)
        dossier.worked |= {fact.person} if fact.seat in WORKING else set()
    else:
        held.discard(fact.seat)
    if fact.successor is not None:
        for offer in (each for each in dossier.offers.values() if each.by == fact.person):
            offer.by = fact.successor
        for asked in (each for each in dossier.questions.values() if each.asked_by == fact.person):
            asked.asked_by = fact.successor


@_step(facts.Drafted)
def _drafted(dossier: Dossier, fact: facts.Drafted, at: datetime, by: int | None) -> None:
    dossier.draft, dossier.drafts = fact, dossier.drafts + 1
    dossier.drafters |= {by} if by is not None else set()
    dossier.sent_for_approval_at, dossier.approved_by = None, None


@_step(facts.SentForApproval)
def _sent_for_approval(dossier: Dossier, fact: facts.SentForApproval, at: datetime, by: int | None) -> None:
    dossier.estimate, dossier.sent_for_approval_at, dossier.returned = fact.estimate, at, ""


@_step(facts.Returned)
def _returned(dossier: Dossier, fact: facts.Returned, at: datetime, by: int | None) -> None:
    dossier.sent_for_approval_at, dossier.approved_by, dossier.returned = None, None, fact.reason


@_step(facts.Approved)
def _approved(dossier: Dossier, fact: facts.Approved, at: datetime, by: int | None) -> None:
    dossier.approved_by = by


@_step(facts.Published)
def _published(dossier: Dossier, fact: facts.Published, at: datetime, by: int | None) -> None:
    dossier.published_at, dossier.locks, dossier.holders = at, fact.locks, fact.holders
    dossier.anchors, dossier.core_questions = fact.anchors, fact.questions


@_step(facts.Corrected)
def _corrected(dossier: Dossier, fact: facts.Corrected, at: datetime, by: int | None) -> None:
    dossier.corrections.append((at, by, structs.replace(fact, rules=dossier.rules)))
    dossier.extension = None


@_step(facts.ExtensionProposed)
def _extension_proposed(dossier: Dossier, fact: facts.ExtensionProposed, at: datetime, by: int | None) -> None:
    dossier.extension = (at, by, fact)


@_step(facts.Seen)
def _seen(dossier: Dossier, fact: facts.Seen, at: datetime, by: int | None) -> None:
    if by is not None:
        dossier.seen.setdefault(by, {}).setdefault(fact.version, at)


@_step(facts.Asked)
def _asked(dossier: Dossier, fact: facts.Asked, at: datetime, by: int | None) -> None:
    asked_at = fact.received_at or at
    dossier.questions[fact.id] = Question(fact.id, fact.kind, fact.text, asked_at, by)
    if fact.kind == Kind.COMPLAINT:
        # From its own moment it holds the signature, until it is handled (H-105).
        dossier.happenings.append(Happening(at=asked_at, kind=Kind.COMPLAINT, reason=fact.text, id=fact.id))


@_step(facts.Answered)
def _answered(dossier: Dossier, fact: facts.Answered, at: datetime, by: int | None) -> None:
    question = dossier.questions[fact.id]
    question.public, question.answer = fact.public, fact.text
    question.is_refused, question.answered_at, question.answered_by = fact.is_refused, at, by
    if fact.result is not None:
        question.result = fact.result
        ended = Kind.COMPLAINT_SETTLED
        settled = Happening(at=at, kind=ended, result=fact.result, reason=fact.text, id=fact.id)
        dossier.happenings.append(settled)


@_step(facts.AnswersPublished)
def _answers_published(dossier: Dossier, fact: facts.AnswersPublished, at: datetime, by: int | None) -> None:
    dossier.answers_published_at = at
    for each in fact.ids:
        dossier.questions[each].published_at = at


@_step(facts.OfferSent)
def _offer_sent(dossier: Dossier, fact: facts.OfferSent, at: datetime, by: int | None) -> None:
    offer = dossier.offers.setdefault(fact.offer, OfferFile(fact.offer, by))
    offer.sent.append(Sent(fact.version, at, fact.content, fact.rate, fact.receipt))


@_step(facts.OfferWithdrawn)
def _offer_withdrawn(dossier: Dossier, fact: facts.OfferWithdrawn, at: datetime, by: int | None) -> None:
    dossier.offers[fact.offer].withdrawals.append(at)


@_step(facts.OfferedLate)
def _offered_late(dossier: Dossier, fact: facts.OfferedLate, at: datetime, by: int | None) -> None:
    if by is not None:
        dossier.late.append((by, at))


@_step(facts.OpeningBegun)
def _opening_begun(dossier: Dossier, fact: facts.OpeningBegun, at: datetime, by: int | None) -> None:
    dossier.openings[fact.kind] = by


@_step(facts.Opened)
def _opened(dossier: Dossier, fact: facts.Opened, at: datetime, by: int | None) -> None:
    dossier.opened_at, dossier.opened_by = at, fact.by
    for label, offer in fact.offers.items():
        dossier.offers[label].opened = offer
    for label, why in fact.unreadable.items():
        dossier.offers[label].unreadable = why


@_step(facts.PersonsCompared)
def _persons_compared(dossier: Dossier, fact: facts.PersonsCompared, at: datetime, by: int | None) -> None:
    dossier.compared[fact.offers] = fact.is_same


@_step(facts.InterestDeclared)
def _interest_declared(dossier: Dossier, fact: facts.InterestDeclared, at: datetime, by: int | None) -> None:
    person = by if fact.person is None else fact.person
    if person is None:
        return
    before = dossier.interests.get(person) or facts.InterestDeclared()
    new, gone = set(fact.offers) - set(before.offers), set(before.offers) - set(fact.offers)
    if fact.person is not None:
        dossier.recorded |= {(person, label): (at, by, fact.text) for label in new}
        for label in gone:
            dossier.recorded.pop((person, label), None)
        fact = structs.replace(fact, text=before.text)
    dossier.interests[person] = fact
    for label in new:
        for each in dossier.same_person(label):
            _related(dossier, person, each)


def _related(dossier: Dossier, person: int, label: str) -> None:
    """Undo what somebody did about a candidate, as far as it can still be done again without taking back a decision."""
    offer = dossier.offers.get(label)
    if offer is not None and offer.judged_by == person and not dossier.findings:
        offer.conformity, offer.judged_by = None, None
    is_sent = any(each.sent_at is not None for each in dossier.decisions)
    for talk in (talks[-1] for each in dossier.rounds if (talks := each.talks.get(label))):
        if person in talk.grades and is_sent:
            dossier.late_relations |= {(person, each) for each in dossier.same_person(label)}
        elif talk.grades and talk.planned is not None and person in talk.planned.interviewers:
            left = [each for each in talk.grades if each != person and not _knows(dossier, each, label)]
            is_held = set(talk.planned.interviewers) <= set(talk.grades)
            talk.is_void = not is_held or len(left) < dossier.settings.least_interviewers
            # What was agreed on with this person at the table is agreed on again without.
            talk.agreed = None


def _knows(dossier: Dossier, person: int, label: str) -> bool:
    declared = dossier.interests.get(person)
    return declared is not None and not set(dossier.same_person(label)).isdisjoint(declared.offers)


@_step(facts.ConformityJudged)
def _conformity_judged(dossier: Dossier, fact: facts.ConformityJudged, at: datetime, by: int | None) -> None:
    offer = dossier.offers[fact.offer]
    offer.conformity, offer.judged_by = structs.replace(fact.judgement, rules=dossier.rules), by


@_step(facts.DefectNoted)
def _defect_noted(dossier: Dossier, fact: facts.DefectNoted, at: datetime, by: int | None) -> None:
    defect = dossier.defects.setdefault(fact.id, DefectFile(fact.id, fact.kind, at))
    defect.lacking |= fact.offers
    for label in fact.offers:
        # "Geen gebrek" was said of what was noted before, and nobody was asked yet: it waits again, in the same group.
        defect.verdicts.pop(label, None)


@_step(facts.RepairAsked)
def _repair_asked(dossier: Dossier, fact: facts.RepairAsked, at: datetime, by: int | None) -> None:
    defect = dossier.defects[fact.id]
    defect.asked, defect.asked_at, defect.until = fact.offers, at, fact.until


@_step(facts.RepairReceived)
def _repair_received(dossier: Dossier, fact: facts.RepairReceived, at: datetime, by: int | None) -> None:
    dossier.defects[fact.id].answers[fact.offer] = at, fact


@_step(facts.RepairedLate)
def _repaired_late(dossier: Dossier, fact: facts.RepairedLate, at: datetime, by: int | None) -> None:
    dossier.defects[fact.id].late[fact.offer] = at


@_step(facts.RepairJudged)
def _repair_judged(dossier: Dossier, fact: facts.RepairJudged, at: datetime, by: int | None) -> None:
    dossier.defects[fact.id].verdicts[fact.offer] = at, fact


@_step(facts.Found)
def _found(dossier: Dossier, fact: facts.Found, at: datetime, by: int | None) -> None:
    if by is not None:
        dossier.findings.setdefault((fact.offer, fact.item), {})[by] = fact.finding


@_step(facts.FoundFinally)
def _found_finally(dossier: Dossier, fact: facts.FoundFinally, at: datetime, by: int | None) -> None:
    if by is not None:
        dossier.finals[fact.step, by] = at


@_step(facts.SettlementProposed)
def _settlement_proposed(dossier: Dossier, fact: facts.SettlementProposed, at: datetime, by: int | None) -> None:
    agreed = frozenset() if by is None else frozenset({by})
    dossier.proposals[fact.offer, fact.item] = Settlement(fact.finding, fact.reason, by, agreed)


@_step(facts.SettlementBacked)
def _settlement_backed(dossier: Dossier, fact: facts.SettlementBacked, at: datetime, by: int | None) -> None:
    proposed = dossier.proposals[fact.offer, fact.item]
    agreed = proposed.agreed if by is None else proposed.agreed | {by}
    dossier.proposals[fact.offer, fact.item] = replace(proposed, agreed=agreed)


@_step(facts.SettlementDropped)
def _settlement_dropped(dossier: Dossier, fact: facts.SettlementDropped, at: datetime, by: int | None) -> None:
    dossier.proposals.pop((fact.offer, fact.item), None)


@_step(facts.Settled)
def _settled(dossier: Dossier, fact: facts.Settled, at: datetime, by: int | None) -> None:
    dossier.proposals.pop((fact.offer, fact.item), None)
    dossier.settled[fact.offer, fact.item] = Settlement(fact.finding, fact.reason, by, frozenset(fact.agreed))


@_step(facts.Locked)
def _locked(dossier: Dossier, fact: facts.Locked, at: datetime, by: int | None) -> None:
    # Who assesses what stands still here: a seat or a relation that comes later changes no result.
    dossier.locked_at = at
    dossier.panel = {
        person: frozenset(dossier.interests[person].offers if person in dossier.interests else ())
        for person in dossier.persons(Seat.ASSESSOR)
    }


@_step(facts.RatesOpened)
def _rates_opened(dossier: Dossier, fact: facts.RatesOpened, at: datetime, by: int | None) -> None:
    dossier.rates_opened_at, dossier.rates_opened_by = at, fact.by
    for label, rate in fact.rates.items():
        dossier.offers[label].rate = rate


@_step(facts.ListFixed)
def _list_fixed(dossier: Dossier, fact: facts.ListFixed, at: datetime, by: int | None) -> None:
    dossier.fixed_at, dossier.shortlist = at, fact.offers


@_step(facts.ChoiceScored)
def _choice_scored(dossier: Dossier, fact: facts.ChoiceScored, at: datetime, by: int | None) -> None:
    dossier.round(fact.round).scores[fact.offer] = fact
    dossier.round(fact.round).scored_by[fact.offer] = by


@_step(facts.Invited)
def _invited(dossier: Dossier, fact: facts.Invited, at: datetime, by: int | None) -> None:
    dossier.round(fact.round).invited, dossier.round(fact.round).invited_at = fact.offers, at


@_step(facts.Planned)
def _planned(dossier: Dossier, fact: facts.Planned, at: datetime, by: int | None) -> None:
    dossier.round(fact.round).talk(fact.offer).planned = fact


@_step(facts.Graded)
def _graded(dossier: Dossier, fact: facts.Graded, at: datetime, by: int | None) -> None:
    if by is not None:
        dossier.round(fact.round).talk(fact.offer).grades[by] = fact


@_step(facts.GradesAgreed)
def _grades_agreed(dossier: Dossier, fact: facts.GradesAgreed, at: datetime, by: int | None) -> None:
    dossier.round(fact.round).talk(fact.offer).agreed = fact


@_step(facts.NotHeld)
def _not_held(dossier: Dossier, fact: facts.NotHeld, at: datetime, by: int | None) -> None:
    dossier.round(fact.round).talk(fact.offer).not_held = fact.cause


@_step(facts.Advised)
def _advised(dossier: Dossier, fact: facts.Advised, at: datetime, by: int | None) -> None:
    dossier.advice, dossier.advised_at, dossier.advised_by = fact, at, by


@_step(facts.Decided)
def _decided(dossier: Dossier, fact: facts.Decided, at: datetime, by: int | None) -> None:
    dossier.decisions.append(DecisionFile(fact.offers, fact.reason, by, at))


@_step(facts.LettersSent)
def _letters_sent(dossier: Dossier, fact: facts.LettersSent, at: datetime, by: int | None) -> None:
    dossier.decisions[-1].sent_at, dossier.decisions[-1].letters = at, fact.letters


@_step(facts.EndLettersSent)
def _end_letters_sent(dossier: Dossier, fact: facts.EndLettersSent, at: datetime, by: int | None) -> None:
    dossier.end_letters, dossier.end_letters_sent_at = fact.letters, at


@_step(facts.SentAgain)
def _sent_again(dossier: Dossier, fact: facts.SentAgain, at: datetime, by: int | None) -> None:
    dossier.resent.append(fact)


@_step(facts.ContractorNamed)
def _contractor_named(dossier: Dossier, fact: facts.ContractorNamed, at: datetime, by: int | None) -> None:
    dossier.contractors[fact.offer] = fact


@_step(facts.Happened)
def _happened(dossier: Dossier, fact: facts.Happened, at: datetime, by: int | None) -> None:
    dossier.happenings.append(fact.happening)


@_step(facts.ContractStarted)
def _contract_started(dossier: Dossier, fact: facts.ContractStarted, at: datetime, by: int | None) -> None:
    dossier.starts_on = fact.starts_on


@_step(facts.OptionDecided)
def _option_decided(dossier: Dossier, fact: facts.OptionDecided, at: datetime, by: int | None) -> None:
    dossier.options[fact.number] = fact


@_step(facts.Ended)
def _ended(dossier: Dossier, fact: facts.Ended, at: datetime, by: int | None) -> None:
    dossier.ended_on = fact.on


@_step(facts.Destroyed)
def _destroyed(dossier: Dossier, fact: facts.Destroyed, at: datetime, by: int | None) -> None:
    dossier.destroyed |= set(fact.subjects)
