"""What mail servers say about delivery, in the forms that they made up for it."""

import json
import time
from pathlib import Path

import pytest

from servicepunt.domains.mail.rules.bounces import read_bounce, read_bounces
from servicepunt.domains.mail.rules.mime import parse

COLLECTION = Path(__file__).resolve().parents[6] / "shared" / "data" / "mail" / "bounces"
HEAD = b"From: MAILER-DAEMON@elders.test\r\nTo: sp@dorp.test\r\nSubject: Undelivered Mail Returned to Sender\r\n"
RETURNED = b"Message-ID: <ons-1@dorp.test>\r\nFrom: sp@dorp.test\r\nTo: joost@elders.test\r\nSubject: Re: x\r\n\r\nDag"


def report(*fields: str) -> bytes:
    about = "\r\n".join(["Final-Recipient: rfc822; joost@elders.test", *fields]).encode()
    return (
        HEAD + b'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        b"Reporting-MTA: dns; elders.test\r\n\r\n" + about + b"\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
        + RETURNED + b"\r\n--b--\r\n"
    )  # fmt: skip


def test_a_report_by_the_standard_says_who_why_and_about_which_letter():
    raw = report(
        "Action: failed", "Status: 5.1.1", "Diagnostic-Code: smtp; 550 5.1.1 <joost@elders.test>: User unknown"
    )
    bounce = read_bounce(raw)
    assert (bounce.recipient, bounce.status, bounce.reply) == ("joost@elders.test", "5.1.1", "550")
    assert (bounce.reason, bounce.is_hard, bounce.message_id) == ("userunknown", True, "<ons-1@dorp.test>")


@pytest.mark.parametrize(
    ("fields", "status", "reason", "is_hard"),
    [
        (["Status: 5.2.2", "Diagnostic-Code: smtp; 552 5.2.2 Mailbox full"], "5.2.2", "mailboxfull", False),
        (["Status: 4.4.7", "Action: delayed"], "4.4.7", "expired", False),
        (["Status: 5.0.0", "Diagnostic-Code: smtp; 550 5.7.1 blocked using zen"], "5.7.1", "blocked", False),
        (["Status: 5.1.2", "Diagnostic-Code: X; Host not found"], "5.1.2", "hostunknown", True),
        (["Status: 4.2.1", "Diagnostic-Code: smtp; 450 4.2.1 User unknown"], "4.2.1", "userunknown", False),
    ],
)
def test_the_status_and_the_words_say_whether_it_is_for_good(fields, status, reason, is_hard):
    bounce = read_bounce(report("Action: failed", *fields))
    assert (bounce.status, bounce.reason, bounce.is_hard) == (status, reason, is_hard)


def test_a_notice_without_fields_is_read_from_its_text():
    text = (
        b"<joost@elders.test>:\r\nRemote host said: 550 no such user here\r\n\r\n--- Below this line is a copy\r\n\r\n"
    )
    bounce = read_bounce(HEAD + b"\r\nHi. This is the qmail-send program.\r\n" + text + RETURNED)
    assert (bounce.recipient, bounce.reason, bounce.is_hard) == ("joost@elders.test", "userunknown", True)
    assert bounce.message_id == "<ons-1@dorp.test>"


def test_every_recipient_of_a_report_is_told_apart():
    two = report("Action: failed", "Status: 5.1.1", "", "Final-Recipient: rfc822; els@elders.test", "Status: 5.2.2")
    assert [(bounce.recipient, bounce.status) for bounce in read_bounces(two)] == [
        ("joost@elders.test", "5.1.1"),
        ("els@elders.test", "5.2.2"),
    ]


def test_a_text_that_begins_with_spaces_is_no_header():
    assert parse(b"Subject: x\r\n\r\n  - eerst dit\r\n\r\n dan dat").content() == b"  - eerst dit\r\n\r\n dan dat"
    broken = b'Content-Type: multipart/mixed;\r\n\r\n\tboundary="b"\r\n\r\n--b\r\n\r\nDag\r\n--b--\r\n'
    assert [part.content() for part in parse(broken).children] == [b"Dag"]


@pytest.mark.parametrize("word", [b"a@", b"550 5.1.1 ", b"- ", b"user ", b"mailbox is ", b"\n", b"(", b'{"a":'])
def test_hostile_notices_cost_linear_time(word):
    began = time.process_time()
    read_bounces(HEAD + b"\r\n" + word * (1_500_000 // len(word)))
    assert time.process_time() - began < 5


def test_the_collection_is_classified():
    if not COLLECTION.is_dir():
        pytest.skip("no collection of bounces in ../shared/data/mail/bounces")
    expected = json.loads((COLLECTION / "expected.json").read_text())
    there = {name: want[0] for name, want in expected.items() if (COLLECTION / f"{name}.eml").exists()}
    read = {name: read_bounce((COLLECTION / f"{name}.eml").read_bytes()) for name in there}
    status = [name for name, want in there.items() if read[name].status != want[0]]
    hard = [name for name, want in there.items() if read[name].is_hard != want[3]]
    assert len(status) <= 0.05 * len(there), status
    assert len(hard) <= 0.05 * len(there), hard
