"""What we accept about mailboxes."""

from typing import Any

from django import forms

from servicepunt.design.formfields import Dutch, Words
from servicepunt.domains.mail.actions import MailboxTaken, refuse_address
from servicepunt.domains.mail.models import Mailbox
from servicepunt.domains.mail.rules.standard import PLACES, unknown_places
from servicepunt.domains.people.queries import teams
from servicepunt.foundation.identifiers import normal_email

_LABELS = {
    "imap_security": "Beveiliging van ophalen",
    "smtp_security": "Beveiliging van versturen",
    "oauth_client_id": "Clientnummer",
    "oauth_scope": "Bereik (scope)",
    "per_minute": "Mails per minuut, hoogstens",
}


class StandardTextForm(Dutch, forms.Form):
    """A text that agents choose; `seen` is the version that was shown."""

    seen = forms.IntegerField(min_value=0, required=False)
    title = Words(ask="Geef de tekst een titel waaraan je hem herkent.", most=80)
    text = Words(ask="Schrijf de tekst.", most=10_000)
    is_offered = forms.BooleanField(required=False)

    def clean_seen(self) -> int:
        """Return the version, 0 for a new text."""
        return self.cleaned_data["seen"] or 0

    def clean_text(self) -> str:
        """Refuse a place that nobody can fill in."""
        text: str = self.cleaned_data["text"]
        if unknown := unknown_places(text):
            known = ", ".join(f"{{{name}}}" for name in PLACES)
            raise forms.ValidationError(f"{{{unknown[0]}}} kennen we niet. Gebruik een van deze: {known}.")
        return text


class MailboxForm(Dutch, forms.ModelForm):  # type: ignore[type-arg]  # ModelForm takes its model from Meta
    """A mailbox; the password is only written when something is typed."""

    seen = forms.IntegerField(min_value=0, required=False)
    new_secret = forms.CharField(
        label="Wachtwoord of clientgeheim", required=False, strip=False, widget=forms.PasswordInput
    )

    class Meta:
        model = Mailbox
        fields = [
            "name", "address", "team", "is_active", "imap_host", "imap_port", "imap_security",
            "smtp_host", "smtp_port", "smtp_security", "login", "user",
            "oauth_token_url", "oauth_client_id", "oauth_scope", "per_minute",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in _LABELS.items():
            self.fields[name].label = label
        self.fields["oauth_token_url"] = forms.URLField(
            label="Adres voor tokens", required=False, assume_scheme="https",
            error_messages={"invalid": "Vul een adres in dat met https:// begint."},
        )  # fmt: skip
        for name in ("imap_port", "smtp_port"):
            self.fields[name] = forms.IntegerField(label=self.fields[name].label, min_value=1, max_value=65_535)
        self.fields["team"].queryset = teams()  # type: ignore[attr-defined]  # ModelChoiceField
        for field in self.fields.values():
            is_choice = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
            label = str(field.label)
            wanted = f"Kies een waarde bij “{label}”." if is_choice else f"Vul bij “{label}” iets in."
            field.error_messages |= {"required": wanted, "invalid_choice": wanted}

    def clean_seen(self) -> int:
        """Return the version that was shown, 0 for a new mailbox: what is not told is not the newest."""
        return self.cleaned_data["seen"] or 0

    def clean_address(self) -> str:
        """Return the address as we keep it: however it is typed, it is one mailbox."""
        try:
            refuse_address(self.cleaned_data["address"], but=self.instance.pk)
        except MailboxTaken as taken:
            raise forms.ValidationError(str(taken)) from None
        return normal_email(self.cleaned_data["address"])
