"""Fill a large desk and measure it against the budgets."""

import os
import secrets
import subprocess
import sys
from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from servicepunt.config.bench_base import DemoBase
from servicepunt.config.bench_measuring import measure_here
from servicepunt.entrypoints.bench.cluster import Cluster, NoPostgres
from servicepunt.entrypoints.bench.copying import vacuum
from servicepunt.entrypoints.bench.filling import NotOurDatabase, Plan, fill, forget
from servicepunt.foundation.clock import now

TICKETS = {"sqlite": 20_000, "postgresql": 1_000_000}


class Command(BaseCommand):
    """`servicepunt bench`: fill SQLite and PostgreSQL, drive the real servers, and print a table for each."""

    help = (
        "Vul een groot servicepunt en meet het: per verzoek de tijd, de CPU van webserver en database en het aantal"
        " vragen aan de database, naast de budgetten en naast een kale Django-toepassing. Gebruikt alleen eigen"
        " databases; wat gevuld is blijft staan voor de volgende keer. Eindigt alleen bij een fout met een foutcode."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Read how much to fill and to ask."""
        parser.add_argument("--data", default=".data/bench", help="map voor de databases en de uitkomsten")
        parser.add_argument("--postgresql", default="", help="adres van een lege database; anders start een eigen")
        parser.add_argument("--only", choices=sorted(TICKETS), help="alleen deze database")
        parser.add_argument("--tickets", type=int, default=0, help="aantal meldingen; standaard 20.000 en 1.000.000")
        parser.add_argument("--requests", type=int, default=100, help="verzoeken per ronde; er zijn drie rondes")
        parser.add_argument("--fill-only", action="store_true", help="alleen vullen")
        parser.add_argument("--fresh", action="store_true", help="wis eerst wat een eerdere meting vulde")
        parser.add_argument("--here", action="store_true", help="meet de database van de instellingen (intern)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure here, or start a process with its own settings for each database."""
        if options["here"]:
            self._here(options)
            return
        data = Path(options["data"]).resolve()
        data.mkdir(mode=0o755, parents=True, exist_ok=True)
        wanted = [options["only"]] if options["only"] else ["sqlite", "postgresql"]
        for vendor in wanted:
            with ExitStack() as open_until:
                self._start(vendor, self._url(vendor, data, options, open_until), data, options)

    def _url(self, vendor: str, data: Path, options: dict[str, Any], open_until: ExitStack) -> str:
        if vendor == "sqlite":
            if options["fresh"]:
                for path in data.glob("bench.sqlite3*"):
                    path.unlink()
            return f"sqlite://{data}/bench.sqlite3"
        if options["postgresql"]:
            return str(options["postgresql"])
        try:
            return open_until.enter_context(Cluster(data / "postgresql")).url
        except NoPostgres as error:
            raise CommandError(str(error)) from error

    def _start(self, vendor: str, url: str, data: Path, options: dict[str, Any]) -> None:
        words = ["--here", "--data", str(data), "--tickets", str(options["tickets"] or TICKETS[vendor])]
        words += ["--requests", str(options["requests"])]
        words += [f"--{name.replace('_', '-')}" for name in ("fill_only", "fresh") if options[name]]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("SERVICEPUNT_")}
        environment |= {
            "SERVICEPUNT_DATA": str(data),
            "SERVICEPUNT_DATABASE_URL": url,
            "SERVICEPUNT_FILES": str(data / "files"),
            "SERVICEPUNT_SECRET_KEY": secrets.token_urlsafe(50),
            "SERVICEPUNT_BASE_URL": "http://127.0.0.1",
            "SERVICEPUNT_LOG_LEVEL": "WARNING",
            "SERVICEPUNT_LOW_SPACE_PERCENT": "0",
        }
        if subprocess.call([sys.executable, "-m", "servicepunt.config", "bench", *words], env=environment):
            raise CommandError(f"Het meten van {vendor} is niet gelukt.")

    def _here(self, options: dict[str, Any]) -> None:
        self._say(f"{connection.vendor}, {options['tickets']} meldingen")
        try:
            if options["fresh"]:
                forget()
            fill(Plan.of(options["tickets"], vendor=connection.vendor), DemoBase(), at=now(), say=self._say)
        except NotOurDatabase as error:
            raise CommandError(str(error)) from error
        vacuum()
        if not options["fill_only"]:
            found = measure_here(tickets=options["tickets"], requests=options["requests"], say=self._say)
            found.keep(Path(options["data"]) / f"{connection.vendor}.json")
            self.stdout.write("\n".join(["", *found.lines(), ""]))

    def _say(self, words: str) -> None:
        self.stdout.write(f"  {words}")
        self.stdout.flush()
