"""Sending: once, within the rate, with the server's words, and never again by itself when nobody knows."""

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from servicepunt.domains.mail.actions import (
    claim_letter,
    give_up_stranded,
    mark_sent,
    postpone_letter,
    queue_letter,
    queue_system_letter,
    recall_letter,
    resend_letter,
    save_mailbox,
)
from servicepunt.domains.mail.models import Mailbox, OutgoingLetter
from servicepunt.domains.mail.queries import mail_alarms
from servicepunt.domains.people.models import Address
from servicepunt.entrypoints.mailbox.send import send_due, send_one
from servicepunt.entrypoints.mailbox.tests.dovecot import free_port
from servicepunt.entrypoints.mailbox.tests.sink import Sink
from servicepunt.foundation.clock import now

pytestmark = [pytest.mark.django_db, pytest.mark.server]
State = OutgoingLetter.State


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as running:
        yield running


@pytest.fixture
def box(mailbox, sink) -> Mailbox:
    Mailbox.objects.update(smtp_port=sink.port, smtp_security="none", per_minute=1000)
    mailbox.refresh_from_db()
    return mailbox


def queue(box: Mailbox, *to: str, key: str = "", **fields: object) -> OutgoingLetter:
    given = {"title": "Re: scherm", "text": "Dag", "is_automatic": False, "at": now()} | fields
    return queue_letter(key=key or f"test:{'+'.join(to)}", mailbox=box, to=list(to), **given)


def after(letter: OutgoingLetter) -> OutgoingLetter:
    letter.refresh_from_db()
    return letter


def test_a_letter_leaves_once_with_its_own_number_and_marks(box, sink):
    letter = queue(box, "joost@elders.test", is_automatic=True, in_reply_to="<a@b>", references="<a@b>")
    assert queue(box, "joost@elders.test") == letter
    assert send_one(letter.pk)
    assert not send_one(letter.pk)
    read = message_from_bytes(sink.letters[0][1], policy=policy.default)
    assert (read["Message-ID"].strip(), read["In-Reply-To"]) == (letter.message_id, "<a@b>")
    assert (read["Auto-Submitted"], read["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    assert after(letter).state == State.SENT


def test_a_letter_of_before_there_was_a_mailbox_waits_for_one(box, sink):
    Mailbox.objects.update(is_active=False)
    letter = queue_system_letter(to="joost@elders.test", subject="Wachtwoord", text="Hier is de link.", at=now())
    assert not send_one(letter.pk)
    assert (after(letter).state, letter.mailbox) == (State.QUEUED, None)
    Mailbox.objects.update(is_active=True)
    OutgoingLetter.objects.update(send_after=now())
    assert send_one(letter.pk)
    assert after(letter).state == State.SENT


def test_a_temporary_refusal_is_tried_again_later_and_later(box, sink):
    letter = queue(box, "tmp451.2@elders.test")
    waits = []
    for _ in range(3):
        send_one(letter.pk)
        waits.append(round((after(letter).send_after - now()).total_seconds() / 60))
        OutgoingLetter.objects.filter(pk=letter.pk).update(send_after=now())
    assert waits[:2] == [1, 5]
    assert letter.state == State.SENT
    assert len(sink.letters) == 1


def test_a_refusal_for_good_shows_the_servers_words(box, sink):
    for name, words in (("perm550", "550 5.1.1 No such user"), ("data552", "552 5.3.4 Message too big")):
        letter = queue(box, f"{name}@elders.test")
        send_one(letter.pk)
        assert after(letter).state == State.FAILED
        assert words in letter.server_words
    assert sink.letters == []


def test_a_line_that_breaks_after_the_letter_is_uncertain_and_never_sent_again_without_a_person(box, sink, joost):
    letter = queue(box, "drop@elders.test")
    send_one(letter.pk)
    assert after(letter).state == State.UNCERTAIN
    send_due()
    assert len(sink.letters) == 1
    assert resend_letter(letter=letter, by=joost, at=now())
    assert after(letter).state == State.QUEUED


def test_a_worker_that_died_while_sending_leaves_it_uncertain(box):
    letter = queue(box, "joost@elders.test")
    assert claim_letter(letter.pk, owner="gone", at=now())
    OutgoingLetter.objects.update(taken_until=now() - timedelta(seconds=1))
    send_due()
    assert after(letter).state == State.UNCERTAIN


def test_a_letter_that_took_long_but_was_sent_is_marked_sent(box, joost):
    letter = queue(box, "joost@elders.test")
    slow = claim_letter(letter.pk, owner="slow", at=now())
    OutgoingLetter.objects.update(taken_until=now() - timedelta(seconds=1))
    assert give_up_stranded(at=now()) == 1
    mark_sent(slow, words="250 ok", at=now())
    assert (after(letter).state, after(letter).accepted) == (State.SENT, ["joost@elders.test"])


def test_a_letter_that_a_person_sends_again_is_not_marked_sent_by_who_gave_it_up(box, joost):
    letter = queue(box, "joost@elders.test")
    slow = claim_letter(letter.pk, owner="slow", at=now())
    OutgoingLetter.objects.update(taken_until=now() - timedelta(seconds=1))
    give_up_stranded(at=now())
    assert resend_letter(letter=after(letter), by=joost, at=now())
    mark_sent(slow, words="250 ok", at=now())
    assert after(letter).state == State.QUEUED


def test_who_was_refused_gets_it_on_a_resend_and_who_has_it_does_not(box, sink, joost):
    letter = queue(box, "joost@elders.test", "perm550@elders.test")
    send_one(letter.pk)
    assert after(letter).state == State.FAILED
    assert resend_letter(letter=letter, by=joost, at=now())
    OutgoingLetter.objects.update(send_after=now())
    send_one(letter.pk)
    assert [to for to, _ in sink.letters] == [["joost@elders.test"]]


def test_a_server_that_is_away_loses_nothing_and_raises_an_alarm(box, joost):
    Mailbox.objects.update(smtp_port=free_port())
    letter = queue(box, "joost@elders.test")
    for _ in range(2):
        send_one(letter.pk)
        OutgoingLetter.objects.update(send_after=now())
    assert after(letter).state == State.QUEUED
    assert [alarm.mailbox for alarm in mail_alarms(now() + timedelta(minutes=11))] == [box.pk]


def test_letters_that_waited_for_a_server_leave_as_soon_as_it_takes_one(box, sink):
    sink.stop()
    waiting = [queue(box, f"a{n}@elders.test") for n in range(3)]
    undone = queue(box, "later@elders.test", send_after=now() + timedelta(minutes=5))
    send_due()
    assert all(after(letter).send_after > now() + timedelta(seconds=50) for letter in waiting)
    sink.start()
    assert send_one(queue(box, "new@elders.test").pk)
    send_due()
    assert [after(letter).state for letter in waiting] == [State.SENT] * 3
    assert after(undone).state == State.QUEUED


def test_who_is_greylisted_is_not_asked_again_each_time_another_letter_leaves(box, sink):
    slow = queue(box, "tmp451.9@elders.test")
    send_one(slow.pk)
    due = after(slow).send_after
    for n in range(3):
        send_one(queue(box, f"a{n}@elders.test").pk)
    assert (after(slow).attempts, slow.send_after) == (1, due)


def test_saving_a_mailbox_sends_what_waited_for_its_settings(box, sink, joost):
    Mailbox.objects.update(smtp_port=free_port())
    letter = queue(box, "joost@elders.test")
    send_one(letter.pk)
    assert after(letter).send_after > now()
    save_mailbox(mailbox=box, secret="", by=joost, at=now(), smtp_port=sink.port)
    assert send_due() == 1
    assert after(letter).state == State.SENT


def test_a_letter_waits_an_hour_at_most_and_two_days_in_all(box):
    Mailbox.objects.update(smtp_port=free_port())
    letter = queue(box, "joost@elders.test")
    moment, tries = now(), 0
    total = timedelta()
    while after(letter).state == State.QUEUED:
        claimed = claim_letter(letter.pk, owner="one", at=max(moment, letter.send_after))
        assert claimed
        moment, tries = max(moment, letter.send_after), tries + 1
        postpone_letter(claimed, words="421 druk", at=moment)
        if after(letter).state == State.QUEUED:
            assert letter.send_after - moment < timedelta(minutes=67)
            total += letter.send_after - moment
    assert letter.state == State.FAILED
    assert timedelta(hours=44) < total < timedelta(hours=53)
    assert tries > 40


def test_a_person_hurries_a_letter_that_was_tried_and_no_other(box, sink, joost):
    fresh = queue(box, "joost@elders.test", send_after=now() + timedelta(seconds=20))
    assert not resend_letter(letter=fresh, by=joost, at=now())
    tried = queue(box, "eva@elders.test", "tmp451.1@elders.test")
    send_one(tried.pk)
    assert after(tried).accepted == ["eva@elders.test"]
    assert resend_letter(letter=tried, by=joost, at=now())
    assert not resend_letter(letter=after(tried), by=joost, at=now())
    assert send_one(tried.pk)
    assert [to for to, _ in sink.letters] == [["eva@elders.test"], ["tmp451.1@elders.test"]]


def test_a_letter_that_somebody_has_cannot_be_called_back(box, sink, joost):
    letter = queue(box, "eva@elders.test", "tmp451.1@elders.test")
    send_one(letter.pk)
    assert (after(letter).state, letter.accepted) == (State.QUEUED, ["eva@elders.test"])
    assert not recall_letter(letter.pk, by=joost, at=now())
    assert after(letter).state == State.QUEUED


def test_a_mailbox_sends_no_more_than_its_share_of_a_minute(box, sink):
    Mailbox.objects.update(per_minute=5)
    for n in range(12):
        queue(box, f"a{n}@elders.test")
    send_due()
    assert len(sink.letters) == 5
    waiting = OutgoingLetter.objects.filter(state=State.QUEUED)
    assert waiting.count() == 7
    assert all(50 < (letter.send_after - now()).total_seconds() <= 60 for letter in waiting)
    OutgoingLetter.objects.exclude(tried_at=None).update(tried_at=now() - timedelta(seconds=61))
    waiting.update(send_after=now())
    send_due()
    assert len(sink.letters) == 10


def test_a_recalled_letter_never_leaves(box, sink, joost):
    letter = queue(box, "joost@elders.test", send_after=now() + timedelta(seconds=20))
    assert not send_one(letter.pk)
    assert recall_letter(letter.pk, by=joost, at=now())
    OutgoingLetter.objects.update(send_after=now())
    send_due()
    assert not recall_letter(letter.pk, by=joost, at=now())
    assert sink.letters == []


def test_own_mailboxes_get_no_mail_from_us(box, sink):
    letter = queue(box, box.address)
    assert after(letter).state == State.FAILED
    assert queue(box, "joost@elders.test", box.address, key="two").to == ["joost@elders.test"]


def test_an_address_that_bounced_gets_no_automatic_mail_but_a_persons_answer_still_goes(box, joost):
    Address.objects.filter(person=joost).update(bounced_at=now())
    held = queue(box, "joost@voorbeeld.test", key="auto", is_automatic=True)
    assert (held.state, held.to) == (State.FAILED, ["joost@voorbeeld.test"])
    assert held.server_words.startswith("Mail naar joost@voorbeeld.test kwam niet aan op ")
    assert queue(box, "joost@voorbeeld.test", "eva@elders.test", key="two", is_automatic=True).to == ["eva@elders.test"]
    assert queue(box, "joost@voorbeeld.test", key="person").state == State.QUEUED


def test_the_link_for_a_new_password_goes_also_to_an_address_that_bounced(box, joost):
    Address.objects.filter(person=joost).update(bounced_at=now())
    queue_system_letter(to="joost@voorbeeld.test", subject="Nieuw wachtwoord", text="https://…", at=now())
    assert (OutgoingLetter.objects.get().state, OutgoingLetter.objects.get().to) == ("queued", ["joost@voorbeeld.test"])


def test_what_was_not_sent_to_an_address_that_bounced_is_sent_again_when_a_person_says_so(box, sink, joost):
    Address.objects.filter(person=joost).update(bounced_at=now())
    held = queue(box, "joost@voorbeeld.test", key="auto", is_automatic=True)
    assert resend_letter(letter=held, by=joost, at=now())
    assert send_one(held.pk)
    assert after(held).accepted == ["joost@voorbeeld.test"]


def test_automatic_mail_keeps_within_its_limits(box):
    def automatic(n: int, to: str, *, kind: str = "solved", ticket: int = 1) -> str:
        key = f"{kind}:{n}"
        return queue(box, to, key=key, is_automatic=True, about="ticket", subject=ticket).state

    receipts = [automatic(n, "eva@elders.test", kind="receipt", ticket=n) for n in range(3)]
    assert receipts == [State.QUEUED, State.HELD, State.HELD]
    assert [automatic(n, f"a{n}@ver.test") for n in range(10, 17)].count(State.QUEUED) == 5
    far = [automatic(n, f"b{n}@dorp.test", kind="receipt", ticket=n) for n in range(100, 130)]
    assert far.count(State.QUEUED) == 20
    near = [automatic(n, f"c{n}@voorbeeld.test", kind="receipt", ticket=n) for n in range(200, 230)]
    assert near.count(State.QUEUED) == 30


@pytest.mark.parametrize("name", ["Eva\r\nBcc: kwaad@elders.test", "Eva, kwaad@elders.test", "=?utf-8?q?a=0D=0Ab?="])
def test_no_value_adds_a_recipient_or_a_header(box, sink, name):
    Mailbox.objects.update(name=name.replace("\r\n", " "))
    letter = queue(box, "joost@elders.test", title=name)
    send_one(letter.pk)
    (recipients, raw), read = sink.letters[0], message_from_bytes(sink.letters[0][1], policy=policy.default)
    assert recipients == ["joost@elders.test"]
    assert read["Bcc"] is None
    assert raw.count(b"\nTo:") == 1


@pytest.mark.parametrize("count", [100, pytest.param(1_000, marks=[pytest.mark.slow, pytest.mark.once])])
def test_letters_with_every_fault_are_all_accounted_for(box, sink, monkeypatch, count):
    Mailbox.objects.update(per_minute=10_000)
    monkeypatch.setattr("servicepunt.entrypoints.mailbox.accounts.READ_SECONDS", 3.0)
    names = ["joost", "tmp451.1", "perm550", "data552", "drop", "joost", "joost", "tmp451.2", "joost", "joost"]
    for n in range(count):
        queue(box, f"{'slow' if n == 50 else names[n % 10]}@e{n}.test")
    sink.delay = 8.0
    sink.stop()
    # The server is away for two hours: nothing leaves, nothing is given up.
    _send_all()
    OutgoingLetter.objects.filter(pk__lte=OutgoingLetter.objects.order_by("pk")[9].pk).update(send_after=now())
    _send_all()
    assert OutgoingLetter.objects.filter(state=State.QUEUED).count() == count
    OutgoingLetter.objects.update(send_after=now())
    sink.start()
    for _ in range(3):
        _send_all()
        OutgoingLetter.objects.filter(state=State.QUEUED).update(send_after=now())
    states: dict[str, set[str]] = {}
    for letter in OutgoingLetter.objects.all():
        states.setdefault(letter.recipient.partition("@")[0], set()).add(letter.state)
    assert states == {
        "joost": {State.SENT},
        "tmp451.1": {State.SENT},
        "tmp451.2": {State.SENT},
        "perm550": {State.FAILED},
        "data552": {State.FAILED},
        "drop": {State.UNCERTAIN},
        "slow": {State.UNCERTAIN},
    }
    ids = sink.message_ids()
    print(f"{count} letters: {len(ids)} taken, {len(ids) - len(set(ids))} twice")  # noqa: T201  # the figure
    # Half to Joost or to who was slow to say so, two in ten greylisted, one in ten came before the line broke.
    assert len(ids) == len(set(ids)) == 0.8 * count


def _send_all() -> None:
    while send_due() or OutgoingLetter.objects.filter(state=State.QUEUED, send_after__lte=now()).exists():
        pass
