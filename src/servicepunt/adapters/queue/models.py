"""What we keep of jobs: the queue itself, which due times of the schedule were claimed, and who works."""

from django.db import models
from django.db.models import Q


class Job(models.Model):
    """
    A job: ready → taken (under a lease) → done, ready again (with a later `run_after`), or dead.

    `key`: at most one open job with the same key; asked for while it runs, it runs once more (`needs_rerun`).
    Only the owner of the present attempt may finish it.
    """

    class State(models.TextChoices):
        """Where the job is."""

        READY = "ready", "Wacht"
        TAKEN = "taken", "Bezig"
        DONE = "done", "Klaar"
        DEAD = "dead", "Mislukt"

    task = models.CharField(max_length=200)
    args = models.JSONField(default=list)
    kwargs = models.JSONField(default=dict)
    key = models.CharField(max_length=120, null=True)
    needs_rerun = models.BooleanField(default=False)
    priority = models.SmallIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State, default=State.READY)
    run_after = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    owner = models.CharField(max_length=60, blank=True)
    attempt = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(state__in=["ready", "taken"]), name="one_open_job_a_key"
            )
        ]
        indexes = [
            models.Index(fields=["-priority", "run_after", "id"], condition=Q(state="ready"), name="job_ready"),
            models.Index(fields=["lease_until"], condition=Q(state="taken"), name="job_lease"),
            models.Index(fields=["state", "-id"], name="job_state"),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.state}"

    @property
    def is_open(self) -> bool:
        """Whether work is still to be done."""
        return self.state in {self.State.READY, self.State.TAKEN}


class DueTime(models.Model):
    """A due time of the schedule that some worker claimed: once over all workers."""

    name = models.CharField(max_length=80)
    due_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "due_at"], name="due_time_once")]

    def __str__(self) -> str:
        return self.name


class Worker(models.Model):
    """A worker that shows it lives."""

    name = models.CharField(max_length=60, unique=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
