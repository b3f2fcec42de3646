"""What people say: the requester, the agent, the supplier."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from servicepunt.domains.agreements.rules.waiting import WaitReason
from servicepunt.domains.logbook.actions.rows import insert
from servicepunt.domains.logbook.models import Entry
from servicepunt.domains.mail.actions import queue_letter, recall_letter
from servicepunt.domains.mail.models import OutgoingLetter
from servicepunt.domains.people.models import Person
from servicepunt.domains.people.queries import find_supplier_by_address
from servicepunt.domains.tickets.actions.search import index_words
from servicepunt.domains.tickets.actions.writing import StepNotAllowed, lock_ticket, refuse_stale, write, written_before
from servicepunt.domains.tickets.events import (
    MessageReceived,
    NoteWritten,
    ReplyRecalled,
    ReplyWritten,
    SolveTakenBack,
    StepsTakenBack,
    SupplierAnswered,
    SupplierWritten,
    TicketEvent,
    TicketSolved,
    WaitEnded,
)
from servicepunt.domains.tickets.models import Attachment, Message, Ticket
from servicepunt.domains.tickets.queries.access import is_recallable
from servicepunt.domains.tickets.queries.correspondence import letter_headers, recipients_of
from servicepunt.domains.tickets.queries.history import lines_of
from servicepunt.domains.tickets.rules import mailing
from servicepunt.domains.tickets.rules.standing import Act, act_of, standing, stands_as
from servicepunt.domains.tickets.rules.status import Status
from servicepunt.domains.tickets.rules.words import Audience, Channel
from servicepunt.foundation.files import KeptFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """
    What a requester, participant or supplier said; `written_at` is aware UTC; `key` makes it idempotent.

    `reopens` is why a finished ticket goes on: `answer`, or `not_solved` when that was said in so many words.
    """

    author: Person
    text: str
    channel: str
    written_at: datetime
    folded: str = ""
    files: Sequence[KeptFile] = ()
    letter: int | None = None
    key: str | None = None
    reopens: str = "answer"


class NoRecipient(Exception):
    """The requester has no address that takes mail; the answer would reach nobody."""


def keep_message(*, ticket: Ticket, files: Sequence[KeptFile] = (), **fields: Any) -> Message:
    """Store a message with its files and make its words findable, inside the caller's transaction."""
    message = Message(ticket=ticket, **fields)
    insert([message])
    keep_files(message, files)
    index_words(ticket, words_of(message, files))
    return message


def words_of(message: Message, files: Sequence[KeptFile]) -> str:
    """Return the text by whose words a message is found."""
    names = " ".join(file.name for file in files)
    return f"{message.text}\n{message.folded}\n{names}"


def keep_files(message: Message, files: Sequence[KeptFile]) -> None:
    """Store the files of a message, if any."""
    if not files:
        return
    Attachment.objects.bulk_create(
        Attachment(
            message=message,
            name=file.name[:200],
            content_type=file.content_type[:120],
            size=file.size,
            digest=file.digest,
            content_id=file.content_id[:250],
            is_inline=file.is_inline,
            scan=file.scan,
        )
        for file in files
    )


def hear_requester(*, ticket: Ticket, said: Said, by: Person | None, at: datetime) -> Ticket:
    """
    Add what the requester or a participant said to a locked, unfinished ticket.

    It ends "waiting for requester", by every channel (semantics, clocks 7).
    """
    message = _keep_said(ticket, said, audience=Audience.PUBLIC)
    received = MessageReceived(
        ticket=ticket.pk, message=message.pk, channel=said.channel, written_at=said.written_at.isoformat()
    )
    return _heard(ticket, received, ends=WaitReason.REQUESTER, by=by or said.author, at=at)


def hear_supplier(*, ticket: Ticket, said: Said, by: Person | None, at: datetime) -> Ticket:
    """Add what the supplier said, for agents and that supplier only; it ends waiting for the supplier."""
    message = _keep_said(ticket, said, audience=Audience.SUPPLIER)
    answered = SupplierAnswered(ticket=ticket.pk, message=message.pk, supplier=ticket.supplier_id)
    return _heard(ticket, answered, ends=WaitReason.SUPPLIER, by=by or said.author, at=at)


def _keep_said(ticket: Ticket, said: Said, *, audience: Audience) -> Message:
    return keep_message(
        ticket=ticket,
        author=said.author,
        audience=audience,
        is_from_requester=audience == Audience.PUBLIC,
        channel=said.channel,
        text=said.text,
        folded=said.folded,
        written_at=said.written_at,
        files=said.files,
        letter=said.letter,
        key=said.key,
    )


def _heard(ticket: Ticket, event: TicketEvent, *, ends: WaitReason, by: Person, at: datetime) -> Ticket:
    events, fields = [event], {"has_new_answer": True}  # type: list[TicketEvent], dict[str, Any]
    if ticket.status == Status.OPEN:
        fields["wait_reason"] = ""
    if ticket.status == Status.WAITING and ticket.wait_reason == ends:
        events.append(WaitEnded(ticket=ticket.pk, reason=ends, why="answer"))
        fields |= no_longer_waiting()
    return write(ticket, *events, by=by, at=at, **fields)


def no_longer_waiting() -> dict[str, Any]:
    """Return the fields of a ticket that works on again."""
    return {"status": Status.OPEN, "wait_reason": "", "wait_note": "", "wait_until": None}


@transaction.atomic
def reply_to_ticket(
    *,
    ticket: Ticket,
    text: str,
    seen: int | None,
    by: Person,
    at: datetime,
    files: Sequence[KeptFile] = (),
    key: str | None = None,
    channel: str = Channel.MAIL,
) -> Message:
    """
    Answer the requester; by mail it leaves after the undo time (settings.UNDO_SEND_SECONDS).

    :raises StaleChange: if somebody changed the ticket since it was shown.
    :raises NoRecipient: if nobody would get it.
    :raises StepNotAllowed: if the ticket is closed.
    """
    ticket = lock_ticket(ticket.pk)
    known, key = written_before(key, author=by, ticket=ticket.pk)
    if known is not None:
        return known
    refuse_stale(ticket, seen=seen)
    if ticket.status == Status.CLOSED:
        raise StepNotAllowed("Deze melding is afgemeld. Heropen de melding om te antwoorden.")
    message = keep_message(
        ticket=ticket,
        author=by,
        audience=Audience.PUBLIC,
        channel=channel,
        text=text,
        written_at=at,
        files=files,
        key=key,
    )
    outgoing = _post(ticket, message, files, by=by, at=at).pk if channel == Channel.MAIL else None
    before = standing(ticket) if outgoing else None
    reply = ReplyWritten(ticket=ticket.pk, message=message.pk, channel=channel, outgoing=outgoing, before=before)
    fields: dict[str, Any] = {"has_new_answer": False}
    if ticket.status == Status.NEW:
        fields |= {"status": Status.OPEN}
    if ticket.agent_id is None and ticket.status in {Status.NEW, Status.OPEN}:
        fields |= {"agent": by}
    write(ticket, reply, by=by, at=at, **fields)
    return message


def _post(ticket: Ticket, message: Message, files: Sequence[KeptFile], *, by: Person, at: datetime) -> OutgoingLetter:
    to, cc = recipients_of(ticket)
    if not to:
        raise NoRecipient(ticket.number)
    thread = letter_headers(ticket)
    text = mailing.reply_text(message.text, requester=ticket.requester.name, agent=by.name, number=ticket.number)
    return _leave(
        ticket,
        message,
        to=to,
        cc=cc,
        text=text,
        files=files,
        in_reply_to=thread.in_reply_to,
        references=thread.references,
        by=by,
        at=at,
    )


def _leave(ticket: Ticket, message: Message, *, at: datetime, **letter: Any) -> OutgoingLetter:
    """Put a person's letter about a ticket in the outbox, to leave after the undo time."""
    outgoing = queue_letter(
        key=f"message:{message.pk}",
        mailbox=ticket.mailbox,
        title=mailing.subject(ticket.title, number=ticket.number),
        is_automatic=False,
        about="ticket",
        subject=ticket.pk,
        send_after=at + timedelta(seconds=settings.UNDO_SEND_SECONDS),
        at=at,
        **letter,
    )
    Message.objects.filter(pk=message.pk).update(outgoing=outgoing.pk)
    message.outgoing = outgoing.pk
    return outgoing


@transaction.atomic
def recall_reply(*, message: Message, by: Person, at: datetime) -> bool:
    """
    Call a message back; False when somebody outside may have read it. It counts as never said.

    An answer can be called back during the undo time, a word to the supplier until a server took it. The ticket
    stands again as before, solve and waiting included, unless somebody took another step with it since.
    """
    ticket = lock_ticket(message.ticket_id)
    if message.outgoing is None or not is_recallable(message, at=at):
        return False
    if not recall_letter(message.outgoing, by=by, at=at):
        return False
    Message.objects.filter(pk=message.pk, recalled_at=None).update(recalled_at=at)
    lines = lines_of(ticket.pk)
    if message.audience == Audience.PUBLIC:
        undone, fields = _as_before(ticket, act_of(lines, message=message.pk))
    else:
        undone, fields = [], _supplier_before(ticket, message, lines)
    write(ticket, ReplyRecalled(ticket=ticket.pk, message=message.pk), *undone, by=by, at=at, **fields)
    return True


def _as_before(ticket: Ticket, act: Act) -> tuple[list[TicketEvent], dict[str, Any]]:
    """Return the events and fields that put a ticket back to before an answer."""
    if act.fields is None:
        return [], {"has_new_answer": ticket.has_new_answer or not act.is_answered_since}
    return taken_back(ticket, act.steps, before=act.fields), act.fields


def taken_back(ticket: Ticket, steps: Sequence[str], *, before: Mapping[str, Any]) -> list[TicketEvent]:
    """Return the events that undo steps, given by the names of their lines, the last one first."""
    rest, stands = [step for step in steps if step != TicketSolved.name], stands_as(ticket, before)
    events: list[TicketEvent] = []
    if rest != [*steps]:
        events.append(SolveTakenBack(ticket=ticket.pk, cycle=ticket.cycle, stands=stands))
    return [*events, StepsTakenBack(ticket=ticket.pk, steps=rest, stands=stands)] if rest else events


def _supplier_before(ticket: Ticket, message: Message, lines: Sequence[Entry]) -> dict[str, Any]:
    written = [line.data for line in lines if line.name == SupplierWritten.name]
    last = written[-1] if written else {}
    return {"supplier_id": last["supplier_before"]} if last.get("message") == message.pk else {}


@transaction.atomic
def write_note(
    *,
    ticket: Ticket,
    text: str,
    by: Person,
    at: datetime,
    files: Sequence[KeptFile] = (),
    key: str | None = None,
) -> Message:
    """Write an internal note; it depends on nothing that was shown, so it is never refused as stale."""
    ticket = lock_ticket(ticket.pk)
    known, key = written_before(key, author=by, ticket=ticket.pk)
    if known is not None:
        return known
    message = keep_message(
        ticket=ticket,
        author=by,
        audience=Audience.INTERNAL,
        channel=Channel.DESK,
        text=text,
        written_at=at,
        files=files,
        key=key,
    )
    write(ticket, NoteWritten(ticket=ticket.pk, message=message.pk), by=by, at=at)
    return message


@transaction.atomic
def write_to_supplier(
    *,
    ticket: Ticket,
    address: str,
    text: str,
    seen: int | None,
    by: Person,
    at: datetime,
    files: Sequence[KeptFile] = (),
    key: str | None = None,
) -> Message:
    """
    Write to the supplier of the ticket; the requester never sees it.

    :raises StaleChange: if somebody changed the ticket since it was shown.
    """
    ticket = lock_ticket(ticket.pk)
    known, key = written_before(key, author=by, ticket=ticket.pk)
    if known is not None:
        return known
    refuse_stale(ticket, seen=seen)
    message = keep_message(
        ticket=ticket,
        author=by,
        audience=Audience.SUPPLIER,
        channel=Channel.MAIL,
        text=text,
        written_at=at,
        files=files,
        key=key,
    )
    _leave(
        ticket,
        message,
        to=[address],
        text=mailing.supplier_text(text, agent=by.name, number=ticket.number),
        files=files,
        by=by,
        at=at,
    )
    # Whose address it is becomes the ticket's supplier, so that the answer is taken for theirs.
    supplier = find_supplier_by_address(address) or ticket.supplier
    now, before = supplier.pk if supplier else None, ticket.supplier_id
    written = SupplierWritten(ticket=ticket.pk, message=message.pk, supplier=now, supplier_before=before)
    write(ticket, written, by=by, at=at, supplier=supplier)
    return message
