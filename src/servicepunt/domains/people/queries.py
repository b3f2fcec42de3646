"""Looking people and teams up."""

from django.db.models import Q, QuerySet

from servicepunt.domains.people.models import Address, Membership, PeopleImport, Person, Phone, Team
from servicepunt.domains.people.rules import Permission, Role
from servicepunt.foundation.errors import NotThere
from servicepunt.foundation.identifiers import normal_email, normal_phone
from servicepunt.foundation.text import fold

WORKING = [role.value for role in Role if role != Role.EMPLOYEE]


class PersonNotFound(NotThere):
    """There is no such person, or the viewer may not see them."""


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


def find_person_by_address(email: str) -> Person | None:
    """Return whose address this is, whatever its case, or None."""
    address = Address.objects.select_related("person").filter(email=normal_email(email)).first()
    return address.person if address else None


def find_person_by_phone(number: str) -> Person | None:
    """Return whose telephone number this is, however it is written, or None when nobody's or several people's."""
    found = Phone.objects.select_related("person").filter(number=normal_phone(number), person__is_active=True)
    people = {phone.person_id: phone.person for phone in found[:5]}
    return next(iter(people.values())) if len(people) == 1 else None


def find_people(text: str, *, viewer: Person, limit: int = 10) -> list[Person]:
    """Return people by every word of name, department, address, job or telephone number, by name."""
    if not viewer.may(Permission.WORK):
        return []
    return list(search_people(text).select_related("department").order_by("name", "id")[:limit])


def search_people(text: str) -> QuerySet[Person]:
    """Return the active people in whom every word of the text begins a word."""
    found = Person.objects.filter(is_active=True)
    digits = normal_phone(text) if any(char.isdigit() for char in text) else ""
    if len(digits) >= 3 and not any(char.isalpha() for char in text):
        tail = digits.removeprefix("+31")
        return found.filter(
            Q(phones__number__startswith=digits) | Q(phones__number__contains=tail)
        ).distinct()
    for word in fold(text).split()[:6]:
        found = found.filter(search__contains=f" {word}")
    return found


def search_text(person: Person, *, department: str = "", emails: list[str] | None = None) -> str:
    """Return the folded text under which a person is found; every word has a space in front."""
    words = [person.name, department, person.job_title, person.key or "", *(emails or [person.email or ""])]
    plain = fold(" ".join(words)).replace("-", " ").replace("(", " ")
    return f" {' '.join(plain.split())}"[:500]


def team_ids_of(person: Person) -> list[int]:
    """Return the numbers of the teams somebody is in; asked once per person object."""
    known: list[int] | None = getattr(person, "_team_ids", None)
    if known is None:
        known = list(
            Membership.objects.filter(person=person).order_by("team_id").values_list("team_id", flat=True)
        )
        person._team_ids = known  # type: ignore[attr-defined]  # remembered for the length of a request
    return known


def teams() -> QuerySet[Team]:
    """Return the active teams, the service point first."""
    return Team.objects.filter(is_active=True).order_by("line", "name")


def get_team(pk: int) -> Team:
    """
    Return a team.

    :raises PersonNotFound: if there is none.
    """
    team = Team.objects.filter(pk=pk).first()
    if team is None:
        raise PersonNotFound(pk)
    return team


def service_point_team() -> Team:
    """Return the service point itself: what nobody can route goes there."""
    return Team.objects.get(is_service_point=True)


def agents() -> QuerySet[Person]:
    """Return the people who may work on tickets, by name."""
    return Person.objects.filter(is_active=True, role__in=WORKING).order_by("name", "id")


def members(team: Team) -> QuerySet[Person]:
    """Return the active people in a team, by name."""
    return agents().filter(memberships__team=team)


def get_import(pk: int, *, viewer: Person) -> PeopleImport:
    """
    Return a file that was uploaded, for administrators.

    :raises PersonNotFound: if there is none.
    """
    kept = PeopleImport.objects.filter(pk=pk).first()
    if kept is None or not viewer.may(Permission.MANAGE_PEOPLE):
        raise PersonNotFound(pk)
    return kept
