"""The forms of allauth with our words for what is missing."""

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
)
from allauth.mfa.base.forms import AuthenticateForm as CodeForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.http import HttpRequest

from servicepunt.design.formfields import Dutch, Words
from servicepunt.entrypoints.signin.jobs import mail_password_link
from servicepunt.foundation.identifiers import normal_email

_EMAIL = {"required": "Vul je e-mailadres in.", "invalid": "Vul een e-mailadres in, zoals naam@gemeente.nl."}


class SignInForm(Dutch, LoginForm):  # type: ignore[misc]  # allauth is untyped
    """E-mail and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].error_messages |= _EMAIL
        self.fields["password"].error_messages["required"] = "Vul je wachtwoord in."


class ForgottenForm(Dutch, ResetPasswordForm):  # type: ignore[misc]  # allauth is untyped
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


class NewPassword(Dutch, ChangePasswordForm):  # type: ignore[misc]  # allauth is untyped
    """Another password, by who knows the present one."""


class FirstPassword(Dutch, SetPasswordForm):  # type: ignore[misc]  # allauth is untyped
    """A password for who has none."""


class PasswordByLink(Dutch, ResetPasswordKeyForm):  # type: ignore[misc]  # allauth is untyped
    """A new password by the link that was mailed."""


class PasswordAgain(Dutch, ReauthenticateForm):  # type: ignore[misc]  # allauth is untyped
    """The password once more, before something about signing in changes."""


class Code(Dutch, CodeForm):  # type: ignore[misc]  # allauth is untyped
    """The code of the second step."""


class CodeAgain(Dutch, CodeAgainForm):  # type: ignore[misc]  # allauth is untyped
    """The code once more, before something about signing in changes."""


class CodesOn(Dutch, ActivateTOTPForm):  # type: ignore[misc]  # allauth is untyped
    """The first code of an app."""


class PasskeyOn(Dutch, AddWebAuthnForm):  # type: ignore[misc]  # allauth is untyped
    """A new passkey with its name."""


class PasskeyName(Dutch, EditWebAuthnForm):  # type: ignore[misc]  # allauth is untyped
    """Another name for a passkey."""


class MailedCode(Dutch, forms.Form):
    """The code that was mailed to somebody who comes in for the first time."""

    code = Words(ask="Vul de code uit de mail in.", most=40)

    def clean_code(self) -> str:
        """Return the code as it was made, however it was typed."""
        return "".join(char for char in self.cleaned_data["code"].upper() if char.isalnum())


class Newcomer(Dutch, forms.Form):
    """Who somebody of a supplier is that comes in for the first time."""

    name = Words(ask="Vul je naam in.", most=160)
    email = forms.EmailField(
        max_length=254, error_messages={"required": "Vul je e-mailadres in.", "invalid": _EMAIL["invalid"]}
    )
