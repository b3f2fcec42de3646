"""Nobody speaks as somebody else: forged thread marks, agents' names and our own headers (reliability 1.3)."""

from itertools import count

import pytest
from django.core import mail as django_mail

from servicepunt.domains.mail.actions import queue_letter
from servicepunt.domains.mail.actions.outgoing import thread_key
from servicepunt.domains.mail.models import IncomingLetter, OutgoingLetter
from servicepunt.domains.mail.rules.threading import message_id_for, seal_of
from servicepunt.domains.tickets.models import Message, Ticket
from servicepunt.entrypoints.mailbox.intake import take_in, understand
from servicepunt.entrypoints.mailbox.tests.conftest import AT, letter

pytestmark = pytest.mark.django_db
EVE = "Eve <eve@elders.test>"
FATIMA = "Fatima el Amrani <fatima@voorbeeld.example>"
ZEROS = "0" * 32


def own(ticket: Ticket, *, about: str = "ticket", key: bytes | None = None) -> str:
    """Return a Message-ID as ours are, sealed with our key or another."""
    key = thread_key() if key is None else key
    return message_id_for(about=about, subject=ticket.pk, own="01234567", domain="voorbeeld.example", key=key)


def moved(mark: str, ticket: Ticket, other: Ticket) -> str:
    return mark.replace(f"sp-t{ticket.pk}-", f"sp-t{other.pk}-")


# Each: who writes, and the headers; `t` is the ticket, `o` another one, `m` a true mark of the ticket.
FORGED = {
    "no mark, a number": lambda t, o, m: {"sender": EVE, "subject": f"Re: [{t.number}]"},
    "a true mark, a stranger": lambda t, o, m: {"sender": EVE, "In_Reply_To": m},
    "a mark without a seal": lambda t, o, m: {"sender": EVE, "In_Reply_To": m.partition("@")[0][:-22] + "@x>"},
    "a seal cut short": lambda t, o, m: {"sender": EVE, "In_Reply_To": m.partition("@")[0][:-16] + "@x>"},
    "a seal of zeros": lambda t, o, m: {"sender": EVE, "References": f"<sp-ticket-{t.pk}-0123456789ab-{ZEROS}@x>"},
    "a short seal of zeros": lambda t, o, m: {"sender": EVE, "References": f"<sp-t{t.pk}-01234567{ZEROS[:22]}@x>"},
    "a mark of another ticket": lambda t, o, m: {"sender": EVE, "In_Reply_To": moved(own(o), o, t)},
    "a mark with an old key": lambda t, o, m: {"sender": EVE, "In_Reply_To": own(t, key=b"the key before")},
    "a bare hash for a seal": lambda t, o, m: {
        "sender": EVE, "References": f"<sp-t{t.pk}-01234567{seal_of(f't{t.pk}-01234567', b'')}@x>",
    },
    "our mark as its own Message-ID": lambda t, o, m: {"sender": EVE, "message_id": m},
    "our X-header and an agent's name": lambda t, o, m: {
        "sender": "Fatima el Amrani <eve@elders.test>", "X_Servicepunt": "1", "In_Reply_To": m,
    },
    "an agent in Reply-To and Sender": lambda t, o, m: {
        "sender": EVE, "Reply_To": FATIMA, "Sender": FATIMA, "Return_Path": "<fatima@voorbeeld.example>",
        "In_Reply_To": m,
    },
    "an agent's address in an encoded word": lambda t, o, m: {
        "sender": "=?utf-8?q?Fatima_=3Cfatima=40voorbeeld=2Eexample=3E?= <eve@elders.test>", "In_Reply_To": m,
    },
    "two addresses in From": lambda t, o, m: {"sender": f"{EVE}, {FATIMA}", "In_Reply_To": m},
    "the thread index of Outlook": lambda t, o, m: {"sender": EVE, "Thread_Index": "AdkX", "Thread_Topic": t.title},
    "the mailbox itself": lambda t, o, m: {"sender": "servicepunt@voorbeeld.example", "In_Reply_To": m},
}  # fmt: skip


@pytest.fixture
def receive(village, own_files):
    uids = count(1)

    def _receive(raw: bytes) -> IncomingLetter:
        kept = take_in(raw, mailbox=village.mailbox, uid_validity=1, uid=next(uids), at=AT)
        understand(kept, at=AT)
        kept.refresh_from_db()
        return kept

    return _receive


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_letter_is_not_relayed_and_says_nothing_as_an_agent(village, receive, name):
    ticket, other = village.ticket(), village.ticket(title="Andere", requester=village.els)
    true = queue_letter(
        key="answer", mailbox=village.mailbox, to=["joost@voorbeeld.example"], title="Re", text="Dag", at=AT,
        is_automatic=False, about="ticket", subject=ticket.pk,
    )  # fmt: skip
    before = ticket.messages.count(), other.messages.count(), OutgoingLetter.objects.count()
    kept = receive(
        letter(
            "Betaal op deze rekening.",
            **{"message_id": "<f@x>", "subject": "Hoi"} | FORGED[name](ticket, other, true.message_id),
        )
    )
    assert kept.state in {IncomingLetter.State.ACCEPTED, IncomingLetter.State.ASIDE}
    assert (ticket.messages.count(), other.messages.count(), OutgoingLetter.objects.count()) == before
    assert not Message.objects.filter(author=village.fatima, text__contains="Betaal").exists()
    assert not Message.objects.filter(is_from_requester=False).exists()
    assert django_mail.outbox == []


def test_an_agent_who_mails_is_heard_as_a_requester_and_nobody_gets_it(village, receive):
    ticket = village.ticket(requester=village.fatima)
    before = OutgoingLetter.objects.count()
    receive(letter("Sluit de melding maar.", sender=FATIMA, subject=f"Re: [{ticket.number}]"))
    said = ticket.messages.get(text="Sluit de melding maar.")
    ticket.refresh_from_db()
    assert said.is_from_requester and said.outgoing is None
    assert ticket.status not in {"solved", "closed"} and ticket.agent is None
    assert OutgoingLetter.objects.count() == before


def test_an_agent_without_a_part_in_the_ticket_is_a_stranger_by_mail(village, receive):
    ticket = village.ticket()
    kept = receive(letter("Antwoord aan Joost", sender=FATIMA, subject=f"Re: [{ticket.number}]"))
    assert kept.state == IncomingLetter.State.ASIDE
    assert ticket.messages.count() == 1


def test_a_letters_key_typed_in_a_form_hides_no_letter_and_tells_nothing_of_it(village, receive, client):
    ticket = village.ticket(requester=village.els)
    first = receive(letter("Iets anders.", sender="Joost <joost@voorbeeld.example>"))
    page = f"/portaal/melding/{ticket.number.replace(' ', '-')}/"
    client.force_login(village.els)
    client.post(f"{page}antwoord/", {"text": "Voor mij", "key": f"letter:{first.pk + 1}"})
    kept = receive(letter("Mijn scherm.", sender="Joost <joost@voorbeeld.example>", message_id="<2@x>"))
    assert kept.pk == first.pk + 1
    said = Message.objects.get(letter=kept.pk)
    assert (kept.subject, said.author, said.text) == (said.ticket_id, village.joost, "Mijn scherm.")
    assert client.post(f"{page}antwoord/", {"text": "Welk nummer?", "key": f"letter:{kept.pk}"}).url == page
    assert ticket.messages.filter(text__in=["Voor mij", "Welk nummer?"]).count() == 2


@pytest.mark.parametrize("author", ["els", "joost"])
@pytest.mark.parametrize("is_answer", [True, False])
def test_a_letters_key_that_somebody_took_before_keys_were_guarded_loses_no_letter(village, receive, author, is_answer):
    ticket = village.ticket()
    first = receive(letter("Iets anders.", sender="Joost <joost@voorbeeld.example>"))
    taken = village.ticket(requester=getattr(village, author), key=f"letter:{first.pk + 1}")
    subject = f"Re: [{ticket.number}]" if is_answer else "Nieuw"
    kept = receive(
        letter("Mijn scherm.", sender="Joost <joost@voorbeeld.example>", message_id="<2@x>", subject=subject)
    )
    said = Message.objects.get(letter=kept.pk)
    assert kept.state == IncomingLetter.State.ACCEPTED
    assert (kept.subject, said.author, said.text) == (said.ticket_id, village.joost, "Mijn scherm.")
    assert (said.ticket_id == ticket.pk) == is_answer
    assert taken.messages.count() == 1
