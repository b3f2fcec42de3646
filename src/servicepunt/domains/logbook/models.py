"""What we keep: one line an event, never changed."""

from django.db import models


class Entry(models.Model):
    """One line of the logbook (logboekregel): audit trail and timeline at once."""

    name = models.CharField(max_length=60)
    about = models.CharField(max_length=30)
    subject = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)
    actor = models.BigIntegerField(null=True)
    happened_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["about", "subject", "id"], name="entry_subject"),
            models.Index(fields=["name", "happened_at"], name="entry_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.subject or ''}".strip()
