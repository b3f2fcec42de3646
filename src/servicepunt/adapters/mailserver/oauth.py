"""Access tokens for a mail server (OAuth 2.0, RFC 6749), asked anew only when they are about to lapse."""

import json
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit

from servicepunt.adapters.mailserver.client import MailServerError, OAuth2

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_LARGEST_ANSWER = 100_000
_SECONDS = 15
FRESH = timedelta(minutes=5)

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

        :raises MailServerError: if the identity server gives none.
        """
        kept = None if fresh else self._load()
        if kept is not None and kept[1] - FRESH > self._now():
            return kept[0]
        token, seconds = _ask(self._oauth)
        self._save(token, self._now() + timedelta(seconds=seconds))
        return token


def _ask(oauth: OAuth2) -> tuple[str, int]:
    parts = urlsplit(oauth.token_url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise MailServerError(
            permanent=True, words="Het adres voor OAuth2 begint niet met https.", stage="login"
        )
    grant = {"grant_type": "client_credentials"}
    if oauth.refresh_token:
        grant = {"grant_type": "refresh_token", "refresh_token": oauth.refresh_token}
    grant |= {"client_id": oauth.client_id, "client_secret": oauth.client_secret, "scope": oauth.scope}
    body = urlencode({name: value for name, value in grant.items() if value}).encode()
    context = ssl.create_default_context(cafile=str(oauth.ca_file)) if oauth.ca_file else None
    try:
        with urllib.request.urlopen(oauth.token_url, data=body, timeout=_SECONDS, context=context) as answer:  # noqa: S310  # scheme checked above
            given = json.loads(answer.read(_LARGEST_ANSWER))
        return str(given["access_token"]), int(given.get("expires_in", 3600))
    except urllib.error.HTTPError as error:
        is_final = error.code in {400, 401, 403}
        words = f"OAuth2 weigerde de toegang ({error.code})."
        raise MailServerError(permanent=is_final, words=words, stage="login") from error
    except (urllib.error.URLError, OSError, ValueError, KeyError, TypeError) as error:
        words = f"OAuth2 gaf geen toegang: {type(error).__name__}"
        raise MailServerError(permanent=False, words=words, stage="login") from error
