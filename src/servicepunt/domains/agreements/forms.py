"""What we accept about service hours, norms and the matrix."""

from typing import Any

from django import forms

from servicepunt.design.formfields import Dutch, Words
from servicepunt.domains.agreements.models import Norm
from servicepunt.domains.agreements.queries import CLOCKS, longest_target, newest_version, norm_named
from servicepunt.domains.agreements.rules.priority import Impact, Priority, Urgency
from servicepunt.domains.agreements.rules.written import (
    CLOCK_WORDS,
    DAYS,
    KINDS,
    Spans,
    Unreadable,
    days_in,
    fits,
    read_day,
    read_length,
    read_spans,
    show_day,
    show_length,
    show_spans,
)
from servicepunt.domains.people.queries import teams

_MANY_DAYS = 20_000
_TOO_LONG = "{name} past niet: {length} werktijd is met deze openingstijden meer dan een jaar."


def shown_hours(content: dict[str, Any]) -> dict[str, str]:
    """Return service hours as the form shows them."""
    return {f"day{n}": show_spans(content["weekly"].get(str(n), [])) for n in range(7)} | {
        "closed": "\n".join(map(show_day, sorted(content["closed"]))),
        "special": "\n".join(
            f"{show_day(day)} {show_spans(spans)}" for day, spans in sorted(content["special"].items())
        ),
    }


class Hours(Dutch, forms.Form):
    """The opening hours of a week, closed days and days with other hours; of `calendar`, or of a new one."""

    name = forms.CharField(max_length=120, required=False)
    closed = forms.CharField(max_length=_MANY_DAYS, widget=forms.Textarea, required=False)
    special = forms.CharField(max_length=_MANY_DAYS, widget=forms.Textarea, required=False)

    def __init__(self, *args: Any, calendar: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.calendar = calendar
        self.fields["name"].required = calendar is None
        self.fields["name"].error_messages["required"] = "Geef de openingstijden een naam."
        self.fields["name"].error_messages["max_length"] = "Kies een naam van hoogstens 120 tekens."
        for number, label in enumerate(DAYS):
            self.fields[f"day{number}"] = forms.CharField(label=label, required=False, max_length=120)

    def clean(self) -> dict[str, Any]:
        """Return the hours in the form in which they are kept."""
        cleaned = super().clean() or {}
        weekly = {str(n): self._spans(f"day{n}", cleaned.get(f"day{n}") or "") for n in range(7)}
        closed = {day for line in days_in(cleaned.get("closed") or "") if (day := self._day("closed", line))}
        content = {"weekly": weekly, "closed": sorted(closed), "special": self._special(cleaned, closed)}
        if not any(weekly.values()):
            self.add_error(None, "Vul op minstens één dag openingstijden in.")
        elif self.calendar and (longest := longest_target(self.calendar)) and not fits(longest[1], weekly):
            self.add_error(None, _TOO_LONG.format(name=f"Norm {longest[0]}", length=show_length(longest[1])))
        return cleaned | {"content": content}

    def content(self) -> dict[str, Any]:
        """Return the hours as they are kept."""
        content: dict[str, Any] = self.cleaned_data["content"]
        return content

    def _special(self, cleaned: dict[str, Any], closed: set[str]) -> dict[str, Spans]:
        special: dict[str, Spans] = {}
        for line in filter(None, map(str.strip, (cleaned.get("special") or "").split("\n"))):
            written, _, spans = line.partition(" ")
            day = self._day("special", written)
            if day in special or day in closed:
                where = "bij de gesloten dagen" if day in closed else "twee keer"
                self.add_error("special", f"{written} staat {where}. Haal er één weg.")
            elif day:
                special[day] = self._spans("special", spans)
        return special

    def _spans(self, field: str, text: str) -> Spans:
        try:
            return read_spans(text)
        except Unreadable as error:
            self.add_error(field, str(error))
            return []

    def _day(self, field: str, text: str) -> str:
        try:
            return read_day(text).isoformat()
        except Unreadable as error:
            self.add_error(field, str(error))
            return ""


class CalendarName(Dutch, forms.Form):
    """Another name for service hours."""

    new_name = Words(ask="Geef de openingstijden een naam.", most=120)


class Length(forms.CharField):
    """A length of working time, kept in minutes."""

    def to_python(self, value: Any) -> Any:
        """
        Return the minutes, or None.

        :raises ValidationError: in Dutch, if it cannot be read.
        """
        try:
            return read_length(str(value or ""))
        except Unreadable as error:
            raise forms.ValidationError(str(error)) from error

    def prepare_value(self, value: Any) -> Any:
        """Return minutes as people write them, and what was typed as it was typed."""
        return show_length(value) if isinstance(value, int) else value


class NormForm(Dutch, forms.ModelForm):  # type: ignore[type-arg]  # ModelForm takes its model from Meta
    """A norm: where it holds and how much working time each clock gets."""

    priority = forms.TypedChoiceField(
        choices=[("", "Elke"), *((p.value, p.label) for p in Priority)],
        coerce=int, empty_value=None, required=False,
        error_messages={"invalid_choice": "Kies een prioriteit uit de lijst."},
    )  # fmt: skip
    kind = forms.ChoiceField(
        choices=[("", "Elke"), *KINDS.items()], required=False,
        error_messages={"invalid_choice": "Kies een soort uit de lijst."},
    )  # fmt: skip

    acknowledge, answer, resolve = Length(required=False), Length(required=False), Length(required=False)
    team_time, supplier = Length(required=False), Length(required=False)

    class Meta:
        model = Norm
        fields = ["name", "priority", "kind", "team", "calendar", *CLOCKS, "is_active"]
        error_messages = {
            "name": {"required": "Geef de norm een naam.", "max_length": "Kies een naam van hoogstens 120 tekens."},
            "team": {"invalid_choice": "Kies een groep uit de lijst."},
            "calendar": {
                "required": "Kies openingstijden.", "invalid_choice": "Kies openingstijden uit de lijst.",
            },
        }  # fmt: skip

    def __init__(self, *args: Any, content: dict[str, Any] | None = None, **kwargs: Any) -> None:
        if content is not None:
            kwargs["instance"] = Norm(**content)
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams()  # type: ignore[attr-defined]  # ModelChoiceField
        self.fields["team"].required = False

    def clean_name(self) -> str:
        """Refuse the name of another norm."""
        name: str = self.cleaned_data["name"]
        if taken := norm_named(name, but=self.instance.pk):
            raise forms.ValidationError(f"Er is al een norm met deze naam: {taken}. Kies een andere naam.")
        return name

    def clean(self) -> dict[str, Any]:
        """Refuse a norm without a single clock, and one that no year is long enough for."""
        cleaned = super().clean() or {}
        calendar = cleaned.get("calendar")
        weekly = newest_version(calendar).weekly if calendar else {}
        for name in CLOCKS:
            if calendar and cleaned.get(name) and not fits(cleaned[name], weekly):
                words = _TOO_LONG.format(name=CLOCK_WORDS[name], length=show_length(cleaned[name]))
                self.add_error(name, words)
        if not self.errors and not any(cleaned.get(name) for name in CLOCKS):
            self.add_error(None, "Vul voor minstens één klok een tijd in.")
        return cleaned

    def validate_constraints(self) -> None:
        """Leave what the database guards to the action, which says it in Dutch."""

    def content(self) -> dict[str, Any]:
        """Return the norm as plain values."""
        typed = dict(self.cleaned_data)
        typed["team_id"] = typed.pop("team").pk if typed["team"] else None
        typed["calendar_id"] = typed.pop("calendar").pk
        return typed


class MatrixForm(Dutch, forms.Form):
    """Impact × urgency → priority."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask = "Kies bij elke impact en urgentie een prioriteit."
        for impact in Impact:
            for urgency in Urgency:
                self.fields[f"{impact.value}-{urgency.value}"] = forms.TypedChoiceField(
                    choices=[(p.value, p.label) for p in Priority],
                    coerce=int,
                    error_messages={"required": ask, "invalid_choice": ask},
                )

    def content(self) -> dict[str, Any]:
        """Return the matrix as it is kept."""
        return {
            "cells": {
                impact.value: {u.value: self.cleaned_data[f"{impact.value}-{u.value}"] for u in Urgency}
                for impact in Impact
            }
        }
