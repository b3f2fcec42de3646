"""Helping somebody in who cannot help themselves: a password from outside the pages, a second step that was lost."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from servicepunt.domains.logbook.actions import record
from servicepunt.domains.people.actions.people import end_sessions
from servicepunt.domains.people.events import PersonChanged, SecondStepForgotten
from servicepunt.domains.people.models import Person
from servicepunt.domains.people.queries import second_steps_of


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


@transaction.atomic
def forget_second_step(*, person: Person, by: Person | None, at: datetime) -> bool:
    """
    Let somebody sign in with a password alone who lost codes, passkeys and recovery codes; False when there were none.

    Ends every session of that person, who is told by mail.
    """
    gone, _ = second_steps_of(person).delete()
    if not gone:
        return False
    end_sessions(person, at=at)
    record(SecondStepForgotten(person=person.pk), by=by.pk if by else None, at=at)
    return True
