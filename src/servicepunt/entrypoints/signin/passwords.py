"""What we ask of a password."""

from django.contrib.auth.password_validation import MinimumLengthValidator


class LongEnough(MinimumLengthValidator):
    """Django's own check of the length, whose words it has in English only."""

    def get_error_message(self) -> str:
        """Say what is wrong."""
        return f"Dit wachtwoord is te kort: gebruik minstens {self.min_length} tekens."

    def get_help_text(self) -> str:
        """Say what is asked."""
        return f"Gebruik minstens {self.min_length} tekens."
