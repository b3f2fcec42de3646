"""The forms of allauth with our words for what is missing."""

from typing import Any

from allauth.account.forms import LoginForm, ResetPasswordForm
from django.http import HttpRequest

from servicepunt.entrypoints.signin.jobs import mail_password_link
from servicepunt.foundation.identifiers import normal_email

_EMAIL = {"required": "Vul je e-mailadres in.", "invalid": "Vul een e-mailadres in, zoals naam@gemeente.nl."}


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth is untyped
    """E-mail and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].error_messages |= _EMAIL
        self.fields["password"].error_messages["required"] = "Vul je wachtwoord in."


class ForgottenForm(ResetPasswordForm):  # type: ignore[misc]  # allauth is untyped
    """The e-mail address that gets the link; whether we know it is found out by a worker, never in the request."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].error_messages |= _EMAIL

    def clean_email(self) -> str:
        """Return the address as it was given: nothing is looked up here."""
        return normal_email(self.cleaned_data["email"])

    def save(self, request: HttpRequest, **_: Any) -> str:
        """Ask a worker to mail the link; return the address."""
        email: str = self.cleaned_data["email"]
        mail_password_link.enqueue(email=email)
        return email
