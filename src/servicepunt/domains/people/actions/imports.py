"""Reading people and teams in from CSV: first what it would change, then all of it or nothing."""

from collections import defaultdict
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from servicepunt.domains.logbook.actions import record, record_all
from servicepunt.domains.people.actions.people import AddressTaken
from servicepunt.domains.people.actions.teams import TeamNameTaken, save_team
from servicepunt.domains.people.events import PeopleRead, PersonChanged, PersonJoined
from servicepunt.domains.people.models import (
    Address,
    Department,
    Membership,
    PeopleImport,
    Person,
    Phone,
    Team,
)
from servicepunt.domains.people.queries import search_text
from servicepunt.domains.people.rules.plans import (
    Change,
    Known,
    KnownTeam,
    People,
    Plan,
    TeamPlan,
    Value,
    digest_of,
    plan_people,
    plan_teams,
)
from servicepunt.domains.people.rules.roles import Role
from servicepunt.domains.people.rules.sheets import read_sheet
from servicepunt.foundation.identifiers import normal_phone
from servicepunt.foundation.text import plain_name

KEPT = timedelta(days=1)
_PLAIN = ("name", "email", "key", "role", "job_title", "location", "leaves_at")
_BATCH = 500


class ImportBlocked(Exception):
    """Nothing was changed: the file has errors, was read in already, or somebody changed a person meanwhile."""


def keep_import(*, kind: str, file_name: str, content: bytes, by: Person, at: datetime) -> PeopleImport:
    """Keep an uploaded file between preview and reading in, for a day or two at most."""
    return PeopleImport.objects.create(
        kind=kind, file_name=file_name[:200], content=content, uploaded_by=by, uploaded_at=at
    )


def forget_imports(*, at: datetime) -> int:
    """Throw away what waited longer than a day between preview and reading in; return how many files."""
    gone, _ = PeopleImport.objects.filter(uploaded_at__lt=at - KEPT, applied_at=None).delete()
    return gone


def plan_import(kept: PeopleImport) -> Plan | TeamPlan:
    """Return what the file would change as things stand now."""
    sheet = read_sheet(bytes(kept.content), kept.kind)
    if kept.kind == "people":
        return plan_people(sheet, _known_people(kept.uploaded_by_id))
    return plan_teams(sheet, _known_teams(), _known_addresses())


def _known_people(uploader: int) -> People:
    phones: dict[int, list[str]] = defaultdict(list)
    for person, number in Phone.objects.order_by("number").values_list("person_id", "number"):
        phones[person].append(number)
    found: dict[int, Known] = {}
    columns = ("pk", "version", "is_active", *_PLAIN, "department__name")
    for row in Person.objects.order_by("pk").values_list(*columns):
        values = dict(zip((*_PLAIN, "department"), row[3:], strict=True))
        told: dict[str, Value] = {name: value for name, value in values.items() if value}
        told["phones"] = tuple(phones[row[0]])
        found[row[0]] = Known(pk=row[0], version=row[1], is_active=row[2], values=told)
    by_email = {str(known.values["email"]): known for known in found.values() if "email" in known.values}
    by_email |= {
        email: found[person]
        for person, email in Address.objects.order_by("pk").values_list("person_id", "email")
        if person in found
    }
    by_key = {str(known.values["key"]): known for known in found.values() if "key" in known.values}
    return People(by_key=by_key, by_email=by_email, uploader=uploader)


def _known_teams() -> dict[str, KnownTeam]:
    members: dict[int, set[int]] = defaultdict(set)
    for team, person in Membership.objects.order_by("pk").values_list("team_id", "person_id"):
        members[team].add(person)
    return {
        team.name.casefold(): KnownTeam(
            pk=team.pk,
            line=team.line,
            members=frozenset(members[team.pk]),
            is_active=team.is_active,
            is_service_point=team.is_service_point,
        )
        for team in Team.objects.order_by("pk")
    }


def _known_addresses() -> dict[str, tuple[int, str]]:
    rows = Address.objects.filter(person__is_active=True).order_by("pk")
    return {email: (person, role) for email, person, role in rows.values_list("email", "person", "person__role")}


def apply_import(*, kept: PeopleImport, by: Person, at: datetime, seen: str | None = None) -> Plan | TeamPlan:
    """
    Read the file in, whole or not at all; its content is thrown away afterwards.

    `seen` is the digest of the plan that somebody read (`digest_of`): what is read in is what was shown.

    :raises ImportBlocked: if a row is wrong, it was read in already, or a person changed meanwhile.
    """
    try:
        with transaction.atomic():
            _take_time()
            # Whoever marks it first reads it in; a second one waits here and finds it marked.
            if not PeopleImport.objects.filter(pk=kept.pk, applied_at=None).update(applied_at=at):
                raise ImportBlocked("already")
            plan = plan_import(kept)
            if plan.errors:
                raise ImportBlocked("errors")
            if seen is not None and seen != digest_of(plan):
                raise ImportBlocked("meanwhile")
            if isinstance(plan, Plan):
                _apply_people(plan, by=by, at=at)
            else:
                _apply_teams(plan, by=by, at=at)
            PeopleImport.objects.filter(pk=kept.pk).update(content=b"")
            read = PeopleRead(reading=kept.pk, kind=kept.kind, added=plan.added, changed=plan.changed)
            record(read, by=by.pk, at=at)
            _plan_anew()
    except (IntegrityError, AddressTaken, TeamNameTaken) as error:
        raise ImportBlocked("meanwhile") from error
    return plan


def _take_time() -> None:
    """Give this transaction longer than a page gets: at its end PostgreSQL checks the keys of every row."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '300s'")


def _plan_anew() -> None:
    """
    Let PostgreSQL plan its checks of keys by how large the tables are now, not by how small they were.

    It keeps those plans for a connection. Of a table that fitted on a page it read every row, and at the end of this
    transaction it would read all of a table of thousands for each of the thousands of new rows: 112 s, measured.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DISCARD PLANS")


def _apply_people(plan: Plan, *, by: Person, at: datetime) -> None:
    departments = _departments_for(plan.changes)
    joined = [change for change in plan.changes if change.known is None]
    people = [_new_person(change, departments, at) for change in joined]
    Person.objects.bulk_create(people, batch_size=_BATCH)
    changed = [(change, change.known) for change in plan.changes if change.known is not None]
    emails = _emails_of([known.pk for _, known in changed])
    for change, known in changed:
        _update(change, known, departments, emails[known.pk])
    ids = [*(person.pk for person in people), *(known.pk for _, known in changed)]
    fields = [change.fields for change in joined] + [change.fields for change, _ in changed]
    _write_reach(list(zip(ids, fields, strict=True)))
    events: list[PersonJoined | PersonChanged] = [PersonJoined(person=p.pk, how="import") for p in people]
    events += [
        PersonChanged(person=known.pk, fields=sorted(change.fields), version=known.version + 1)
        for change, known in changed
    ]
    record_all(events, by=by.pk, at=at)


def _departments_for(changes: list[Change]) -> dict[str, int]:
    names = {str(change.fields["department"]) for change in changes if "department" in change.fields}
    known = {plain_name(name) for name in Department.objects.values_list("name", flat=True)}
    fresh = {plain_name(name): name for name in sorted(names) if plain_name(name) not in known}
    Department.objects.bulk_create([Department(name=name) for name in fresh.values()], ignore_conflicts=True)
    found = {plain_name(name): pk for name, pk in Department.objects.order_by("-id").values_list("name", "pk")}
    return {name: found[plain_name(name)] for name in names}


def _new_person(change: Change, departments: dict[str, int], at: datetime) -> Person:
    plain = {name: change.fields[name] for name in _PLAIN if name in change.fields}
    person = Person(**{"role": Role.EMPLOYEE.value, "created_at": at} | plain)
    department = str(change.fields.get("department", ""))
    person.department_id = departments.get(department)
    person.search = search_text(person, department=department)
    person.set_unusable_password()
    return person


def _emails_of(people: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    wanted = set(people)
    for person, email in Address.objects.order_by("pk").values_list("person_id", "email"):
        if person in wanted:
            found[person].append(email)
    return found


def _update(change: Change, known: Known, departments: dict[str, int], emails: list[str]) -> None:
    after = {**known.values, **change.fields}
    department = str(after.get("department", ""))
    draft = Person(**{name: after[name] for name in ("name", "key", "job_title") if name in after})
    fields: dict[str, object] = {name: change.fields[name] for name in _PLAIN if name in change.fields}
    if "department" in change.fields:
        fields["department_id"] = departments[department]
    if "email" in change.fields:
        emails = [*emails, str(change.fields["email"])]
    search = search_text(draft, department=department, emails=emails)
    untouched = Person.objects.filter(pk=known.pk, version=known.version)
    if not untouched.update(version=F("version") + 1, search=search, is_unknown=False, **fields):
        raise ImportBlocked("meanwhile")


def _write_reach(rows: list[tuple[int, object]]) -> None:
    """Write the addresses and telephone numbers that came with the rows."""
    addresses, phones, renewed = [], [], []
    known = set(Address.objects.values_list("email", flat=True))
    for person, fields in rows:
        told = fields if isinstance(fields, dict) else {}
        if (email := told.get("email")) and email not in known:
            addresses.append(Address(person_id=person, email=email))
        if "phones" in told:
            renewed.append(person)
            phones += [Phone(person_id=person, number=normal_phone(n), shown=n) for n in told["phones"]]
    Address.objects.bulk_create(addresses, batch_size=_BATCH)
    for start in range(0, len(renewed), _BATCH):
        Phone.objects.filter(person__in=renewed[start : start + _BATCH]).delete()
    Phone.objects.bulk_create(phones, batch_size=_BATCH)


def _apply_teams(plan: TeamPlan, *, by: Person, at: datetime) -> None:
    people = Person.objects.in_bulk([pk for change in plan.changes for pk in change.members])
    teams = Team.objects.in_bulk([change.known.pk for change in plan.changes if change.known is not None])
    for change in plan.changes:
        save_team(
            team=teams[change.known.pk] if change.known is not None else None,
            name=change.name,
            line=change.line_no,
            members=[people[pk] for pk in change.members],
            by=by,
            at=at,
        )
