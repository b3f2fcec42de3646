"""Making people known, changing them, and letting them go."""

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction

from servicepunt.domains.logbook.actions import record
from servicepunt.domains.people.events import PersonChanged, PersonJoined, PersonLeft, TeamChanged
from servicepunt.domains.people.models import Address, Department, Membership, Person, Phone, Supplier, Team
from servicepunt.domains.people.queries import find_person_by_address, search_text
from servicepunt.domains.people.rules import Role
from servicepunt.foundation.identifiers import normal_email, normal_phone


class StalePerson(Exception):
    """Somebody changed the person since it was shown."""


class AddressTaken(ValueError):
    """The e-mail address belongs to somebody else."""


def welcome_person(*, email: str, name: str, at: datetime, how: str) -> Person:
    """Return who has this address, or make a sender we do not know yet; two at once make one."""
    if (known := find_person_by_address(email)) is not None:
        return known
    try:
        with transaction.atomic():
            supplier = Supplier.objects.filter(
                mail_domain=normal_email(email).rpartition("@")[2], is_active=True
            ).first()
            return add_person(
                name=name or email, email=email, at=at, how=how, by=None, is_unknown=True, supplier=supplier
            )
    except IntegrityError:
        if (known := find_person_by_address(email)) is not None:
            return known
        raise


@transaction.atomic
def add_person(
    *,
    name: str,
    email: str | None,
    at: datetime,
    how: str,
    by: Person | None,
    role: str = Role.EMPLOYEE,
    key: str | None = None,
    department: Department | None = None,
    supplier: Supplier | None = None,
    job_title: str = "",
    location: str = "",
    phones: tuple[str, ...] = (),
    is_unknown: bool = False,
) -> Person:
    """Make a person known, without a password."""
    person = Person(
        name=name[:160],
        email=normal_email(email) if email else None,
        role=role,
        key=key or None,
        department=department,
        supplier=supplier,
        job_title=job_title,
        location=location,
        is_unknown=is_unknown,
        created_at=at,
    )
    person.set_unusable_password()
    person.search = search_text(person, department=department.name if department else "")
    person.save(force_insert=True)
    if person.email:
        Address.objects.create(person=person, email=person.email)
    Phone.objects.bulk_create(
        Phone(person=person, number=normal_phone(shown), shown=shown[:40])
        for shown in phones
        if shown.strip()
    )
    record(PersonJoined(person=person.pk, how=how), by=by.pk if by else None, at=at)
    return person


@transaction.atomic
def change_person(*, person: Person, seen: int, by: Person, at: datetime, **wanted: object) -> Person:
    """
    Change fields of a person; only what differs is written.

    :raises StalePerson: if somebody changed the person since version `seen`.
    :raises AddressTaken: if the e-mail address belongs to somebody else.
    """
    if "email" in wanted:
        wanted["email"] = _claim_address(person, str(wanted["email"] or ""))
    fields = {name: value for name, value in wanted.items() if getattr(person, name) != value}
    if not fields:
        return person
    for name, value in fields.items():
        setattr(person, name, value)
    department = person.department.name if person.department else ""
    emails = list(person.addresses.values_list("email", flat=True))
    fields["search"] = search_text(person, department=department, emails=emails)
    if not Person.objects.filter(pk=person.pk, version=seen).update(version=seen + 1, **fields):
        raise StalePerson(person.pk)
    record(PersonChanged(person=person.pk, fields=sorted(wanted)), by=by.pk, at=at)
    return person


def _claim_address(person: Person, email: str) -> str | None:
    """Return the address as kept, and make it one of the person's; the old one stays theirs too."""
    plain = normal_email(email)
    if not plain:
        return None
    address, _ = Address.objects.get_or_create(email=plain, defaults={"person": person})
    if address.person_id != person.pk:
        raise AddressTaken(plain)
    return plain


@transaction.atomic
def say_goodbye(*, person: Person, by: Person | None, at: datetime) -> None:
    """Take every right away at once: the person cannot sign in, and open sessions end."""
    if Person.objects.filter(pk=person.pk, is_active=True).update(is_active=False, leaves_at=at):
        end_sessions(person)
        record(PersonLeft(person=person.pk), by=by.pk if by else None, at=at)


def end_sessions(person: Person) -> None:
    """End every open session of a person."""
    for session in Session.objects.all().iterator():
        if session.get_decoded().get("_auth_user_id") == str(person.pk):
            session.delete()


@transaction.atomic
def save_team(
    *, team: Team | None, name: str, line: int, members: list[Person], by: Person | None, at: datetime,
    is_service_point: bool = False,
) -> Team:  # fmt: skip
    """Make a team or change it, with exactly these members."""
    if team is None:
        team = Team.objects.create(name=name, line=line, is_service_point=is_service_point)
    else:
        Team.objects.filter(pk=team.pk).update(name=name, line=line, version=team.version + 1)
    Membership.objects.filter(team=team).exclude(person__in=members).delete()
    Membership.objects.bulk_create(
        [Membership(team=team, person=person) for person in members], ignore_conflicts=True
    )
    record(
        TeamChanged(team=team.pk, members=[person.pk for person in members]), by=by.pk if by else None, at=at
    )
    return team


def save_profile(*, person: Person, single_keys: bool, color_scheme: str) -> None:
    """Keep how somebody wants the pages: keys of one letter, and light or dark."""
    Person.objects.filter(pk=person.pk).update(single_keys=single_keys, color_scheme=color_scheme)
