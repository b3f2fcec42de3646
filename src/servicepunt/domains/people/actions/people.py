"""Making people known, changing them, and letting them go."""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from servicepunt.domains.logbook.actions import record
from servicepunt.domains.people.events import PersonChanged, PersonJoined, PersonLeft, PersonReturned
from servicepunt.domains.people.models import Address, Department, Person, Phone, Supplier
from servicepunt.domains.people.queries import changes_since, find_address, search_text
from servicepunt.domains.people.rules import Role
from servicepunt.foundation.identifiers import normal_email, normal_phone

_log = logging.getLogger("servicepunt.people")
_REPAIR = "make another with `servicepunt user role ADDRESS administrator`."


class StalePerson(Exception):
    """Somebody changed the person since it was shown; `fields` are the names of what changed."""

    def __init__(self, fields: list[str]) -> None:
        super().__init__(fields)
        self.fields = fields


class AddressTaken(ValueError):
    """The e-mail address belongs to somebody else; it is the argument."""


class KeyTaken(ValueError):
    """The personnel number belongs to somebody else."""


class LastAdministrator(Exception):
    """Nobody would be left who can manage people; the argument is the field that would do it, if one."""


def welcome_person(*, email: str, name: str, at: datetime, how: str) -> Person:
    """
    Return who has this address, or make a sender we do not know yet; two at once make one.

    Mail that comes from an address shows that somebody is there: automatic mail goes to it again.
    """
    if (known := find_address(email)) is not None:
        if how == "mail" and known.bounced_at is not None:
            hear_from(email)
        return known.person
    try:
        with transaction.atomic():
            supplier = Supplier.objects.filter(
                mail_domain=normal_email(email).rpartition("@")[2], is_active=True
            ).first()
            return add_person(
                name=_shown_name(name) or normal_email(email),
                email=email,
                at=at,
                how=how,
                by=None,
                is_unknown=True,
                supplier=supplier,
            )
    except (IntegrityError, AddressTaken):
        if (known := find_address(email)) is not None:
            return known.person
        raise


def hear_from(email: str) -> None:
    """Forget that mail to an address did not arrive, as mail came from there."""
    Address.objects.filter(email=normal_email(email)).update(bounced_at=None, bounce_reason="")


@transaction.atomic
def trust_addresses(*, person: Person, by: Person, at: datetime) -> None:
    """Let automatic mail go again to the addresses of a person where mail did not arrive before."""
    if person.addresses.filter(bounced_at__isnull=False).update(bounced_at=None, bounce_reason=""):
        # No version of its own: it changes nothing that somebody may be typing.
        trusted = PersonChanged(person=person.pk, fields=["bounced"], version=person.version)
        record(trusted, by=by.pk, at=at)


def welcome_stranger(*, name: str, at: datetime, how: str) -> Person:
    """Make a sender known who told no address: nobody can mail them, and a second letter is another stranger."""
    return add_person(name=_shown_name(name), email=None, at=at, how=how, by=None, is_unknown=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Somebody who calls or comes by and whom we do not know yet; number and e-mail may be empty."""

    name: str
    number: str = ""
    email: str = ""


def welcome_caller(newcomer: Newcomer, *, by: Person, at: datetime) -> Person:
    """
    Make somebody who called known, as yet unknown to the organization, as the sender of a first mail is.

    :raises AddressTaken: if the e-mail address belongs to somebody we know.
    """
    return add_person(
        name=_shown_name(newcomer.name),
        email=newcomer.email or None,
        phones=(newcomer.number,),
        is_unknown=True,
        how="phone",
        by=by,
        at=at,
    )


def _shown_name(name: str) -> str:
    """Return the name of a sender without what a mail header may smuggle in."""
    return " ".join("".join(char if char.isprintable() else " " for char in name).split())[:160]


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
    other_emails: tuple[str, ...] = (),
    phones: tuple[str, ...] = (),
    leaves_at: datetime | None = None,
    is_unknown: bool = False,
) -> Person:
    """
    Make a person known, without a password; they choose one by "wachtwoord vergeten".

    :raises AddressTaken: if the e-mail address belongs to somebody else.
    :raises KeyTaken: if the personnel number belongs to somebody else.
    """
    person = Person(
        name=name[:160],
        email=normal_email(email) if email else None,
        role=role,
        key=key or None,
        department=department,
        supplier=supplier,
        job_title=job_title,
        location=location,
        leaves_at=leaves_at,
        is_unknown=is_unknown,
        created_at=at,
    )
    _insert(person, [email for email in (person.email, *map(normal_email, other_emails)) if email], phones)
    record(PersonJoined(person=person.pk, how=how), by=by.pk if by else None, at=at)
    return person


def _insert(person: Person, emails: list[str], phones: tuple[str, ...]) -> None:
    _refuse_taken(person, emails)
    person.set_unusable_password()
    person.search = search_text(person, department=person.department.name if person.department else "", emails=emails)
    person.save(force_insert=True)
    Address.objects.bulk_create(Address(person=person, email=email) for email in dict.fromkeys(emails))
    Phone.objects.bulk_create(
        Phone(person=person, number=normal_phone(shown), shown=shown[:40]) for shown in phones if shown.strip()
    )


def _refuse_taken(person: Person, emails: list[str]) -> None:
    for email in emails:
        if Address.objects.filter(email=email).exists() or _is_main_of_another(person, email):
            raise AddressTaken(email)
    if person.key and Person.objects.filter(key=person.key).exists():
        raise KeyTaken(person.key)


@transaction.atomic
def change_person(
    *,
    person: Person,
    seen: int,
    by: Person | None,
    at: datetime,
    other_emails: list[str] | None = None,
    phones: list[str] | None = None,
    **wanted: object,
) -> Person:
    """
    Change fields of a person; only what differs is written, and an unknown sender becomes known.

    `other_emails` and `phones` (as shown) are whole lists, None leaves them alone.

    :raises StalePerson: if somebody changed the person since version `seen`.
    :raises AddressTaken: if an e-mail address belongs to somebody else.
    :raises KeyTaken: if the personnel number belongs to somebody else.
    :raises LastAdministrator: if nobody would be left who can manage people.
    """
    fresh = Person.objects.select_for_update(of=("self",)).select_related("department").get(pk=person.pk)
    if fresh.version != seen:
        raise StalePerson(changes_since(fresh, seen))
    wanted = _cleaned(fresh, wanted)
    fields = {name: value for name, value in wanted.items() if getattr(fresh, name) != value}
    changed = [*fields]
    if other_emails is not None or "email" in fields:
        kept = other_emails if other_emails is not None else _addresses(fresh)
        changed += _set_addresses(fresh, str(wanted.get("email", fresh.email) or ""), kept)
    if phones is not None and _set_phones(fresh, phones):
        changed.append("phones")
    if not changed:
        return person
    _write(fresh, fields, seen)
    record(
        PersonChanged(person=fresh.pk, fields=sorted(set(changed)), version=seen + 1), by=by.pk if by else None, at=at
    )
    return fresh


def _cleaned(person: Person, wanted: dict[str, object]) -> dict[str, object]:
    wanted = dict(wanted)
    if "email" in wanted:
        wanted["email"] = normal_email(str(wanted["email"] or "")) or None
    if "key" in wanted:
        wanted["key"] = str(wanted["key"] or "").strip() or None
        if wanted["key"] and Person.objects.exclude(pk=person.pk).filter(key=wanted["key"]).exists():
            raise KeyTaken(wanted["key"])
    _keep_one_to_stay(person, wanted)
    return wanted | {"is_unknown": False}


def _write(person: Person, fields: dict[str, object], seen: int) -> None:
    for name, value in fields.items():
        setattr(person, name, value)
    department = person.department.name if person.department else ""
    person.search = search_text(person, department=department, emails=_addresses(person))
    person.version = seen + 1
    Person.objects.filter(pk=person.pk).update(version=person.version, search=person.search, **fields)


def _addresses(person: Person) -> list[str]:
    return list(person.addresses.order_by("id").values_list("email", flat=True))


def _set_addresses(person: Person, main: str, others: list[str]) -> list[str]:
    """Give the person exactly these addresses; return the name of the list when that changed something."""
    wanted = dict.fromkeys(email for email in (main, *map(normal_email, others)) if email)
    known = set(_addresses(person))
    for email in wanted:
        address, _ = Address.objects.get_or_create(email=email, defaults={"person": person})
        if address.person_id != person.pk or _is_main_of_another(person, email):
            raise AddressTaken(email)
    person.addresses.exclude(email__in=wanted).delete()
    return [] if known == set(wanted) else ["addresses"]


def _is_main_of_another(person: Person, email: str) -> bool:
    return Person.objects.exclude(pk=person.pk).filter(email=email).exists()


def _set_phones(person: Person, shown: list[str]) -> bool:
    wanted = [(normal_phone(number), number.strip()[:40]) for number in shown if normal_phone(number)]
    if wanted == list(person.phones.order_by("id").values_list("number", "shown")):
        return False
    person.phones.all().delete()
    Phone.objects.bulk_create(Phone(person=person, number=number, shown=text) for number, text in wanted)
    return True


def _other_administrators(person: Person) -> list[Person]:
    # Locked together, so that two administrators cannot take each other's role away at once.
    administrators = Person.objects.select_for_update().filter(role=Role.ADMINISTRATOR, is_active=True)
    return [found for found in administrators.order_by("id") if found.pk != person.pk]


def _keep_one_to_stay(person: Person, wanted: dict[str, object]) -> None:
    """Refuse a role or a last day after which, sooner or later, nobody could manage people."""
    ends = [name for name in ("role", "leaves_at") if wanted.get(name) and wanted[name] != getattr(person, name)]
    if person.role != Role.ADMINISTRATOR or not person.is_active or not ends:
        return
    if all(other.leaves_at is not None for other in _other_administrators(person)):
        raise LastAdministrator(ends[0])


@transaction.atomic
def say_goodbye(*, person: Person, by: Person | None, at: datetime) -> None:
    """
    Take every right away at once: the person cannot sign in, and open sessions end.

    :raises LastAdministrator: if nobody would be left who can manage people.
    """
    if person.role == Role.ADMINISTRATOR and not _other_administrators(person):
        raise LastAdministrator
    if Person.objects.filter(pk=person.pk, is_active=True).update(
        is_active=False, leaves_at=at, version=F("version") + 1
    ):
        end_sessions(person, at=at)
        record(PersonLeft(person=person.pk), by=by.pk if by else None, at=at)


@transaction.atomic
def welcome_back(*, person: Person, by: Person, at: datetime) -> None:
    """Let a person who left come in again, with the role they had."""
    if Person.objects.filter(pk=person.pk, is_active=False).update(
        is_active=True, leaves_at=None, version=F("version") + 1
    ):
        record(PersonReturned(person=person.pk), by=by.pk, at=at)


def let_leavers_go(*, at: datetime) -> int:
    """
    Say goodbye to everybody whose last moment has come; return how many. Runs by the clock.

    The last administrator stays until there is another, as the log says: nobody could manage people.
    """
    leavers = list(Person.objects.filter(is_active=True, leaves_at__lte=at).order_by("id"))
    gone = 0
    for person in leavers:
        try:
            say_goodbye(person=person, by=None, at=at)
        except LastAdministrator:
            _log.error("Person %s may not sign in any more, but is the last administrator: %s", person.pk, _REPAIR)
            continue
        gone += 1
    return gone


def end_sessions(person: Person, *, at: datetime) -> None:
    """End every open session of a person."""
    person.sessions.filter(expire_date__gt=at).delete()


def save_profile(*, person: Person, single_keys: bool, color_scheme: str) -> None:
    """Keep how somebody wants the pages: keys of one letter, and light or dark."""
    Person.objects.filter(pk=person.pk).update(single_keys=single_keys, color_scheme=color_scheme)
