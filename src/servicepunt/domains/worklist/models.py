"""What we keep about the worklist: people's own views, and what a change replaced."""

from django.db import models

from servicepunt.domains.people.models import Person


class SavedView(models.Model):
    """A view (weergave) of the worklist that a person kept: a name and its filters."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    name = models.CharField("naam", max_length=60)
    filters = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="view_once")]

    def __str__(self) -> str:
        return self.name


class UndoStep(models.Model):
    """What a change replaced, so that it can be undone (ongedaan maken) while nobody changed it since."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    said = models.CharField(max_length=200)
    before = models.JSONField()
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.said
