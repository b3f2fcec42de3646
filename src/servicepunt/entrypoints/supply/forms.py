"""What we accept from suppliers, and from who holds a key."""

from django import forms

from servicepunt.design.formfields import Dutch, Words
from servicepunt.domains.tickets.forms import Key


class Ask(Dutch, forms.Form):
    """A question on content."""

    text = Words(ask="Schrijf je vraag op.", most=4_000)
    key = Key()


class Complain(Dutch, forms.Form):
    """A complaint about the procedure."""

    text = Words(ask="Schrijf op waar je klacht over gaat.", most=4_000)
    key = Key()


class Compare(Dutch, forms.Form):
    """Whether offers with one name and town are of one person."""

    is_same = forms.ChoiceField(
        choices=[("ja", "ja"), ("nee", "nee")],
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Kies of dit één persoon is."),
    )
    key = Key()


class Open(Dutch, forms.Form):
    """Somebody's own share."""

    passphrase = Words(ask="Vul je wachtzin in.", most=500, strip=False)
    key = Key()


class Renew(Dutch, forms.Form):
    """Another passphrase, twice."""

    passphrase = Words(ask="Vul je wachtzin van nu in.", most=500, strip=False)
    new_passphrase = Words(ask="Vul een nieuwe wachtzin in.", most=500, strip=False)
    passphrase_again = Words(ask="Vul de nieuwe wachtzin nog een keer in.", most=500, strip=False)

    def clean(self) -> dict[str, str]:
        """Both times must be the same."""
        cleaned = super().clean() or {}
        new, again = cleaned.get("new_passphrase"), cleaned.get("passphrase_again")
        if new and again and new != again:
            self.add_error("passphrase_again", "De twee nieuwe wachtzinnen zijn niet gelijk.")
        return cleaned
