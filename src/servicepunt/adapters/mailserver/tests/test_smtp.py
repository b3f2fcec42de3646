"""Handing letters to a real server that takes, refuses, hangs and breaks."""

import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from servicepunt.adapters.mailserver.client import DeliveryUncertain, MailServerError, OAuth2
from servicepunt.adapters.mailserver.oauth import AccessTokens
from servicepunt.adapters.mailserver.smtp import RecipientResult, send
from servicepunt.adapters.mailserver.tests.conftest import PASSWORD, USER, smtp_account
from tests.servers.process import free_port
from tests.servers.smtpsink import SmtpSink
from tests.servers.tcp_fault import FaultyLine

pytestmark = pytest.mark.server
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
OAUTH = OAuth2(token_url="http://127.0.0.1/token", client_id="servicepunt")
RAW = b"From: servicepunt@dorp.test\r\nSubject: antwoord\r\nMessage-ID: <1@dorp.test>\r\n\r\nDag\r\n.\r\n..punt\r\nDag"


def offer(sink: SmtpSink, *recipients: str, raw: bytes = RAW, **changes: object) -> list[RecipientResult]:
    return send(smtp_account(sink, **changes), envelope_from=USER, recipients=recipients, raw=raw)


def test_a_letter_arrives_as_it_was_encrypted_and_signed_in(sink: SmtpSink) -> None:
    (answer,) = offer(sink, "heel@elders.test")
    assert (answer.is_accepted, answer.code) == (True, 250)
    (taken,) = sink.to("heel@elders.test")
    assert taken.raw == RAW + b"\r\n"
    assert (taken.is_encrypted, taken.user, taken.sender) == (True, USER, USER)


@pytest.mark.parametrize("security", ["tls", "none"])
def test_other_kinds_of_line(security: str) -> None:
    with SmtpSink(security=security) as sink:
        (answer,) = offer(sink, "ok@elders.test", user="")
        assert answer.is_accepted
        assert sink.taken[0].is_encrypted is (security == "tls")


def test_each_recipient_has_an_answer_of_its_own(sink: SmtpSink) -> None:
    fine, unknown, greylisted, odd = offer(
        sink, "mix@elders.test", "perm550@elders.test", "tmp451.1@elders.test", "a b@x\r\nRCPT TO:<c@d>"
    )
    assert fine.is_accepted
    assert (unknown.is_accepted, unknown.is_permanent, unknown.code) == (False, True, 550)
    assert unknown.words == "550 5.1.1 No such user here"
    assert (greylisted.is_accepted, greylisted.is_permanent, greylisted.code) == (False, False, 451)
    assert (odd.is_accepted, odd.is_permanent, odd.code) == (False, True, 0)
    assert sink.to("mix@elders.test")[0].recipients == ("mix@elders.test",)
    (again,) = offer(sink, "tmp451.1@elders.test")
    assert again.is_accepted


def test_a_letter_nobody_takes_is_not_sent(sink: SmtpSink) -> None:
    before = len(sink.taken)
    (answer,) = offer(sink, "perm550@elders.test")
    assert not answer.is_accepted
    assert len(sink.taken) == before


def test_a_refusal_after_the_letter_counts_for_all_who_were_accepted(sink: SmtpSink) -> None:
    first, second, third = offer(sink, "data552@elders.test", "ander@elders.test", "perm550@elders.test")
    assert [answer.code for answer in (first, second, third)] == [552, 552, 550]
    assert first.is_permanent
    assert "too big" in first.words
    (later,) = offer(sink, "data451@elders.test")
    assert (later.is_permanent, later.code) == (False, 451)


def test_a_letter_over_the_servers_limit_is_not_even_offered() -> None:
    with SmtpSink(size_limit=1000) as sink:
        with pytest.raises(MailServerError, match="groter dan") as told:
            offer(sink, "ok@elders.test", raw=RAW + b"x" * 2000)
        assert (told.value.permanent, told.value.stage) == (True, "letter")


def test_a_break_after_the_letter_is_uncertain_and_the_second_copy_can_be_told(sink: SmtpSink) -> None:
    raw = RAW.replace(b"<1@", b"<drop-1@")
    with pytest.raises(DeliveryUncertain):
        offer(sink, "drop@elders.test", raw=raw)
    assert offer(sink, "drop@elders.test", raw=raw)[0].is_accepted
    assert [letter.raw for letter in sink.to("drop@elders.test")] == [raw + b"\r\n"] * 2


def test_a_break_before_the_end_of_the_letter_is_certain() -> None:
    with SmtpSink(security="none") as sink, FaultyLine(sink.port) as line:
        for moment in (rb"(?i)^ehlo", rb"(?i)^mail from", rb"(?i)^rcpt to", rb"(?i)^data"):
            line.cut_on, line.after_reply = moment, False
            with pytest.raises(MailServerError) as told:
                offer(sink, "ok@elders.test", port=line.port, user="")
            assert not told.value.permanent
        line.cut_on, line.after_reply = rb"\r\n\.\r\n", True
        with pytest.raises(DeliveryUncertain):
            offer(sink, "zeker@elders.test", port=line.port, user="")
        assert len(sink.taken) == 1
        line.cut_on, line.after_reply = rb"(?i)^quit", False
        assert offer(sink, "zeker@elders.test", port=line.port, user="")[0].is_accepted


def test_a_slow_server_after_the_letter_is_uncertain_and_before_it_for_now(sink: SmtpSink) -> None:
    with pytest.raises(DeliveryUncertain):
        offer(sink, "slow.1500@elders.test", read_seconds=0.4)
    with FaultyLine(sink.port) as line:
        line.is_silent = True
        started = time.monotonic()
        with pytest.raises(MailServerError) as told:
            offer(sink, "ok@elders.test", port=line.port, connect_seconds=0.5)
        assert not told.value.permanent
        assert time.monotonic() - started < 3


def test_a_server_that_is_not_there_or_hangs_up_is_for_now(sink: SmtpSink) -> None:
    with FaultyLine(sink.port) as line:
        line.is_refusing = True
        for port in (free_port(), line.port):
            with pytest.raises(MailServerError) as told:
                offer(sink, "ok@elders.test", port=port)
            assert (told.value.permanent, told.value.stage) == (False, "line")


def test_a_wrong_password_is_about_the_login_and_not_the_letter(sink: SmtpSink) -> None:
    with pytest.raises(MailServerError, match="535") as told:
        offer(sink, "ok@elders.test", password="fout")
    assert (told.value.permanent, told.value.stage, told.value.is_quoted) == (True, "login", True)


def test_a_server_that_lets_nobody_sign_in_is_told_in_our_words(sink: SmtpSink) -> None:
    with pytest.raises(MailServerError, match="geen manier van aanmelden") as told:
        offer(sink, "ok@elders.test", security="none")
    assert (told.value.stage, told.value.is_quoted) == ("login", False)


def test_a_line_that_should_be_protected_is_never_used_bare() -> None:
    with SmtpSink(security="none") as sink:
        with pytest.raises(MailServerError, match="STARTTLS") as told:
            offer(sink, "ok@elders.test", security="starttls")
        assert told.value.permanent
        assert sink.taken == []


def test_a_certificate_of_nobody_we_know_is_refused(sink: SmtpSink) -> None:
    with pytest.raises(MailServerError, match="certificaat") as told:
        offer(sink, "ok@elders.test", ca_file=None)
    assert told.value.permanent


def test_the_null_sender_and_letters_of_any_script(sink: SmtpSink) -> None:
    raw = "Subject: één\r\n\r\nGroeten uit Súdwest-Fryslân\r\n".encode()
    account = smtp_account(sink)
    (answer,) = send(account, envelope_from="", recipients=["jürgen@elders.test"], raw=raw)
    assert answer.is_accepted
    (taken,) = sink.to("jürgen@elders.test")
    assert (taken.sender, taken.raw) == ("", raw)


def test_line_ends_become_those_of_mail(sink: SmtpSink) -> None:
    offer(sink, "regel@elders.test", raw=b"Subject: a\n\nb\n.c\rd\r\n")
    assert sink.to("regel@elders.test")[0].raw == b"Subject: a\r\n\r\nb\r\n.c\r\nd\r\n"


def test_a_token_signs_in_and_a_withdrawn_one_is_renewed_once(sink: SmtpSink) -> None:
    sink.tokens["vers"] = USER
    asked: list[bool] = []

    class Tokens(AccessTokens):
        def token(self, *, fresh: bool = False) -> str:
            asked.append(fresh)
            return "vers" if fresh else "oud"

    tokens = Tokens(OAUTH, load=lambda: None, save=lambda *_: None, now=lambda: NOON)
    account = replace(smtp_account(sink), oauth=OAUTH, password="")
    (answer,) = send(account, envelope_from=USER, recipients=["token@elders.test"], raw=RAW, tokens=tokens)
    assert (answer.is_accepted, asked) == (True, [False, True])
    sink.tokens.clear()
    with pytest.raises(MailServerError, match="401") as told:
        send(account, envelope_from=USER, recipients=["token@elders.test"], raw=RAW, tokens=tokens)
    assert (told.value.permanent, told.value.stage) == (True, "login")
    assert PASSWORD not in repr(smtp_account(sink))
