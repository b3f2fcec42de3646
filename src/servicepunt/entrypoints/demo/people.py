"""The people of the demo municipality: 550 employees, a service point of six, three second-line teams."""

import random
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.hashers import make_password

from servicepunt.domains.people.actions import save_team
from servicepunt.domains.people.models import Address, Department, Person, Phone, Supplier, Team
from servicepunt.domains.people.queries import search_text
from servicepunt.domains.people.rules import Role
from servicepunt.entrypoints.demo.texts import DEPARTMENTS, FIRST_NAMES, JOBS, LAST_NAMES, PLACES, SUPPLIERS
from servicepunt.foundation.identifiers import normal_phone
from servicepunt.foundation.text import fold

EMPLOYEES = 550
DOMAIN = "voorbeeld.example"
PASSWORD = "proeftuin-2026"  # noqa: S105  # printed by the demo for everybody to use
ACCOUNTS = (
    ("behandelaar", "Fatima el Amrani", Role.AGENT, "behandelaar van het servicepunt"),
    ("tweedelijn", "Bram Hofman", Role.AGENT, "tweede lijn, Applicatiebeheer"),
    ("coordinator", "Sanne de Wit", Role.COORDINATOR, "coördinator"),
    ("medewerker", "Joost Kuipers", Role.EMPLOYEE, "medewerker"),
    ("beheerder", "Willemien Bos", Role.ADMINISTRATOR, "functioneel beheerder"),
)
TEAMS = ("Applicatiebeheer", "Netwerk en werkplek", "Facilitair")


@dataclass(slots=True)
class Village:
    """The cast of the demo."""

    service_point: Team
    teams: dict[str, Team]
    agents: dict[int, list[Person]] = field(default_factory=dict)
    employees: list[Person] = field(default_factory=list)
    suppliers: list[Supplier] = field(default_factory=list)


def make_village(chance: random.Random, *, at: datetime) -> Village:
    """Make departments, suppliers, people and teams; the same chance makes the same village."""
    departments = Department.objects.bulk_create(Department(name=name) for name in DEPARTMENTS)
    suppliers = Supplier.objects.bulk_create(Supplier(name=name, mail_domain=domain) for name, domain in SUPPLIERS)
    people = _people(chance, departments, at)
    staff = people[: len(ACCOUNTS) + 12]
    service_point = save_team(
        team=None, name="Servicepunt", line=1, members=_service_point(staff), by=None, at=at, is_service_point=True
    )
    village = Village(service_point, {}, suppliers=list(suppliers), employees=people[len(staff) :])
    village.agents[service_point.pk] = _service_point(staff)
    for place, name in enumerate(TEAMS):
        members = staff[8 + 3 * place : 11 + 3 * place] + ([staff[1]] if place == 0 else [])
        village.teams[name] = save_team(team=None, name=name, line=2, members=members, by=None, at=at)
        village.agents[village.teams[name].pk] = members
    village.employees.append(staff[3])
    return village


def _service_point(staff: list[Person]) -> list[Person]:
    return [staff[0], staff[2], *staff[5:8], staff[4]]


def _people(chance: random.Random, departments: list[Department], at: datetime) -> list[Person]:
    used: set[str] = set()
    password = make_password(PASSWORD)
    nobody = make_password(None)
    people = []
    for place in range(EMPLOYEES):
        people.append(_person(place, chance, departments, used, at, password=password, nobody=nobody))
    Person.objects.bulk_create(people, batch_size=500)
    Address.objects.bulk_create(Address(person=person, email=person.email or "") for person in people)
    Phone.objects.bulk_create(_phone(person, place) for place, person in enumerate(people))
    return people


def _person(
    place: int, chance: random.Random, departments: list[Department], used: set[str], at: datetime,
    *, password: str, nobody: str,
) -> Person:  # fmt: skip
    if place < len(ACCOUNTS):
        local, name, role, _ = ACCOUNTS[place]
    else:
        name = _name(chance, used)
        local = ".".join(fold(name).split())
        role = Role.AGENT if place < len(ACCOUNTS) + 12 else Role.EMPLOYEE
    department = chance.choice(departments)
    person = Person(
        name=name,
        email=f"{local}@{DOMAIN}",
        key=f"P{10_000 + place}",
        role=role,
        department=department,
        job_title=chance.choice(JOBS),
        location=chance.choice(PLACES),
        password=password if place < len(ACCOUNTS) + 12 else nobody,
        created_at=at,
    )
    person.search = search_text(person, department=department.name)
    return person


def _name(chance: random.Random, used: set[str]) -> str:
    while True:
        name = f"{chance.choice(FIRST_NAMES)} {chance.choice(LAST_NAMES)}"
        if fold(name) not in used:
            used.add(fold(name))
            return name


def _phone(person: Person, place: int) -> Phone:
    shown = f"06-{51_000_000 + place * 137}"
    return Phone(person=person, number=normal_phone(shown), shown=shown)
