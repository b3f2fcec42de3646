"""Reading people and teams in from CSV: first what it would change, then all of it or nothing."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from servicepunt.domains.logbook.actions import record_all
from servicepunt.domains.people.actions.people import save_team
from servicepunt.domains.people.events import PersonChanged, PersonJoined
from servicepunt.domains.people.models import Address, Department, PeopleImport, Person, Phone, Team
from servicepunt.domains.people.queries import search_text
from servicepunt.domains.people.rules import Role
from servicepunt.foundation.identifiers import normal_email, normal_phone

_COLUMNS = {
    "personeelsnummer": "key", "nummer": "key", "naam": "name", "e-mailadres": "email", "e-mail": "email",
    "email": "email", "telefoon": "phones", "afdeling": "department", "functie": "job_title",
    "werkplek": "location", "rol": "role",
    "groep": "team", "lijn": "line", "leden": "members",
}  # fmt: skip
_ROLES = {role.label.casefold(): role for role in Role} | {role.value: role for role in Role} | {"": None}
_PLAIN = ("name", "job_title", "location")


class ImportBlocked(Exception):
    """The file has errors, or was read in already: nothing was changed."""


@dataclass(slots=True)
class Plan:
    """What a file would change; `errors` are (line, Dutch sentence). With one error nothing is read in."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    errors: list[tuple[int, str]] = field(default_factory=list)
    rows: list[dict[str, str]] = field(default_factory=list)


def keep_import(*, kind: str, file_name: str, content: bytes, by: Person, at: datetime) -> PeopleImport:
    """Keep an uploaded file between preview and reading in."""
    return PeopleImport.objects.create(
        kind=kind, file_name=file_name[:200], content=content, uploaded_by=by, uploaded_at=at
    )


def plan_import(kept: PeopleImport) -> Plan:
    """Return what the file would change as things stand now."""
    plan = Plan()
    rows = list(_rows(bytes(kept.content), plan))
    if not plan.errors:
        (_plan_people if kept.kind == "people" else _plan_teams)(rows, plan)
    return plan


def _rows(content: bytes, plan: Plan) -> Iterable[tuple[int, dict[str, str]]]:
    text = _decoded(content)
    head = text.split("\n", 1)[0]
    delimiter = ";" if head.count(";") >= head.count(",") else ","
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    names = {name: _COLUMNS.get((name or "").strip().casefold(), "") for name in reader.fieldnames or []}
    if not {"name", "team"} & set(names.values()):
        plan.errors.append((1, "De eerste regel moet kolomnamen hebben, zoals naam;e-mailadres;afdeling."))
        return
    try:
        for row in reader:
            yield reader.line_num, {names[k]: (v or "").strip() for k, v in row.items() if k and names.get(k)}
    except csv.Error:
        plan.errors.append((reader.line_num, "Deze regel is geen geldige CSV."))


def _decoded(content: bytes) -> str:
    for name in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(name).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _plan_people(rows: Iterable[tuple[int, dict[str, str]]], plan: Plan) -> None:
    by_key, by_email = _known()
    seen: set[str] = set()
    for line, row in rows:
        errors = _row_errors(row, seen)
        plan.errors += [(line, error) for error in errors]
        if errors:
            continue
        person = _match(row, by_key, by_email)
        plan.rows.append(row)
        if person is None:
            plan.added += 1
        elif _differences(person, row):
            plan.changed += 1
        else:
            plan.unchanged += 1


def _known() -> tuple[dict[str, Person], dict[str, Person]]:
    people = list(Person.objects.select_related("department").prefetch_related("phones"))
    by_email = {person.email: person for person in people if person.email}
    for address in Address.objects.select_related("person__department"):
        by_email.setdefault(address.email, address.person)
    return {person.key: person for person in people if person.key}, by_email


def _match(row: Mapping[str, str], by_key: dict[str, Person], by_email: dict[str, Person]) -> Person | None:
    key, email = row.get("key", ""), normal_email(row.get("email", ""))
    return by_key.get(key) or (by_email.get(email) if email else None)


def _row_errors(row: Mapping[str, str], seen: set[str]) -> list[str]:
    errors = []
    if not row.get("name"):
        errors.append("De naam ontbreekt.")
    email = normal_email(row.get("email", ""))
    if email:
        try:
            validate_email(email)
        except ValidationError:
            errors.append(f"{email[:80]} is geen e-mailadres.")
    if not email and not row.get("key"):
        errors.append("Er is een e-mailadres of personeelsnummer nodig.")
    if row.get("role", "").casefold() not in _ROLES:
        errors.append(f"{row['role'][:40]} is geen rol. Kies uit: {', '.join(role.label for role in Role)}.")
    for mark in (f"k:{row.get('key')}" if row.get("key") else "", f"e:{email}" if email else ""):
        if mark and mark in seen:
            errors.append("Deze persoon staat twee keer in het bestand.")
        seen.add(mark)
    return errors


def _differences(person: Person, row: Mapping[str, str]) -> dict[str, object]:
    """Return the fields of a person that a row changes; a column that is not there changes nothing."""
    found: dict[str, object] = {
        name: row[name] for name in _PLAIN if name in row and getattr(person, name) != row[name]
    }
    email = normal_email(row.get("email", ""))
    if email and person.email != email:
        found["email"] = email
    if row.get("key") and person.key != row["key"]:
        found["key"] = row["key"]
    role = _ROLES.get(row.get("role", "").casefold())
    if role and person.role != role:
        found["role"] = role.value
    if "department" in row and (person.department.name if person.department else "") != row["department"]:
        found["department"] = row["department"]
    if row.get("phones") and _numbers(row["phones"]) != sorted(p.number for p in person.phones.all()):
        found["phones"] = row["phones"]
    return found


def _numbers(text: str) -> list[str]:
    return sorted(normal_phone(part) for part in text.split(",") if part.strip())


@transaction.atomic
def apply_import(*, kept: PeopleImport, by: Person, at: datetime) -> Plan:
    """
    Read the file in, whole or not at all; a second time changes nothing.

    :raises ImportBlocked: if a row is wrong, or it was read in already.
    """
    if not PeopleImport.objects.filter(pk=kept.pk, applied_at=None).update(applied_at=at):
        raise ImportBlocked("already")
    plan = plan_import(kept)
    if plan.errors:
        raise ImportBlocked("errors")
    if kept.kind == "people":
        _apply_people(plan, by=by, at=at)
    else:
        _apply_teams(plan, by=by, at=at)
    return plan


def _apply_people(plan: Plan, *, by: Person, at: datetime) -> None:
    by_key, by_email = _known()
    departments = {department.name: department for department in Department.objects.all()}
    events: list[PersonJoined | PersonChanged] = []
    for row in plan.rows:
        person = _match(row, by_key, by_email)
        fields = _differences(person or Person(role=Role.EMPLOYEE), row) if person else _new_fields(row)
        if not fields:
            continue
        is_new = person is None
        person = person or Person(created_at=at)
        _write(person, fields, departments, is_new=is_new)
        events.append(
            PersonJoined(person=person.pk, how="import")
            if is_new
            else PersonChanged(person=person.pk, fields=sorted(fields))
        )
    record_all(events, by=by.pk, at=at)


def _new_fields(row: Mapping[str, str]) -> dict[str, object]:
    role = _ROLES.get(row.get("role", "").casefold()) or Role.EMPLOYEE
    fields: dict[str, object] = {name: row.get(name, "") for name in _PLAIN}
    return fields | {
        "email": normal_email(row.get("email", "")) or None,
        "key": row.get("key") or None,
        "role": role.value,
        "department": row.get("department", ""),
        "phones": row.get("phones", ""),
    }


def _write(
    person: Person, fields: dict[str, object], departments: dict[str, Department], *, is_new: bool
) -> None:
    plain = dict(fields)
    phones = plain.pop("phones", None)
    if "department" in plain:
        name = str(plain["department"])
        if name and name not in departments:
            departments[name] = Department.objects.create(name=name)
        plain["department"] = departments.get(name)
    for field_name, value in plain.items():
        setattr(person, field_name, value)
    person.is_unknown = False
    person.search = search_text(person, department=person.department.name if person.department else "")
    if is_new:
        person.set_unusable_password()
        person.save(force_insert=True)
    else:
        person.version += 1
        person.save(update_fields=[*plain, "is_unknown", "search", "version"])
    if person.email:
        Address.objects.get_or_create(email=person.email, defaults={"person": person})
    if phones is not None:
        person.phones.all().delete()
        Phone.objects.bulk_create(
            Phone(person=person, number=normal_phone(shown), shown=shown.strip()[:40])
            for shown in str(phones).split(",")
            if shown.strip()
        )


def _plan_teams(rows: Iterable[tuple[int, dict[str, str]]], plan: Plan) -> None:
    known = {team.name for team in Team.objects.all()}
    for line, row in rows:
        missing = [email for email in _emails(row) if not Address.objects.filter(email=email).exists()]
        if not row.get("team"):
            plan.errors.append((line, "De naam van de groep ontbreekt."))
        elif row.get("line", "2") not in {"1", "2"}:
            plan.errors.append((line, "De lijn moet 1 of 2 zijn."))
        elif missing:
            plan.errors.append((line, f"Onbekend e-mailadres: {', '.join(missing)[:200]}."))
        else:
            plan.rows.append(row)
            plan.added += row["team"] not in known
            plan.changed += row["team"] in known


def _emails(row: Mapping[str, str]) -> list[str]:
    return [normal_email(part) for part in row.get("members", "").split(",") if part.strip()]


def _apply_teams(plan: Plan, *, by: Person, at: datetime) -> None:
    for row in plan.rows:
        people = list(Person.objects.filter(addresses__email__in=_emails(row)).distinct())
        save_team(
            team=Team.objects.filter(name=row["team"]).first(),
            name=row["team"],
            line=int(row.get("line") or 2),
            members=people,
            by=by,
            at=at,
        )
