"""The lease queue as a backend of `django_tasks`, so that callers never see it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.exceptions import InvalidTaskError

from servicepunt.adapters.queue import leases, registry
from servicepunt.foundation.clock import now


class LeaseTask(Task[..., Any]):
    """A task that the workers know from the moment it is declared."""

    __slots__ = ()

    def __post_init__(self) -> None:
        Task.__post_init__(self)
        registry.register(self.module_path, self.func)


class LeaseBackend(BaseTaskBackend):
    """
    Keep jobs in the product's own database, in the transaction that makes them.

    A task queued with the keyword `queue_key` has at most one open job with that key.
    """

    task_class = LeaseTask  # type: ignore[assignment]  # it is a Task of any arguments and answer
    supports_defer = True
    supports_priority = True

    def validate_task(self, task: Task[..., Any]) -> None:
        """
        Return if the queue can run this task.

        :raises InvalidTaskError: if it cannot.
        """
        super().validate_task(task)
        if task.takes_context:
            raise InvalidTaskError("The lease queue gives no context; a task gets plain values.")

    def enqueue(self, task: Task[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> TaskResult[Any]:
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
            run_after=task.run_after,
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
