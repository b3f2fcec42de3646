"""The browsers that somebody signed in with before: who guesses elsewhere does not lock them out of these."""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from servicepunt.foundation.identifiers import normal_email

COOKIE = "servicepunt_browser"
KEPT = 180 * 24 * 3600  # seconds


def known_browser(request: HttpRequest, email: str) -> str:
    """Return the name of this browser when this address came in with it before, or nothing."""
    return str(request.get_signed_cookie(COOKIE, default="", salt=_salt(email), max_age=KEPT) or "")


def remember_browser(response: HttpResponse, email: str) -> None:
    """Give the browser a name that counts for this address only."""
    response.set_signed_cookie(
        COOKIE,
        secrets.token_hex(16),
        salt=_salt(email),
        max_age=KEPT,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def _salt(email: str) -> str:
    return f"servicepunt browser:{normal_email(email)}"
