"""Bring the tables to this version."""

from typing import Any

from django.core.checks import Tags
from django.core.management.commands.migrate import Command as DjangoMigrate


class Command(DjangoMigrate):
    """`servicepunt migrate`: Django's own, which first asks only whether the database can be used."""

    help = "Breng de database naar deze versie."

    def check(self, **options: Any) -> None:  # type: ignore[override]  # everything is passed on
        """Ask about the database alone: that migrations are missing is why one is here."""
        super().check(**options | {"tags": [Tags.database]})
