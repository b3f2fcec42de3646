"""Taking, keeping and finishing jobs, so that a worker that dies loses nothing and leaves nothing stuck."""

import random
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Case, F, PositiveIntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Least

from servicepunt.adapters.queue.models import Job

LEASE = timedelta(seconds=60)
BACK_OFF = (1, 5, 15, 60, 240, 720, 1440)  # minutes
MOST_ATTEMPTS = 8
_ERROR_LENGTH = 2000
_OPEN = (Job.State.READY, Job.State.TAKEN)

# The states are literals so that the planner can use the partial index.
_DUE = "FROM queue_job WHERE state = 'ready' AND run_after <= %s"
_TAKE = f"""
    UPDATE queue_job SET state = 'taken', owner = %s, lease_until = %s, attempt = attempt + 1
    WHERE id = (SELECT id {_DUE} ORDER BY priority DESC, run_after, id LIMIT 1 {{}}) RETURNING *
"""  # noqa: S608  # nothing but constants


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

    That open job will then still see what the caller's transaction changed: it runs after the commit, or once
    more. Arguments are plain values that JSON can carry.
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
    while key is not None:
        if _join(key, job.run_after):
            return None
        try:
            with transaction.atomic():
                job.save(force_insert=True)
        except IntegrityError:
            continue
        return job
    job.save(force_insert=True)
    return job


def _join(key: str, run_after: datetime) -> bool:
    # The update also locks the row: a worker cannot take the job before the caller commits.
    fresh = Q(state=Job.State.READY, attempt=0)
    return bool(
        Job.objects.filter(key=key, state__in=_OPEN).update(
            needs_rerun=Case(When(state=Job.State.TAKEN, then=Q(pk__gt=0)), default=F("needs_rerun")),
            run_after=Case(When(fresh, then=Least(F("run_after"), Value(run_after))), default=F("run_after")),
        )
    )


def take(*, owner: str, at: datetime, lease: timedelta = LEASE) -> Job | None:
    """Take the next job that is due; None when there is none."""
    skips = connection.features.has_select_for_update_skip_locked
    if not skips and not _is_something_due(at):
        # SQLite: looking first keeps an idle worker from asking for the only write lock.
        return None
    taking = _TAKE.format("FOR UPDATE SKIP LOCKED" if skips else "")
    taken = list(Job.objects.raw(taking, [owner, at + lease, at]))
    return taken[0] if taken else None


def _is_something_due(at: datetime) -> bool:
    with connection.cursor() as cursor:
        moment = connection.ops.adapt_datetimefield_value(at)
        cursor.execute(f"SELECT 1 {_DUE} LIMIT 1", [moment])  # noqa: S608  # nothing but constants
        return cursor.fetchone() is not None


def reclaim(*, at: datetime) -> int:
    """Put back what was taken by workers that let their lease pass; return how many jobs."""
    lost = Job.objects.filter(state=Job.State.TAKEN, lease_until__lt=at)
    if not lost.exists():
        return 0
    words = "De werker viel weg tijdens de taak."
    given_up = lost.filter(attempt__gte=MOST_ATTEMPTS).update(
        state=Job.State.DEAD, ended_at=at, lease_until=None, error=words
    )
    return given_up + lost.update(state=Job.State.READY, lease_until=None, error=words)


def keep(jobs: Collection[int], *, owner: str, at: datetime, lease: timedelta = LEASE) -> int:
    """Extend the lease of jobs (by number) that this owner still has; return how many."""
    mine = Job.objects.filter(pk__in=jobs, state=Job.State.TAKEN, owner=owner)
    return mine.update(lease_until=at + lease)


def finish(job: Job, *, at: datetime) -> bool:
    """Mark a job done, or ready when it was asked for again meanwhile; False when the lease was lost."""
    again = Q(needs_rerun=True)
    return bool(
        _mine(job).update(
            state=Case(When(again, then=Value(Job.State.READY)), default=Value(Job.State.DONE)),
            run_after=Case(When(again, then=Value(at)), default=F("run_after")),
            attempt=Case(When(again, then=Value(0)), default=F("attempt"), output_field=PositiveIntegerField()),
            ended_at=at,
            needs_rerun=False,
            lease_until=None,
            error="",
        )
    )


def fail(job: Job, *, error: str, at: datetime, is_final: bool = False, after: timedelta | None = None) -> bool:
    """
    Put a failed job back for a later try, or give it up where people see it; False when the lease was lost.

    The time between tries grows, unless `after` says when.
    """
    plain = error[:_ERROR_LENGTH]
    if is_final or job.attempt >= MOST_ATTEMPTS:
        return bool(_mine(job).update(state=Job.State.DEAD, ended_at=at, lease_until=None, error=plain))
    later = at + (after if after is not None else _back_off(job.attempt))
    return bool(
        _mine(job).update(state=Job.State.READY, run_after=later, lease_until=None, error=plain, needs_rerun=False)
    )


def _back_off(attempt: int) -> timedelta:
    minutes = BACK_OFF[min(attempt, len(BACK_OFF)) - 1]
    return timedelta(minutes=minutes) * random.uniform(0.8, 1.2)  # noqa: S311  # spreading, not secrecy


def _mine(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, state=Job.State.TAKEN, owner=job.owner, attempt=job.attempt)


def retry(pk: int, *, at: datetime) -> bool:
    """Let a dead job run again, as a person asked; False when it is not dead, or open under its key."""
    try:
        with transaction.atomic():
            return bool(
                Job.objects.filter(pk=pk, state=Job.State.DEAD).update(
                    state=Job.State.READY, run_after=at, attempt=0, ended_at=None, needs_rerun=False
                )
            )
    except IntegrityError:
        return False


def hurry(pk: int, *, at: datetime) -> bool:
    """Let a job that waits for its next try run now, as a person asked."""
    return bool(Job.objects.filter(pk=pk, state=Job.State.READY, run_after__gt=at).update(run_after=at))


def discard(pk: int) -> bool:
    """Throw a dead job away, as a person asked."""
    gone, _ = Job.objects.filter(pk=pk, state=Job.State.DEAD).delete()
    return bool(gone)
