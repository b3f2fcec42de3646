"""Forms and fields that refuse in Dutch and say what to do: the same words everywhere."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any, ClassVar

from django import forms
from django.core.validators import BaseValidator

from servicepunt.foundation.identifiers import kvk_in


def choices_of(enum: Any) -> list[tuple[str, str]]:
    """Return value and Dutch word of every member, for a choice."""
    return [(str(item.value), item.label) for item in enum]


class Dutch:
    """A form whose fields refuse in our words, also where nobody thought of a refusal. Stands before Django's form."""

    fields: dict[str, forms.Field]

    def full_clean(self) -> None:
        """Check what was typed, with a sentence of ours for every refusal."""
        for field in self.fields.values():
            _speak(field)
        super().full_clean()  # type: ignore[misc]  # the form that stands behind it


class Fixed(Dutch):
    """A form whose fields nobody changes: all of its kind share them, and they learn our words once."""

    base_fields: dict[str, forms.Field]
    _spoken: ClassVar[set[type]] = set()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.base_fields = _Shared(type(self).base_fields)
        super().__init__(*args, **kwargs)

    def full_clean(self) -> None:
        """Check what was typed."""
        if type(self) in self._spoken:
            super(Dutch, self).full_clean()  # type: ignore[misc]  # the form that stands behind it
            return
        super().full_clean()
        self._spoken.add(type(self))


class _Shared(dict[str, forms.Field]):
    """Fields that are not copied for each form, as Django does for forms that change theirs."""

    def __deepcopy__(self, _known: object) -> dict[str, forms.Field]:
        return dict(self)


def _speak(field: forms.Field) -> None:
    """Give the field our words for every refusal that still has Django's."""
    kind: Any = type(field)
    django, ours = _defaults(kind), _refusals(kind)
    limits = {one.code: one.limit_value for one in field.validators if isinstance(one, BaseValidator)}
    for code, words in ours.items():
        known = field.error_messages.get(code)
        if known is None or known is django.get(code):
            field.error_messages[code] = words.format(limits[code]) if code in limits else words


@cache
def _defaults(kind: type[forms.Field]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in reversed(kind.__mro__):
        found |= vars(one).get("default_error_messages", {})
    return found


@cache
def _refusals(kind: type[forms.Field]) -> dict[str, str]:
    """Return a sentence for every code with which a field of this kind refuses; `{}` is a limit."""
    listed = "Kies een waarde uit de lijst."
    is_choice = issubclass(kind, forms.ChoiceField | forms.ModelChoiceField)
    return {
        "required": listed if is_choice else "Vul dit in.",
        "invalid": next((words for one, words in _INVALID if issubclass(kind, one)), "Verbeter wat hier staat."),
        "invalid_choice": listed,
        "invalid_list": listed,
        "invalid_pk_value": listed,
        "max_length": "Maak dit korter: hoogstens {} tekens.",
        "min_length": "Maak dit langer: minstens {} tekens.",
        "min_value": "Vul een getal in van minstens {}.",
        "max_value": "Vul een getal in van hoogstens {}.",
        "null_characters_not_allowed": "Haal de onleesbare tekens weg.",
        "unique": "Dit bestaat al. Kies iets anders.",
        "missing": "Kies een bestand.",
        "empty": "Dit bestand is leeg. Kies een ander bestand.",
        "contradiction": "Kies een bestand, of haal het weg.",
    }


_INVALID: tuple[tuple[type[forms.Field], str], ...] = (
    (forms.IntegerField, "Vul een heel getal in, zoals 25."),
    (forms.EmailField, "Vul een e-mailadres in, zoals naam@gemeente.nl."),
    (forms.URLField, "Vul een adres in dat met https:// begint."),
    (forms.DateTimeField, "Schrijf datum en tijd als 27-11-2026 09:00."),
    (forms.DateField, "Schrijf de datum als 27-11-2026."),
    (forms.FileField, "Kies een bestand."),
)


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


class Kvk(forms.CharField):
    """A number in the trade register, cleaned to its eight digits."""

    _WRONG = "Een KvK-nummer heeft acht cijfers, zoals 12345678."

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, error_messages={"max_length": self._WRONG}, **kwargs)

    def clean(self, value: Any) -> str:
        """
        Return the number as it is kept, or nothing.

        :raises ValidationError: if it is none.
        """
        typed: str = super().clean(value)
        kvk = kvk_in(typed)
        if typed and not kvk:
            raise forms.ValidationError(self._WRONG)
        return kvk


class Choice(forms.ChoiceField):
    """A choice with a Dutch refusal that says what to do."""

    def __init__(self, *, ask: str, choices: Any, required: bool = True, **kwargs: Any) -> None:
        messages = {"required": ask, "invalid_choice": ask}
        super().__init__(choices=choices, required=required, error_messages=messages, **kwargs)


class Chosen(forms.Field):
    """Something that is kept, by its number, as `find` gives it; one Dutch refusal for nothing and for nonsense."""

    def __init__(self, *, ask: str, find: Callable[[int], Any], required: bool = True) -> None:
        self.find = find
        super().__init__(required=required, error_messages={"required": ask, "invalid_choice": ask})

    def to_python(self, value: Any) -> Any:
        """Return what has this number; nothing when none was chosen."""
        if value in self.empty_values:
            return None
        number = str(value).strip()
        found = self.find(int(number)) if _NUMBER.fullmatch(number) else None
        if found is None:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return found


# Larger than this is no number of ours, and the database takes none.
_NUMBER = re.compile("[0-9]{1,18}")


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
