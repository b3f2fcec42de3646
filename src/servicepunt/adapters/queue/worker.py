"""A worker: takes jobs, keeps their lease alive while they run, and lets the schedule go off."""

import logging
import os
import socket
import threading
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import DatabaseError, close_old_connections, connections
from django.utils.module_loading import import_string
from django_tasks import Task

from servicepunt.adapters.queue import leases
from servicepunt.adapters.queue.models import Job
from servicepunt.foundation.clock import now

_log = logging.getLogger("servicepunt.worker")
QUICK, SLOW = 0.1, 1.0


class GiveUp(Exception):
    """A task raises this when another try cannot help: the job goes to where people see it."""


@dataclass(frozen=True, slots=True)
class Periodic:
    """A task that runs by the clock: every so many seconds."""

    name: str
    task: Any
    seconds: int

    def due_at(self, at: datetime) -> datetime:
        """Return the latest due time at or before `at`."""
        stamp = int(at.timestamp())
        return datetime.fromtimestamp(stamp - stamp % self.seconds, UTC)


class WorkerLoop:
    """Runs jobs in one thread until it is told to stop."""

    def __init__(self, schedule: Iterable[Periodic], *, lease: timedelta = leases.LEASE) -> None:
        self.name = f"{socket.gethostname()[:30]}-{os.getpid()}-{uuid.uuid4().hex[:6]}"
        self.schedule = list(schedule)
        self.lease = lease
        self.stopping = threading.Event()
        self._seen: dict[str, datetime] = {}
        self._tidied = datetime.min.replace(tzinfo=UTC)

    def stop(self) -> None:
        """Finish the job in hand and take no other."""
        self.stopping.set()

    def run(self, *, until_idle: bool = False) -> int:
        """Work until stopped, or until there is nothing to do; return how many jobs ran."""
        pause, done = QUICK, 0
        while not self.stopping.is_set():
            try:
                worked = self._once()
            except DatabaseError:
                _log.warning("database out of reach, trying again")
                connections.close_all()
                worked, pause = False, SLOW
            if worked:
                pause, done = QUICK, done + 1
                continue
            if until_idle:
                break
            self.stopping.wait(pause)
            pause = min(pause * 1.5, SLOW)
        return done

    def _once(self) -> bool:
        close_old_connections()
        at = now()
        if self.schedule:
            self._tick(at)
        job = leases.take(owner=self.name, at=at, lease=self.lease)
        if job is None:
            return False
        self._perform(job)
        return True

    def _tick(self, at: datetime) -> None:
        for periodic in self.schedule:
            due = periodic.due_at(at)
            if self._seen.get(periodic.name) == due:
                continue
            self._seen[periodic.name] = due
            if leases.claim_due(periodic.name, due):
                periodic.task.enqueue(queue_key=f"schedule:{periodic.name}")
        if at - self._tidied > timedelta(seconds=20):
            leases.show_life(self.name, at=at)
            leases.tidy(at=at)
            self._tidied = at

    def _perform(self, job: Job) -> None:
        heart = threading.Event()
        beat = threading.Thread(target=self._keep_alive, args=(job, heart), daemon=True)
        beat.start()
        try:
            task_named(job.task)(*job.args, **job.kwargs)
        except Exception as error:  # noqa: BLE001  # whatever a job raises, it must be put back or shown
            is_final = isinstance(error, GiveUp | UnknownTask)
            _log.warning("job failed: %s", type(error).__name__, extra={"job": job.pk}, exc_info=not is_final)
            leases.fail(job, error=f"{type(error).__name__}: {error}", at=now(), is_final=is_final)
        else:
            leases.finish(job, at=now())
        finally:
            heart.set()
            beat.join()

    def _keep_alive(self, job: Job, heart: threading.Event) -> None:
        try:
            while not heart.wait(self.lease.total_seconds() / 3):
                leases.keep(job, at=now(), lease=self.lease)
        finally:
            connections.close_all()


class UnknownTask(Exception):
    """The queue names something that is not a task of ours."""


def task_named(path: str) -> Callable[..., Any]:
    """
    Return the function of a task by its dotted path.

    :raises UnknownTask: if the path does not lead to a task inside this product.
    """
    if not path.startswith("servicepunt."):
        raise UnknownTask(path)
    try:
        found = import_string(path)
    except ImportError:
        raise UnknownTask(path) from None
    if not isinstance(found, Task):
        raise UnknownTask(path)
    return found.func
