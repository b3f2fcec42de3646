"""Fields of forms that refuse in Dutch: the same words everywhere."""

from typing import Any

from django import forms


def choices_of(enum: Any) -> list[tuple[str, str]]:
    """Return value and Dutch word of every member, for a choice."""
    return [(str(item.value), item.label) for item in enum]


class Words(forms.CharField):
    """A text that must say something; the same Dutch refusal everywhere."""

    def __init__(self, *, ask: str, most: int = 50_000, required: bool = True, **kwargs: Any) -> None:
        super().__init__(
            max_length=most,
            required=required,
            error_messages={
                "required": ask,
                "max_length": f"De tekst is te lang: hoogstens {most} tekens.",
            },
            **kwargs,
        )


class Choice(forms.ChoiceField):
    """A choice with a Dutch refusal that says what to do."""

    def __init__(self, *, ask: str, choices: Any, required: bool = True, **kwargs: Any) -> None:
        messages = {"required": ask, "invalid_choice": ask}
        super().__init__(choices=choices, required=required, error_messages=messages, **kwargs)


class Moment(forms.DateTimeField):
    """A moment on the wall clock; the hour that is skipped or comes twice is refused in Dutch."""

    def to_python(self, value: Any) -> Any:
        """Return the moment."""
        try:
            return super().to_python(value)
        except forms.ValidationError as error:
            if error.code != "ambiguous_timezone":
                raise
            words = "In die nacht wordt de klok verzet. Kies een tijd vóór 02:00 of vanaf 03:00."
            raise forms.ValidationError(words, code=error.code) from None
