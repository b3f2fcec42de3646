"""What we accept about a call or a visit."""

from __future__ import annotations

from typing import Any

from django import forms

from servicepunt.design.formfields import Choice, Chosen, Fixed, Moment, Words, choices_of
from servicepunt.domains.agreements.rules.priority import Impact, Urgency
from servicepunt.domains.people.queries import find_active_person, find_active_team
from servicepunt.domains.tickets.forms import EMPTY, Key
from servicepunt.domains.tickets.rules.words import CATEGORIES, CAUSES, Kind


class Call(Fixed, forms.Form):
    """Quick registration of a call or a visit."""

    person = Chosen(ask="Zoek en kies de beller uit de lijst.", find=find_active_person, required=False)
    person_text = Words(ask="", most=160, required=False)
    is_new = forms.BooleanField(required=False)
    number = Words(ask="", most=40, required=False)
    email = forms.EmailField(
        required=False, error_messages={"invalid": "Vul een e-mailadres in, zoals naam@voorbeeld.nl, of laat leeg."}
    )
    channel = Choice(ask="Kies telefoon of balie.", choices=[("phone", "Telefoon"), ("counter", "Balie")])
    title = Words(ask="Schrijf in een paar woorden waar het over gaat.", most=200)
    text = Words(ask="", required=False)
    kind = Choice(ask="Kies een soort.", choices=choices_of(Kind))
    category = Choice(ask="Kies een categorie.", choices=[("", "Geen"), *((c, c) for c in CATEGORIES)], required=False)
    impact = Choice(ask="Kies een impact.", choices=choices_of(Impact))
    urgency = Choice(ask="Kies een urgentie.", choices=choices_of(Urgency))
    team = Chosen(ask="Kies een waarde uit de lijst.", find=find_active_team, required=False)
    solution = Words(ask="", required=False)
    cause = Choice(ask="Kies een oorzaak.", choices=[*EMPTY, *CAUSES.items()], required=False)
    outcome = Choice(
        ask="Kies wat er met de melding gebeurt.",
        choices=[("solved", "Direct opgelost"), ("mine", "Ik pak het op"), ("route", "Doorzetten")],
    )
    began = Moment(required=False)
    key = Key()

    def clean(self) -> dict[str, Any]:
        """A new caller needs a name, solved needs how and why, routed a team; nothing typed is left aside."""
        cleaned = super().clean() or {}
        if not cleaned.get("person") and "person" not in self.errors:
            self._ask_who(cleaned)
        if cleaned.get("outcome") != "solved" and cleaned.get("solution"):
            self.add_error("solution", "Kies Direct opgelost, of haal weg hoe je het hebt opgelost.")
        if cleaned.get("outcome") != "route" and cleaned.get("team"):
            self.add_error("team", "Kies Zet door, of kies hier geen groep.")
        if cleaned.get("outcome") == "solved":
            if not cleaned.get("solution"):
                self.add_error("solution", "Schrijf kort hoe je het hebt opgelost.")
            if not cleaned.get("cause"):
                self.add_error("cause", "Kies een oorzaak.")
        if cleaned.get("outcome") == "route" and not cleaned.get("team"):
            self.add_error("team", "Kies de groep waar de melding naartoe gaat.")
        return cleaned

    def _ask_who(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("person_text"):
            self.add_error("person", "Zoek en kies de beller, of vul de naam van een nieuwe beller in.")
        elif not cleaned.get("is_new"):
            self.add_error("person", "Kies wie het is, of kies Nieuwe beller.")


class Addition(Fixed, forms.Form):
    """What a caller says about a ticket that is open already."""

    person = Chosen(ask="Kies eerst de beller.", find=find_active_person)
    channel = Choice(ask="Kies telefoon of balie.", choices=[("phone", "Telefoon"), ("counter", "Balie")])
    title = Words(ask="Schrijf wat de beller zegt.", most=200)
    text = Words(ask="", required=False)
    key = Key()
