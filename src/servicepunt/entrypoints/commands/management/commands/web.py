"""Serve the pages."""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection


class Command(BaseCommand):
    """`servicepunt web`: granian, as many processes as the machine has cores; stateless, so any number at once."""

    help = "Start de webserver. Zet er een proxy voor die verzoeken buffert."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Read where to listen and with how much."""
        parser.add_argument("--host", default="127.0.0.1", help="adres; standaard alleen deze machine")
        parser.add_argument("--port", type=int, default=8000, help="poort; standaard 8000")
        parser.add_argument("--workers", type=int, default=0, help="processen; standaard één per kern")
        parser.add_argument("--threads", type=int, default=0, help="draden per proces; standaard 4, bij SQLite 1")
        parser.add_argument("--backlog", type=int, default=2048, help="verbindingen die mogen wachten")

    def handle(self, *args: Any, **options: Any) -> None:
        """Become the web server."""
        # SQLite lets one write at a time: more threads make everybody wait longer (performance, C and D.10).
        is_sqlite = connection.vendor == "sqlite"
        cores = os.cpu_count() or 1
        workers = options["workers"] or (min(cores, 2) if is_sqlite else cores)
        threads = options["threads"] or (1 if is_sqlite else 4)
        command = [
            sys.executable, "-m", "granian", "--interface", "wsgi",
            "--host", options["host"], "--port", str(options["port"]), "--backlog", str(options["backlog"]),
            "--workers", str(workers), "--blocking-threads", str(threads),
            "--no-ws", "--respawn-failed-workers", "--workers-kill-timeout", "30", "--log-level", "warning",
            "servicepunt.config.wsgi:application",
        ]  # fmt: skip
        # One heap for all threads: one of them runs at a time, and a heap of its own would keep some MB for each.
        os.environ.setdefault("MALLOC_ARENA_MAX", "1")
        os.execv(sys.executable, command)  # noqa: S606  # our own command line
