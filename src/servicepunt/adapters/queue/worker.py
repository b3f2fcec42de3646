"""A worker: takes jobs, keeps their lease alive while they run, and lets the schedule go off."""

import logging
import os
import socket
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial

from django.db import DatabaseError, InterfaceError, close_old_connections, connection, connections

from servicepunt.adapters.queue import leases, registry, upkeep
from servicepunt.adapters.queue.models import Job
from servicepunt.adapters.queue.outcomes import GiveUp, RetryLater
from servicepunt.adapters.queue.upkeep import Due, Periodic
from servicepunt.foundation.clock import now
from servicepunt.foundation.faults import fault_text

__all__ = ["GiveUp", "Periodic", "RetryLater", "WorkerLoop"]

_log = logging.getLogger("servicepunt.worker")
QUICK, SLOW = 0.1, 1.0  # seconds between looks: after work, and when there was none for long
LONGEST = timedelta(hours=1)
SOON = timedelta(seconds=5)
_OUT_OF_REACH = (DatabaseError, InterfaceError)


class WorkerLoop:
    """
    Runs jobs in one or more threads until it is told to stop.

    `schedule` is what it queues by the clock; `lease` is how long a job stays taken when this process dies.
    """

    def __init__(self, schedule: Iterable[Due] = (), *, lease: timedelta = leases.LEASE) -> None:
        self.name = f"{socket.gethostname()[:30]}-{os.getpid()}-{uuid.uuid4().hex[:6]}"
        self.schedule = list(schedule)
        self.lease = lease
        self.stopping = threading.Event()
        self._claimed: dict[str, datetime] = {}
        self._in_hand: dict[tuple[int, int], datetime] = {}
        self._hands = threading.Lock()
        self._rests: dict[str, float] = {}
        # What became of jobs while the database was out of reach: told as soon as it answers.
        self._untold: deque[Callable[[], bool]] = deque()

    def stop(self) -> None:
        """Finish the jobs in hand and take no other."""
        self.stopping.set()

    def serve(self, *, threads: int = 1) -> None:
        """Work in so many threads until stopped, and return when the last job in hand has ended."""
        hands = [threading.Thread(target=self.run, name=f"hand-{n}", daemon=True) for n in range(threads)]
        for hand in hands:
            hand.start()
        while busy := [thread for thread in hands if thread.is_alive()]:
            self._guarded_pulse()
            # A short wait: `stop` may come from a signal.
            self.stopping.wait(SLOW / 2)
            if self.stopping.is_set():
                busy[0].join(SLOW / 2)
        upkeep.say_goodbye([self.name])
        connections.close_all()

    def run(self, *, until_idle: bool = False) -> int:
        """Do jobs in this thread until stopped, or until none is due; return how many it did."""
        pause, done = QUICK, 0
        if until_idle:
            self._pulse(now())
        while not self.stopping.is_set():
            try:
                worked = self._once()
            except _OUT_OF_REACH as error:
                self._lost_database(error)
                worked, pause = False, SLOW
            if worked:
                pause, done = QUICK, done + 1
                continue
            if until_idle:
                return done
            self.stopping.wait(pause)
            pause = min(pause * 1.5, SLOW)
            close_old_connections()
        connections.close_all()
        return done

    def _once(self) -> bool:
        job = leases.take(owner=self.name, at=now(), lease=self.lease)
        if job is None:
            return False
        with self._hands:
            self._in_hand[job.pk, job.attempt] = now()
        try:
            self._perform(job)
        finally:
            with self._hands:
                self._in_hand.pop((job.pk, job.attempt), None)
        return True

    def _perform(self, job: Job) -> None:
        began = time.perf_counter()
        try:
            registry.task_named(job.task)(*job.args, **job.kwargs)
        except Exception as error:  # noqa: BLE001  # whatever a job raises, it must be put back or shown
            self._failed(job, error)
            return
        is_ours = self._tell(partial(leases.finish, job, at=now()))
        spent = round(1000 * (time.perf_counter() - began), 1)
        extra = {"job": job.pk, "task": job.task, "ms": spent}
        if is_ours:
            _log.info("job done", extra=extra)
        else:
            _log.warning("job done, but its lease had passed", extra=extra)

    def _failed(self, job: Job, error: Exception) -> None:
        # Our own outcomes carry words for people; any other error may carry personal data in its words.
        words = str(error) if isinstance(error, GiveUp | RetryLater) and str(error) else fault_text(error)
        after = error.after if isinstance(error, RetryLater) else None
        if isinstance(error, _OUT_OF_REACH) and not connection.is_usable():
            # The database went away, which says nothing of the job.
            connection.close()
            after = SOON
        self._tell(partial(leases.fail, job, error=words, at=now(), is_final=isinstance(error, GiveUp), after=after))
        _log.warning("job failed", extra={"job": job.pk, "task": job.task, "attempt": job.attempt, "fault": words})

    def _tell(self, report: Callable[[], bool]) -> bool:
        try:
            return report()
        except _OUT_OF_REACH:
            self._untold.append(report)
            raise

    def _guarded_pulse(self) -> None:
        close_old_connections()
        try:
            self._pulse(now())
        except _OUT_OF_REACH as error:
            self._lost_database(error)

    def _pulse(self, at: datetime) -> None:
        """Everything beside jobs; each part rests a while after it was done."""
        while self._untold:
            self._untold[0]()
            self._untold.popleft()
        if self._may("keep", self.lease.total_seconds() / 4):
            self._keep_alive(at)
        if self._may("life", 10):
            upkeep.show_life(self.name, at=at)
        if self._may("reclaim", 1) and (lost := leases.reclaim(at=at)):
            _log.warning("jobs put back, their worker is gone", extra={"count": lost})
        if not self.stopping.is_set():
            self._tick(at)
        if self._may("tidy", 600):
            upkeep.tidy(at=at)

    def _may(self, part: str, rest: float) -> bool:
        moment = time.monotonic()
        if moment - self._rests.get(part, float("-inf")) < rest:
            return False
        self._rests[part] = moment
        return True

    def _keep_alive(self, at: datetime) -> None:
        with self._hands:
            jobs = [pk for (pk, _), began in self._in_hand.items() if at - began < LONGEST]
        if jobs:
            leases.keep(jobs, owner=self.name, at=at, lease=self.lease)

    def _tick(self, at: datetime) -> None:
        for line in self.schedule:
            due = line.due_at(at)
            if self._claimed.get(line.name) != due:
                upkeep.claim_due(line, due)
                self._claimed[line.name] = due

    def _lost_database(self, error: Exception) -> None:
        _log.warning("database out of reach, trying again", extra={"fault": fault_text(error)})
        connections.close_all()
