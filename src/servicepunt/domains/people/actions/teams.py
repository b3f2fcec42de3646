"""Making teams, changing them, and ending them."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from servicepunt.domains.logbook.actions import record
from servicepunt.domains.people.events import TeamChanged
from servicepunt.domains.people.models import Membership, Person, Team

_SERVICE_POINT = "Servicepunt"


class StaleTeam(Exception):
    """Somebody changed the team since it was shown."""


class TeamNameTaken(ValueError):
    """There is a team with this name already."""


class ServicePointStays(Exception):
    """The service point itself cannot end: what nobody can route goes there."""


def save_team(
    *, team: Team | None, name: str, line: int, members: list[Person], by: Person | None, at: datetime,
    is_service_point: bool = False, is_active: bool = True, seen: int | None = None,
) -> Team:  # fmt: skip
    """
    Make a team or change it, with exactly these members; `seen` is the version that was shown.

    The first team of the first line is the service point.

    :raises StaleTeam: if somebody changed the team since.
    :raises TeamNameTaken: if another team has the name.
    :raises ServicePointStays: if the service point would end.
    """
    if team is not None and team.is_service_point and not is_active:
        raise ServicePointStays
    try:
        with transaction.atomic():
            if team is None:
                is_service_point |= line == 1 and not Team.objects.filter(is_service_point=True).exists()
                team = Team.objects.create(name=name, line=line, is_service_point=is_service_point, is_active=is_active)
            else:
                _write(team, seen, name=name, line=line, is_active=is_active)
            _set_members(team, members)
            event = TeamChanged(team=team.pk, members=[person.pk for person in members])
            record(event, by=by.pk if by else None, at=at)
    except IntegrityError as error:
        others = Team.objects.filter(name=name)
        if (others.exclude(pk=team.pk) if team else others).exists():
            raise TeamNameTaken(name) from error
        raise
    return team


def found_service_point(*, at: datetime) -> Team:
    """Return the service point; a new installation that has none yet gets one. Two at once make one."""
    if (found := Team.objects.filter(is_service_point=True).first()) is not None:
        return found
    try:
        with transaction.atomic():
            if Team.objects.filter(name=_SERVICE_POINT).update(is_service_point=True, is_active=True):
                return Team.objects.get(name=_SERVICE_POINT)
            return save_team(team=None, name=_SERVICE_POINT, line=1, members=[], by=None, at=at)
    except (IntegrityError, TeamNameTaken):
        return Team.objects.get(is_service_point=True)


def _write(team: Team, seen: int | None, **fields: object) -> None:
    found = Team.objects.filter(pk=team.pk)
    if seen is not None:
        found = found.filter(version=seen)
    if not found.update(version=F("version") + 1, **fields):
        raise StaleTeam(team.pk)


def _set_members(team: Team, members: list[Person]) -> None:
    Membership.objects.filter(team=team).exclude(person__in=members).delete()
    Membership.objects.bulk_create([Membership(team=team, person=person) for person in members], ignore_conflicts=True)
