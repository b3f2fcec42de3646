"""Say whether everything is in order."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands.check import Command as DjangoCheck
from django.db import DatabaseError, connection


class Command(DjangoCheck):
    """`servicepunt check`: Django's checks and ours, the database included; `--deploy` asks what production needs."""

    help = "Controleer de instellingen, de database, de migraties, de map met gegevens en de klok."

    def add_arguments(self, parser: CommandParser) -> None:
        """Read what Django's command reads; the database is asked without being named."""
        super().add_arguments(parser)
        parser.set_defaults(databases=["default"])

    def handle(self, *app_labels: Any, **options: Any) -> None:
        """Run the checks."""
        try:
            connection.ensure_connection()
        except DatabaseError as error:
            words = f"De database is niet bereikbaar ({error.__class__.__name__}). Controleer SERVICEPUNT_DATABASE_URL"
            raise CommandError(f"{words} en of de map van SERVICEPUNT_DATA bestaat.") from None
        super().handle(*app_labels, **options)
