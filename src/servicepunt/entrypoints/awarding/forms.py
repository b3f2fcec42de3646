"""What we accept on these pages, beside what the request itself asks for."""

from django import forms

from servicepunt.design.formfields import Dutch, Moment

_WHEN = "Vul dag en tijd in, zoals 20-07-2026 10:00."


class Plan(Dutch, forms.Form):
    """When and where an interview is, and who leads it."""

    starts_at = Moment(
        input_formats=["%Y-%m-%dT%H:%M", "%d-%m-%Y %H:%M", "%Y-%m-%d %H:%M"],
        error_messages={"required": _WHEN, "invalid": _WHEN},
    )
    place = forms.CharField(
        max_length=200,
        error_messages={"required": "Schrijf waar het gesprek is.", "max_length": "Houd de plaats korter."},
    )
    interviewers = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": "Kies ten minste twee gespreksvoerders.",
                                    "invalid_choice": "Kies gespreksvoerders uit de lijst."},
    )  # fmt: skip


class Day(Dutch, forms.Form):
    """A day."""

    day = forms.DateField(
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        error_messages={"required": "Vul een dag in.", "invalid": "Vul een dag in, zoals 01-09-2026."},
    )
