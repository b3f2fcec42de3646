"""What workers do beside jobs: claim the schedule's due times, show they live, and clear what is old."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max

from servicepunt.adapters.queue.models import DueTime, Job, Worker

KEEP_DONE = timedelta(days=2)
KEEP_WORKER = timedelta(days=1)
_AT_ONCE = 5_000


class Due(Protocol):
    """A line of the schedule: a task that runs by the clock."""

    @property
    def name(self) -> str:
        """What it is called, once in the schedule."""

    @property
    def task(self) -> Any:
        """What is queued: a task without arguments."""

    def due_at(self, at: datetime) -> datetime:
        """Return the latest due time at or before `at`."""


@dataclass(frozen=True, slots=True)
class Periodic:
    """A task that runs every so many seconds."""

    name: str
    task: Any
    seconds: int

    def due_at(self, at: datetime) -> datetime:
        """Return the latest due time at or before `at`."""
        stamp = int(at.timestamp())
        return datetime.fromtimestamp(stamp - stamp % self.seconds, UTC)


@dataclass(frozen=True, slots=True)
class Daily:
    """
    A task that runs each day at a time on the clock of the zone.

    When summer begins a time that does not exist comes an hour later; when it ends the first of two counts.
    """

    name: str
    task: Any
    clock: time
    zone: ZoneInfo = ZoneInfo("Europe/Amsterdam")

    def due_at(self, at: datetime) -> datetime:
        """Return the latest due time at or before `at`."""
        day = at.astimezone(self.zone).date()
        due = self._on(datetime.combine(day, self.clock))
        return due if due <= at else self._on(datetime.combine(day - timedelta(days=1), self.clock))

    def _on(self, local: datetime) -> datetime:
        return local.replace(tzinfo=self.zone).astimezone(UTC)


def claim_due(line: Due, due_at: datetime) -> bool:
    """Queue a line of the schedule for its due time; True for one worker only, whatever happens to it."""
    if DueTime.objects.filter(name=line.name, due_at=due_at).exists():
        return False
    with transaction.atomic():
        _, is_new = DueTime.objects.get_or_create(name=line.name, due_at=due_at)
        if is_new:
            line.task.enqueue(queue_key=f"schedule:{line.name}")
    return is_new


def show_life(name: str, *, at: datetime) -> None:
    """Note that a worker lives."""
    Worker.objects.update_or_create(name=name, defaults={"seen_at": at})


def say_goodbye(names: Iterable[str]) -> None:
    """Forget workers that stopped by themselves."""
    Worker.objects.filter(name__in=list(names)).delete()


def tidy(*, at: datetime) -> int:
    """Remove done jobs, old due times and workers that are long gone; return how many jobs."""
    # A due time that lies far apart from the next must stay: without it, it would be due again.
    newest = DueTime.objects.values("name").annotate(last=Max("id")).values_list("last", flat=True)
    DueTime.objects.filter(due_at__lt=at - KEEP_DONE).exclude(pk__in=list(newest)).delete()
    Worker.objects.filter(seen_at__lt=at - KEEP_WORKER).delete()
    old = Job.objects.filter(state=Job.State.DONE, ended_at__lt=at - KEEP_DONE).order_by("id")
    gone, _ = Job.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:_AT_ONCE])).delete()
    return gone
