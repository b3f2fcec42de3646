"""Put a copy of everything back."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from servicepunt.adapters.backup.archive import BadBackup, check_backup, restore_backup
from servicepunt.adapters.backup.databases import DatabaseTrouble
from servicepunt.adapters.storage.django import store


class Command(BaseCommand):
    """`servicepunt restore FILE`: only onto an empty place, unless told otherwise; compared afterwards."""

    help = "Zet een reservekopie terug en vergelijk wat er dan staat met de inhoudslijst."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Read which copy, and whether what is here may go."""
        parser.add_argument("file", help="reservekopie (.tar)")
        parser.add_argument("--force", action="store_true", help="vervang de gegevens die hier staan")
        parser.add_argument("--check", action="store_true", help="controleer de kopie en verander niets")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check the copy, put it back, compare."""
        source = Path(options["file"])
        try:
            if options["check"]:
                manifest = check_backup(source)
            else:
                manifest = restore_backup(source, store=store(), force=options["force"])
        except (BadBackup, DatabaseTrouble) as error:
            raise CommandError(str(error)) from error
        words = "is heel" if options["check"] else "is teruggezet en vergeleken"
        rows = sum(manifest.counts.values())
        self.stdout.write(f"{source} {words}: {rows} rijen en {len(manifest.files)} bestanden.")
        if not options["check"]:
            self.stdout.write("Voer nu uit: servicepunt migrate && servicepunt check")
