"""What we accept from the page of a ticket."""

from typing import Any

from django import forms

from servicepunt.design.formfields import Choice, Chosen, Dutch, Moment, Words, choices_of
from servicepunt.domains.agreements.rules.priority import Impact, Priority, Urgency
from servicepunt.domains.agreements.rules.waiting import WaitReason
from servicepunt.domains.people.queries import agents, find_active_person, teams
from servicepunt.domains.tickets.forms import EMPTY, Key
from servicepunt.domains.tickets.rules.words import CATEGORIES, CAUSES, Kind, LinkKind


class Versioned(Dutch, forms.Form):
    """A form that carries the version of the ticket it was shown with."""

    seen = forms.IntegerField(min_value=0, error_messages={"required": "Ververs de pagina en probeer opnieuw."})


class Reply(Versioned):
    """
    An answer to the requester, a note, or a message to the supplier.

    What is wrong with its files is said at `uploads`.
    """

    uploads = forms.Field(required=False)

    audience = Choice(
        ask="Kies wie dit leest.",
        choices=[("public", "Antwoord"), ("internal", "Interne notitie"), ("supplier", "Leverancier")],
    )
    text = Words(ask="Schrijf eerst een tekst.")
    supplier_address = forms.EmailField(
        required=False, error_messages={"invalid": "Vul een e-mailadres in, zoals naam@leverancier.nl."}
    )
    key = Key()
    then = forms.CharField(max_length=12, required=False)

    def clean(self) -> dict[str, Any]:
        """A message to the supplier needs an address."""
        cleaned = super().clean() or {}
        if cleaned.get("audience") == "supplier" and not cleaned.get("supplier_address"):
            self.add_error("supplier_address", "Vul het e-mailadres van de leverancier in.")
        return cleaned


class Assign(Versioned):
    """Who works on it."""

    team = forms.ModelChoiceField(
        queryset=teams().none(),
        error_messages={
            "required": "Kies een behandelaarsgroep.",
            "invalid_choice": "Kies een behandelaarsgroep uit de lijst.",
        },
    )
    agent = forms.ModelChoiceField(
        queryset=agents().none(),
        required=False,
        error_messages={"invalid_choice": "Kies een behandelaar uit de lijst."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A ticket may stay with a group that stopped; whether it does is for the action to see.
        self.fields["team"].queryset = teams(with_stopped=True)  # type: ignore[attr-defined]  # ModelChoiceField
        self.fields["agent"].queryset = agents()  # type: ignore[attr-defined]  # ModelChoiceField


class Escalate(Versioned):
    """Handing over to a second-line team."""

    team = forms.ModelChoiceField(
        queryset=teams().none(),
        error_messages={
            "required": "Kies de groep die het overneemt.",
            "invalid_choice": "Kies een groep uit de lijst.",
        },
    )
    reason = Words(ask="Schrijf waarom je escaleert.", most=1_000)
    tried = Words(ask="Schrijf wat je al hebt geprobeerd.", most=2_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams().filter(line=2)  # type: ignore[attr-defined]  # ModelChoiceField


class HandBack(Versioned):
    """Bringing a ticket back to the service point."""

    reason = Words(ask="Schrijf waarom je de melding terugzet.", most=1_000)
    tried = Words(ask="Schrijf wat je hebt gedaan.", most=2_000, required=False)


class SetPriority(Versioned):
    """Impact, urgency and, with a reason, another priority than the matrix gives."""

    impact = Choice(ask="Kies hoeveel mensen er last van hebben.", choices=choices_of(Impact))
    urgency = Choice(ask="Kies hoe erg het werk wordt gehinderd.", choices=choices_of(Urgency))
    override = forms.TypedChoiceField(
        choices=[("", "Volgens de matrix"), *choices_of(Priority)], coerce=int, required=False, empty_value=None
    )
    reason = Words(ask="", most=300, required=False)


class Details(Versioned):
    """What the ticket is about."""

    title = Words(ask="Geef de melding een onderwerp.", most=200)
    kind = Choice(ask="Kies een soort.", choices=choices_of(Kind))
    category = Choice(ask="Kies een categorie.", choices=[("", "Geen"), *((c, c) for c in CATEGORIES)], required=False)
    is_confidential = forms.BooleanField(required=False)


class Requester(Versioned):
    """For whom the ticket is."""

    requester = Chosen(ask="Zoek en kies de aanmelder uit de lijst.", find=find_active_person)


class Wait(Versioned):
    """For what and until when the ticket waits."""

    reason = Choice(ask="Kies waarop de melding wacht.", choices=choices_of(WaitReason))
    until = Moment(
        input_formats=["%Y-%m-%dT%H:%M", "%d-%m-%Y %H:%M", "%Y-%m-%d %H:%M"],
        error_messages={
            "required": "Kies wanneer de melding weer wakker wordt.",
            "invalid": "Schrijf datum en tijd als 27-11-2026 09:00.",
        },
    )
    note = Words(ask="", most=300, required=False)


class Solve(Versioned):
    """How it was solved."""

    text = Words(ask="", required=False)
    cause = Choice(ask="Kies een oorzaak.", choices=[*EMPTY, *CAUSES.items()])
    key = Key()


class LinkTo(Dutch, forms.Form):
    """Another ticket that belongs to this one."""

    number = Words(ask="Vul het nummer van de andere melding in.", most=20)
    kind = Choice(ask="Kies hoe de meldingen bij elkaar horen.", choices=choices_of(LinkKind))
