"""Looking things up in the logbook."""

from django.db.models import QuerySet

from servicepunt.domains.logbook.models import Entry


def entries_about(about: str, subject: int) -> QuerySet[Entry]:
    """Return every line about one thing, oldest first. The caller has checked who may see the thing."""
    return Entry.objects.filter(about=about, subject=subject).order_by("id")
