"""Standard texts: made and changed by administrators; one that is no longer offered is kept."""

from datetime import datetime

from django.db import IntegrityError, transaction

from servicepunt.domains.logbook.actions import record
from servicepunt.domains.mail.events import StandardTextChanged
from servicepunt.domains.mail.models import StandardText
from servicepunt.domains.people.models import Person
from servicepunt.foundation.text import plain_name


class TextTaken(Exception):
    """There is a standard text with this title already."""


class StaleText(Exception):
    """Somebody changed the standard text since it was shown."""


@transaction.atomic
def save_standard_text(
    *, standard: int | None, title: str, text: str, is_offered: bool, seen: int, by: Person, at: datetime
) -> int:
    """
    Make or change a standard text; return its number.

    :raises TextTaken: if another one has this title, but for case and blanks.
    :raises StaleText: if somebody changed it since version `seen`.
    """
    for other in StandardText.objects.exclude(pk__in=[standard or 0]).order_by("id").values_list("title", flat=True):
        if plain_name(other) == plain_name(title):
            raise TextTaken(other)
    fields = {"title": title, "text": text, "is_offered": is_offered}
    try:
        with transaction.atomic():
            if standard is None:
                standard = StandardText.objects.create(**fields).pk
            elif not StandardText.objects.filter(pk=standard, version=seen).update(**fields, version=seen + 1):
                raise StaleText(standard)
    except IntegrityError as error:
        raise TextTaken(title) from error
    record(StandardTextChanged(text=standard), by=by.pk, at=at)
    return standard
