"""Access tokens for a mail server (OAuth 2.0, RFC 6749), asked anew only when they are about to lapse."""

import json
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import datetime, timedelta
from http.client import HTTPException
from typing import IO
from urllib.parse import urlencode, urlsplit

from servicepunt.adapters.mailserver.client import MailServerError, OAuth2

THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
LARGEST_ANSWER = 100_000  # bytes
TIME_LIMIT = 15.0  # seconds, for each wait on the line
LONGEST_LIFE = 86_400  # seconds
NEARLY_OVER = timedelta(minutes=5)

Kept = tuple[str, datetime]


class AccessTokens:
    """
    The tokens of one account, kept where the caller says, so that every worker uses the same one.

    `load` returns the kept token and until when it holds (aware), or None; `save` keeps a new one; `now`
    returns this moment.
    """

    def __init__(
        self,
        oauth: OAuth2,
        *,
        load: Callable[[], Kept | None],
        save: Callable[[str, datetime], None],
        now: Callable[[], datetime],
    ) -> None:
        self._oauth, self._load, self._save, self._now = oauth, load, save, now

    def token(self, *, fresh: bool = False) -> str:
        """
        Return a token that holds for at least five minutes; `fresh` when the server refused the kept one.

        :raises MailServerError: at stage "login", if the identity server gives none.
        """
        kept = None if fresh else self._load()
        # Its life counts from before the question, so that we never think it longer than it is.
        asked_at = self._now()
        if kept is not None and kept[1] - NEARLY_OVER > asked_at:
            return kept[0]
        token, seconds = _understood(_ask(self._oauth))
        self._save(token, asked_at + timedelta(seconds=seconds))
        return token


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        # What is secret goes to the address that was set, and nowhere else.
        return None


def _ask(oauth: OAuth2) -> dict[str, object]:
    url = _checked(oauth.token_url)
    grant = {"grant_type": "client_credentials"}
    if oauth.refresh_token:
        grant = {"grant_type": "refresh_token", "refresh_token": oauth.refresh_token}
    grant |= {"client_id": oauth.client_id, "client_secret": oauth.client_secret, "scope": oauth.scope}
    body = urlencode({name: value for name, value in grant.items() if value}).encode()
    question = urllib.request.Request(url, data=body, headers={"Accept": "application/json"})
    try:
        with _opener(oauth).open(question, timeout=TIME_LIMIT) as answer:
            return _json(answer)
    except urllib.error.HTTPError as error:
        with error:
            raise _refusal(error.code, _json(error)) from error
    except (OSError, HTTPException) as error:
        words = f"OAuth2 gaf geen toegang: {error or type(error).__name__}"
        raise MailServerError(permanent=False, words=words, stage="login") from error


def _checked(url: str) -> str:
    try:
        parts = urlsplit(url)
        is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in THIS_MACHINE)
    except ValueError:
        is_safe = False
    if not is_safe:
        words = "Het adres voor OAuth2 begint niet met https."
        raise MailServerError(permanent=True, words=words, stage="login")
    return url


def _opener(oauth: OAuth2) -> urllib.request.OpenerDirector:
    handlers: list[urllib.request.BaseHandler] = [_NoRedirects()]
    if urlsplit(oauth.token_url).hostname in THIS_MACHINE:
        handlers.append(urllib.request.ProxyHandler({}))
    if oauth.ca_file:
        context = ssl.create_default_context(cafile=str(oauth.ca_file))
        handlers.append(urllib.request.HTTPSHandler(context=context))
    return urllib.request.build_opener(*handlers)


def _json(answer: IO[bytes]) -> dict[str, object]:
    try:
        given = json.loads(answer.read(LARGEST_ANSWER))
    except ValueError:
        return {}
    return given if isinstance(given, dict) else {}


def _refusal(status: int, given: dict[str, object]) -> MailServerError:
    is_final = 300 <= status < 500 and status not in {408, 429}
    words = f"OAuth2 weigerde de toegang ({status}). {given.get('error', '')} {given.get('error_description', '')}"
    return MailServerError(permanent=is_final, words=words, stage="login")


def _understood(given: dict[str, object]) -> tuple[str, int]:
    token = given.get("access_token")
    if not isinstance(token, str) or not token.isascii() or not token.isprintable() or not token:
        words = "OAuth2 gaf geen toegang: geen token in het antwoord"
        raise MailServerError(permanent=False, words=words, stage="login")
    try:
        seconds = int(str(given.get("expires_in", 3600)))
    except ValueError:
        seconds = 0
    return token, max(0, min(seconds, LONGEST_LIFE))
