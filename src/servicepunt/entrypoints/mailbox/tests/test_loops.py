"""Two machines that answer each other: it ends, whatever the other side does (reliability, test 16)."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from servicepunt.domains.mail.actions import queue_system_letter, resend_letter
from servicepunt.domains.mail.models import IncomingLetter, OutgoingLetter
from servicepunt.domains.tickets.models import Ticket
from servicepunt.domains.tickets.tasks import confirm_receipt
from servicepunt.entrypoints.mailbox.tests.conftest import AT, letter

pytestmark = pytest.mark.django_db
Reply = Callable[[OutgoingLetter, int], bytes]
OUTGOING = OutgoingLetter.State


@pytest.fixture
def play(receive, monkeypatch):
    """Let the other side answer every mail of ours for a simulated hour, half a minute later each time."""

    def _play(first: bytes, reply: Reply) -> None:
        at, confirmed = AT, set()
        to_answer = [first]
        for turn in range(120):
            if not to_answer:
                return
            at += timedelta(seconds=30)
            monkeypatch.setattr("servicepunt.domains.tickets.tasks.now", lambda at=at: at)
            for raw in to_answer:
                receive(raw, when=at)
            for ticket in Ticket.objects.exclude(pk__in=confirmed):
                confirmed.add(ticket.pk)
                confirm_receipt.func(ticket.pk, ticket.channel, "", ticket.team_id, ticket.priority, answered=False)
            waiting = list(OutgoingLetter.objects.filter(state=OUTGOING.QUEUED))
            OutgoingLetter.objects.filter(pk__in=[one.pk for one in waiting]).update(state=OUTGOING.SENT)
            to_answer = [reply(one, turn) for one in waiting]

    return _play


def sent() -> int:
    return OutgoingLetter.objects.filter(state=OUTGOING.SENT).count()


def test_only_a_receipt_holds_back_a_receipt_and_what_is_held_can_be_seen_and_sent(receive, joost, monkeypatch):
    queue_system_letter(to="joost@voorbeeld.test", subject="Wachtwoord", text="Hier is de link.", at=AT)
    monkeypatch.setattr("servicepunt.domains.tickets.tasks.now", lambda: AT)
    for turn in range(2):
        receive(letter(message_id=f"<{turn}@x>", subject=f"Vraag {turn}"))
    for ticket in Ticket.objects.order_by("pk"):
        confirm_receipt.func(ticket.pk, ticket.channel, "", ticket.team_id, ticket.priority, answered=False)
    first, second = OutgoingLetter.objects.filter(about="ticket").order_by("pk")
    assert (first.state, second.state) == (OUTGOING.QUEUED, OUTGOING.HELD)
    assert "al een ontvangstbevestiging" in second.server_words
    assert resend_letter(letter=second, by=joost, at=AT)


def test_a_vacation_reply_ends_it_at_once(play):
    def vacation(ours: OutgoingLetter, turn: int) -> bytes:
        marks = {"In_Reply_To": ours.message_id, "Auto_Submitted": "auto-replied"}
        return letter("Ik ben er niet.", sender="eva@elders.test", message_id=f"<w{turn}@x>", **marks)

    play(letter(sender="eva@elders.test"), vacation)
    assert (Ticket.objects.count(), sent()) == (1, 1)


def test_a_responder_without_any_mark_ends_in_its_own_ticket(play):
    def naive(ours: OutgoingLetter, turn: int) -> bytes:
        return letter("Bedankt!", sender="eva@elders.test", subject=ours.title, message_id=f"<n{turn}@x>")

    play(letter(sender="eva@elders.test"), naive)
    assert Ticket.objects.count() == 1
    assert sent() == 1


def test_a_responder_that_forgets_the_number_gets_one_receipt_in_ten_minutes(play):
    def forgetful(ours: OutgoingLetter, turn: int) -> bytes:
        return letter("Bedankt!", sender="eva@elders.test", subject=f"Uw bericht {turn}", message_id=f"<f{turn}@x>")

    play(letter(sender="eva@elders.test"), forgetful)
    assert sent() <= 6


def test_a_system_with_a_new_address_each_time_is_stopped_by_its_domain(play):
    def changing(ours: OutgoingLetter, turn: int) -> bytes:
        sender = f"case-{turn}@loket.test"
        return letter(f"Uw zaak {turn}", sender=sender, subject=f"Ontvangen {turn}", message_id=f"<c{turn}@x>")

    play(letter(sender="case@loket.test"), changing)
    assert sent() <= 20
    assert Ticket.objects.count() <= 31
    assert OutgoingLetter.objects.filter(state=OUTGOING.HELD).exists()


def test_a_bounce_of_a_receipt_and_a_bounce_of_a_bounce_make_nothing(play):
    def bounce(ours: OutgoingLetter, turn: int) -> bytes:
        return letter(
            f"Your message to {ours.recipient} could not be delivered: 550 5.1.1 User unknown",
            sender="MAILER-DAEMON@mx.test",
            subject="Undelivered Mail Returned to Sender",
            message_id=f"<b{turn}@mx.test>",
            Return_Path="<>",
            Auto_Submitted="auto-replied",
        )

    play(letter(sender="eva@elders.test"), bounce)
    assert (Ticket.objects.count(), sent()) == (1, 1)
    assert IncomingLetter.objects.filter(state=IncomingLetter.State.BOUNCE).count() == 1


def test_a_mailbox_that_writes_to_itself_ends_at_once(play, mailbox):
    play(letter(sender=mailbox.address), lambda ours, turn: letter(sender=mailbox.address))
    assert (Ticket.objects.count(), sent()) == (0, 0)
