"""What we keep about agreements: calendars with their versions, norms, and the priority matrix."""

from django.db import models
from django.db.models.functions import Coalesce, Lower

from servicepunt.domains.people.models import Team


class Calendar(models.Model):
    """Service hours (openingstijden) under a name."""

    name = models.CharField("naam", max_length=120, unique=True)
    zone = models.CharField("tijdzone", max_length=60, default="Europe/Amsterdam")
    is_default = models.BooleanField("standaard", default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="one_default_calendar"
            ),
            models.UniqueConstraint(Lower("name"), name="calendar_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class CalendarVersion(models.Model):
    """
    One version of a calendar; never changed once made. A clock's cycle remembers the id it used.

    `weekly`: {"0": [["08:30", "17:00"], …], …} (0 = Monday; "24:00" allowed); `closed`: ["2026-12-25", …];
    `special`: {"2026-12-24": [["08:30", "15:00"]], …}.
    """

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    weekly = models.JSONField()
    closed = models.JSONField(default=list)
    special = models.JSONField(default=dict)
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calendar", "number"], name="calendar_version_once")]

    def __str__(self) -> str:
        return f"{self.calendar_id} versie {self.number}"


class Norm(models.Model):
    """
    A service norm (servicenorm): how much working time each clock gets, in minutes; empty = no clock.

    Empty priority, kind or team means: any. The most specific norm wins.
    """

    name = models.CharField("naam", max_length=120)
    priority = models.PositiveSmallIntegerField("prioriteit", null=True)
    kind = models.CharField("soort", max_length=20, blank=True)
    team = models.ForeignKey(
        Team, verbose_name="behandelaarsgroep", null=True, on_delete=models.PROTECT, related_name="+"
    )
    calendar = models.ForeignKey(
        Calendar, verbose_name="openingstijden", on_delete=models.PROTECT, related_name="norms"
    )
    acknowledge = models.PositiveIntegerField("eerste reactie", null=True)
    answer = models.PositiveIntegerField("volgend antwoord", null=True)
    resolve = models.PositiveIntegerField("oplossing", null=True)
    team_time = models.PositiveIntegerField("tijd per groep", null=True)
    supplier = models.PositiveIntegerField("leverancier", null=True)
    is_active = models.BooleanField("actief", default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Coalesce("priority", 0),
                "kind",
                Coalesce("team", 0),
                condition=models.Q(is_active=True),
                name="norm_once",
            ),
            models.UniqueConstraint(Lower("name"), name="norm_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class PriorityMatrix(models.Model):
    """Impact × urgency → priority, as administrators set it; one row. {"impact": {"urgency": 1–4}}."""

    cells = models.JSONField()
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"versie {self.version}"


class Proposal(models.Model):
    """
    A change of a calendar, a norm or the matrix that somebody looks at before it holds (voorstel).

    `kind` is calendar, norm or matrix; `subject` the id of the calendar or norm (None: a new one); `base` the
    version that was changed: when another one holds by then, the proposal is stale and cannot be applied.
    """

    kind = models.CharField(max_length=12)
    subject = models.BigIntegerField(null=True)
    base = models.PositiveIntegerField(default=0)
    content = models.JSONField()
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.subject or 'nieuw'}"
