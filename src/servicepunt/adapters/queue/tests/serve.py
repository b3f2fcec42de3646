"""A worker process for the fault tests: `python -m servicepunt.adapters.queue.tests.serve THREADS LEASE [tick]`."""

import signal
import sys
from datetime import timedelta

import django

django.setup()

from servicepunt.adapters.queue.tests import work  # noqa: E402  # Django is set up before tables load
from servicepunt.adapters.queue.upkeep import Periodic  # noqa: E402  # Django is set up before tables load
from servicepunt.adapters.queue.worker import WorkerLoop  # noqa: E402  # Django is set up before tables load

threads, lease, *rest = sys.argv[1:]
schedule = [Periodic("tick", work.tick, 1)] if rest else []
loop = WorkerLoop(schedule, lease=timedelta(seconds=float(lease)))
signal.signal(signal.SIGTERM, lambda *_: loop.stop())
loop.serve(threads=int(threads))
