"""Changing agreements: proposed first, so that its effect can be seen, then applied whole."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from servicepunt.domains.agreements.events import AgreementChanged, CalendarAdded
from servicepunt.domains.agreements.models import Calendar, CalendarVersion, Norm, PriorityMatrix, Proposal
from servicepunt.domains.logbook.actions import record
from servicepunt.domains.people.models import Person


class ProposalSpent(Exception):
    """The proposal was applied already."""


class CalendarTaken(Exception):
    """There is a calendar with this name already."""


class NormTaken(Exception):
    """Another norm holds for the same priority, kind and team."""


def propose(*, kind: str, subject: int | None, content: dict[str, Any], by: Person, at: datetime) -> Proposal:
    """Keep a change so that its effect can be looked at; nothing changes yet."""
    return Proposal.objects.create(kind=kind, subject=subject, content=content, made_by=by.pk, made_at=at)


@transaction.atomic
def apply_proposal(*, proposal: Proposal, by: Person, at: datetime) -> None:
    """
    Let a proposal hold from now on; finished cycles of clocks keep what they had (clocks 13).

    :raises ProposalSpent: if it was applied already.
    :raises NormTaken: if another norm holds for the same tickets.
    """
    if not Proposal.objects.filter(pk=proposal.pk, applied_at=None).update(applied_at=at):
        raise ProposalSpent(proposal.pk)
    if proposal.kind == "calendar":
        _new_version(proposal, at)
    elif proposal.kind == "norm":
        _save_norm(proposal)
    else:
        PriorityMatrix.objects.all().delete()
        PriorityMatrix.objects.create(cells=proposal.content["cells"])
    record(AgreementChanged(proposal=proposal.pk, kind=proposal.kind), by=by.pk, at=at)


@transaction.atomic
def add_calendar(*, name: str, content: dict[str, Any], by: Person, at: datetime) -> Calendar:
    """
    Make a calendar with its first version; the first of all is the default one. No ticket changes by it.

    :raises CalendarTaken: if there is one with this name.
    """
    made, is_new = Calendar.objects.get_or_create(
        name=name, defaults={"is_default": not Calendar.objects.filter(is_default=True).exists()}
    )
    if not is_new:
        raise CalendarTaken(name)
    CalendarVersion.objects.create(calendar=made, number=1, made_by=by.pk, made_at=at, **content)
    record(CalendarAdded(calendar=made.pk), by=by.pk, at=at)
    return made


def _new_version(proposal: Proposal, at: datetime) -> None:
    calendar = Calendar.objects.select_for_update().get(pk__in=[proposal.subject])
    last = calendar.versions.aggregate(last=Max("number"))["last"] or 0
    content = proposal.content
    CalendarVersion.objects.create(
        calendar=calendar,
        number=last + 1,
        weekly=content["weekly"],
        closed=content["closed"],
        special=content["special"],
        made_by=proposal.made_by,
        made_at=at,
    )


def _save_norm(proposal: Proposal) -> None:
    fields = dict(proposal.content)
    norm = Norm.objects.filter(pk__in=[proposal.subject]).first() or Norm()
    for name, value in fields.items():
        setattr(norm, name, value)
    same = Norm.objects.filter(is_active=True, priority=norm.priority, kind=norm.kind, team=norm.team_id)
    if norm.is_active and same.exclude(pk=norm.pk).exists():
        raise NormTaken(norm.name)
    if norm._state.adding:
        norm.save(force_insert=True)
    else:
        norm.version += 1
        norm.save(update_fields=[*fields, "version"])
