"""Serve the pages."""

import ctypes
import gc
import multiprocessing
import os
import sys
from argparse import ArgumentParser
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.core.servers.basehttp import get_internal_wsgi_application
from django.db import connection, connections
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

# From malloc.h of glibc, the only one that has it.
_M_ARENA_MAX = -8


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
        _have_one_heap()
        server = Granian(
            "servicepunt.config.wsgi:application", interface=Interfaces.WSGI,
            address=options["host"], port=options["port"], backlog=options["backlog"], websockets=False,
            workers=options["workers"] or (min(cores, 2) if is_sqlite else cores),
            blocking_threads=options["threads"] or (1 if is_sqlite else 4),
            respawn_failed_workers=True, workers_kill_timeout=30,
            log_level=LogLevels.warning, log_dictconfig=settings.LOGGING,
        )  # fmt: skip
        _load_once()
        server.serve()


def _have_one_heap() -> None:
    """Let all threads share a heap: one of them runs at a time, and a heap of its own would keep some MB for each."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        mallopt(_M_ARENA_MAX, 1)


def _load_once() -> None:
    """Load the product before the processes part, so that they share it: one start for all, and less memory."""
    if sys.platform == "linux":
        multiprocessing.set_start_method("fork", force=True)
    get_internal_wsgi_application()
    import_module(settings.ROOT_URLCONF)
    connections.close_all()
    # What is loaded stays: nobody looks through it for garbage, which would write in it and so copy it.
    gc.collect()
    gc.freeze()
