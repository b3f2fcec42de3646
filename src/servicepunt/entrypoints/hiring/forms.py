"""What we accept on the pages around a draft."""

from typing import Any

from django import forms

from servicepunt.design.formfields import Dutch, Kvk, Moment, Words

_DAYS = ["%Y-%m-%d", "%d-%m-%Y"]
_FORMATS = ["%Y-%m-%dT%H:%M", "%d-%m-%Y %H:%M", "%Y-%m-%d %H:%M"]


class Contact(Dutch, forms.Form):
    """A supplier's contact who is not known yet."""

    supplier = Words(ask="Vul de naam van de leverancier in.", most=160)
    name = Words(ask="Vul de naam van de contactpersoon in.", most=160)
    email = forms.EmailField(
        max_length=254,
        error_messages={
            "required": "Vul het e-mailadres van de contactpersoon in.",
            "invalid": "Vul een e-mailadres in, zoals naam@leverancier.nl.",
            "max_length": "Dit e-mailadres is te lang.",
        },
    )
    kvk = Kvk(required=False)


class MakeKey(Dutch, forms.Form):
    """A passphrase, twice."""

    wachtzin = Words(ask="Bedenk een wachtzin.", most=500)
    nogmaals = Words(ask="Typ de wachtzin nog een keer.", most=500)

    def clean(self) -> dict[str, Any]:
        """Both are the same."""
        cleaned = super().clean() or {}
        first, second = cleaned.get("wachtzin"), cleaned.get("nogmaals")
        if first and second and first != second:
            self.add_error("nogmaals", "De twee wachtzinnen zijn niet gelijk.")
        return cleaned


class TryKey(Dutch, forms.Form):
    """A passphrase to try."""

    proef = Words(ask="Typ je wachtzin.", most=500)


class Rate(forms.DecimalField):
    """A rate in euro an hour, with a comma or a point."""

    def __init__(self, *, ask: str) -> None:
        super().__init__(
            min_value=1,
            max_value=1_000,
            max_digits=7,
            decimal_places=2,
            error_messages={
                "required": ask,
                "invalid": "Vul een bedrag in, zoals 87,50.",
                "min_value": "Vul een tarief van ten minste 1 euro in.",
                "max_value": "Vul een tarief tot 1.000 euro in.",
                "max_digits": "Vul een tarief tot 1.000 euro in.",
                "max_decimal_places": "Vul een bedrag met hoogstens twee cijfers achter de komma in.",
                "max_whole_digits": "Vul een tarief tot 1.000 euro in.",
            },
        )

    def to_python(self, value: Any) -> Any:
        """Return the amount."""
        return super().to_python(str(value or "").replace(",", "."))


class Rates(Dutch, forms.Form):
    """The range of rates for the estimate."""

    laag = Rate(ask="Vul het laagste tarief in dat je verwacht.")
    hoog = Rate(ask="Vul het hoogste tarief in dat je verwacht.")

    def clean(self) -> dict[str, Any]:
        """The lowest is not above the highest."""
        cleaned = super().clean() or {}
        low, high = cleaned.get("laag"), cleaned.get("hoog")
        if low is not None and high is not None and low > high:
            self.add_error("hoog", "Het hoogste tarief is lager dan het laagste.")
        return cleaned


class Reason(Dutch, forms.Form):
    """Why something is done."""

    reden = Words(ask="Schrijf op waarom.", most=4_000)


class AnswerQuestion(Dutch, forms.Form):
    """The question as everybody will read it, and the answer or why there is none."""

    vraag = Words(ask="Schrijf de vraag op zoals iedereen haar leest.", most=4_000)
    antwoord = Words(ask="Schrijf het antwoord op, of waarom er geen antwoord komt.", most=8_000)
    geweigerd = forms.BooleanField(required=False)


class EnterQuestion(Dutch, forms.Form):
    """A question that came by mail or phone, or a note of a call on procedure."""

    soort = forms.ChoiceField(
        choices=[("vraag", "Vraag over de inhoud"), ("belnotitie", "Belnotitie over de procedure")],
        error_messages={"required": "Kies wat je vastlegt.", "invalid_choice": "Kies wat je vastlegt."},
    )
    tekst = Words(ask="Schrijf op wat er is gevraagd.", most=4_000)


class Extension(Dutch, forms.Form):
    """A later closing, and why: an outage, or late answers; the days after the closing may move along."""

    waarom = Words(ask="Schrijf op waarom de sluiting later wordt. Iedereen leest dit.", most=4_000)
    sluiting = Moment(
        input_formats=_FORMATS,
        error_messages={
            "required": "Kies de nieuwe sluiting.",
            "invalid": "Schrijf datum en tijd als 27-11-2026 09:00.",
        },
    )
    uitnodigen_uiterlijk = forms.DateField(required=False, input_formats=_DAYS)
    gesprekken_op = forms.DateField(required=False, input_formats=_DAYS)

    @property
    def days(self) -> dict[str, str]:
        """The days after the closing that were filled in, by name."""
        found = {name: self.cleaned_data[name] for name in ("uitnodigen_uiterlijk", "gesprekken_op")}
        return {name: day.isoformat() for name, day in found.items() if day is not None}
