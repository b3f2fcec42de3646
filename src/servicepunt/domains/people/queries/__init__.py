"""Looking people and teams up."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Prefetch, Q, QuerySet

from servicepunt.domains.logbook.queries import entries_about
from servicepunt.domains.people.models import (
    Address,
    Department,
    Membership,
    PeopleImport,
    Person,
    Phone,
    Session,
    Supplier,
    Team,
)
from servicepunt.domains.people.queries.asking import given
from servicepunt.domains.people.queries.whole import Whole
from servicepunt.domains.people.rules import WORKS, Permission, Role
from servicepunt.foundation.errors import NotThere
from servicepunt.foundation.identifiers import normal_email, normal_phone
from servicepunt.foundation.text import fold

WORKING = sorted(role.value for role in WORKS)
_ADDRESSES = Whole(Address, "person")
STATES = (("", "In dienst"), ("uit-dienst", "Uit dienst"), ("onbekend", "Onbekende afzenders"))


class PersonNotFound(NotThere):
    """There is no such person, or the viewer may not see them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list of people is asked for; `state` is a key of STATES."""

    text: str = ""
    role: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A page of the list; `after` is where the next one begins, empty when there is none."""

    people: list[Person]
    after: str


def names_of(people: Collection[int]) -> dict[int, str]:
    """Return the names of these people by their number."""
    return dict(Person.objects.filter(pk__in=people).values_list("pk", "name")) if people else {}


def get_person(pk: int, *, viewer: Person) -> Person:
    """
    Return a person; employees see only themselves.

    :raises PersonNotFound: if there is nobody the viewer may see.
    """
    if pk != viewer.pk and not viewer.may(Permission.WORK):
        raise PersonNotFound(pk)
    person = Person.objects.select_related("department", "supplier").filter(pk=pk).first()
    if person is None:
        raise PersonNotFound(pk)
    return person


# The teams of somebody, as one text.
_TEAMS = """(
    SELECT {listed} FROM people_membership m JOIN people_team g ON g.id = m.team_id
    WHERE m.person_id = {whose}.id AND g.is_active
)"""
_LISTED = {"postgresql": "string_agg(g.id::text, ',')", "sqlite": "group_concat(g.id)"}
# Who is of a supplier that was put out is found no more.
_NOT_OUT = "NOT EXISTS (SELECT 1 FROM people_supplier s WHERE s.id = {whose}.supplier_id AND NOT s.is_active)"
_VISITS, _PEOPLE, _TEAM = Whole(Session, "person"), Whole(Person), Whole(Team)


def find_session(key: str, *, at: datetime) -> Session | None:
    """Return the session with this key that has not ended, and with it who it is of and the numbers of their teams."""
    rest = f"WHERE t.session_key = %(key)s AND t.expire_date > %(at)s AND {_NOT_OUT.format(whose='person')}"
    found = _VISITS.first(rest, {"key": key, "at": given(at)}, also=_teams("person"))
    if found is None:
        return None
    session, teams = found
    if session.person is not None:
        _remember_teams(session.person, teams)
    return session


def find_visitor(pk: int) -> Person | None:
    """Return who is signed in, with the numbers of their teams, or None."""
    rest = f"WHERE t.id = %(pk)s AND {_NOT_OUT.format(whose='t')}"
    found = _PEOPLE.first(rest, {"pk": pk}, also=_teams("t"))
    return _remember_teams(*found) if found else None


def _teams(whose: str) -> str:
    return _TEAMS.format(listed=_LISTED[connection.vendor], whose=whose)


def _remember_teams(person: Person, teams: str | None) -> Person:
    person._team_ids = sorted(int(team) for team in (teams or "").split(",") if team)  # type: ignore[attr-defined]  # remembered for the length of a request
    return person


def find_person_by_address(email: str) -> Person | None:
    """Return whose address this is, whatever its case, or None."""
    address = find_address(email)
    return address.person if address else None


def find_address(email: str) -> Address | None:
    """Return an address with whose it is, whatever its case, or None."""
    return _ADDRESSES.find("WHERE t.email = %(email)s", {"email": normal_email(email)})


def bounced_addresses(person: Person) -> list[Address]:
    """Return the addresses of a person where mail did not arrive, in their order."""
    return list(person.addresses.filter(bounced_at__isnull=False).order_by("id"))


def phones_of(person: Person) -> list[str]:
    """Return the telephone numbers of a person as they are shown, in their order."""
    return list(person.phones.order_by("id").values_list("shown", flat=True))


def people_by_address(emails: Iterable[str]) -> list[Person]:
    """Return the people whose addresses these are, in the order of the addresses, each once."""
    wanted = list(dict.fromkeys(map(normal_email, emails)))
    found = Address.objects.select_related("person").filter(email__in=wanted) if wanted else ()
    whose = {address.email: address.person for address in found}
    return list(dict.fromkeys(whose[email] for email in wanted if email in whose))


def find_person_to_sign_in(email: str) -> Person | None:
    """Return who signs in with this address: their main one, whatever its case."""
    return Person.objects.filter(email=normal_email(email)).first()


def find_supplier_by_address(email: str) -> Supplier | None:
    """Return the supplier whose mail domain this address has, or None."""
    domain = normal_email(email).rpartition("@")[2]
    return Supplier.objects.filter(mail_domain=domain, is_active=True).order_by("id").first() if domain else None


def find_supplier_by_kvk(kvk: str) -> Supplier | None:
    """Return the supplier with this number in the trade register whose people may come in, or None."""
    return Supplier.objects.filter(kvk=kvk, is_active=True).first() if kvk else None


def suppliers() -> QuerySet[Supplier]:
    """Return the suppliers, by name."""
    return Supplier.objects.annotate(contacts=Count("people")).order_by("name", "id")


def get_supplier(pk: int) -> Supplier:
    """
    Return a supplier.

    :raises PersonNotFound: if there is none.
    """
    supplier = Supplier.objects.filter(pk=pk).first()
    if supplier is None:
        raise PersonNotFound(pk)
    return supplier


def people_by_phone(number: str, *, viewer: Person) -> list[Person]:
    """
    Return the people who have this telephone number, eight at most: a counter has one for all who work there.

    Nobody for who does not work at the desk.

    In an address a plus becomes a space, and some systems leave it out: the digits after it are enough.
    """
    plain = normal_phone(number)
    if not plain or not viewer.may(Permission.WORK):
        return []
    found = Phone.objects.filter(number__in=[plain, f"+{plain}", f"+31{plain}"], person__is_active=True)
    return list(Person.objects.filter(pk__in=found.values("person")).order_by("name", "id")[:8])


def find_people(text: str, *, viewer: Person, limit: int = 10) -> list[Person]:
    """Return people by every word of name, department, address, job or telephone number, by name."""
    if not viewer.may(Permission.WORK):
        return []
    return list(search_people(text).select_related("department").order_by("name", "id")[:limit])


def search_people(text: str) -> QuerySet[Person]:
    """Return the active people in whom every word of the text begins a word, or who have this number."""
    return _matching(Person.objects.filter(is_active=True), text)


def _matching(found: QuerySet[Person], text: str) -> QuerySet[Person]:
    plain = text.replace("\0", "")[:200]
    by_words = Q()
    for word in _words(plain)[:6]:
        by_words &= Q(search__contains=f" {word}")
    digits = normal_phone(plain) if not any(char.isalpha() for char in plain) else ""
    if len(digits) < 3:
        return found.filter(by_words)
    tail = digits.removeprefix("+31").lstrip("0") or digits
    numbers = Phone.objects.filter(number__contains=tail).values("person")
    return found.filter(by_words | Q(pk__in=numbers))


def _words(text: str) -> list[str]:
    return fold(text).replace("-", " ").replace("(", " ").split()


def search_text(person: Person, *, department: str = "", emails: list[str] | None = None) -> str:
    """Return the folded text under which a person is found; every word has a space in front."""
    words = [person.name, department, person.job_title, person.key or "", *(emails or [person.email or ""])]
    return f" {' '.join(_words(' '.join(words)))}"[:500]


def list_people(asked: Asked, *, viewer: Person, after: str = "", size: int = 50) -> PeoplePage:
    """Return a page of people by name, for administrators; `after` is that of the page before."""
    found = select_people(asked, viewer=viewer)
    name, _, pk = after.replace("\0", "").rpartition("|")
    if pk.isdecimal() and len(pk) < 19:
        found = found.filter(Q(name__gt=name) | Q(name=name, pk__gt=int(pk)))
    shown = list(found[: size + 1])
    last = shown[size - 1] if len(shown) > size else None
    return PeoplePage(people=shown[:size], after=f"{last.name}|{last.pk}" if last else "")


def select_people(asked: Asked, *, viewer: Person) -> QuerySet[Person]:
    """Return the people of the list, by name; nobody unless the viewer manages people."""
    found = Person.objects.filter(is_active=True, is_unknown=asked.state == "onbekend")
    if asked.state == "uit-dienst":
        found = Person.objects.filter(is_active=False)
    if not viewer.may(Permission.MANAGE_PEOPLE):
        found = found.none()
    if asked.role in {role.value for role in Role}:
        found = found.filter(role=asked.role)
    return _matching(found, asked.text).select_related("department").order_by("name", "id")


def changes_since(person: Person, version: int) -> list[str]:
    """Return the fields of a person that changed since this version, each once."""
    names: list[str] = []
    for entry in entries_about("person", person.pk).filter(name="person.changed"):
        if entry.data.get("version", 0) > version:
            names += entry.data["fields"]
    return list(dict.fromkeys(names))


def team_ids_of(person: Person) -> list[int]:
    """Return the numbers of the teams somebody is in; asked once per person object."""
    known: list[int] | None = getattr(person, "_team_ids", None)
    if known is None:
        known = list(
            Membership.objects.filter(person=person, team__is_active=True)
            .order_by("team_id")
            .values_list("team_id", flat=True)
        )
        person._team_ids = known  # type: ignore[attr-defined]  # remembered for the length of a request
    return known


def teams_of(person: Person) -> list[Team]:
    """Return the active teams somebody is in, the service point first."""
    return list(teams().filter(memberships__person=person))


def teams(*, with_stopped: bool = False) -> QuerySet[Team]:
    """Return the active teams, the service point first; with those that stopped when asked."""
    found = Team.objects.order_by("line", "name", "id")
    return found if with_stopped else found.filter(is_active=True)


def teams_with_members(*, viewer: Person) -> list[tuple[Team, list[Person]]]:
    """Return every team, also those that stopped, with its active members by name, to who manages people."""
    if not viewer.may(Permission.MANAGE_PEOPLE):
        return []
    places = Membership.objects.filter(person__in=agents()).select_related("person")
    found = Team.objects.order_by("-is_active", "line", "name", "id").prefetch_related(
        Prefetch("memberships", queryset=places.order_by("person__name", "person_id"))
    )
    return [(team, [place.person for place in team.memberships.all()]) for team in found]


def get_team(pk: int, *, viewer: Person) -> Team:
    """
    Return a team, also one that stopped.

    :raises PersonNotFound: if there is none, or the viewer neither works at the desk nor manages people.
    """
    may_see = viewer.may(Permission.WORK) or viewer.may(Permission.MANAGE_PEOPLE)
    team = Team.objects.filter(pk=pk).first() if may_see else None
    if team is None:
        raise PersonNotFound(pk)
    return team


def agents() -> QuerySet[Person]:
    """Return the people who may work on tickets, by name."""
    return Person.objects.filter(is_active=True, role__in=WORKING).order_by("name", "id")


@dataclass(frozen=True, slots=True)
class Staff:
    """Who and what a ticket can be given to, as (id, name): teams, second-line teams, agents; teams that stopped."""

    teams: tuple[tuple[int, str], ...]
    second_line: tuple[tuple[int, str], ...]
    agents: tuple[tuple[int, str], ...]
    stopped: tuple[tuple[int, str], ...] = ()


# The rows of `staff_in`, also as a part of a larger statement.
STAFF = f"""
    SELECT CASE WHEN is_active THEN 'team' ELSE 'stopped' END AS what, line, name, id FROM people_team
    UNION ALL SELECT 'agent', 0, name, id FROM people_person
    WHERE is_active AND role IN ({", ".join(f"'{role}'" for role in WORKING)})
"""  # noqa: S608  # our own words


def staff() -> Staff:
    """Return the active teams, the service point first, and the agents by name, in one fixed statement."""
    with connection.cursor() as cursor:
        cursor.execute(f"{STAFF} ORDER BY 1, 2, 3, 4")
        return staff_in(cursor.fetchall())


def staff_in(rows: Iterable[tuple[Any, ...]]) -> Staff:
    """Return the teams and agents in rows of STAFF, in order; what is neither is left out."""
    found = list(rows)
    return Staff(
        teams=tuple((pk, name) for what, _, name, pk in found if what == "team"),
        second_line=tuple((pk, name) for what, line, name, pk in found if what == "team" and line == 2),
        agents=tuple((pk, name) for what, _, name, pk in found if what == "agent"),
        stopped=tuple((pk, f"{name} (gestopt)") for what, _, name, pk in found if what == "stopped"),
    )


def members(team: Team) -> QuerySet[Person]:
    """Return the active people in a team, by name."""
    return agents().filter(memberships__team=team)


def departments() -> QuerySet[Department]:
    """Return the departments, by name."""
    return Department.objects.order_by("name", "id")


def get_import(pk: int, *, viewer: Person) -> PeopleImport:
    """
    Return a file the viewer uploaded to read in.

    :raises PersonNotFound: if there is none, or the viewer does not manage people.
    """
    if not viewer.may(Permission.MANAGE_PEOPLE):
        raise PersonNotFound(pk)
    kept = PeopleImport.objects.filter(pk=pk, uploaded_by=viewer).first()
    if kept is None:
        raise PersonNotFound(pk)
    return kept


def second_steps_of(person: Any) -> Any:
    """Return the rows (a QuerySet) of allauth about somebody's app, passkeys and recovery codes."""
    return person.authenticator_set.all()


def find_active_person(pk: int) -> Person | None:
    """Return the active person with this number, or None."""
    return _PEOPLE.find("WHERE t.id = %(pk)s AND t.is_active", {"pk": pk})


def find_active_team(pk: int) -> Team | None:
    """Return the active team with this number, or None."""
    return _TEAM.find("WHERE t.id = %(pk)s AND t.is_active", {"pk": pk})
