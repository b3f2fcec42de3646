"""Steps 3 and 4 and the decision: rounds until somebody passes, an award, and what may still cross it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from functools import partial

from servicepunt.domains.hiring.rules.assessing import Assessment, Outcome
from servicepunt.domains.hiring.rules.choice import Chosen, choose
from servicepunt.domains.hiring.rules.course import Decision, Happening, Interview, Kind, Procedure, Result, Round
from servicepunt.domains.hiring.rules.disputes import LASTING, Disputes
from servicepunt.domains.hiring.rules.dutch import day_in_words
from servicepunt.domains.hiring.rules.faults import Faulty
from servicepunt.domains.hiring.rules.interviews import Judged, Talk, judge_interview
from servicepunt.domains.hiring.rules.moments import end_of, instant, local_day
from servicepunt.domains.hiring.rules.order import natural
from servicepunt.domains.hiring.rules.persons import groups, persons_of, same_as
from servicepunt.domains.hiring.rules.terms import Suspension, suspension


class State(StrEnum):
    """Where a procedure stands (hiring, 6.1)."""

    PUBLISHED = "gepubliceerd"
    CONFORMITY = "conformiteit"
    CHOICE = "stap_3"
    INTERVIEWS = "gesprekken"
    ADVICE = "gunningsadvies"
    SUSPENDED = "opschorting"
    DISPUTE = "geschil"
    CHECKS = "documentcontrole"
    CONTRACT = "overeenkomst"
    RUNNING = "lopend"
    FAILED = "mislukt"
    CANCELLED = "ingetrokken"


@dataclass(slots=True)
class Played:
    """One round as it went."""

    number: int
    pool: Sequence[str]
    chosen: Sequence[Chosen]
    invited_at: datetime | None
    interviews: list[Judged] = field(default_factory=list)


@dataclass(slots=True)
class Award:
    """One decision as it went; `voided` says in Dutch why it did not stand."""

    decision: Decision
    sent_at: datetime
    suspension: Suspension
    sign_from: date
    last_day: date
    messages: Sequence[tuple[str, str]]
    disputes: list[str] = field(default_factory=list)
    open_disputes: int = 0
    approved: set[tuple[str, str]] = field(default_factory=set)
    voided: str = ""
    voided_at: datetime | None = None
    signed_at: datetime | None = None


@dataclass(slots=True)
class Course:
    """
    Everything after the list: state, what it waits for, rounds, decisions, and what was refused on the way.

    `is_disputed`: a complaint or case runs, also one that holds no signature.
    """

    state: State
    waits_for: list[str] = field(default_factory=list)
    rounds: list[Played] = field(default_factory=list)
    awards: list[Award] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    is_disputed: bool = False


class Deciding:
    """
    Plays what came after the list, of a file without what is later than `nu`; carries on the `fates`.

    `is_mild`: a decision about somebody who passed stands, although somebody who was invited had no valid interview.
    No page and no verifier lets that by; in a file from elsewhere it may have happened, and it is told.
    """

    def __init__(self, procedure: Procedure, assessment: Assessment, *, is_mild: bool = False) -> None:
        self.is_mild = is_mild
        self.procedure = procedure
        self.settings = procedure.settings
        self.fates = assessment.fates
        self.shortlist = list(assessment.shortlist)
        self.persons = persons_of(procedure.offers)
        self.now = instant(procedure.as_of, "nu") if procedure.as_of else None
        self.course = Course(State.CHOICE)
        self.passed: list[str] = []
        self.done: set[str] = set()
        self.rejected: set[str] = set()
        self.disputes = Disputes(self.settings.complaint_days)
        self.rounds, self.decisions = procedure.rounds, procedure.decisions
        self.happenings = sorted(procedure.happenings, key=lambda each: instant(each.at, "gebeurtenissen"))

    def play(self) -> Course:
        """Return the course; raises `Faulty` when what is written cannot have happened."""
        self._before_the_first()
        while self._step():
            pass
        if not self.course.awards:
            self.course.hints += self.disputes.early
        self._leftovers()
        self.course.is_disputed = bool(self.disputes.open)
        return self.course

    def _step(self) -> bool:
        candidates = [each for each in self.passed if self.fates[each].outcome != Outcome.DROPPED and self._stays(each)]
        if candidates:
            return self._decide(candidates)
        pool = self._pool()
        if not pool:
            self.course.state = State.FAILED
            self._leave(None)
            return False
        number = len(self.course.rounds) + 1
        if number > len(self.rounds):
            self.course.state = State.CHOICE
            self.course.waits_for = [f"de scores van ronde {number} voor {', '.join(pool)}"]
            return False
        return self._round(number, self.rounds[number - 1], pool)

    def _stays(self, name: str) -> bool:
        """Say whether somebody who passed is still there when the next decision is sent."""
        left = self.fates[name].left_at
        number = len(self.course.awards)
        if left is None:
            return True
        if number < len(self.decisions) and left >= instant(self.decisions[number].sent_at, "besluiten"):
            return True
        self.fates[name].outcome = Outcome.WITHDRAWN
        return False

    def _leave(self, until: datetime | None) -> None:
        """Note who withdrew after the list and before the letters: they get none (invariant 24, A-54)."""
        for fate in self.fates.values():
            if fate.left_at is not None and (until is None or fate.left_at < until) and fate.outcome not in _SILENT:
                fate.outcome = Outcome.WITHDRAWN

    # Step 3 and 4

    def _pool(self) -> list[str]:
        number = len(self.course.rounds)
        at = self.rounds[number].invited_at if number < len(self.rounds) else None
        sent = instant(at, "rondes") if at else None
        pool = []
        for name in self.shortlist:
            fate = self.fates[name]
            if name in self.done:
                continue
            if fate.left_at is not None and (sent is None or fate.left_at < sent):
                fate.outcome = Outcome.WITHDRAWN
                continue
            pool.append(name)
        return pool

    def _round(self, number: int, given: Round, pool: list[str]) -> bool:
        place = f"ronde {number}"
        chosen = choose(
            given.scores,
            pool=pool,
            criteria=[each.id for each in self.procedure.request.choices],
            invite=self.settings.invite,
            most=self.settings.choice_most,
            place=place,
            persons=self.persons,
        )
        sent = instant(given.invited_at, f"{place}.uitgenodigd_op") if given.invited_at else None
        if sent is not None and any(sent < moment for moment in self._fell_away()):
            raise Faulty(f"{place}, uitgenodigd_op: toen kon er nog aan iemand worden gegund die het gesprek haalde.")
        played = Played(number, pool, chosen, sent)
        self.course.rounds.append(played)
        self._note_invitation(sent)
        for each in chosen:
            self.fates[each.id].outcome = Outcome.INVITED if each.is_invited else Outcome.RESERVE
        return self._interviews(given, played, place)

    def _fell_away(self) -> list[datetime]:
        """Return when decisions fell away, and when who passed withdrew: before it there is no next round (H-058)."""
        left = [fate.left_at for fate in map(self.fates.get, self.passed) if fate and fate.outcome == Outcome.WITHDRAWN]
        return [at for at in [*left, *(each.voided_at for each in self.course.awards)] if at is not None]

    def _note_invitation(self, sent: datetime | None) -> None:
        by = self.procedure.request.invite_by
        if by is not None and sent is not None and len(self.course.rounds) == 1 and sent >= end_of(by):
            self.course.hints.append(f"de uitnodigingen zijn te laat verzonden; beloofd was uiterlijk {by:%d-%m-%Y}")

    def _interviews(self, given: Round, played: Played, place: str) -> bool:
        invited = [each.id for each in played.chosen if each.is_invited]
        strangers = [each.offer for each in given.interviews if each.offer not in invited]
        if strangers:
            raise Faulty(*(f"{place}: {each} is niet uitgenodigd en kan geen gesprek hebben." for each in strangers))
        people = groups(self.persons, invited)
        waiting = [names for names in people if not self._interview(names, given.interviews, played, place)]
        if waiting and not self._is_decided_by_who_passed():
            self.course.state = State.INTERVIEWS
            self.course.waits_for = [f"een geldig gesprek met {_one_of(names)}" for names in waiting]
            return False
        self.course.hints += [f"{place}: het besluit kwam zonder geldig gesprek met {_one_of(one)}" for one in waiting]
        self.done.update(name for name in invited if self.fates[name].outcome != Outcome.INVITED)
        return True

    def _is_decided_by_who_passed(self) -> bool:
        """Say whether the next decision is about people who passed, whoever of the invited still waits (6.1)."""
        following = self.decisions[len(self.course.awards) :][:1]
        return self.is_mild and bool(following) and set(following[0].awarded) <= set(self.passed)

    def _interview(self, names: list[str], interviews: Sequence[Interview], played: Played, place: str) -> bool:
        """Play the interviews with one person, for every offer of that person, and say whether the round can go on."""
        counts = None
        for interview in (each for each in interviews if each.offer in names):
            if counts is not None:
                raise Faulty(f"{place}: met {_one_of(names)} was er al een gesprek dat telt.")
            judged = self._judge(interview, names, place)
            played.interviews.append(judged)
            counts = None if judged.talk in _UNFINISHED else judged
        for fate in (self.fates[name] for name in names):
            if counts is not None:
                fate.outcome = Outcome(counts.talk.value)
                fate.reasons += counts.reasons
            elif fate.left_at is not None:
                fate.outcome = Outcome.WITHDRAWN
        self.passed += [name for name in names if self.fates[name].outcome == Outcome.PASSED]
        return counts is not None or all(self.fates[name].outcome == Outcome.WITHDRAWN for name in names)

    def _judge(self, interview: Interview, names: list[str], place: str) -> Judged:
        competences = [each.id for each in self.procedure.request.competences]
        person = self.persons[interview.offer]
        partial = frozenset(each.person for each in self.procedure.interests if self.persons.get(each.offer) == person)
        where = f"{place}, gesprek met {interview.offer}"
        judged = judge_interview(interview, competences, self.settings, partial, where)
        return replace(judged, also=same_as(interview.offer, self.persons, names))

    # The decision, and what crosses it

    def _decide(self, candidates: list[str]) -> bool:
        number = len(self.course.awards)
        if number >= len(self.decisions):
            self.course.state = State.ADVICE
            self.course.waits_for = [f"een besluit over {', '.join(candidates)}"]
            return False
        decision = self.decisions[number]
        award = self._award(decision, candidates, number + 1)
        self.course.awards.append(award)
        for name in candidates:
            self.fates[name].outcome = Outcome.INTENDED if name in decision.awarded else Outcome.NOT_CHOSEN
        for fate in self.fates.values():
            if fate.outcome in {Outcome.RESERVE, Outcome.INVITED}:
                fate.outcome = Outcome.REJECTED
        self._cross(award, number)
        if award.voided:
            self._reopen()
            return True
        self._settle(award)
        return False

    def _award(self, decision: Decision, candidates: list[str], number: int) -> Award:
        place = f"besluit {number}"
        faults = [f"{place}: {each} haalde het gesprek niet." for each in decision.awarded if each not in candidates]
        if not decision.reason.strip():
            faults.append(f"{place}: de redenen ontbreken.")
        if len({self.persons.get(each, each) for each in decision.awarded}) < len(decision.awarded):
            faults.append(f"{place}: iemand staat er twee keer; aan één persoon gun je één keer.")
        if not 1 <= len(set(decision.awarded)) <= self.procedure.request.needed:
            faults.append(f"{place}: er is {self.procedure.request.needed} nodig; gun aan ten hoogste zoveel.")
        if faults:
            raise Faulty(*faults)
        if any(word in decision.reason.casefold() for word in ("tarief", "prijs", "goedkoop")):
            self.course.hints.append(f"{place}: de redenen noemen het tarief; dat mag hier geen argument zijn")
        sent = instant(decision.sent_at, place)
        term = suspension(sent, self.settings.suspension_days)
        self._leave(sent)
        award = Award(decision, sent, term, term.sign_from, term.last_extended, self._messages(decision))
        self.disputes.carry(award, is_first=number == 1)
        return award

    def _messages(self, decision: Decision) -> list[tuple[str, str]]:
        return [
            (name, "gunning" if name in decision.awarded else "afwijzing")
            for name, fate in sorted(self.fates.items(), key=lambda each: natural(each[0]))
            if fate.outcome not in _SILENT or (name in self.rejected and fate.left_at is None)
        ]

    def _before_the_first(self) -> None:
        """Take complaints and cases from before any decision: they are kept, and hold the first one."""
        sent = instant(self.decisions[0].sent_at, "besluiten") if self.decisions else None
        for each in self.happenings:
            if each.kind in LASTING and (sent is None or instant(each.at, "gebeurtenissen") < sent):
                self.disputes.take(None, each)

    def _cross(self, award: Award, number: int) -> None:
        """Take what happened between this decision and the next, in the order of time."""
        following = self.decisions[number + 1].sent_at if number + 1 < len(self.decisions) else None
        until = instant(following, "besluiten") if following else None
        events = [
            (instant(each.at, "gebeurtenissen"), partial(self._happen, award, each))
            for each in self.happenings
            if each.kind in _CROSSINGS
        ]
        for name in award.decision.awarded:
            left = self.fates[name].left_at
            if left is not None:
                events.append((left, partial(self._on_left, award, name)))
        for at, take in sorted(events, key=lambda each: each[0]):
            if award.sent_at <= at and (until is None or at < until):
                take()
                award.voided_at = award.voided_at or (at if award.voided else None)

    def _happen(self, award: Award, each: Happening) -> None:
        if award.voided and each.kind not in LASTING | {Kind.SIGNED}:
            return
        undoes = each.kind in _UNDOING or each.result == Result.UPHELD
        if award.signed_at is not None and undoes:
            raise Faulty(
                f"gebeurtenissen: {each.kind} op {local_day(instant(each.at, 'gebeurtenissen')):%d-%m-%Y} kan niet; "
                "de overeenkomst is al getekend en kan alleen nog eindigen."
            )
        _CROSSINGS[each.kind](self, award, each)

    def _on_left(self, award: Award, name: str) -> None:
        if award.signed_at is not None:
            self.course.hints.append(f"{name} trok zich terug na het ondertekenen; de overeenkomst blijft staan")
        elif not award.voided:
            self._drop(award, name, "de kandidaat trok zich terug")

    def _drop(self, award: Award, name: str, why: str) -> None:
        award.voided = f"{name} valt af: {why}"
        self.fates[name].outcome = Outcome.DROPPED
        self.fates[name].reasons.append(why)
        for other in same_as(name, self.persons, [each for each in self.passed if each not in award.decision.awarded]):
            self.course.hints.append(
                f"{other} is dezelfde persoon als {name}: kijk of de reden van afvallen ook daar is"
            )

    def _on_drop(self, award: Award, each: Happening) -> None:
        name = each.offer or award.decision.awarded[0]
        if name not in award.decision.awarded:
            raise Faulty(f"gebeurtenissen: {name} is niet de voorgenomen winnaar en kan niet als winnaar afvallen.")
        self._drop(award, name, each.reason or "de winnaar valt af")

    def _on_failed_check(self, award: Award, each: Happening) -> None:
        name = self._winner(award, each)
        self._drop(award, name, f"document afgekeurd: {self._known_check(each)}")
        self.rejected.add(name)

    def _on_passed_check(self, award: Award, each: Happening) -> None:
        award.approved.add((self._winner(award, each), self._known_check(each)))

    def _winner(self, award: Award, each: Happening) -> str:
        name = each.offer or award.decision.awarded[0]
        if name not in award.decision.awarded:
            raise Faulty(
                f"gebeurtenissen: documenten worden alleen van de voorgenomen winnaar gevraagd, niet van {name}."
            )
        return name

    def _known_check(self, each: Happening) -> str:
        if each.check not in self.procedure.request.checks:
            raise Faulty(f"gebeurtenissen: document '{each.check}' staat niet in aanvraag.documenten.")
        return str(each.check)

    def _on_dispute(self, award: Award, each: Happening) -> None:
        self.disputes.take(award, each)

    def _on_signed(self, award: Award, each: Happening) -> None:
        at = instant(each.at, "gebeurtenissen")
        why = self._not_yet(award, local_day(at))
        if why:
            self.course.hints.append(f"ondertekenen op {local_day(at):%d-%m-%Y} geweigerd: {why}")
        else:
            award.signed_at = at

    def _not_yet(self, award: Award, day: date) -> str:
        if award.voided:
            return "het besluit is vervallen"
        if award.open_disputes:
            return "er loopt nog een klacht of zaak"
        if day < award.sign_from:
            return f"dat mag vanaf {award.sign_from:%d-%m-%Y}"
        missing = self._missing(award)
        return f"nog niet goedgekeurd: {', '.join(missing)}" if missing else ""

    def _missing(self, award: Award) -> list[str]:
        return [
            f"{check} van {name}"
            for name in award.decision.awarded
            for check in self.procedure.request.checks
            if (name, check) not in award.approved
        ]

    def _reopen(self) -> None:
        for fate in self.fates.values():
            if fate.outcome in {Outcome.INTENDED, Outcome.NOT_CHOSEN}:
                fate.outcome = Outcome.PASSED
            elif fate.outcome == Outcome.REJECTED:
                fate.outcome = Outcome.RESERVE

    def _settle(self, award: Award) -> None:
        course, missing = self.course, self._missing(award)
        if award.open_disputes:
            course.state, course.waits_for = State.DISPUTE, ["de uitkomst van de klacht of zaak"]
        elif self.now is not None and local_day(self.now) < award.sign_from:
            course.state, course.waits_for = (
                State.SUSPENDED,
                [f"het einde van de termijn; tekenen vanaf {day_in_words(award.sign_from)}"],
            )
        elif missing:
            course.state, course.waits_for = State.CHECKS, missing
        else:
            course.state = State.RUNNING if award.signed_at else State.CONTRACT
            for name in award.decision.awarded:
                self.fates[name].outcome = Outcome.AWARDED
            for fate in self.fates.values():
                if fate.outcome == Outcome.NOT_CHOSEN:
                    fate.outcome = Outcome.REJECTED

    def _leftovers(self) -> None:
        decided, played = len(self.course.awards), len(self.course.rounds)
        if len(self.decisions) > decided:
            raise Faulty(f"besluiten: besluit {decided + 1} {self._why_not(f'besluit {decided} staat nog')}.")
        if len(self.rounds) > played:
            raise Faulty(f"rondes: ronde {played + 1} {self._why_not('er is al iemand geslaagd')}.")

    def _why_not(self, standing: str) -> str:
        """Return in Dutch why what is written next cannot be."""
        if self.course.state == State.FAILED:
            return "kan niet: er is niemand over"
        if self.course.state not in {State.INTERVIEWS, State.CHOICE}:
            return f"kan niet: {standing}"
        lacking = [talk for one in self.course.rounds[-1:] for talk in one.interviews if talk.talk in _UNFINISHED]
        why = "".join(f" Het gesprek met {talk.offer} telt niet: {'; '.join(talk.reasons)}." for talk in lacking)
        return f"kan nog niet: eerst {' en '.join(self.course.waits_for)}.{why}".removesuffix(".")


def _one_of(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{' en '.join(names)} (dezelfde persoon)"


_UNFINISHED = {Talk.REPLAN, Talk.INVALID}
_SILENT = {Outcome.LATE, Outcome.REFUSED, Outcome.WITHDRAWN, Outcome.DROPPED}
_UNDOING = {Kind.WINNER_DROPPED, Kind.CHECK_FAILED, Kind.SIGNED}
_CROSSINGS: dict[Kind, Callable[[Deciding, Award, Happening], None]] = {
    Kind.WINNER_DROPPED: Deciding._on_drop,
    Kind.CHECK_FAILED: Deciding._on_failed_check,
    Kind.CHECK_PASSED: Deciding._on_passed_check,
    Kind.COMPLAINT: Deciding._on_dispute,
    Kind.SUMMONS: Deciding._on_dispute,
    Kind.COMPLAINT_SETTLED: Deciding._on_dispute,
    Kind.RULING: Deciding._on_dispute,
    Kind.SIGNED: Deciding._on_signed,
}
