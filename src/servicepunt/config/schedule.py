"""Everything that runs by the clock, in one table."""

from servicepunt.adapters.queue.worker import Periodic


def schedule() -> list[Periodic]:
    """Return what runs by the clock; imported late because tasks need every app to be ready."""
    return []
