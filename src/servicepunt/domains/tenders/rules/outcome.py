"""What a file comes to: the procedure that the rules of `hiring` play, the stage, and what it waits for."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec import structs

from servicepunt.domains.hiring.rules.course import AgreedGrade, Cause, Decision, Interest, Interview, Kind, Procedure
from servicepunt.domains.hiring.rules.course import Round as PlayedRound
from servicepunt.domains.hiring.rules.deciding import State
from servicepunt.domains.hiring.rules.moments import end_of, instant
from servicepunt.domains.hiring.rules.offers import Defect, Finding, Offer, Version
from servicepunt.domains.hiring.rules.offers import Found as Discovered
from servicepunt.domains.hiring.rules.order import natural
from servicepunt.domains.hiring.rules.playing import Play, play
from servicepunt.domains.hiring.rules.request import Request
from servicepunt.domains.tenders.rules.contract import last_day, winners
from servicepunt.domains.tenders.rules.dossier import Dossier
from servicepunt.domains.tenders.rules.judging import admitted, compare, competing, conform, is_complete
from servicepunt.domains.tenders.rules.parts import NO_DEFECT, REPAIRED, OfferFile, RoundFile, Talk
from servicepunt.domains.tenders.rules.stages import Stage

# Until the rates are opened every offer has the same one, so that no order can come from them.
_SEALED_RATE = "1.00"
_AFTER = timedelta(microseconds=1)


def procedure_of(dossier: Dossier, *, as_of: datetime | None = None) -> Procedure:
    """Return the file as a procedure for the rules: what `servicepunt inhuur speel` reads."""
    request = dossier.request
    step_1 = {offer.label for offer in conform(dossier)}
    step_2 = {offer.label for offer in admitted(dossier)} if step_1 else set()
    return Procedure(
        request=request,
        settings=dossier.settings,
        offers=tuple(
            _offer(dossier, request, each, is_judged=each.label in step_1, is_scored=each.label in step_2)
            for each in dossier.offers.values()
        ),
        # Who leaves before there is a list, leaves before the list: seen from now it would be fixed now.
        shortlist_fixed_at=dossier.fixed_at or (as_of + _AFTER if as_of else None),
        rounds=tuple(_round(dossier, each) for each in dossier.rounds if each.invited_at is not None),
        interests=tuple(
            Interest(person=str(person), offer=label)
            for person, interest in sorted(dossier.interests.items())
            for label in interest.offers
            if (person, label) not in dossier.late_relations
        ),
        decisions=tuple(
            Decision(awarded=each.offers, reason=each.reason, sent_at=each.sent_at, by=str(each.by))
            for each in dossier.decisions
            if each.sent_at is not None
        ),
        happenings=tuple(dossier.happenings),
        as_of=as_of,
        starts_on=dossier.starts_on,
    )


def _offer(dossier: Dossier, request: Request, given: OfferFile, *, is_judged: bool, is_scored: bool) -> Offer:
    return Offer(
        id=given.label,
        person=same[0] if len(same := dossier.same_person(given.label)) > 1 else "",
        receipt=given.last.receipt,
        versions=tuple(_version(dossier, given, number) for number in range(len(given.sent))),
        withdrawals=tuple(given.withdrawals),
        conformity=given.conformity,
        knockouts=_findings(dossier, given.label, request, step=1) if is_judged else {},
        criteria=_findings(dossier, given.label, request, step=2) if is_scored else {},
    )


def _version(dossier: Dossier, given: OfferFile, number: int) -> Version:
    sent, opened = given.sent[number], given.opened
    version = Version(received_at=sent.at, rate=given.rate or _SEALED_RATE)
    if given.unreadable and sent is given.last:
        return structs.replace(version, defects=(Defect(kind=given.unreadable, is_open=False),))
    if opened is None or opened.version != sent.version:
        return version
    return structs.replace(
        version,
        pages=opened.pages,
        references=opened.references,
        kind=opened.kind,
        language=opened.language,
        has_dba=opened.has_dba,
        defects=tuple(_defects(dossier, given.label)),
    )


def _defects(dossier: Dossier, label: str) -> Iterator[Defect]:
    for each in dossier.defects.values():
        verdict = each.verdict(label)
        if label in each.lacking and verdict != NO_DEFECT:
            answered = each.answers.get(label)
            yield Defect(
                kind=each.kind,
                found=Discovered.AFTER_CLOSING,
                repaired_at=answered[0] if answered and verdict == REPAIRED else None,
                until=each.until,
                is_open=not verdict,
            )


def _findings(dossier: Dossier, label: str, request: Request, *, step: int) -> dict[str, Finding]:
    found = {}
    for item in request.knockouts if step == 1 else request.criteria:
        counts = compare(dossier, label, item).counts
        if counts is not None:
            found[item.id] = counts
    return found


def _round(dossier: Dossier, given: RoundFile) -> PlayedRound:
    return PlayedRound(
        scores={label: dict(scored.scores) for label, scored in given.scores.items()},
        invited_at=given.invited_at,
        interviews=tuple(
            _interview(label, talk)
            for label, talks in sorted(given.talks.items(), key=lambda each: natural(each[0]))
            for talk in talks
            if is_held(talk) or talk.not_held
        ),
    )


def is_held(talk: Talk) -> bool:
    """Say whether everybody who was planned has given own grades, so that the interview can count."""
    planned = set(talk.planned.interviewers) if talk.planned else set()
    return bool(talk.grades) and planned <= set(talk.grades)


def _interview(label: str, talk: Talk) -> Interview:
    if talk.not_held:
        return Interview(offer=label, is_no_show=True, cause=Cause(talk.not_held))
    agreed = talk.agreed
    return Interview(
        offer=label,
        at=talk.planned.starts_at if talk.planned else None,
        interviewers=tuple(str(person) for person in sorted(talk.grades)),
        grades={str(person): dict(given.grades) for person, given in sorted(talk.grades.items())},
        agreed={each: AgreedGrade(grade=grade, reason=agreed.reason) for each, grade in agreed.grades.items()}
        if agreed
        else {},
    )


def played(dossier: Dossier, *, at: datetime) -> Play:
    """Return what the rules make of the file at a moment; raises `Faulty` when it cannot have happened."""
    return play(procedure_of(dossier, as_of=at))


def is_cancelled(dossier: Dossier) -> bool:
    """Say whether the whole request was withdrawn (H-106)."""
    return any(each.kind == Kind.CANCELLED for each in dossier.happenings)


def stage_of(dossier: Dossier, *, at: datetime) -> Stage:
    """Return where the request stands at a moment."""
    if is_cancelled(dossier):
        return Stage.ARCHIVED if dossier.destroyed else Stage.CANCELLED
    if dossier.published_at is None:
        return Stage.APPROVAL if dossier.sent_for_approval_at else Stage.DRAFT
    if dossier.closes_at is not None and at < dossier.closes_at:
        return _before_closing(dossier, at)
    if dossier.opened_at is None:
        return Stage.CLOSED
    return _assessing(dossier) or _deciding(dossier, at)


def _before_closing(dossier: Dossier, at: datetime) -> Stage:
    until = dossier.request.questions_until
    if until is None or at < instant(until, "vragen_tot"):
        return Stage.PUBLISHED
    waiting = [each for each in dossier.questions.values() if each.kind == "vraag" and each.published_at is None]
    return Stage.QUESTIONS_CLOSED if waiting else Stage.ANSWERED


def _assessing(dossier: Dossier) -> Stage | None:
    if dossier.fixed_at is not None:
        return None
    if dossier.locked_at is not None:
        return Stage.LOCKED
    if dossier.request.is_conditional and any(each.conformity is None for each in competing(dossier)):
        return Stage.CONFORMITY
    return Stage.SCORING if is_complete(dossier, 1) else Stage.KNOCKOUTS


_STAGES = {
    State.PUBLISHED: Stage.CLOSED,
    State.CONFORMITY: Stage.CONFORMITY,
    State.CHOICE: Stage.CHOICE,
    State.INTERVIEWS: Stage.INTERVIEWS,
    State.ADVICE: Stage.ADVICE,
    State.SUSPENDED: Stage.SUSPENDED,
    State.DISPUTE: Stage.DISPUTE,
    State.CHECKS: Stage.CHECKS,
    State.CONTRACT: Stage.CONTRACT,
    State.RUNNING: Stage.RUNNING,
    State.FAILED: Stage.FAILED,
    State.CANCELLED: Stage.CANCELLED,
}


def _deciding(dossier: Dossier, at: datetime) -> Stage:
    stage = _STAGES[played(dossier, at=at).course.state]
    if stage == Stage.RUNNING and _is_over(dossier, at):
        # What we keep of who lost is destroyed long before the work is done: only then is the file closed.
        return Stage.ARCHIVED if set(winners(dossier)) <= dossier.destroyed else Stage.ENDED
    if stage == Stage.FAILED and dossier.destroyed:
        return Stage.ARCHIVED
    if stage == Stage.ADVICE and is_advised(dossier):
        return Stage.DECISION
    return stage


def _is_over(dossier: Dossier, at: datetime) -> bool:
    last = last_day(dossier)
    return last is not None and at >= end_of(last)


def is_advised(dossier: Dossier) -> bool:
    """Say whether there is an advice that no decision has been sent on yet."""
    if dossier.advised_at is None:
        return False
    sent = [each.sent_at for each in dossier.decisions if each.sent_at is not None]
    return not sent or dossier.advised_at > sent[-1]
