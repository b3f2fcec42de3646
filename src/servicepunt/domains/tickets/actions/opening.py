"""Opening tickets."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from servicepunt.domains.agreements.queries import Agreement
from servicepunt.domains.agreements.rules.priority import Impact, Urgency
from servicepunt.domains.logbook.actions import record_made
from servicepunt.domains.mail.models import Mailbox
from servicepunt.domains.people.actions import AddressTaken, Newcomer, found_service_point, welcome_caller
from servicepunt.domains.people.models import Person, Team
from servicepunt.domains.tickets.actions.clocks import opening_clock_fields
from servicepunt.domains.tickets.actions.messages import keep_files, words_of
from servicepunt.domains.tickets.actions.numbers import next_place
from servicepunt.domains.tickets.actions.outcomes import solve_ticket
from servicepunt.domains.tickets.actions.search import first_words, own_words
from servicepunt.domains.tickets.actions.writing import written_before
from servicepunt.domains.tickets.events import TargetsSet, TicketEvent, TicketOpened
from servicepunt.domains.tickets.models import Message, Participant, Ticket
from servicepunt.domains.tickets.rules.status import Status
from servicepunt.domains.tickets.rules.words import Audience, Channel, Kind
from servicepunt.foundation.files import KeptFile

# The fields of a report that its ticket takes over as they are.
_TAKEN_OVER = ("kind", "channel", "category", "agent", "requester", "mailbox", "is_confidential", "started_at")


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
    pk, number, name, agreed = next_place(at, requester=report.requester.pk)
    priority = agreed.priority_for(impact=impact, urgency=urgency)
    agreement = agreed.agreement_for(priority=priority, kind=report.kind, team=team.pk)
    answered = Channel(report.channel).is_conversation
    clocks = opening_clock_fields(
        agreement, hours=agreed.hours, started_at=report.started_at, team=team.pk, answered=answered, at=at
    )
    ticket = Ticket(
        **{field: getattr(report, field) for field in _TAKEN_OVER},
        **clocks,
        id=pk,
        number=number,
        title=report.title[:200],
        status=Status.OPEN if report.agent else Status.NEW,
        impact=impact,
        urgency=urgency,
        priority=priority,
        team=team,
        opened_at=at,
        changed_at=at,
        version=2,
    )
    opened = TicketOpened(
        ticket=pk,
        channel=report.channel,
        started_at=report.started_at.isoformat(),
        team=team.pk,
        priority=priority,
        answered=answered,
    )
    _write(ticket, report, name, opened, targets_event(pk, agreement, why="opened"), by=by, at=at)
    return ticket


def _write(ticket: Ticket, report: Report, name: str, *events: TicketEvent, by: Person | None, at: datetime) -> None:
    message = Message(
        **{field: getattr(report, field) for field in ("channel", "text", "folded", "letter", "key")},
        ticket=ticket,
        author=report.requester,
        audience=Audience.PUBLIC,
        is_from_requester=True,
        written_at=report.started_at,
    )
    words = first_words(ticket.pk, f"{own_words(ticket, name)}\n{words_of(message, report.files)}")
    record_made(events, [ticket], [message], also=words, by=by.pk if by else None, at=at)
    keep_files(message, report.files)
    readers = dict.fromkeys(report.participants)
    if readers:
        Participant.objects.bulk_create(Participant(ticket=ticket, person=person) for person in readers)


def targets_event(ticket: int, agreement: Agreement, *, why: str) -> TargetsSet:
    """Return the event that gives a ticket the targets of an agreement."""
    return TargetsSet(ticket=ticket, hours=agreement.hours_version, why=why, **agreement.minutes())
