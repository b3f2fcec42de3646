"""Reading real mailboxes, on servers that can much, less and nearly nothing."""

import threading
import time
from datetime import UTC, datetime

import pytest

from servicepunt.adapters.mailserver.client import MailServerError, OAuth2
from servicepunt.adapters.mailserver.imap import ImapInbox
from servicepunt.adapters.mailserver.oauth import AccessTokens
from servicepunt.adapters.mailserver.tests.conftest import USER, imap_account
from tests.servers.dovecot import Dovecot, subject
from tests.servers.process import free_port
from tests.servers.tcp_fault import FaultyLine

pytestmark = pytest.mark.server
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
OAUTH = OAuth2(token_url="http://127.0.0.1/token", client_id="servicepunt")


def letter(number: int, size: int = 0) -> bytes:
    head = f"From: joost@dorp.test\r\nSubject: melding {number}\r\nMessage-ID: <{number}@dorp.test>\r\n\r\n"
    return head.encode() + b"Regel\r\n" + (b"x" * 70 + b"\r\n") * (size // 72)


@pytest.mark.parametrize("security", ["tls", "starttls", "none"])
def test_a_mailbox_opens_over_every_kind_of_line(server: Dovecot, security: str) -> None:
    port = server.imaps_port if security == "tls" else server.imap_port
    with ImapInbox(imap_account(server, security=security, port=port)) as inbox:
        assert inbox.uid_validity > 0
        assert inbox.uids() == []
        assert inbox.has_idle is (server.profile != "bare")


def test_letters_read_by_others_are_work_too_and_reading_changes_nothing(server: Dovecot) -> None:
    for number in range(3):
        server.deliver(letter(number))
    server.doveadm("flags", "add", "-u", USER, "\\Seen", "mailbox", "INBOX", "1")
    with ImapInbox(imap_account(server)) as inbox:
        uids = inbox.uids()
        fetched = [inbox.fetch(uid) for uid in uids]
    assert [subject(one.raw) for one in fetched if one] == ["melding 0", "melding 1", "melding 2"]
    assert all(one.is_whole and one.received_at.tzinfo for one in fetched if one and one.received_at)
    assert server.doveadm("search", "-u", USER, "mailbox", "INBOX", "unseen").count("\n") == 2


def test_the_bytes_are_those_of_the_server(server: Dovecot) -> None:
    raw = letter(1, size=3_000_000)
    server.deliver(raw)
    with ImapInbox(imap_account(server)) as inbox:
        (uid,) = inbox.uids()
        found = inbox.fetch(uid)
    assert found is not None
    assert found.raw.endswith(raw)
    assert found.size == len(found.raw)


def test_of_a_letter_over_the_limit_only_the_header_is_fetched(server: Dovecot) -> None:
    server.deliver(letter(1, size=200_000))
    with ImapInbox(imap_account(server), largest=100_000) as inbox:
        (uid,) = inbox.uids()
        found = inbox.fetch(uid)
    assert found is not None
    assert not found.is_whole
    assert found.size > 190_000
    assert subject(found.raw) == "melding 1"
    assert len(found.raw) < 2000


def test_a_letter_that_somebody_took_away_is_nothing(server: Dovecot) -> None:
    server.deliver(letter(1))
    with ImapInbox(imap_account(server)) as inbox:
        (uid,) = inbox.uids()
        server.empty()
        inbox.uids()
        assert inbox.fetch(uid) is None
        inbox.move(uid, "Verwerkt")
    assert server.count("Verwerkt") == 0


def test_a_letter_moves_to_a_folder_that_is_made_when_needed(server: Dovecot) -> None:
    server.deliver(letter(1))
    server.deliver(letter(2))
    folder = f"Nieuw-{time.monotonic_ns()}"
    with ImapInbox(imap_account(server)) as inbox:
        inbox.move(inbox.uids()[0], folder)
        assert len(inbox.uids()) == 1
    assert (server.count("INBOX"), server.count(folder)) == (1, 1)


def test_moving_leaves_alone_what_others_have_marked_as_deleted(server: Dovecot) -> None:
    for number in range(3):
        server.deliver(letter(number))
    server.doveadm("flags", "add", "-u", USER, "\\Deleted", "mailbox", "INBOX", "3")
    with ImapInbox(imap_account(server)) as inbox:
        inbox.ensure_folders(["Verwerkt"])
        inbox.ensure_folders(["Verwerkt", "Mislukt é"])
        inbox.move(inbox.uids()[0], "Verwerkt")
        assert len(inbox.uids()) == 2
    assert server.doveadm("search", "-u", USER, "mailbox", "INBOX", "deleted").count("\n") == 1
    assert (server.count("INBOX"), server.count("Verwerkt")) == (2, 1)


def test_a_new_uid_validity_is_seen(server: Dovecot) -> None:
    server.deliver(letter(1))
    with ImapInbox(imap_account(server)) as inbox:
        before = inbox.uid_validity
    after = server.new_uid_validity()
    with ImapInbox(imap_account(server)) as inbox:
        assert inbox.uid_validity == after != before
        assert len(inbox.uids()) == 1


@pytest.mark.parametrize("security", ["tls", "none"])
def test_what_came_before_the_wait_is_told_at_once(server: Dovecot, security: str) -> None:
    port = server.imaps_port if security == "tls" else server.imap_port
    with ImapInbox(imap_account(server, security=security, port=port)) as inbox:
        for number in range(8):
            before = len(inbox.uids())
            server.deliver(letter(number))
            started = time.monotonic()
            is_news = inbox.idle(20)
            assert (is_news, time.monotonic() - started < 10) == (inbox.has_idle, True)
            assert len(inbox.uids()) == before + 1


def test_news_ends_the_wait_and_without_idle_there_is_no_wait(server: Dovecot) -> None:
    with ImapInbox(imap_account(server)) as inbox:
        postman = threading.Timer(0.3, server.deliver, [letter(1)])
        postman.start()
        started = time.monotonic()
        is_news = inbox.idle(20)
        took = time.monotonic() - started
        postman.join()
        if server.profile == "bare":
            assert (is_news, took < 0.2) == (False, True)
        else:
            assert (is_news, took < 5) == (True, True)
            assert inbox.idle(0.05) is False
        assert len(inbox.uids()) == 1


def test_a_wrong_password_is_final_and_says_so(server: Dovecot) -> None:
    with (
        pytest.raises(MailServerError, match="AUTHENTICATIONFAILED") as told,
        ImapInbox(imap_account(server, password="fout")),
    ):
        pass
    assert (told.value.permanent, told.value.stage) == (True, "login")
    assert told.value.words.startswith("[AUTHENTICATIONFAILED] ")
    assert "fout" not in repr(imap_account(server, password="fout"))


def test_a_password_of_any_letters_is_possible(server: Dovecot) -> None:
    with pytest.raises(MailServerError) as told, ImapInbox(imap_account(server, password="gehéim")):
        pass
    assert told.value.stage == "login"


def test_a_certificate_of_nobody_we_know_is_refused(server: Dovecot) -> None:
    for port, security in ((server.imaps_port, "tls"), (server.imap_port, "starttls")):
        account = imap_account(server, ca_file=None, port=port, security=security)
        with pytest.raises(MailServerError, match="certificaat") as told, ImapInbox(account):
            pass
        assert told.value.permanent


def test_a_server_that_is_not_there_is_for_now(server: Dovecot) -> None:
    with pytest.raises(MailServerError) as told, ImapInbox(imap_account(server, port=free_port())):
        pass
    assert (told.value.permanent, told.value.stage) == (False, "line")


def kept_tokens(*tokens: str) -> tuple[AccessTokens, list[str]]:
    given = list(tokens)
    saved: list[str] = []

    class Tokens(AccessTokens):
        def token(self, *, fresh: bool = False) -> str:
            if fresh:
                given.pop(0)
            saved.append(given[0])
            return given[0]

    return Tokens(OAUTH, load=lambda: None, save=lambda *_: None, now=lambda: NOON), saved


def test_a_token_signs_in_and_a_withdrawn_one_is_renewed_once(server: Dovecot) -> None:
    server.tokens["vers"] = USER
    account = imap_account(server, password="", oauth=OAUTH)
    tokens, used = kept_tokens("oud", "vers")
    with ImapInbox(account, tokens=tokens) as inbox:
        assert inbox.uids() == []
    assert used == ["oud", "vers"]
    tokens, used = kept_tokens("oud", "ook-oud")
    with pytest.raises(MailServerError) as told, ImapInbox(account, tokens=tokens):
        pass
    assert (told.value.permanent, told.value.stage, used) == (True, "login", ["oud", "ook-oud"])


def test_a_line_that_breaks_anywhere_is_for_now_and_loses_nothing(server: Dovecot) -> None:
    for number in range(5):
        server.deliver(letter(number, size=5000))
    with FaultyLine(server.imap_port) as line:
        account = imap_account(server, port=line.port, security="none")
        seen: set[str] = set()
        for limit in [*range(50, 3000, 190), 8000, 15_000, 22_000, 10**9]:
            line.cut_after = limit
            try:
                with ImapInbox(account) as inbox:
                    for uid in inbox.uids():
                        found = inbox.fetch(uid)
                        assert found is not None
                        seen.add(subject(found.raw))
                        inbox.move(uid, "Verwerkt")
            except MailServerError as error:
                assert not error.permanent, (limit, error)
        assert line.cuts > 10
    assert server.count("INBOX") == 0
    assert seen == {f"melding {number}" for number in range(5)}


def test_a_move_whose_answer_is_lost_was_made(server: Dovecot) -> None:
    server.deliver(letter(1))
    with (
        FaultyLine(server.imap_port) as line,
        ImapInbox(imap_account(server, port=line.port, security="none")) as inbox,
    ):
        (uid,) = inbox.uids()
        inbox.ensure_folders(["Verwerkt"])
        line.cut_on, line.after_reply = rb"UID (MOVE|COPY)", True
        with pytest.raises(MailServerError) as told:
            inbox.move(uid, "Verwerkt")
    assert not told.value.permanent
    # Without MOVE the letter is in both: twice is allowed, never is not.
    assert server.count("INBOX") == (1 if server.profile == "bare" else 0)
    assert server.count("Verwerkt") >= 1


@pytest.mark.parametrize("security", ["tls", "starttls", "none"])
def test_a_silent_server_meets_our_own_time_limit(server: Dovecot, security: str) -> None:
    port = server.imaps_port if security == "tls" else server.imap_port
    with FaultyLine(port) as line:
        line.is_silent = True
        account = imap_account(server, port=line.port, security=security, connect_seconds=0.5, read_seconds=0.5)
        started = time.monotonic()
        with pytest.raises(MailServerError) as told, ImapInbox(account):
            pass
        assert time.monotonic() - started < 5
        assert not told.value.permanent


def test_a_server_that_falls_silent_while_we_read_or_wait(server: Dovecot) -> None:
    with FaultyLine(server.imap_port) as line:
        account = imap_account(server, port=line.port, security="none", read_seconds=0.5)
        for act in ("uids", "idle"):
            line.is_silent = False
            started = time.monotonic()
            with pytest.raises(MailServerError) as told, ImapInbox(account) as inbox:
                line.is_silent = True
                if act == "uids" or not inbox.has_idle:
                    inbox.uids()
                else:
                    inbox.idle(0.2)
            assert not told.value.permanent
            assert time.monotonic() - started < 5


def test_a_server_that_dies_and_comes_back(server: Dovecot) -> None:
    server.deliver(letter(1))
    with pytest.raises(MailServerError) as told, ImapInbox(imap_account(server)) as inbox:
        server.kill()
        inbox.uids()
    assert not told.value.permanent
    server.restart()
    with ImapInbox(imap_account(server)) as inbox:
        assert len(inbox.uids()) == 1


def test_a_server_that_keeps_all_folders_below_inbox() -> None:
    with Dovecot("full", prefix="INBOX/") as server:
        server.deliver(letter(1))
        with ImapInbox(imap_account(server)) as inbox:
            inbox.ensure_folders(["Verwerkt"])
            inbox.move(inbox.uids()[0], "Verwerkt")
        assert server.count("INBOX/Verwerkt") == 1


def test_an_account_with_oauth2_needs_tokens(server: Dovecot) -> None:
    with pytest.raises(ValueError, match="tokens"):
        ImapInbox(imap_account(server, oauth=OAUTH))
