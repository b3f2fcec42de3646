"""Every letter of the collections goes in, whatever it is, and gets a visible outcome."""

import random
from pathlib import Path

import pytest

from servicepunt.domains.mail.models import IncomingLetter, OutgoingLetter
from servicepunt.domains.tickets.models import Ticket
from servicepunt.entrypoints.mailbox.parsing import safely_read
from servicepunt.entrypoints.mailbox.tests.conftest import letter

COLLECTIONS = Path(__file__).resolve().parents[6] / "shared" / "data" / "mail"
State = IncomingLetter.State


def letters(folder: str) -> list[Path]:
    found = sorted(path for path in (COLLECTIONS / folder).rglob("*") if path.is_file()) if COLLECTIONS.is_dir() else []
    if not found:
        pytest.skip(f"no collection of letters in ../shared/data/mail/{folder}")
    return found


@pytest.mark.django_db
def test_every_bounce_is_taken_in_and_none_becomes_a_ticket_or_gets_an_answer(receive):
    bounces = [path for path in letters("bounces") if path.suffix == ".eml"]
    wrong = [path.name for path in bounces if receive(path.read_bytes()).state in {State.KEPT, State.FAILED}]
    assert wrong == []
    became = dict(IncomingLetter.objects.filter(about="ticket").values_list("title", "subject"))
    assert became == {}
    assert not Ticket.objects.exists()
    assert not OutgoingLetter.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("folder", ["mime", "replies", "tnef"])
def test_every_letter_has_a_visible_outcome(receive, folder):
    for path in letters(folder):
        kept = receive(path.read_bytes())
        assert kept.state in {State.ACCEPTED, State.AUTOMATIC, State.BOUNCE, State.ASIDE}, path.name


@pytest.mark.django_db
def test_cut_and_mutated_letters_are_never_lost(receive, settings):
    chance = random.Random(42)
    whole = letter("Een gewone tekst.\r\n" * 20, Cc="bram@voorbeeld.test", MIME_Version="1.0")
    for _ in range(60):
        raw = bytearray(whole[: chance.randrange(1, len(whole))])
        for _ in range(chance.randrange(12)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        assert receive(bytes(raw)).state != State.FAILED


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\x00" * 1000, b"Subject: " + b"=?utf-8?q?a?= " * 20_000 + b"\r\n\r\nx",
        b"To: " + b"a@b.test, " * 20_000 + b"\r\n\r\nx", b"X: " + b"y" * 5_000_000 + b"\r\n\r\nx",
        b"Content-Type: message/rfc822\r\n\r\n" * 3_000,
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + b"--b\r\n\r\nx\r\n" * 10_000,
        b"Content-Type: text/html\r\n\r\n" + b"<div>" * 80_000,
    ],
    ids=["empty", "nul", "words", "addresses", "header", "deep", "parts", "html"],
)  # fmt: skip
def test_hostile_bytes_become_a_letter_all_the_same(raw):
    assert safely_read(raw) is not None
