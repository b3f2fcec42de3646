"""What we accept about people and teams."""

from typing import Any

from django import forms

from servicepunt.domains.people.models import Department, Person, Team
from servicepunt.domains.people.queries import agents
from servicepunt.domains.people.rules import Role


class EditPerson(forms.Form):
    """A person as an administrator changes it."""

    seen = forms.IntegerField()
    name = forms.CharField(label="Naam", max_length=160, error_messages={"required": "Vul een naam in."})
    email = forms.EmailField(
        label="E-mailadres",
        required=False,
        error_messages={"invalid": "Vul een e-mailadres in, zoals naam@gemeente.nl."},
    )
    role = forms.ChoiceField(label="Rol", choices=Role.choices())
    department = forms.ModelChoiceField(label="Afdeling", queryset=Department.objects.none(), required=False)
    job_title = forms.CharField(label="Functie", max_length=120, required=False)
    location = forms.CharField(label="Werkplek", max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = Department.objects.order_by("name")  # type: ignore[attr-defined]  # ModelChoiceField


class EditTeam(forms.Form):
    """A team with its members."""

    name = forms.CharField(label="Naam", max_length=120, error_messages={"required": "Vul een naam in."})
    line = forms.TypedChoiceField(
        label="Lijn", choices=[("1", "Eerste lijn"), ("2", "Tweede lijn")], coerce=int
    )
    members = forms.ModelMultipleChoiceField(label="Leden", queryset=Person.objects.none(), required=False)

    def __init__(self, *args: Any, team: Team | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team = team
        self.fields["members"].queryset = agents()  # type: ignore[attr-defined]  # ModelMultipleChoiceField

    def clean_name(self) -> str:
        """Refuse a name that another team has."""
        name: str = self.cleaned_data["name"]
        others = Team.objects.filter(name__iexact=name)
        if self.team is not None:
            others = others.exclude(pk=self.team.pk)
        if others.exists():
            raise forms.ValidationError("Er is al een groep met deze naam.")
        return name


class Upload(forms.Form):
    """A CSV file."""

    kind = forms.ChoiceField(choices=[("people", "Personen"), ("teams", "Groepen")])
    file = forms.FileField(
        error_messages={"required": "Kies een CSV-bestand.", "empty": "Het bestand is leeg."}
    )


class Profile(forms.Form):
    """How somebody wants the pages."""

    single_keys = forms.BooleanField(required=False)
    color_scheme = forms.ChoiceField(
        choices=[("", "Zoals mijn computer"), ("light", "Licht"), ("dark", "Donker")], required=False
    )
