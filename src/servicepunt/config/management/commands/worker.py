"""Do the work outside requests."""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from servicepunt.adapters.queue.worker import WorkerLoop
from servicepunt.config.schedule import schedule
from servicepunt.entrypoints.mailbox.watch import MailWatch


class Command(BaseCommand):
    """`servicepunt worker`: takes jobs, lets the schedule go off, watches the mailboxes; any number at once."""

    help = "Start een werker voor taken op de achtergrond."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Read how many jobs to do at once."""
        parser.add_argument("--threads", type=int, default=3)

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until told to stop; the jobs in hand are finished first."""
        watch = MailWatch()
        loops = [WorkerLoop(schedule() if place == 0 else []) for place in range(options["threads"])]

        def stop(*_: Any) -> None:
            watch.stopping.set()
            for loop in loops:
                loop.stop()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        threads = [threading.Thread(target=loop.run) for loop in loops]
        watch.start()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
