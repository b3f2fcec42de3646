"""Access tokens from a real HTTP server of the test's own."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from servicepunt.adapters.mailserver.client import MailServerError, OAuth2
from servicepunt.adapters.mailserver.oauth import AccessTokens
from tests.servers.process import free_port

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


class TokenServer:
    def __init__(self) -> None:
        self.questions: list[dict[str, str]] = []
        self.status = 200
        self.answer: object = {"access_token": "t1", "expires_in": 3600}
        self.location = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/token"

    port = 0


@pytest.fixture
def server() -> Iterator[TokenServer]:
    state = TokenServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            fields = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            state.questions.append({name: values[0] for name, values in fields.items()})
            body = state.answer if isinstance(state.answer, bytes) else json.dumps(state.answer).encode()
            self.send_response(state.status)
            if state.location:
                self.send_header("Location", state.location)
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            state.questions.append({"followed": "yes"})
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listener:
        state.port = listener.server_port
        threading.Thread(target=listener.serve_forever, daemon=True).start()
        yield state
        listener.shutdown()


class Kept:
    def __init__(self) -> None:
        self.value: tuple[str, datetime] | None = None

    def save(self, token: str, expires_at: datetime) -> None:
        self.value = (token, expires_at)


def tokens_of(oauth: OAuth2, kept: Kept, now: Callable[[], datetime] = lambda: NOON) -> AccessTokens:
    return AccessTokens(oauth, load=lambda: kept.value, save=kept.save, now=now)


def test_a_token_is_asked_once_and_again_when_it_is_nearly_over(server: TokenServer) -> None:
    kept, moment = Kept(), [NOON]
    oauth = OAuth2(token_url=server.url, client_id="punt", client_secret="s&=", scope="https://mail/.default")
    tokens = tokens_of(oauth, kept, lambda: moment[0])
    assert [tokens.token(), tokens.token()] == ["t1", "t1"]
    assert server.questions == [
        {
            "grant_type": "client_credentials",
            "client_id": "punt",
            "client_secret": "s&=",
            "scope": "https://mail/.default",
        }
    ]
    assert kept.value == ("t1", NOON + timedelta(hours=1))
    server.answer = {"access_token": "t2", "expires_in": "3600"}
    moment[0] = NOON + timedelta(minutes=54)
    assert tokens.token() == "t1"
    moment[0] = NOON + timedelta(minutes=55)
    assert tokens.token() == "t2"
    server.answer = {"access_token": "t3"}
    assert tokens.token(fresh=True) == "t3"


def test_a_refresh_token_goes_before_the_clients_own_right(server: TokenServer) -> None:
    tokens_of(OAuth2(token_url=server.url, client_id="punt", refresh_token="r1"), Kept()).token()
    assert server.questions == [{"grant_type": "refresh_token", "refresh_token": "r1", "client_id": "punt"}]


@pytest.mark.parametrize(
    ("status", "is_permanent"),
    [(400, True), (401, True), (403, True), (408, False), (429, False), (500, False), (503, False)],
)
def test_a_refusal_is_final_or_for_now(server: TokenServer, status: int, is_permanent: bool) -> None:
    server.status, server.answer = status, {"error": "invalid_client"}
    with pytest.raises(MailServerError, match="invalid_client") as told:
        tokens_of(OAuth2(token_url=server.url, client_id="punt", client_secret="diepgeheim"), Kept()).token()
    assert (told.value.permanent, told.value.stage) == (is_permanent, "login")
    assert "diepgeheim" not in str(told.value)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_our_secret_is_not_carried_elsewhere(server: TokenServer, status: int) -> None:
    server.status, server.location = status, f"{server.url}/elders"
    with pytest.raises(MailServerError):
        tokens_of(OAuth2(token_url=server.url, client_id="punt"), Kept()).token()
    assert len(server.questions) == 1


@pytest.mark.parametrize(
    "answer", [b"", b"geen json", b"[]", {}, {"access_token": 3}, {"access_token": "a\r\nb"}, b"\xff\xfe" * 90_000]
)
def test_an_answer_without_a_token_is_for_now(server: TokenServer, answer: object) -> None:
    server.answer = answer
    with pytest.raises(MailServerError) as told:
        tokens_of(OAuth2(token_url=server.url, client_id="punt"), Kept()).token()
    assert not told.value.permanent


@pytest.mark.parametrize("url", ["http://elders.test/token", "ftp://127.0.0.1/", "file:///etc/passwd", "", "http://["])
def test_only_https_or_this_machine(url: str) -> None:
    with pytest.raises(MailServerError, match="https") as told:
        tokens_of(OAuth2(token_url=url, client_id="punt"), Kept()).token()
    assert told.value.permanent


def test_a_token_server_that_is_not_there_is_for_now() -> None:
    oauth = OAuth2(token_url=f"http://127.0.0.1:{free_port()}/", client_id="punt")
    with pytest.raises(MailServerError) as told:
        tokens_of(oauth, Kept()).token()
    assert not told.value.permanent
