"""Hearing from people about a ticket that exists: by mail, portal, phone or counter."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from servicepunt.domains.agreements.queries import within_working_days
from servicepunt.domains.agreements.rules.waiting import UNDELIVERED, WaitReason
from servicepunt.domains.mail.queries import is_missed
from servicepunt.domains.people.models import Person
from servicepunt.domains.tickets.actions.links import link_tickets
from servicepunt.domains.tickets.actions.messages import Said, hear_requester, hear_supplier, no_longer_waiting
from servicepunt.domains.tickets.actions.opening import Report, open_report
from servicepunt.domains.tickets.actions.outcomes import reopen_ticket
from servicepunt.domains.tickets.actions.writing import lock_ticket, write, written_before
from servicepunt.domains.tickets.events import DeliveryFailed, MachineAnswered, StrangerWrote, TicketEvent, WaitEnded
from servicepunt.domains.tickets.models import Message, Ticket
from servicepunt.domains.tickets.rules.status import Status
from servicepunt.domains.tickets.rules.words import LinkKind


def add_message(*, ticket: Ticket, by: Person | None, at: datetime, **said: Any) -> Ticket:
    """
    Add what a requester, participant or supplier said (the fields of `Said`); return where it landed.

    A finished ticket reopens within the term (settings.REOPEN_WORKING_DAYS); later a new ticket follows it.
    The same `key` again changes nothing, also at the same moment.
    """
    return hear(ticket=ticket, said=Said(**said), by=by, at=at)


def hear(*, ticket: Ticket, said: Said, by: Person | None, at: datetime) -> Ticket:
    """Add what somebody said to the ticket, or to the one that follows it; return which."""
    known, key = _heard_before(said)
    if known is not None:
        return known.ticket
    try:
        with transaction.atomic():
            return _hear(lock_ticket(ticket.pk), replace(said, key=key), by=by, at=at)
    except IntegrityError:
        known, _ = _heard_before(said)
        if known is not None:
            return known.ticket
        raise


def _heard_before(said: Said) -> tuple[Message | None, str | None]:
    return written_before(said.key, author=said.author, letter=said.letter)


def _hear(ticket: Ticket, said: Said, *, by: Person | None, at: datetime) -> Ticket:
    if ticket.supplier_id and said.author.supplier_id == ticket.supplier_id:
        return hear_supplier(ticket=ticket, said=said, by=by, at=at)
    if ticket.status in {Status.SOLVED, Status.CLOSED}:
        finished = ticket.solved_at or ticket.closed_at or at
        if not within_working_days(finished, at, days=settings.REOPEN_WORKING_DAYS):
            return _follow_up(ticket, said, by=by, at=at)
        ticket = reopen_ticket(ticket=ticket, why=said.reopens, seen=None, by=None, at=at)
    return hear_requester(ticket=ticket, said=said, by=by, at=at)


def _follow_up(ticket: Ticket, said: Said, *, by: Person | None, at: datetime) -> Ticket:
    report = Report(
        requester=said.author,
        title=ticket.title,
        text=said.text,
        folded=said.folded,
        kind=ticket.kind,
        category=ticket.category,
        channel=said.channel,
        started_at=said.written_at,
        mailbox=ticket.mailbox,
        files=said.files,
        letter=said.letter,
        key=said.key,
        is_confidential=ticket.is_confidential,
        team=ticket.team if ticket.is_confidential else None,
    )
    follower = open_report(report, by=by, at=at)
    link_tickets(first=follower, second=ticket, kind=LinkKind.FOLLOWS, by=None, at=at)
    return follower


@transaction.atomic
def flag_stranger(*, ticket: Ticket, letter: int, at: datetime) -> None:
    """Note that somebody who has no part in the ticket named its number; the letter stays set aside."""
    ticket = lock_ticket(ticket.pk)
    write(ticket, StrangerWrote(ticket=ticket.pk, letter=letter), by=None, at=at)


@transaction.atomic
def note_machine(*, ticket: Ticket, letter: int, sender: str, at: datetime) -> None:
    """Note on the ticket that an automatic answer came, as when somebody is away; nothing else changes."""
    write(lock_ticket(ticket.pk), MachineAnswered(ticket=ticket.pk, letter=letter, sender=sender), by=None, at=at)


@transaction.atomic
def note_delivery(*, ticket: int, outgoing: int, words: str, at: datetime) -> None:
    """
    Note on the ticket that a letter about it did not arrive, with the server's words.

    It waits no more for a requester who never got its last answer.
    """
    locked, fields = lock_ticket(ticket), dict[str, Any]()
    events: list[TicketEvent] = [DeliveryFailed(ticket=ticket, outgoing=outgoing, words=words[:300])]
    is_waiting = (locked.status, locked.wait_reason) == (Status.WAITING, WaitReason.REQUESTER)
    if is_waiting and is_missed(outgoing, by=locked.requester):
        events.append(WaitEnded(ticket=ticket, reason=locked.wait_reason, why=UNDELIVERED))
        fields = no_longer_waiting() | {"wait_reason": UNDELIVERED, "has_new_answer": True}
    write(locked, *events, by=None, at=at, **fields)
