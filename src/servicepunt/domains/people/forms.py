"""What we accept about people and teams."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.conf import settings

from servicepunt.design.formfields import Dutch, Kvk, Words
from servicepunt.domains.people.models import Department, Person, Team
from servicepunt.domains.people.queries import agents, departments
from servicepunt.domains.people.rules import Role
from servicepunt.domains.people.rules.sheets import FIRST_DAY, LAST_DAY, emails_in, is_email, numbers_in
from servicepunt.foundation.identifiers import normal_phone
from servicepunt.foundation.text import ZONE

_MOST_BYTES = 20 * 1024 * 1024

LONGEST_ID = 18  # digits that every database takes


class EditPerson(Dutch, forms.Form):
    """A person as an administrator makes or changes it; `seen` is the version that was shown."""

    seen = forms.IntegerField(required=False)
    name = forms.CharField(label="Naam", max_length=160, error_messages={"required": "Vul een naam in."})
    email = forms.EmailField(
        label="E-mailadres",
        max_length=254,
        required=False,
        error_messages={"invalid": "Vul een e-mailadres in, zoals naam@gemeente.nl."},
    )
    other_emails = forms.CharField(label="Andere e-mailadressen", max_length=2000, required=False)
    phones = forms.CharField(label="Telefoon", max_length=500, required=False)
    key = forms.CharField(label="Personeelsnummer", max_length=60, required=False)
    role = forms.ChoiceField(
        label="Rol",
        choices=Role.choices(),
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Kies een rol."),
    )
    department = forms.ModelChoiceField(
        label="Afdeling",
        queryset=Department.objects.none(),
        required=False,
        error_messages={"invalid_choice": "Kies een afdeling uit de lijst."},
    )
    job_title = forms.CharField(label="Functie", max_length=120, required=False)
    location = forms.CharField(label="Werkplek", max_length=120, required=False)
    leaves_at = forms.DateField(
        label="Uit dienst vanaf",
        required=False,
        error_messages={"invalid": "Vul een datum in, zoals 31-12-2026."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = departments()  # type: ignore[attr-defined]  # ModelChoiceField

    def clean_other_emails(self) -> list[str]:
        """Return the addresses, each checked."""
        found = emails_in(self.cleaned_data["other_emails"])
        wrong = [email for email in found if not is_email(email)]
        if wrong:
            raise forms.ValidationError(f"{wrong[0][:80]} is geen e-mailadres.")
        return found

    def clean_phones(self) -> list[str]:
        """Return the telephone numbers as typed, each checked."""
        found = numbers_in(self.cleaned_data["phones"])
        wrong = [number for number in found if not 2 <= len(normal_phone(number)) <= 20]
        if wrong:
            raise forms.ValidationError(f"{wrong[0]} is geen telefoonnummer.")
        return found

    def clean_leaves_at(self) -> datetime | None:
        """Return the first moment the person is gone: midnight here, on that day."""
        day = self.cleaned_data["leaves_at"]
        if day and not FIRST_DAY <= day <= LAST_DAY:
            raise forms.ValidationError("Vul een datum in tussen 1900 en 2200, zoals 31-12-2026.")
        return datetime.combine(day, time(), tzinfo=ZONE) if day else None


class _Members(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # it takes no type at run time
    def clean(self, value: Any) -> Any:
        if any(len(str(each)) > LONGEST_ID for each in value or []):
            raise forms.ValidationError("Kies leden uit de lijst.")
        return super().clean(value)


class EditTeam(Dutch, forms.Form):
    """A team with its members; `seen` is the version that was shown."""

    seen = forms.IntegerField(required=False)
    name = forms.CharField(label="Naam", max_length=120, error_messages={"required": "Vul een naam in."})
    line = forms.TypedChoiceField(
        label="Lijn",
        choices=[("1", "Eerste lijn"), ("2", "Tweede lijn")],
        coerce=int,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Kies een lijn."),
    )
    is_active = forms.BooleanField(label="Deze groep krijgt meldingen", required=False)
    members = _Members(
        label="Leden",
        queryset=Person.objects.none(),
        required=False,
        error_messages=dict.fromkeys(
            ("invalid_choice", "invalid_pk_value", "invalid_list"), "Kies leden uit de lijst."
        ),
    )

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

    def clean_line(self) -> int:
        """Keep the service point where everything comes in."""
        line: int = self.cleaned_data["line"]
        if self.team is not None and self.team.is_service_point and line != 1:
            raise forms.ValidationError("Het servicepunt zelf blijft eerste lijn.")
        return line

    def clean_is_active(self) -> bool:
        """Keep the service point: what nobody can route goes there."""
        is_active: bool = self.cleaned_data["is_active"]
        if self.team is not None and self.team.is_service_point and not is_active:
            raise forms.ValidationError("Het servicepunt zelf kan niet stoppen.")
        return is_active


class NewSupplier(Dutch, forms.Form):
    """A supplier that nobody invited yet."""

    name = Words(ask="Vul de naam van de leverancier in.", most=160)


class EditSupplier(Dutch, forms.Form):
    """What lets the people of a supplier come in; `seen` is what was shown of it."""

    seen = forms.CharField(max_length=40, required=False)
    kvk = Kvk(label="KvK-nummer", required=False)
    is_active = forms.BooleanField(label="Mag inloggen", required=False)


class Upload(Dutch, forms.Form):
    """A CSV file."""

    kind = forms.ChoiceField(
        choices=[("people", "Personen"), ("teams", "Groepen")],
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Kies wat je inleest."),
    )
    file = forms.FileField(error_messages={"required": "Kies een CSV-bestand.", "empty": "Het bestand is leeg."})

    def clean_file(self) -> Any:
        """Refuse what is too large to read in at once."""
        file = self.cleaned_data["file"]
        if file.size > min(_MOST_BYTES, settings.MAX_UPLOAD_MB * 1024 * 1024):
            raise forms.ValidationError("Dit bestand is te groot. Splits het in kleinere bestanden.")
        return file


class Profile(Dutch, forms.Form):
    """How somebody wants the pages."""

    single_keys = forms.BooleanField(required=False)
    color_scheme = forms.ChoiceField(
        choices=[("", "Zoals mijn computer"), ("light", "Licht"), ("dark", "Donker")],
        required=False,
        error_messages={"invalid_choice": "Kies een weergave uit de lijst."},
    )
