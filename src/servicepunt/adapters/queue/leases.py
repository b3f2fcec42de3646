"""Taking, keeping and finishing jobs, so that a worker that dies loses nothing and leaves nothing stuck."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from servicepunt.adapters.queue.models import DueTime, Job, Worker

LEASE = timedelta(seconds=60)
BACK_OFF = (1, 5, 15, 60, 240, 720, 1440)
MOST_ATTEMPTS = 8
KEEP_DONE = timedelta(days=2)


def put(
    task: str,
    args: Sequence[Any],
    kwargs: Mapping[str, Any],
    *,
    at: datetime,
    run_after: datetime | None = None,
    key: str | None = None,
    priority: int = 0,
) -> Job | None:
    """
    Queue a job inside the caller's transaction; None when an open job with this key is there already.

    Arguments are plain values that JSON can carry.
    """
    job = Job(
        task=task,
        args=list(args),
        kwargs=dict(kwargs),
        key=key,
        priority=priority,
        run_after=run_after or at,
        made_at=at,
    )
    if key is None:
        job.save(force_insert=True)
        return job
    if Job.objects.filter(key=key, state__in=[Job.State.READY, Job.State.TAKEN]).exists():
        return None
    try:
        with transaction.atomic():
            job.save(force_insert=True)
    except IntegrityError:
        return None
    return job


@transaction.atomic
def take(*, owner: str, at: datetime, lease: timedelta = LEASE) -> Job | None:
    """Take the next job that is due, or one whose worker let its lease pass; None when there is none."""
    due = Q(state=Job.State.READY, run_after__lte=at) | Q(state=Job.State.TAKEN, lease_until__lt=at)
    waiting = Job.objects.filter(due).order_by("-priority", "run_after", "id")
    # PostgreSQL: skip what others are taking. SQLite: the IMMEDIATE transaction lets one in at a time.
    if connection.features.has_select_for_update_skip_locked:
        waiting = waiting.select_for_update(skip_locked=True)
    job = waiting.first()
    if job is None:
        return None
    job.state, job.owner = Job.State.TAKEN, owner
    job.lease_until, job.attempt = at + lease, job.attempt + 1
    job.save(update_fields=["state", "owner", "lease_until", "attempt"])
    return job


def keep(job: Job, *, at: datetime, lease: timedelta = LEASE) -> bool:
    """Extend the lease of a job one still owns."""
    return bool(_mine(job).update(lease_until=at + lease))


def finish(job: Job, *, at: datetime) -> bool:
    """Mark a job done, if it is still one's own; False when the lease was lost."""
    return bool(_mine(job).update(state=Job.State.DONE, ended_at=at, lease_until=None, error=""))


def fail(job: Job, *, error: str, at: datetime, is_final: bool = False) -> bool:
    """Put a failed job back for a later try, with more time between each, or give it up where people see it."""
    if is_final or job.attempt >= MOST_ATTEMPTS:
        return bool(
            _mine(job).update(state=Job.State.DEAD, ended_at=at, lease_until=None, error=error[:4000])
        )
    minutes = BACK_OFF[min(job.attempt, len(BACK_OFF)) - 1]
    later = at + timedelta(minutes=minutes) * random.uniform(0.8, 1.2)  # noqa: S311  # spreading, not secrecy
    return bool(
        _mine(job).update(state=Job.State.READY, run_after=later, lease_until=None, error=error[:4000])
    )


def _mine(job: Job) -> Any:
    return Job.objects.filter(pk=job.pk, state=Job.State.TAKEN, owner=job.owner, attempt=job.attempt)


def retry(pk: int, *, at: datetime) -> bool:
    """Let a dead job run again, as a person asked."""
    return bool(
        Job.objects.filter(pk=pk, state=Job.State.DEAD).update(
            state=Job.State.READY, run_after=at, attempt=0, ended_at=None
        )
    )


def discard(pk: int) -> bool:
    """Throw a dead job away, as a person asked."""
    gone, _ = Job.objects.filter(pk=pk, state=Job.State.DEAD).delete()
    return bool(gone)


def claim_due(name: str, due_at: datetime) -> bool:
    """Claim a due time of the schedule; True for one worker only."""
    _, is_new = DueTime.objects.get_or_create(name=name, due_at=due_at)
    return is_new


def tidy(*, at: datetime) -> None:
    """Remove done jobs, old due times and workers that have not been seen for a day."""
    Job.objects.filter(state=Job.State.DONE, ended_at__lt=at - KEEP_DONE).delete()
    DueTime.objects.filter(due_at__lt=at - KEEP_DONE).delete()
    Worker.objects.filter(seen_at__lt=at - timedelta(days=1)).delete()


def show_life(name: str, *, at: datetime) -> None:
    """Note that a worker lives."""
    Worker.objects.update_or_create(name=name, defaults={"seen_at": at})
