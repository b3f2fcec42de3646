"""Our own marks: short, sealed, and found again however a mail program writes them."""

import hashlib
import hmac
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from servicepunt.domains.mail.rules.composing import compose
from servicepunt.domains.mail.rules.reading import read_letter
from servicepunt.domains.mail.rules.threading import Thread, conversation_of, message_id_for
from servicepunt.foundation.clock import now

KEY = b"a key of the organisation"
TICKET_7 = Thread(about="ticket", subject=7, how="token")


def ours(*, subject: int = 7, own: str = "Ab-_5678", key: bytes = KEY, domain: str = "dorp.example") -> str:
    return message_id_for(about="ticket", subject=subject, own=own, domain=domain, key=key)


def ours_before(*, subject: int = 7, key: bytes = KEY) -> str:
    mark = f"ticket-{subject}-0123456789ab"
    return f"<sp-{mark}-{hmac.new(key, mark.encode(), hashlib.sha256).hexdigest()[:32]}@servicepunt.dorp.example>"


def reply(**headers: str) -> bytes:
    """Return a reply as Python's own mail library writes it."""
    message = EmailMessage(policy=SMTP)
    for name, value in ({"From": "joost@dorp.example", "Subject": "Dank"} | headers).items():
        message[name.replace("_", "-")] = value
    message.set_content("Het werkt weer.")
    return message.as_bytes()


def thread_of(raw: bytes) -> Thread:
    return conversation_of(read_letter(raw), key=KEY, prefix="M")


def test_a_mark_is_short_enough_for_every_mail_program_and_its_seal_is_128_bits():
    mark = ours(subject=999_999, domain="dorpaandegracht.test")
    assert len(mark) <= 64
    seal = mark.partition("@")[0][-22:]
    assert seal.isascii() and len(seal) * 6 >= 128
    assert len({ours(subject=n).partition("@")[0][-22:] for n in range(1_000)}) == 1_000


@pytest.mark.parametrize("mark", [ours(), ours_before()], ids=["now", "before"])
@pytest.mark.parametrize("where", ["In_Reply_To", "References"])
def test_a_reply_from_pythons_mail_library_finds_its_thread(mark, where):
    assert thread_of(reply(**{where: mark})) == TICKET_7
    long = "<" + "x" * 100 + "@elders.test>"
    assert thread_of(reply(References=f"{long} {mark} {long}")) == TICKET_7


@pytest.mark.parametrize("mark", [ours(), ours_before()], ids=["now", "before"])
def test_a_mark_in_encoded_words_of_every_kind_is_found(mark):
    half = len(mark) // 2
    words = [f"=?utf-8?q?{part.replace('=', '=3D').replace('_', '=5F')}?=" for part in (mark[:half], mark[half:])]
    raw = f"From: joost@dorp.example\r\nSubject: Dank\r\nReferences: <a@b> {words[0]}\r\n {words[1]}\r\n\r\nDag\r\n"
    assert thread_of(raw.encode()) == TICKET_7


@pytest.mark.parametrize("make", [ours, ours_before])
def test_a_mark_with_another_key_or_moved_to_another_ticket_is_nothing(make):
    assert thread_of(reply(In_Reply_To=make(key=b"another key"))) == Thread()
    moved = make().replace("t7-", "t8-").replace("ticket-7-", "ticket-8-")
    assert moved != make()
    assert thread_of(reply(In_Reply_To=moved)) == Thread()


def test_a_long_id_of_another_mail_program_leaves_as_it_came():
    long = "<AM0PR01MB" + "0123456789" * 8 + "@AM0PR01MB0000.eurprd01.prod.exchangelabs.test>"
    raw = compose(
        sender="hulp@dorp.example", sender_name="Hulp", to=["joost@dorp.example"], cc=[], subject="Re", text="Dag",
        message_id=ours(), at=now(), in_reply_to=long, references=f"<a@b> {long} {long}",
    )  # fmt: skip
    head = raw.partition(b"\r\n\r\n")[0]
    assert head.count(long.encode()) == 3
    assert b"=?" not in head
    assert max(map(len, head.split(b"\r\n"))) < 998
