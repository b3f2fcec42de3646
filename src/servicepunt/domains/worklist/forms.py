"""What we accept about many tickets at once."""

from typing import Any

from django import forms

from servicepunt.design.formfields import Choice, Dutch, choices_of
from servicepunt.domains.agreements.rules.priority import Impact, Urgency
from servicepunt.domains.people.models import Person, Team
from servicepunt.domains.people.queries import agents, teams


class Bulk(Dutch, forms.Form):
    """A change of many tickets at once."""

    action = Choice(
        ask="Kies wat je wilt wijzigen.",
        choices=[("mine", "Aan mij"), ("assign", "Toewijzen"), ("priority", "Prioriteit")],
    )
    team = forms.ModelChoiceField(queryset=Team.objects.none(), required=False)
    agent = forms.ModelChoiceField(queryset=Person.objects.none(), required=False)
    impact = Choice(ask="Kies een impact.", choices=choices_of(Impact), required=False)
    urgency = Choice(ask="Kies een urgentie.", choices=choices_of(Urgency), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams()  # type: ignore[attr-defined]  # ModelChoiceField
        self.fields["agent"].queryset = agents()  # type: ignore[attr-defined]  # ModelChoiceField

    def clean(self) -> dict[str, Any]:
        """Each action needs its own fields."""
        cleaned = super().clean() or {}
        if cleaned.get("action") == "assign" and not (cleaned.get("team") or cleaned.get("agent")):
            self.add_error("team", "Kies een behandelaarsgroep of een behandelaar.")
        if cleaned.get("action") == "priority" and not (cleaned.get("impact") and cleaned.get("urgency")):
            self.add_error("impact", "Kies een impact en een urgentie.")
        return cleaned
