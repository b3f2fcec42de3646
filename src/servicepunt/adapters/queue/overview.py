"""Looking at the queue: what waits, runs and failed, and who works on it."""

from datetime import datetime, timedelta

from django.db.models import Count, QuerySet

from servicepunt.adapters.queue.models import Job, Worker

WORKER_SILENT = timedelta(minutes=2)
SHOWN = (Job.State.DEAD, Job.State.READY, Job.State.TAKEN)


def jobs_in(state: str, *, task: str = "") -> QuerySet[Job]:
    """Return the jobs in a state, newest first; with `task` only those whose path ends in it."""
    found = Job.objects.filter(state=state).order_by("-id")
    return found.filter(task__endswith=f".{task}") if task else found


def job_counts() -> dict[str, int]:
    """Return how many jobs there are in each state where work is left."""
    counted = Job.objects.filter(state__in=SHOWN).values_list("state").annotate(Count("id")).order_by()
    return {state.value: 0 for state in SHOWN} | dict(counted)


def task_names(state: str) -> list[str]:
    """Return the short name of every task in a state, in order."""
    paths = Job.objects.filter(state=state).values_list("task", flat=True).distinct().order_by("task")
    return sorted({path.rpartition(".")[2] for path in paths})


def living_workers(at: datetime) -> list[Worker]:
    """Return the workers that showed they live not long ago."""
    return list(Worker.objects.filter(seen_at__gte=at - WORKER_SILENT).order_by("name"))


def last_sign_of_life() -> datetime | None:
    """Return when any worker last showed it lives, or None."""
    return Worker.objects.order_by("-seen_at").values_list("seen_at", flat=True).first()
