"""The forms of allauth with our words for what is missing."""

from typing import Any

from allauth.account.forms import LoginForm, ResetPasswordForm

_EMAIL = {"required": "Vul je e-mailadres in.", "invalid": "Vul een e-mailadres in, zoals naam@gemeente.nl."}


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth is untyped
    """E-mail and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].error_messages |= _EMAIL
        self.fields["password"].error_messages["required"] = "Vul je wachtwoord in."


class ForgottenForm(ResetPasswordForm):  # type: ignore[misc]  # allauth is untyped
    """The e-mail address that gets the link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].error_messages |= _EMAIL
