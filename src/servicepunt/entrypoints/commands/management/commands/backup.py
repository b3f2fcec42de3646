"""Keep a copy of everything."""

from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from servicepunt.adapters.backup.archive import NAME, BadBackup, clear_old, make_backup
from servicepunt.adapters.backup.databases import DatabaseTrouble
from servicepunt.adapters.storage.django import store
from servicepunt.foundation.clock import now
from servicepunt.foundation.text import dutch_size


class Command(BaseCommand):
    """`servicepunt backup PLACE`: database and files in one file, checked; others may work meanwhile."""

    help = "Maak een reservekopie van database en bestanden, terwijl iedereen doorwerkt, en controleer die."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Read where the copy goes."""
        parser.add_argument(
            "place", help="bestand (.tar), of een map (wordt gemaakt) voor een bestand met datum en tijd"
        )
        words = "ruim daarna kopieën in die map op die ouder zijn dan zoveel dagen"
        parser.add_argument("--keep", type=int, metavar="DAGEN", help=words)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the copy, read it back, say what is in it, and only then let old ones go."""
        place, at = Path(options["place"]), now()
        is_folder = place.is_dir() or place.suffix != ".tar"
        if options["keep"] is not None and not (options["keep"] > 0 and is_folder):
            raise CommandError("--keep vraagt een aantal dagen, en een map om de kopie in te zetten.")
        target = place / f"{at:{NAME}}" if is_folder else place
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            made = make_backup(target.resolve(), store=store(), at=at)
        except (BadBackup, DatabaseTrouble) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"De kopie kan niet in {target.parent} komen ({error.strerror}).") from error
        rows, size = sum(made.counts.values()), dutch_size(target.stat().st_size)
        self.stdout.write(f"{target}: {rows} rijen en {len(made.files)} bestanden, {size}, gecontroleerd.")
        if options["keep"] is not None:
            gone = clear_old(place, before=at - timedelta(days=options["keep"]))
            self.stdout.write(f"{len(gone)} oude kopieën opgeruimd.")
        self.stdout.write("Bewaar de geheime sleutel (SERVICEPUNT_SECRET_KEY) apart: die staat niet in de kopie.")
