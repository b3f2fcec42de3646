"""Giving somebody a password from outside the pages."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from servicepunt.domains.logbook.actions import record
from servicepunt.domains.people.actions.people import end_sessions
from servicepunt.domains.people.events import PersonChanged
from servicepunt.domains.people.models import Person


@transaction.atomic
def set_password(*, person: Person, password: str, by: Person | None, at: datetime) -> None:
    """Give a person this password, and end every session that began with the old one."""
    person.set_password(password)
    Person.objects.filter(pk=person.pk).update(password=person.password, version=F("version") + 1)
    end_sessions(person, at=at)
    version = Person.objects.values_list("version", flat=True).get(pk=person.pk)
    record(
        PersonChanged(person=person.pk, fields=["password"], version=version),
        by=by.pk if by else None,
        at=at,
    )
