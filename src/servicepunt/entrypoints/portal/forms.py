"""What we accept from somebody who asks."""

from django import forms

from servicepunt.design.formfields import Choice, Dutch, Words, choices_of
from servicepunt.domains.agreements.rules.priority import Urgency
from servicepunt.domains.tickets.forms import Key


class Ask(Dutch, forms.Form):
    """What an employee asks in own words; what is wrong with its files is said at `uploads`."""

    uploads = forms.Field(required=False)

    title = Words(ask="Schrijf in een paar woorden waar het over gaat.", most=200)
    text = Words(ask="Vertel wat er aan de hand is of wat je nodig hebt.")
    urgency = Choice(ask="Kies wat past.", choices=choices_of(Urgency), required=False)
    key = Key()


class Answer(Dutch, forms.Form):
    """What an employee adds to an own ticket; what is wrong with its files is said at `uploads`."""

    uploads = forms.Field(required=False)

    text = Words(ask="Schrijf eerst een bericht.")
    key = Key()


class Deny(Dutch, forms.Form):
    """What is not solved yet."""

    denied = Words(ask="", required=False)
    key = Key()


class Rate(Dutch, forms.Form):
    """How it went, 1–5."""

    score = forms.TypedChoiceField(
        choices=[(str(n), str(n)) for n in range(1, 6)],
        coerce=int,
        error_messages={
            "required": "Kies een cijfer van 1 tot 5.",
            "invalid_choice": "Kies een cijfer van 1 tot 5.",
        },
    )
    remark = Words(ask="", most=2_000, required=False)
