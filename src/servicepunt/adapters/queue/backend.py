"""The lease queue as a backend of `django_tasks`, so that callers never see it."""

from datetime import datetime
from typing import Any

from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus

from servicepunt.adapters.queue import leases
from servicepunt.foundation.clock import now


class LeaseBackend(BaseTaskBackend):
    """
    Keep jobs in the product's own database, in the transaction that makes them.

    A task queued with the keyword `queue_key` has at most one open job with that key.
    """

    supports_defer = True
    supports_priority = True

    def enqueue(self, task: Task, args: Any, kwargs: Any) -> TaskResult:
        """Queue a task with plain values; kept or dropped with the caller's transaction."""
        self.validate_task(task)
        plain = dict(kwargs)
        key = plain.pop("queue_key", None)
        at = now()
        job = leases.put(
            task.module_path,
            args,
            plain,
            at=at,
            run_after=_moment(task.run_after),
            key=key,
            priority=task.priority,
        )
        return TaskResult(
            task=task,
            id=str(job.pk) if job else "",
            status=TaskResultStatus.READY,
            enqueued_at=at,
            started_at=None,
            finished_at=None,
            last_attempted_at=None,
            args=list(args),
            kwargs=plain,
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )


def _moment(run_after: Any) -> datetime | None:
    return run_after if isinstance(run_after, datetime) else None
