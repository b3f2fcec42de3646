"""What a file of people or teams would change, worked out from what we know. Pure."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time

from servicepunt.domains.people.rules.roles import WORKS, Role
from servicepunt.domains.people.rules.sheets import (
    ROLES,
    Sheet,
    day_of,
    emails_in,
    length_errors,
    numbers_in,
    person_errors,
)
from servicepunt.foundation.identifiers import normal_email, normal_phone
from servicepunt.foundation.text import ZONE, plain_name

Value = str | datetime | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """A person as we know them; `values` has the fields of a row, `phones` as dialled."""

    pk: int
    version: int
    is_active: bool
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Change:
    """What one line changes: `known` is None for somebody new; `fields` are the new values."""

    line: int
    name: str
    known: Known | None
    fields: Mapping[str, Value]


@dataclass(slots=True)
class Plan:
    """What a file would change; `errors` are (line, Dutch sentence). With one error nothing is read in."""

    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0
    gone: int = 0
    errors: list[tuple[int, str]] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    @property
    def added(self) -> int:
        """How many are new."""
        return sum(change.known is None for change in self.changes)

    @property
    def changed(self) -> int:
        """How many of those we know change."""
        return len(self.changes) - self.added


@dataclass(slots=True)
class People:
    """Whom we know, by personnel number and by e-mail address; `uploader` may not change the own role."""

    by_key: dict[str, Known]
    by_email: dict[str, Known]
    uploader: int


def plan_people(sheet: Sheet, people: People) -> Plan:
    """Return what a file of people would change."""
    plan = Plan(errors=list(sheet.errors), ignored=sheet.ignored)
    seen: set[str] = set()
    for line, values in sheet.rows:
        known, errors = _person_of(values, people)
        fields = {} if errors else _fields(values, known)
        if known is not None and known.pk == people.uploader and {"role", "leaves_at"} & set(fields):
            errors.append("Je eigen rol en laatste dag kun je niet wijzigen. Vraag een andere beheerder.")
        if _is_double(values, known, seen):
            errors.append("Deze persoon staat twee keer in het bestand.")
        plan.errors += [(line, error) for error in errors]
        plan.gone += known is not None and not known.is_active
        if fields:
            plan.changes.append(Change(line=line, name=values.get("name", ""), known=known, fields=fields))
        elif not errors:
            plan.unchanged += 1
    plan.errors.sort()
    return plan


def _person_of(values: dict[str, str], people: People) -> tuple[Known | None, list[str]]:
    """Return whom a row is about: the personnel number counts first, then the e-mail address."""
    errors = person_errors(values)
    key, email = values.get("key", ""), normal_email(values.get("email", ""))
    by_key, by_email = people.by_key.get(key), people.by_email.get(email)
    if by_key and by_email and by_key.pk != by_email.pk:
        errors.append(f"{email[:80]} is van iemand anders.")
    if key and by_key is None and by_email and by_email.values.get("key"):
        errors.append(f"{email[:80]} is van iemand met een ander personeelsnummer.")
    return by_key or by_email, errors


def _is_double(values: dict[str, str], known: Known | None, seen: set[str]) -> bool:
    marks = {f"{name}:{values[name].casefold()}" for name in ("key", "email") if name in values}
    if known is not None:
        marks.add(f"pk:{known.pk}")
    found = bool(marks & seen)
    seen |= marks
    return found


def _fields(values: dict[str, str], known: Known | None) -> dict[str, Value]:
    """Return what a row says that differs from what we know."""
    told: dict[str, Value] = {**values}
    if "email" in values:
        told["email"] = normal_email(values["email"])
    if "role" in values:
        told["role"] = ROLES[values["role"].casefold()].value
    if "leaves_at" in values and (day := day_of(values["leaves_at"])):
        told["leaves_at"] = datetime.combine(day, time(), tzinfo=ZONE).astimezone(UTC)
    if "phones" in values:
        told["phones"] = tuple(numbers_in(values["phones"]))
    return {name: value for name, value in told.items() if known is None or _differs(name, value, known)}


def _differs(name: str, value: Value, known: Known) -> bool:
    before = known.values.get(name)
    if name == "phones" and isinstance(value, tuple):
        return sorted(map(normal_phone, value)) != list(before if isinstance(before, tuple) else ())
    if name == "department":
        return plain_name(str(before or "")) != plain_name(str(value))
    return before != value


@dataclass(frozen=True, slots=True)
class KnownTeam:
    """A team as we know it."""

    pk: int
    line: int
    members: frozenset[int]
    is_active: bool = True
    is_service_point: bool = False


@dataclass(frozen=True, slots=True)
class TeamChange:
    """What one line changes; `known` is None for a new team; `line_no` is that of the desk, 1 or 2."""

    name: str
    known: KnownTeam | None
    line_no: int
    members: tuple[int, ...]

    @property
    def joins(self) -> set[int]:
        """Who gets a place in the team."""
        return set(self.members) - (self.known.members if self.known else set())

    @property
    def leaves(self) -> set[int]:
        """Who loses the place in the team."""
        return set(self.known.members) - set(self.members) if self.known else set()

    @property
    def becomes(self) -> list[str]:
        """What the team itself becomes, in Dutch."""
        if self.known is None:
            return ["nieuw"]
        other_line = [f"wordt {'eerste' if self.line_no == 1 else 'tweede'} lijn"]
        changed = other_line if self.line_no != self.known.line else []
        return changed if self.known.is_active else [*changed, "krijgt weer meldingen"]


@dataclass(slots=True)
class TeamPlan:
    """What a file of teams would change, like `Plan`."""

    changes: list[TeamChange] = field(default_factory=list)
    unchanged: int = 0
    gone: int = 0
    errors: list[tuple[int, str]] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    @property
    def added(self) -> int:
        """How many are new."""
        return sum(change.known is None for change in self.changes)

    @property
    def changed(self) -> int:
        """How many of those we know change."""
        return len(self.changes) - self.added


def plan_teams(sheet: Sheet, teams: dict[str, KnownTeam], people: dict[str, tuple[int, str]]) -> TeamPlan:
    """Return what a file of teams would change; `teams` by folded name, `people` (number, role) by address."""
    plan = TeamPlan(errors=list(sheet.errors), ignored=sheet.ignored)
    seen: set[str] = set()
    for line, values in sheet.rows:
        known = teams.get(values.get("team", "").casefold())
        errors = _team_errors(values, people, seen)
        if known and known.is_service_point and values.get("line") == "2":
            errors.append(f"{values['team']} is het servicepunt zelf en blijft eerste lijn.")
        plan.errors += [(line, error) for error in errors]
        if errors:
            continue
        told = frozenset(people[email][0] for email in emails_in(values.get("members", "")))
        members = told or (known.members if known else told)
        line_no = int(values.get("line", known.line if known else 2))
        if known and known.is_active and (known.line, known.members) == (line_no, members):
            plan.unchanged += 1
        else:
            plan.changes.append(TeamChange(values["team"], known, line_no, tuple(sorted(members))))
    plan.errors.sort()
    return plan


def _team_errors(values: dict[str, str], people: dict[str, tuple[int, str]], seen: set[str]) -> list[str]:
    if "team" not in values:
        return ["De naam van de groep ontbreekt."]
    errors = length_errors(values)
    if values["team"].casefold() in seen:
        errors.append("Deze groep staat twee keer in het bestand.")
    seen.add(values["team"].casefold())
    if values.get("line", "2") not in {"1", "2"}:
        errors.append("De lijn moet 1 of 2 zijn.")
    for email in emails_in(values.get("members", "")):
        if email not in people:
            errors.append(f"{email[:80]} kennen we niet.")
        elif Role(people[email][1]) not in WORKS:
            errors.append(f"{email[:80]} is geen behandelaar. Wijzig eerst de rol.")
    return errors


def digest_of(plan: Plan | TeamPlan) -> str:
    """Tell one plan from another: whom it touches as they stood, and what they become."""
    told = [
        (change.line, change.known and (change.known.pk, change.known.version), sorted(change.fields.items()))
        if isinstance(change, Change)
        else (
            change.name,
            change.known and change.known.pk,
            change.becomes,
            sorted(change.joins),
            sorted(change.leaves),
        )
        for change in plan.changes
    ]
    return hashlib.sha256(repr((told, plan.errors)).encode()).hexdigest()
