"""Do the work outside requests."""

import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from servicepunt.adapters.queue.worker import WorkerLoop
from servicepunt.config.schedule import schedule
from servicepunt.entrypoints.mailbox.watch import MailWatch


class Command(BaseCommand):
    """`servicepunt worker`: takes jobs, lets the schedule go off, watches the mailboxes; any number at once."""

    help = "Start een werker voor taken op de achtergrond. Er mogen er meer tegelijk draaien."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Read how many jobs to do at once."""
        parser.add_argument("--threads", type=int, default=3, help="taken tegelijk; standaard 3")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until told to stop; the jobs in hand are finished first."""
        watch = MailWatch()
        loop = WorkerLoop(schedule())

        def stop(*_: Any) -> None:
            watch.stopping.set()
            loop.stop()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        watch.start()
        loop.serve(threads=options["threads"])
        watch.stop()
