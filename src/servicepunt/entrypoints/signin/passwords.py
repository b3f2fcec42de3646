"""What we ask of a password."""

import re
from typing import Any

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError

from servicepunt.foundation.text import fold


class LongEnough(MinimumLengthValidator):
    """Django's own check of the length, whose words it has in English only."""

    def get_error_message(self) -> str:
        """Say what is wrong."""
        return f"Dit wachtwoord is te kort: gebruik minstens {self.min_length} tekens."

    def get_help_text(self) -> str:
        """Say what is asked."""
        return f"Gebruik minstens {self.min_length} tekens."


_WORDS = (
    "welkom|welcome|wachtwoord|password|geheim|inloggen|login|gemeente|stadhuis|servicepunt|servicedesk|helpdesk|balie|"
    "beheerder|beheer|admin|administrator|medewerker|test|hallo|nederland|computer|qwerty|azerty|abc|"
    "lente|zomer|herfst|winter|januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|"
    "maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag"
)
_GUESSED_FIRST = re.compile(rf"(?:{_WORDS}|de|het|van|in|is|mijn|\d|\W|_)+")


class NotGuessedFirst:
    """Refuses what is tried first in a Dutch office: the common words and seasons, with a year or a mark."""

    def validate(self, password: str, user: Any = None) -> None:
        """
        Refuse such a password.

        :raises ValidationError: with what to do, in Dutch.
        """
        if _GUESSED_FIRST.fullmatch(fold(password)):
            raise ValidationError("Dit wachtwoord is te makkelijk te raden. Neem een zin die niemand anders gebruikt.")

    def get_help_text(self) -> str:
        """Say what is asked."""
        return "Geen bekend woord met een jaartal."
