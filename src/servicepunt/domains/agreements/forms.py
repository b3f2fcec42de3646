"""What we accept about service hours, norms and the matrix."""

import re
from datetime import date
from typing import Any

from django import forms

from servicepunt.domains.agreements.models import Norm
from servicepunt.domains.agreements.rules.priority import Impact, Priority, Urgency

DAYS = ("Maandag", "Dinsdag", "Woensdag", "Donderdag", "Vrijdag", "Zaterdag", "Zondag")
_SPAN = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)\s*[-–]\s*([01]?\d|2[0-4]):([0-5]\d)")


def read_spans(text: str) -> list[list[str]]:
    """
    Return opening intervals as they are kept: "08:30-12:00, 13:00-17:00"; empty is closed.

    :raises ValidationError: if it cannot be read, or an interval ends before it begins.
    """
    spans: list[list[str]] = []
    for part in (part.strip() for part in text.split(",") if part.strip()):
        match = _SPAN.fullmatch(part)
        if match is None:
            raise forms.ValidationError(f"Schrijf tijden als 08:30-17:00, niet als {part[:30]}.")
        opens, closes = f"{int(match[1]):02d}:{match[2]}", f"{int(match[3]):02d}:{match[4]}"
        if opens >= closes or closes > "24:00":
            raise forms.ValidationError(f"{part[:30]} eindigt niet na het begin.")
        if spans and opens < spans[-1][1]:
            raise forms.ValidationError(f"{part[:30]} overlapt met de tijd ervoor.")
        spans.append([opens, closes])
    return spans


def show_spans(spans: list[list[str]]) -> str:
    """Return opening intervals as people write them."""
    return ", ".join(f"{opens}-{closes}" for opens, closes in spans)


class Hours(forms.Form):
    """The opening hours of a week, closed days and days with other hours."""

    name = forms.CharField(max_length=120, required=False)
    closed = forms.CharField(widget=forms.Textarea, required=False)
    special = forms.CharField(widget=forms.Textarea, required=False)

    def __init__(self, *args: Any, is_new: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = is_new
        self.fields["name"].error_messages["required"] = "Geef de openingstijden een naam."
        for number, label in enumerate(DAYS):
            self.fields[f"day{number}"] = forms.CharField(label=label, required=False, max_length=120)

    def clean(self) -> dict[str, Any]:
        """Return the hours in the form in which they are kept."""
        cleaned = super().clean() or {}
        content: dict[str, Any] = {"weekly": {}, "closed": [], "special": {}}
        for number in range(7):
            content["weekly"][str(number)] = self._spans(f"day{number}", cleaned.get(f"day{number}") or "")
        for line in (cleaned.get("closed") or "").split():
            if day := self._day("closed", line):
                content["closed"].append(day)
        for line in filter(None, map(str.strip, (cleaned.get("special") or "").split("\n"))):
            day_text, _, spans = line.partition(" ")
            if day := self._day("special", day_text):
                content["special"][day] = self._spans("special", spans)
        if not any(content["weekly"].values()):
            self.add_error(None, "Vul op minstens één dag openingstijden in.")
        return cleaned | {"content": content}

    def _spans(self, field: str, text: str) -> list[list[str]]:
        try:
            return read_spans(text)
        except forms.ValidationError as error:
            self.add_error(field, error)
            return []

    def _day(self, field: str, text: str) -> str:
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            self.add_error(field, f"Schrijf dagen als 2026-12-25, niet als {text[:20]}.")
            return ""


class NormForm(forms.ModelForm):  # type: ignore[type-arg]  # ModelForm takes its model from Meta
    """A norm: where it holds and how many minutes of working time each clock gets."""

    class Meta:
        model = Norm
        fields = [
            "name", "priority", "kind", "team", "calendar",
            "acknowledge", "answer", "resolve", "team_time", "supplier", "is_active",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.required = name in {"name", "calendar"}
            field.error_messages["required"] = f"Vul {str(field.label).lower()} in."
            field.error_messages["invalid"] = "Vul een aantal minuten in, of laat leeg."

    def content(self) -> dict[str, Any]:
        """Return the norm as plain values."""
        typed = dict(self.cleaned_data)
        typed["team_id"] = typed.pop("team").pk if typed["team"] else None
        typed["calendar_id"] = typed.pop("calendar").pk
        return typed | {"kind": typed["kind"] or ""}


class MatrixForm(forms.Form):
    """Impact × urgency → priority."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for impact in Impact:
            for urgency in Urgency:
                self.fields[f"{impact.value}-{urgency.value}"] = forms.TypedChoiceField(
                    choices=[(p.value, p.label) for p in Priority], coerce=int
                )

    def content(self) -> dict[str, Any]:
        """Return the matrix as it is kept."""
        return {
            "cells": {
                impact.value: {u.value: self.cleaned_data[f"{impact.value}-{u.value}"] for u in Urgency}
                for impact in Impact
            }
        }
