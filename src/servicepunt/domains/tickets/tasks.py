"""What happens to tickets outside a request."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django_tasks import task
from django_tasks.base import Task

from servicepunt.domains.mail.actions import queue_letter
from servicepunt.domains.tickets.actions import (
    apply_agreements,
    close_ticket,
    fire_levels,
    note_delivery,
    release_ticket,
    resume_ticket,
)
from servicepunt.domains.tickets.actions.search import await_reports, index_name
from servicepunt.domains.tickets.actions.writing import lock_ticket
from servicepunt.domains.tickets.models import Message, Ticket
from servicepunt.domains.tickets.queries.correspondence import letter_headers
from servicepunt.domains.tickets.queries.detail import promise_of
from servicepunt.domains.tickets.queries.sweeps import (
    open_tickets,
    silent_tickets,
    sleeping_tickets,
    tickets_of_leaver,
    tickets_reported_by,
    tickets_to_look_at,
    was_silent,
)
from servicepunt.domains.tickets.rules import mailing
from servicepunt.domains.tickets.rules.status import Status
from servicepunt.domains.tickets.rules.words import Audience, Channel
from servicepunt.foundation.clock import now

_log = logging.getLogger("servicepunt.tickets")


def is_confirmed(opened: Mapping[str, Any]) -> bool:
    """Tell whether a report is confirmed by mail: who calls or comes by was answered in that contact."""
    return opened["channel"] in {Channel.MAIL, Channel.PORTAL}


@task()
def confirm_receipt(
    ticket: int,
    channel: str,
    started_at: str,
    team: int,
    priority: int,
    answered: bool,  # noqa: FBT001  # the event's own field
) -> None:
    """Confirm a report by mail, unless the contact was a conversation; the outbox holds what would be too much."""
    at = now()
    found = Ticket.objects.select_related("requester", "mailbox").get(pk=ticket)
    if not is_confirmed({"channel": channel}) or not found.requester.email:
        return
    text = mailing.receipt_text(
        requester=found.requester.name,
        title=found.title,
        number=found.number,
        promise=promise_of(found, at),
        link=_portal_link(found),
    )
    _post(found, f"receipt:{ticket}", text, at)


@task()
@transaction.atomic
def tell_solved(ticket: int, cycle: int, cause: str, before: dict[str, Any] | None = None) -> None:
    """Tell the requester that it is done, when no answer of a person said so; it leaves after the undo time."""
    # Locked: undoing the solve finds the letter, or this finds it undone.
    found = lock_ticket(ticket)
    if found.status != Status.SOLVED or found.solved_at is None or not found.requester.email:
        return
    answers = Message.objects.filter(ticket=found, audience=Audience.PUBLIC, is_from_requester=False, recalled_at=None)
    if answers.filter(written_at__gte=found.solved_at).exists():
        return
    text = mailing.solved_text(
        requester=found.requester.name,
        title=found.title,
        number=found.number,
        days=settings.CLOSE_WORKING_DAYS,
        link=_portal_link(found),
    )
    after = found.solved_at + timedelta(seconds=settings.UNDO_SEND_SECONDS)
    _post(found, mailing.solved_key(found), text, now(), send_after=after)


def _post(ticket: Ticket, key: str, text: str, at: datetime, *, send_after: datetime | None = None) -> None:
    """Put an automatic mail about a ticket in the outbox, in the requester's thread; twice makes one."""
    thread = letter_headers(ticket)
    queue_letter(
        key=key,
        mailbox=ticket.mailbox,
        to=[ticket.requester.email or ""],
        title=mailing.subject(ticket.title, number=ticket.number),
        text=text,
        in_reply_to=thread.in_reply_to,
        references=thread.references,
        is_automatic=True,
        about="ticket",
        subject=ticket.pk,
        send_after=send_after,
        at=at,
    )


def _portal_link(ticket: Ticket) -> str:
    return f"{settings.BASE_URL}/portaal/melding/{ticket.number.replace(' ', '-')}/"


@task()
def tell_delivery_failed(outgoing: int, kind: str, subject: int | None, words: str) -> None:
    """Note on the ticket that a letter about it did not arrive."""
    if subject is not None:
        note_delivery(ticket=subject, outgoing=outgoing, words=words, at=now())


@contextmanager
def _alone(ticket: int) -> Iterator[None]:
    """Do something for one ticket of many: what is unexpected is logged, and the others go on."""
    try:
        yield
    except (OperationalError, InterfaceError):
        # The machine is in trouble, not the ticket: the next time around all of them are tried again.
        raise
    except Exception:  # noqa: BLE001  # one ticket must never stop the others; it is in the log
        _log.exception("step failed for ticket %s", ticket)


@task()
def sweep_clocks() -> None:
    """Let the escalation levels that are due go off."""
    at = now()
    for ticket in tickets_to_look_at(at):
        with _alone(ticket):
            fire_levels(ticket=ticket, at=at)


@task()
def wake_up() -> None:
    """Wake the tickets whose moment has come."""
    at = now()
    for ticket in sleeping_tickets(at):
        with _alone(ticket.pk):
            resume_ticket(ticket=ticket, why="wake_up", seen=None, by=None, at=at)


@task()
def close_in_silence() -> None:
    """Close solved tickets after the term of silence (settings.CLOSE_WORKING_DAYS)."""
    at = now()
    for ticket in silent_tickets():
        if was_silent(ticket, at=at):
            with _alone(ticket.pk):
                close_ticket(ticket=ticket, how="silence", seen=None, by=None, at=at)


@task()
def follow_agreement(ticket: int, kind: str) -> None:
    """Give one open ticket what holds now; twice changes nothing more."""
    apply_agreements(ticket=ticket, at=now(), by_matrix=kind == "matrix")


@task()
def follow_agreements(proposal: int, kind: str) -> None:
    """Give every open ticket what holds now, one after the other; a crash goes on where it stopped."""
    for ticket in open_tickets():
        if not _goes(follow_agreement, ticket=ticket, kind=kind):
            follow_agreement.enqueue(ticket=ticket, kind=kind, **_once(follow_agreement, ticket))


@task()
def release_one_ticket(ticket: int) -> None:
    """Give one ticket of somebody who left back to its team; twice changes nothing more."""
    release_ticket(ticket=ticket, at=now())


@task()
def release_tickets(person: int) -> None:
    """Give the unfinished tickets of somebody who left back to their teams, one after the other."""
    for ticket in tickets_of_leaver(person):
        if not _goes(release_one_ticket, ticket=ticket):
            release_one_ticket.enqueue(ticket=ticket, **_once(release_one_ticket, ticket))


def is_renamed(changed: Mapping[str, Any]) -> bool:
    """Tell whether somebody got another name."""
    return "name" in changed["fields"]


@task()
@transaction.atomic
def follow_name(person: int, fields: list[str], version: int) -> None:
    """Let the tickets that somebody reported be found by another name: a job for each batch, all or none."""
    await_reports(person)
    for tickets in tickets_reported_by(person):
        name_tickets.enqueue(tickets=tickets, person=person)


@task()
def name_tickets(tickets: list[int], person: int) -> None:
    """Let a batch of tickets be found by the name that their requester has now; twice changes nothing more."""
    index_name(tickets=tickets, person=person)


def _goes(job: Task[..., None], *, ticket: int, **more: str) -> bool:
    """Do the job for one ticket of many; False when it fails and has to become a job with its own tries."""
    failed = True
    with _alone(ticket):
        job.call(ticket=ticket, **more)
        failed = False
    return not failed


def _once(job: Task[..., None], ticket: int) -> dict[str, Any]:
    """Return what gives a ticket at most one open job of a kind."""
    return {"queue_key": f"{job.name}:{ticket}"}
