"""`servicepunt inhuur`: what needs no database, and the package of a request, which needs one."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.entrypoints.awarding.packing import pack_request
from servicepunt.entrypoints.commands.hiring import HiringCommand
from servicepunt.foundation.clock import now
from servicepunt.foundation.errors import NotThere


class Command(HiringCommand):
    """`servicepunt inhuur lees|rangschik|speel|schema|pakket`."""

    def add_steps(self, steps: Any) -> None:
        """Read which request is packed, and where to."""
        packing: ArgumentParser = steps.add_parser("pakket", help="maak het dossier van een aanvraag om mee te nemen")
        packing.add_argument("number", metavar="NUMMER", help="het nummer van de aanvraag")
        packing.add_argument("file", metavar="BESTAND", help="het zipbestand dat wordt gemaakt")
        packing.add_argument("--openbaar", action="store_true", help="zonder namen, bevindingen en tarieven")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; a refusal is a sentence and exit code 1."""
        if options["step"] != "pakket":
            super().handle(*args, **options)
            return
        try:
            content = pack_request(options["number"], at=now(), is_full=not options["openbaar"])
        except NotThere:
            raise CommandError(f"Aanvraag {options['number']} is er niet.") from None
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        try:
            Path(options["file"]).write_bytes(content)
        except OSError as error:
            raise CommandError(f"{options['file']} kan niet worden geschreven: {error.strerror}.") from None
        self.stdout.write(
            f"{options['file']}: {len(content)} bytes. Reken na met: python3 -I verify.py {options['file']}"
        )
