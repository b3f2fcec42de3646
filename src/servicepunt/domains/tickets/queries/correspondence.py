"""Who gets the mail about a ticket, in which thread, and whose mail we take for it."""

from dataclasses import dataclass

from django.db.models import Q

from servicepunt.domains.mail.models import IncomingLetter, OutgoingLetter
from servicepunt.domains.people.models import Address, Person
from servicepunt.domains.people.queries import find_person_by_address
from servicepunt.domains.tickets.models import Message, Ticket
from servicepunt.domains.tickets.rules.words import Audience

_MOST_REFERENCES = 20


@dataclass(frozen=True, slots=True)
class Thread:
    """The headers that put a letter in the requester's thread."""

    in_reply_to: str
    references: str


def address_of(requester: Person) -> str:
    """Return where mail to a requester goes; nothing when they have left or have no address."""
    return (requester.email or "") if requester.is_active else ""


def recipients_of(ticket: Ticket) -> tuple[list[str], list[str]]:
    """Return the addresses of the requester (to) and of who reads along (cc), shown before sending."""
    to = [address for address in (address_of(ticket.requester),) if address]
    readers = Person.objects.filter(pk__in=ticket.participants.values("person"), is_active=True)
    addresses = readers.exclude(pk=ticket.requester_id).order_by("id").values_list("email", flat=True)
    return to, [address for address in addresses if address]


def why_nobody(ticket: Ticket) -> str:
    """Say, from the middle of a sentence, why no mail can go to the requester."""
    return "de aanmelder heeft geen e-mailadres" if ticket.requester.is_active else "de aanmelder is uit dienst"


def supplier_address_of(message: Message) -> str:
    """Return the address to which a message to the supplier went, or nothing for any other message."""
    if message.audience != Audience.SUPPLIER or message.outgoing is None:
        return ""
    to = OutgoingLetter.objects.filter(pk=message.outgoing).values_list("to", flat=True).first()
    return to[0] if to else ""


def letter_headers(ticket: Ticket) -> Thread:
    """Return In-Reply-To and References from the public letters in and out, oldest first."""
    messages = Message.objects.filter(ticket=ticket, audience=Audience.PUBLIC, recalled_at=None)
    ins = messages.filter(letter__isnull=False).values("letter")
    outs = messages.filter(outgoing__isnull=False).values("outgoing")
    ids = [
        *IncomingLetter.objects.filter(pk__in=ins).values_list("kept_at", "message_id"),
        *OutgoingLetter.objects.filter(Q(pk__in=outs) | Q(key=f"receipt:{ticket.pk}")).values_list(
            "made_at", "message_id"
        ),
    ]
    known = [message_id for _, message_id in sorted(ids) if message_id]
    if len(known) > _MOST_REFERENCES:
        known = [known[0], *known[-_MOST_REFERENCES + 1 :]]
    return Thread(known[-1] if known else "", " ".join(known))


def find_ticket_for_mail(*, ticket_id: int | None = None, number: str | None = None) -> Ticket | None:
    """Return the ticket that a letter's token or subject names, or None: the mailbox asks, which is no viewer."""
    known = Ticket.objects.select_related("requester", "team", "mailbox")
    if ticket_id is not None:
        return known.filter(pk=ticket_id).first()
    return known.filter(number=number).first() if number else None


def may_write_by_mail(ticket: Ticket, address: str) -> bool:
    """Tell whether who has this address has a part in the ticket: requester, reader along, or its supplier."""
    person = find_person_by_address(address)
    if person is None:
        return False
    if ticket.requester_id == person.pk:
        return True
    if ticket.supplier_id and ticket.supplier_id == person.supplier_id:
        return True
    return ticket.participants.filter(person=person).exists()


def addresses_of(person: Person) -> list[str]:
    """Return every address of a person."""
    return list(Address.objects.filter(person=person).order_by("id").values_list("email", flat=True))
