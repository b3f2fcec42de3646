"""Which domain gets this letter, and as what: a new ticket, a message of one, a bounce, or set aside."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from django.conf import settings
from django.core.files.base import ContentFile

from servicepunt.design.uploads import FileRefused, keep_bytes, refuse_file, scan_mark
from servicepunt.domains.mail.actions import (
    accept_letter,
    bounce_letter,
    describe_letter,
    mark_automatic,
    mark_bounce,
    set_aside,
)
from servicepunt.domains.mail.actions.outgoing import thread_key
from servicepunt.domains.mail.models import IncomingLetter
from servicepunt.domains.mail.queries import (
    accepted_from,
    new_ticket_titles,
    twin_of,
)
from servicepunt.domains.mail.rules.bounces import read_bounce
from servicepunt.domains.mail.rules.loops import automatic_reason, is_about_delivery, is_away, is_flood, is_passed_on
from servicepunt.domains.mail.rules.quoting import split_reply
from servicepunt.domains.mail.rules.reading import Letter
from servicepunt.domains.mail.rules.threading import Thread, conversation_of
from servicepunt.domains.people.actions import hear_from, welcome_person, welcome_stranger
from servicepunt.domains.people.models import Person
from servicepunt.domains.people.queries import find_person_by_address, people_by_address
from servicepunt.domains.tickets.actions import (
    add_message,
    add_participant,
    flag_stranger,
    link_tickets,
    note_machine,
    open_ticket,
)
from servicepunt.domains.tickets.models import Message, Ticket
from servicepunt.domains.tickets.queries.correspondence import find_ticket_for_mail, may_write_by_mail
from servicepunt.domains.tickets.rules.words import Channel, LinkKind
from servicepunt.entrypoints.mailbox.parsing import storable
from servicepunt.foundation.files import KeptFile

FLOOD_WINDOW = timedelta(minutes=10)
SENDER_WINDOW = timedelta(hours=1)
MOST_PER_SENDER = 60
MOST_READERS = 20
_BULK = {"bulk", "list", "junk", "auto_reply"}
_EMPTY = "(Dit bericht had geen tekst.)"


class Verdict(Enum):
    """What kind of letter it is. A machine's report may become a ticket, but is never answered."""

    DELIVERY = "delivery"
    SILENT = "silent"
    MACHINE = "machine"
    SYSTEM = "system"
    PERSON = "person"

    @property
    def may_become_ticket(self) -> bool:
        """Whether such a letter may become a ticket or a message."""
        return self in {Verdict.MACHINE, Verdict.SYSTEM, Verdict.PERSON}


@dataclass(frozen=True, slots=True)
class Arrival:
    """
    A letter on its way to its place: locked, read, judged, its files kept.

    `notes` are about refused files; `own` are those of its addresses that are ours.
    """

    letter: IncomingLetter
    raw: bytes
    read: Letter
    verdict: Verdict
    files: Sequence[KeptFile]
    notes: Sequence[str]
    own: Set[str]
    at: datetime


def judge(read: Letter) -> Verdict:
    """Tell what kind of letter this is (peers 3.1; reliability 2.4, nets 1 and 2)."""
    if is_about_delivery(read):
        return Verdict.DELIVERY
    headers = read.headers
    if is_away(read) or "list-id" in headers or headers.get("precedence", "").strip().lower() in _BULK:
        return Verdict.SILENT
    if not automatic_reason(read):
        return Verdict.PERSON
    # A person's answer from another Servicepunt carries our mark, but does not say that it is automatic.
    is_told = "auto-submitted" in headers or "x-auto-response-suppress" in headers
    return Verdict.SYSTEM if "x-servicepunt" in headers and not is_told else Verdict.MACHINE


def hand_over(arrival: Arrival) -> None:
    """Give the letter its one outcome, inside the caller's transaction."""
    letter, read, at = arrival.letter, arrival.read, arrival.at
    describe_letter(
        letter=letter,
        message_id=read.message_id,
        sender=read.sender,
        sender_name=read.sender_name,
        title=read.subject,
        authentication=read.headers.get("authentication-results", ""),
    )
    if letter.is_released:
        _release(arrival)
    elif arrival.verdict is Verdict.DELIVERY:
        _bounced(arrival)
    elif arrival.verdict is Verdict.SILENT:
        _silent(arrival)
    elif not read.sender:
        set_aside(letter=letter, reason="Het bericht noemt geen afzender.", at=at)
    elif is_passed_on(read):
        set_aside(letter=letter, reason="Iemand stuurde een bericht van een mailserver door. Is het een vraag?", at=at)
    elif read.sender in arrival.own:
        _from_ourselves(arrival)
    else:
        _converse(arrival)


def _bounced(arrival: Arrival) -> None:
    bounce = storable(read_bounce(arrival.raw, own_address=arrival.letter.mailbox.address))
    about = bounce_letter(
        message_id=bounce.message_id,
        recipient=bounce.recipient,
        status=bounce.status,
        reason=bounce.words,
        is_hard=bounce.is_hard,
        at=arrival.at,
    )
    reason = f"{bounce.recipient} {bounce.status} {bounce.words}".strip()
    mark_bounce(letter=arrival.letter, outgoing=about.pk if about else None, reason=reason, at=arrival.at)


def _silent(arrival: Arrival) -> None:
    """Keep it as automatic; whom we wrote to and who is away is told on the ticket, which sleeps on."""
    letter, read, at = arrival.letter, arrival.read, arrival.at
    hear_from(read.sender)
    ticket = None
    if is_away(read) and read.sender not in arrival.own:
        ticket = _ticket_of(conversation_of(read, key=thread_key(), prefix=settings.TICKET_PREFIX))
    if ticket is None and _is_by_group(read):
        set_aside(
            letter=letter, reason="Kwam via een mailinglijst, van iemand die we kennen. Is het een melding?", at=at
        )
        return
    if ticket is None or not may_write_by_mail(ticket, read.sender):
        mark_automatic(letter=letter, reason=automatic_reason(read) or "afwezigheidsbericht", at=at)
        return
    note_machine(ticket=ticket, letter=letter.pk, sender=read.sender, at=at)
    reason = f"automatisch antwoord bij {ticket.number}"
    mark_automatic(letter=letter, reason=reason, at=at, about="ticket", subject=ticket.pk)


def _is_by_group(read: Letter) -> bool:
    """Tell whether a colleague perhaps wrote to a group address that leads here: a person has to look at it."""
    headers = read.headers
    if is_away(read) or "list-id" not in headers or headers.get("auto-submitted", "no").strip().lower() != "no":
        return False
    known = find_person_by_address(read.sender)
    return known is not None and known.is_active and not known.is_unknown


def _from_ourselves(arrival: Arrival) -> None:
    if arrival.verdict is Verdict.PERSON:
        set_aside(letter=arrival.letter, reason="Het bericht komt van een eigen postbus.", at=arrival.at)
    else:
        mark_automatic(letter=arrival.letter, reason="bericht van onszelf", at=arrival.at)


def _converse(arrival: Arrival) -> None:
    letter, at = arrival.letter, arrival.at
    thread = conversation_of(arrival.read, key=thread_key(), prefix=settings.TICKET_PREFIX)
    ticket = _ticket_of(thread)
    if accepted_from(arrival.read.sender, at - SENDER_WINDOW) >= MOST_PER_SENDER:
        reason = f"Meer dan {MOST_PER_SENDER} berichten van deze afzender in een uur."
        set_aside(letter=letter, reason=reason, at=at)
    elif ticket is None:
        _report(arrival)
    elif arrival.verdict is Verdict.MACHINE:
        # A machine never reopens and never stops a clock (peers 3.1).
        reason = f"automatisch bericht bij {ticket.number}"
        mark_automatic(letter=letter, reason=reason, at=at, about="ticket", subject=ticket.pk)
    elif may_write_by_mail(ticket, arrival.read.sender):
        how = "het kenmerk van onze mail" if thread.how == "token" else "het nummer in het onderwerp"
        _append(arrival, ticket, reason=f"Herkend aan {how}.")
    else:
        flag_stranger(ticket=ticket, letter=letter.pk, at=at)
        reason = f"Noemt {ticket.number}, maar de afzender hoort daar niet bij."
        set_aside(letter=letter, reason=reason, at=at, about="ticket", subject=ticket.pk)


def _ticket_of(thread: Thread) -> Ticket | None:
    named = thread.subject if thread.about == "ticket" else None
    return find_ticket_for_mail(ticket_id=named, number=thread.number or None)


def _report(arrival: Arrival) -> None:
    domain = arrival.read.sender.rpartition("@")[2]
    if is_flood(new_ticket_titles(domain, arrival.at - FLOOD_WINDOW), arrival.letter.title):
        _collect(arrival, domain)
        return
    ticket = _make_ticket(arrival)
    accept_letter(letter=arrival.letter, about="ticket", subject=ticket.pk, at=arrival.at, opened_ticket=True)
    twin = twin_of(arrival.letter)
    other = find_ticket_for_mail(ticket_id=twin.subject) if twin else None
    if other is not None and other.pk != ticket.pk:
        link_tickets(first=other, second=ticket, kind=LinkKind.RELATED, by=None, at=arrival.at)


def _collect(arrival: Arrival, domain: str) -> None:
    """Open one collecting ticket for a flood, and set the letter aside in view (loop net 5)."""
    letter, at = arrival.letter, arrival.at
    key = f"flood:{letter.mailbox_id}:{domain[:40]}:{at:%Y%m%d%H}"
    known = Message.objects.select_related("ticket").filter(key=key).first()
    ticket = (
        known.ticket
        if known
        else open_ticket(
            # Nobody who can get mail: our own address never becomes a requester (net 3).
            requester=welcome_stranger(name=letter.mailbox.name, at=at, how="mail"),
            title=f"Veel gelijke berichten van {domain}",
            text=f"Van {domain} kwamen in tien minuten meer dan 30 gelijke berichten: {letter.title}\n\n"
            "De rest staat bij Post onder Apart gezet. Geef vrij wat een melding moet worden.",
            channel=Channel.MONITORING,
            started_at=at,
            team=letter.mailbox.team,
            key=key,
            by=None,
            at=at,
        )
    )
    reason = "Meer dan 30 gelijke berichten van dit domein in tien minuten."
    set_aside(letter=letter, reason=reason, at=at, about="ticket", subject=ticket.pk)


def _release(arrival: Arrival) -> None:
    """Do what a person decided: a message of the ticket it names, or a ticket of its own."""
    letter = arrival.letter
    ticket = find_ticket_for_mail(ticket_id=letter.subject) if letter.about == "ticket" else None
    if ticket is None:
        made = _make_ticket(arrival)
        accept_letter(letter=letter, about="ticket", subject=made.pk, at=arrival.at, opened_ticket=True)
        return
    if not may_write_by_mail(ticket, arrival.read.sender):
        by = Person.objects.get(pk=letter.settled_by or 0)
        add_participant(ticket=ticket, person=_sender(arrival), by=by, at=arrival.at)
        ticket.refresh_from_db()
    _append(arrival, ticket, reason="Vrijgegeven.")


def _make_ticket(arrival: Arrival) -> Ticket:
    letter, read = arrival.letter, arrival.read
    visible, folded = split_reply(read.text)
    is_person = arrival.verdict is Verdict.PERSON
    return open_ticket(
        requester=_sender(arrival),
        title=_title(read),
        text=_with_notes(visible or folded or _EMPTY, [*arrival.notes, *_asked_elsewhere(arrival.read)]),
        folded=folded if visible else "",
        channel=Channel.MAIL if is_person or letter.is_released else Channel.MONITORING,
        started_at=letter.received_at,
        team=letter.mailbox.team if letter.mailbox.team.is_active else None,
        mailbox=letter.mailbox,
        files=arrival.files,
        letter=letter.pk,
        key=f"letter:{letter.pk}",
        participants=_readers(arrival) if is_person else [],
        by=None,
        at=arrival.at,
    )


def _append(arrival: Arrival, ticket: Ticket, *, reason: str) -> None:
    letter = arrival.letter
    visible, folded = split_reply(arrival.read.text)
    landed = add_message(
        ticket=ticket,
        author=_sender(arrival),
        text=_with_notes(visible or folded or _EMPTY, arrival.notes),
        folded=folded if visible else "",
        channel=Channel.MAIL,
        written_at=letter.received_at,
        files=arrival.files,
        letter=letter.pk,
        key=f"letter:{letter.pk}",
        by=None,
        at=arrival.at,
    )
    accept_letter(letter=letter, about="ticket", subject=landed.pk, at=arrival.at, reason=reason)


def _title(read: Letter) -> str:
    first = next((line.strip() for line in read.text.splitlines() if line.strip()), "")
    return (read.subject.strip() or first or "(geen onderwerp)")[:200]


def _sender(arrival: Arrival) -> Person:
    read = arrival.read
    name = read.sender_name.removesuffix("<>").strip()
    if not read.sender:
        return welcome_stranger(name=name or "Onbekende afzender", at=arrival.at, how="mail")
    return welcome_person(email=read.sender, name=read.sender_name, at=arrival.at, how="mail")


def _readers(arrival: Arrival) -> list[Person]:
    """Return the colleagues addressed too, that we know; strangers and own mailboxes never read along."""
    others = [each for each in arrival.read.addressed if each not in {*arrival.own, arrival.read.sender}]
    return [person for person in people_by_address(others) if person.is_active][:MOST_READERS]


def keep_files(read: Letter) -> tuple[list[KeptFile], list[str]]:
    """Keep the files of a letter, byte for byte; return them, and a note for each that we do not take."""
    kept, notes = [], []
    for part in read.files:
        try:
            refuse_file(part.name, len(part.content))
            digest = keep_bytes(part.name, ContentFile(part.content))
        except FileRefused as refusal:
            notes.append(f"Bijlage niet overgenomen. {refusal} Ze staat nog in het bronbericht.")
            continue
        kept.append(
            KeptFile(
                name=part.name,
                content_type=part.content_type,
                size=len(part.content),
                digest=digest,
                scan=scan_mark(),
                content_id=part.content_id,
                is_inline=part.is_inline and bool(part.content_id) and part.content_id in read.html,
            )
        )
    return kept, notes


def _asked_elsewhere(read: Letter) -> list[str]:
    """Return what to know of a letter that asks for its answer at another address: a form on a site does."""
    others = [email for email in dict.fromkeys(read.reply_to) if email != read.sender]
    if not others:
        return []
    return [f"Antwoord gevraagd aan {', '.join(others[:3])}. Ons antwoord gaat naar de afzender, {read.sender}."]


def _with_notes(text: str, notes: Sequence[str]) -> str:
    return "\n\n".join([text, *notes])
