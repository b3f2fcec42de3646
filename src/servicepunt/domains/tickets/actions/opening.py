"""Opening tickets."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from servicepunt.domains.agreements.queries import Agreement, in_force
from servicepunt.domains.agreements.rules.priority import Impact, Urgency
from servicepunt.domains.logbook.actions import record_all
from servicepunt.domains.logbook.actions.rows import insert
from servicepunt.domains.mail.models import Mailbox
from servicepunt.domains.people.actions import AddressTaken, Newcomer, found_service_point, welcome_caller
from servicepunt.domains.people.models import Person, Team
from servicepunt.domains.tickets.actions.clocks import opening_clock_fields
from servicepunt.domains.tickets.actions.messages import keep_message
from servicepunt.domains.tickets.actions.numbers import next_number
from servicepunt.domains.tickets.actions.outcomes import solve_ticket
from servicepunt.domains.tickets.actions.search import own_words
from servicepunt.domains.tickets.actions.writing import written_before
from servicepunt.domains.tickets.events import TargetsSet, TicketOpened
from servicepunt.domains.tickets.models import Participant, Ticket
from servicepunt.domains.tickets.rules.status import Status
from servicepunt.domains.tickets.rules.words import Audience, Channel, Kind
from servicepunt.foundation.files import KeptFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What somebody reported, before it is a ticket. Moments are aware UTC."""

    requester: Person
    title: str
    text: str
    channel: str
    started_at: datetime
    kind: str = Kind.QUESTION
    team: Team | None = None
    agent: Person | None = None
    mailbox: Mailbox | None = None
    impact: str | None = None
    urgency: str | None = None
    category: str = ""
    folded: str = ""
    files: Sequence[KeptFile] = ()
    letter: int | None = None
    key: str | None = None
    participants: Sequence[Person] = ()
    is_confidential: bool = False


def open_ticket(*, by: Person | None, at: datetime, **report: object) -> Ticket:
    """
    Open a ticket from the fields of `Report`; the same `key` again returns the ticket it made.

    The clocks start at `started_at`, the first contact (semantics, clocks 3).
    """
    return open_report(Report(**report), by=by, at=at)  # type: ignore[arg-type]  # Report checks the names


def open_report(report: Report, *, by: Person | None, at: datetime) -> Ticket:
    """Open a ticket; two with the same `key` at the same moment make one."""
    return _once(
        lambda key: _open(replace(report, key=key), by=by, at=at),
        report.key,
        author=report.requester,
        letter=report.letter,
    )


def _once(make: Callable[[str | None], Ticket], key: str | None, **whose: Any) -> Ticket:
    """Return the ticket that is made with a key, or was made with it before, whole or not at all."""
    try:
        with transaction.atomic():
            return make(key)
    except (IntegrityError, AddressTaken):
        # Only now: to look first would cost each report a statement, and most keys are new.
        before, counts = written_before(key, **whose)
        if before is not None:
            return before.ticket
        if counts == key:
            raise
    with transaction.atomic():
        return make(counts)


def register_call(
    *,
    caller: Person | Newcomer,
    solved_now: str,
    cause: str,
    by: Person,
    at: datetime,
    key: str | None = None,
    **report: Any,
) -> Ticket:
    """
    Register a call or a visit from the fields of `Report`; a filled `solved_now` says how it was solved at once.

    The same `key` again returns the ticket it made.

    :raises AddressTaken: if the e-mail address of the newcomer belongs to somebody we know.
    """

    def register(key: str | None) -> Ticket:
        requester = caller if isinstance(caller, Person) else welcome_caller(caller, by=by, at=at)
        ticket = _open(Report(requester=requester, key=key, **report), by=by, at=at)
        if solved_now:
            solve_ticket(ticket=ticket, text=solved_now, cause=cause, seen=None, on_the_spot=True, by=by, at=at)
        return ticket

    # Who calls for the first time is made known above; until then the key alone says that it is the same call.
    return _once(register, key, author=caller if isinstance(caller, Person) else None)


def _open(report: Report, *, by: Person | None, at: datetime) -> Ticket:
    team = report.team or found_service_point(at=at)
    impact, urgency = report.impact or Impact.PERSON, report.urgency or Urgency.HINDERED
    agreed = in_force()
    priority = agreed.priority_for(impact=impact, urgency=urgency)
    agreement = agreed.agreement_for(priority=priority, kind=report.kind, team=team.pk)
    answered = Channel(report.channel).is_conversation
    clocks = opening_clock_fields(
        agreement, hours=agreed.hours, started_at=report.started_at, team=team.pk, answered=answered, at=at
    )
    number, name = next_number(at, requester=report.requester.pk)
    ticket = Ticket(
        number=number,
        title=report.title[:200],
        kind=report.kind,
        channel=report.channel,
        status=Status.OPEN if report.agent else Status.NEW,
        impact=impact,
        urgency=urgency,
        priority=priority,
        category=report.category,
        team=team,
        agent=report.agent,
        requester=report.requester,
        mailbox=report.mailbox,
        is_confidential=report.is_confidential,
        started_at=report.started_at,
        opened_at=at,
        changed_at=at,
        version=2,
        **clocks,
    )
    insert([ticket])
    _first_message(ticket, report, name)
    if report.participants:
        Participant.objects.bulk_create(
            Participant(ticket=ticket, person=person) for person in dict.fromkeys(report.participants)
        )
    _tell(ticket, agreement, answered=answered, by=by, at=at)
    return ticket


def _first_message(ticket: Ticket, report: Report, name: str) -> None:
    keep_message(
        ticket=ticket,
        author=report.requester,
        audience=Audience.PUBLIC,
        is_from_requester=True,
        channel=report.channel,
        text=report.text,
        folded=report.folded,
        written_at=report.started_at,
        files=report.files,
        letter=report.letter,
        key=report.key,
        found_by=own_words(ticket, name),
        is_first=True,
    )


def _tell(ticket: Ticket, agreement: Agreement, *, answered: bool, by: Person | None, at: datetime) -> None:
    opened = TicketOpened(
        ticket=ticket.pk,
        channel=ticket.channel,
        started_at=ticket.started_at.isoformat(),
        team=ticket.team_id,
        priority=ticket.priority,
        answered=answered,
    )
    targets = targets_event(ticket.pk, agreement, why="opened")
    record_all([opened, targets], by=by.pk if by else None, at=at)


def targets_event(ticket: int, agreement: Agreement, *, why: str) -> TargetsSet:
    """Return the event that gives a ticket the targets of an agreement."""
    return TargetsSet(ticket=ticket, hours=agreement.hours_version, why=why, **agreement.minutes())
