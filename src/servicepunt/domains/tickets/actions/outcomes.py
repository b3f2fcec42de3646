"""Waiting, solving, closing and reopening."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from servicepunt.domains.agreements.rules.waiting import LONGEST_WAIT, WaitReason
from servicepunt.domains.mail.actions import recall_letter
from servicepunt.domains.mail.models import OutgoingLetter
from servicepunt.domains.people.models import Person
from servicepunt.domains.tickets.actions.clocks import renewed_targets
from servicepunt.domains.tickets.actions.messages import no_longer_waiting, reply_to_ticket, taken_back
from servicepunt.domains.tickets.actions.writing import (
    StepNotAllowed,
    lock_ticket,
    refuse_finished,
    write,
    written_before,
)
from servicepunt.domains.tickets.events import (
    TicketClosed,
    TicketEvent,
    TicketRated,
    TicketReopened,
    TicketSolved,
    WaitBegan,
    WaitEnded,
)
from servicepunt.domains.tickets.models import Message, Rating, Ticket
from servicepunt.domains.tickets.queries.access import undo_began
from servicepunt.domains.tickets.queries.correspondence import recipients_of
from servicepunt.domains.tickets.queries.history import lines_of
from servicepunt.domains.tickets.queries.sweeps import was_silent
from servicepunt.domains.tickets.rules.history import STEPS
from servicepunt.domains.tickets.rules.mailing import solved_key
from servicepunt.domains.tickets.rules.standing import standing
from servicepunt.domains.tickets.rules.status import Status
from servicepunt.domains.tickets.rules.words import Channel
from servicepunt.foundation.files import KeptFile

NOT_DONE = "Deze melding is nog niet klaar. Geef je beoordeling als het is opgelost."


@transaction.atomic
def let_ticket_wait(
    *, ticket: Ticket, reason: str, until: datetime, note: str, seen: int | None, by: Person, at: datetime
) -> Ticket:
    """
    Let the ticket wait, for a reason and until a moment at which it wakes up by itself.

    :raises StepNotAllowed: if the moment is not in the future or over two years ahead, or the ticket is finished.
    """
    ticket = lock_ticket(ticket.pk, seen=seen)
    if until <= at:
        raise StepNotAllowed("Kies een moment in de toekomst waarop de melding weer wakker wordt.")
    if until > at + LONGEST_WAIT:
        raise StepNotAllowed("Een melding wacht hoogstens twee jaar. Kies een eerder moment.")
    refuse_finished(ticket)
    events: list[TicketEvent] = []
    if ticket.status == Status.WAITING:
        events.append(WaitEnded(ticket=ticket.pk, reason=ticket.wait_reason, why="agent"))
    holds = reason == WaitReason.SUPPLIER and settings.SUPPLIER_WAIT_HOLDS
    events.append(WaitBegan(ticket=ticket.pk, reason=reason, until=until.isoformat(), note=note, holds=holds))
    return write(
        ticket,
        *events,
        by=by,
        at=at,
        status=Status.WAITING,
        wait_reason=reason,
        wait_until=until,
        wait_note=note[:300],
        has_new_answer=False,
    )


@transaction.atomic
def reply_and_wait(*, ticket: Ticket, until: datetime, by: Person, at: datetime, **answer: Any) -> Message:
    """Answer the requester and let the ticket wait for them; the same `key` again changes nothing."""
    ticket = lock_ticket(ticket.pk)
    known, _ = written_before(answer.get("key"), author=by, ticket=ticket.pk)
    if known is not None:
        return known
    message = reply_to_ticket(ticket=ticket, by=by, at=at, **answer)
    let_ticket_wait(ticket=ticket, reason=WaitReason.REQUESTER, until=until, note="", seen=None, by=by, at=at)
    return message


@transaction.atomic
def resume_ticket(*, ticket: Ticket, why: str, seen: int | None, by: Person | None, at: datetime) -> Ticket:
    """
    End the waiting: by an agent (`agent`) or because the moment came (`wake_up`); twice changes nothing.

    :raises StepNotAllowed: if an agent goes on with a finished ticket.
    """
    ticket = lock_ticket(ticket.pk, seen=seen)
    if why == "agent":
        refuse_finished(ticket)
    if ticket.status != Status.WAITING:
        return ticket
    if why == "wake_up" and ticket.wait_until is not None and ticket.wait_until > at:
        return ticket
    ended = WaitEnded(ticket=ticket.pk, reason=ticket.wait_reason, why=why)
    return write(ticket, ended, by=by, at=at, **no_longer_waiting())


@transaction.atomic
def solve_ticket(
    *,
    ticket: Ticket,
    text: str,
    cause: str,
    seen: int | None,
    by: Person,
    at: datetime,
    files: Sequence[KeptFile] = (),
    key: str | None = None,
    on_the_spot: bool = False,
) -> Ticket:
    """
    Say that it is done (gereed), with the cause; `text` tells the requester how.

    `on_the_spot`: they heard it in the call or the visit that opened it; the text is kept, no mail leaves.

    :raises StepNotAllowed: if it is finished already.
    """
    ticket = lock_ticket(ticket.pk, seen=seen)
    refuse_finished(ticket)
    before = standing(ticket)
    if text.strip():
        by_mail = Channel.MAIL if recipients_of(ticket)[0] else Channel.PHONE
        channel = Channel(ticket.channel) if on_the_spot else by_mail
        reply_to_ticket(ticket=ticket, text=text, seen=None, by=by, at=at, files=files, key=key, channel=channel)
        ticket = lock_ticket(ticket.pk)
    events: list[TicketEvent] = []
    if ticket.status == Status.WAITING:
        events.append(WaitEnded(ticket=ticket.pk, reason=ticket.wait_reason, why="solved"))
    events.append(TicketSolved(ticket=ticket.pk, cycle=ticket.cycle, cause=cause, before=before))
    return write(
        ticket,
        *events,
        by=by,
        at=at,
        **no_longer_waiting()
        | {
            "status": Status.SOLVED,
            "solved_at": at,
            "cause": cause,
            "has_new_answer": False,
            "agent": ticket.agent or by,
        },
    )


@transaction.atomic
def close_ticket(*, ticket: Ticket, how: str, seen: int | None, by: Person | None, at: datetime) -> Ticket:
    """
    Close the ticket (afgemeld): `confirmed` by the requester, `silence`, `agent`, or `withdrawn`.

    Closing twice changes nothing, and so does `silence` when it was broken in the meantime.
    A withdrawn ticket need not be solved first.

    :raises StepNotAllowed: if it is not solved yet.
    """
    ticket = lock_ticket(ticket.pk, seen=seen)
    if ticket.status == Status.CLOSED or (how == "silence" and not was_silent(ticket, at=at)):
        return ticket
    if ticket.status != Status.SOLVED and how != "withdrawn":
        raise StepNotAllowed("Meld de melding eerst gereed, met een oorzaak. Daarna kan ze worden afgemeld.")
    events: list[TicketEvent] = []
    if ticket.status == Status.WAITING:
        events.append(WaitEnded(ticket=ticket.pk, reason=ticket.wait_reason, why="withdrawn"))
    events.append(TicketClosed(ticket=ticket.pk, cycle=ticket.cycle, how=how))
    fields = no_longer_waiting() | {"status": Status.CLOSED, "closed_at": at, "has_new_answer": False}
    return write(ticket, *events, by=by, at=at, **fields)


@transaction.atomic
def reopen_ticket(*, ticket: Ticket, why: str, seen: int | None, by: Person | None, at: datetime) -> Ticket:
    """
    Go on with a finished ticket in a new cycle; the earlier cycle keeps its outcome (clocks 8, 10).

    Reopening an open ticket changes nothing.
    """
    ticket = lock_ticket(ticket.pk, seen=seen)
    if ticket.status not in {Status.SOLVED, Status.CLOSED}:
        return ticket
    reopened = TicketReopened(ticket=ticket.pk, cycle=ticket.cycle + 1, why=why)
    # What changed while it was finished holds for the new cycle, so it comes first.
    return write(
        ticket,
        *renewed_targets(ticket, why="reopened"),
        reopened,
        by=by,
        at=at,
        status=Status.OPEN,
        agent=ticket.agent if ticket.agent and ticket.agent.is_active else None,
        cycle=ticket.cycle + 1,
        solved_at=None,
        closed_at=None,
    )


@transaction.atomic
def take_steps_back(*, ticket: Ticket, since: int, seen: int | None, by: Person, at: datetime, **before: Any) -> Ticket:
    """
    Undo the steps of the status that were written after version `since`; `before` are the fields as they were.

    :raises StaleChange: if somebody changed the ticket after version `seen`.
    :raises StepNotAllowed: if more happened than waiting, going on, solving, closing or reopening, or the
        requester heard that it is solved.
    """
    ticket = lock_ticket(ticket.pk, seen=seen)
    steps = [line.name for line in lines_of(ticket.pk)[since:seen] if line.name in STEPS]
    if not steps:
        raise StepNotAllowed("Dit kan niet meer ongedaan worden gemaakt.")
    if TicketSolved.name in steps:
        _call_solve_back(ticket, by=by, at=at)
    return write(ticket, *taken_back(ticket, steps[::-1], before=before), by=by, at=at, **before)


def _call_solve_back(ticket: Ticket, *, by: Person, at: datetime) -> None:
    """Call the mail back that says it is done; refuse when the requester heard it."""
    heard = ticket.solved_at is not None and ticket.solved_at <= undo_began(at)
    letters = OutgoingLetter.objects.filter(key=solved_key(ticket)).exclude(state=OutgoingLetter.State.FAILED)
    for letter in letters.values_list("pk", flat=True):
        heard = heard or not recall_letter(letter, by=by, at=at)
    if heard:
        raise StepNotAllowed("De aanmelder weet al dat de melding gereed is. Heropen de melding om verder te gaan.")


@transaction.atomic
def rate_ticket(*, ticket: Ticket, score: int, remark: str, by: Person, at: datetime) -> None:
    """
    Keep what the requester thought of it, 1–5; a second rating in the same cycle replaces the first.

    :raises StepNotAllowed: if it is not finished.
    """
    ticket = lock_ticket(ticket.pk)
    if ticket.status not in {Status.SOLVED, Status.CLOSED}:
        raise StepNotAllowed(NOT_DONE)
    Rating.objects.update_or_create(
        ticket=ticket, cycle=ticket.cycle, defaults={"score": score, "remark": remark, "given_at": at}
    )
    write(ticket, TicketRated(ticket=ticket.pk, cycle=ticket.cycle, score=score), by=by, at=at)
