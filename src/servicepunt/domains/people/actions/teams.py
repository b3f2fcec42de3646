"""Making teams, changing them, and ending them."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from servicepunt.domains.logbook.actions import record
from servicepunt.domains.people.events import TeamChanged
from servicepunt.domains.people.models import Membership, Person, Team
from servicepunt.foundation.text import plain_name

_SERVICE_POINT = "Servicepunt"


class StaleTeam(Exception):
    """Somebody changed the team since it was shown."""


class TeamNameTaken(ValueError):
    """There is a team with this name already."""


class ServicePointStays(Exception):
    """The service point itself cannot end or leave the first line: what nobody can route goes there."""


def save_team(
    *, team: Team | None, name: str, line: int, members: list[Person], by: Person | None, at: datetime,
    is_service_point: bool = False, is_active: bool = True, seen: int | None = None,
) -> Team:  # fmt: skip
    """
    Make a team or change it, with exactly these members; `seen` is the version that was shown.

    The first team of the first line is the service point.

    :raises StaleTeam: if somebody changed the team since.
    :raises TeamNameTaken: if another team has the name, but for case and blanks.
    :raises ServicePointStays: if the service point would end, or become second line.
    """
    if team is not None and team.is_service_point and not (is_active and line == 1):
        raise ServicePointStays
    try:
        with transaction.atomic():
            _refuse_name(name, but=team)
            if team is None:
                is_service_point |= line == 1 and not Team.objects.filter(is_service_point=True).exists()
                team = Team.objects.create(name=name, line=line, is_service_point=is_service_point, is_active=is_active)
            else:
                _write(team, seen, name=name, line=line, is_active=is_active)
            _set_members(team, members)
            event = TeamChanged(team=team.pk, members=[person.pk for person in members])
            record(event, by=by.pk if by else None, at=at)
    except IntegrityError:
        # The other one was saved in this same moment.
        _refuse_name(name, but=team)
        raise
    return team


def found_service_point(*, at: datetime) -> Team:
    """Return the service point; a new installation that has none yet gets one. Two at once make one."""
    if (found := Team.objects.filter(is_service_point=True).first()) is not None:
        return found
    try:
        with transaction.atomic():
            named = Team.objects.filter(name__iexact=_SERVICE_POINT).order_by("id").first()
            if named is not None:
                Team.objects.filter(pk=named.pk).update(is_service_point=True, is_active=True, line=1)
                return Team.objects.get(pk=named.pk)
            return save_team(team=None, name=_SERVICE_POINT, line=1, members=[], by=None, at=at)
    except (IntegrityError, TeamNameTaken):
        return Team.objects.get(is_service_point=True)


def _refuse_name(name: str, *, but: Team | None) -> None:
    for other in Team.objects.exclude(pk__in=[but.pk] if but else []).order_by("id"):
        if plain_name(other.name) == plain_name(name):
            raise TeamNameTaken(other.name)


def _write(team: Team, seen: int | None, **fields: object) -> None:
    found = Team.objects.filter(pk=team.pk)
    if seen is not None:
        found = found.filter(version=seen)
    if not found.update(version=F("version") + 1, **fields):
        raise StaleTeam(team.pk)


def _set_members(team: Team, members: list[Person]) -> None:
    Membership.objects.filter(team=team).exclude(person__in=members).delete()
    Membership.objects.bulk_create([Membership(team=team, person=person) for person in members], ignore_conflicts=True)
