"""What allauth asks us."""

import base64
import hashlib
import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from servicepunt.entrypoints.signin.accounts import comes_by_broker_only
from servicepunt.entrypoints.signin.backends import LONGEST, may_come_in
from servicepunt.entrypoints.signin.browsers import known_browser, remember_browser
from servicepunt.entrypoints.signin.suppliers import BY_BROKER, join_who_waited
from servicepunt.foundation.clock import now
from servicepunt.foundation.identifiers import normal_email

_log = logging.getLogger("servicepunt.signin")

_WRONG = "Dit e-mailadres en wachtwoord horen niet bij elkaar. Controleer ze en probeer opnieuw."


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Nobody makes an own account: people come from a file or an administrator."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _WRONG,
        "email_password_mismatch": _WRONG,
        "invalid_login": _WRONG,
        "unknown_email": _WRONG,
        "enter_current_password": "Dit is niet je huidige wachtwoord.",
        "incorrect_password": "Dit wachtwoord klopt niet.",
        "incorrect_code": "Deze code klopt niet. Wacht op een nieuwe code en probeer opnieuw.",
        "too_many_login_attempts": "Het ging te vaak mis. Wacht vijf minuten en probeer opnieuw.",
        "rate_limited": "Het ging te vaak mis. Wacht een paar minuten en probeer opnieuw.",
        "invalid_password_reset": "Deze link werkt niet meer. Vraag een nieuwe aan.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse signing up."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: the page that follows says it."""

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        """Refuse whoever left, also with a passkey; and another way in to who comes by the broker only."""
        is_by_broker = kwargs.get("signal_kwargs") == BY_BROKER
        if not may_come_in(user, now()) or (not is_by_broker and comes_by_broker_only(user)):
            clear_login(request)
            return self.respond_user_inactive(request, user)  # type: ignore[no-any-return]  # allauth is untyped
        return super().pre_login(request, user, **kwargs)  # type: ignore[no-any-return]  # allauth is untyped

    def post_login(self, request: Any, user: Any, **kwargs: Any) -> HttpResponse:
        """Go where one was going, and know this browser the next time."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        remember_browser(response, user.email or "")
        join_who_waited(request, user)
        _log.info("signed in", extra={"person": user.pk})
        return response

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Note that it failed, never with what was typed: a password lands in the wrong field easily."""
        _log.warning("signing in failed")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count failures per address, whatever host was asked; in a known browser by themselves."""
        email = normal_email(str(credentials.get("email") or ""))
        return f"{email} {known_browser(request, email)}"

    def clean_password(self, password: str, user: Any = None) -> str:
        """
        Refuse a password with which one could not sign in.

        :raises ValidationError: if it is endless, has a zero character, or the validators refuse it.
        """
        if "\0" in password or len(password) > LONGEST:
            raise ValidationError(f"Kies een wachtwoord van hoogstens {LONGEST} gewone tekens.")
        return super().clean_password(password, user)  # type: ignore[no-any-return]  # allauth is untyped


class BrokerAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """How the broker is asked: in a few seconds, and never by another address than the one that was set."""

    def get_requests_session(self) -> Any:
        """Return what asks: with allauth's limit of time, and without following anybody elsewhere."""
        session = super().get_requests_session()
        session.max_redirects = 0
        return session


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is untyped
    """Keep the secrets of second steps encrypted, with a key from SECRET_KEY."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "Deze code klopt niet. Wacht op een nieuwe code en probeer opnieuw.",
    }

    def encrypt(self, text: str) -> str:
        """Return the secret as it is stored."""
        return self._box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret."""
        return self._box().decrypt(encrypted_text.encode()).decode()

    def _box(self) -> Fernet:
        key = hashlib.sha256(b"servicepunt second step:" + settings.SECRET_KEY.encode()).digest()
        return Fernet(base64.urlsafe_b64encode(key))
