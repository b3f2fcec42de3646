"""Changing agreements: proposed first, so that its effect can be seen, then applied whole."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from servicepunt.domains.agreements.events import (
    AgreementChanged,
    CalendarAdded,
    CalendarRenamed,
    DefaultCalendarChosen,
)
from servicepunt.domains.agreements.models import Calendar, CalendarVersion, Norm, PriorityMatrix, Proposal
from servicepunt.domains.agreements.queries import norm_named, version_now
from servicepunt.domains.agreements.rules.priority import DEFAULT_MATRIX
from servicepunt.domains.logbook.actions import record
from servicepunt.domains.people.models import Person
from servicepunt.foundation.text import plain_name


class ProposalSpent(Exception):
    """The proposal was applied already."""


class StaleAgreement(Exception):
    """Somebody changed the hours, the norm or the matrix since it was shown."""


class CalendarTaken(Exception):
    """There is a calendar with this name already."""


class NormTaken(Exception):
    """Another norm holds for the same priority, kind and team."""


class NormNameTaken(Exception):
    """Another norm has this name."""


def propose(
    *, kind: str, subject: int | None, content: dict[str, Any], seen: int, by: Person, at: datetime
) -> Proposal:
    """
    Keep a change so that its effect can be looked at; nothing changes yet.

    :raises StaleAgreement: if another version holds than the one that was seen.
    """
    if version_now(kind, subject) != seen:
        raise StaleAgreement(kind, subject)
    return Proposal.objects.create(kind=kind, subject=subject, base=seen, content=content, made_by=by.pk, made_at=at)


@transaction.atomic
def apply_proposal(*, proposal: Proposal, by: Person, at: datetime) -> None:
    """
    Let a proposal hold from now on; finished cycles of clocks keep what they had (clocks 13).

    :raises ProposalSpent: if it was applied already.
    :raises StaleAgreement: if another change was applied since it was made.
    :raises NormTaken: if another norm holds for the same tickets.
    :raises NormNameTaken: if another norm has its name, but for case and blanks.
    """
    if not Proposal.objects.filter(pk=proposal.pk, applied_at=None).update(applied_at=at):
        raise ProposalSpent(proposal.pk)
    _APPLY[proposal.kind](proposal, at)
    record(AgreementChanged(proposal=proposal.pk, kind=proposal.kind), by=by.pk, at=at)


@transaction.atomic
def add_calendar(*, name: str, content: dict[str, Any], by: Person, at: datetime) -> Calendar:
    """
    Make a calendar with its first version; the first of all is the default one. No ticket changes by it.

    :raises CalendarTaken: if there is one with this name, but for case and blanks.
    """
    _refuse_name(name)
    is_first = not Calendar.objects.filter(is_default=True).exists()
    try:
        with transaction.atomic():
            made = Calendar.objects.create(name=name, is_default=is_first)
    except IntegrityError:
        # Another one was saved in this same moment: with this name, or as the first.
        _refuse_name(name)
        made = Calendar.objects.create(name=name)
    CalendarVersion.objects.create(calendar=made, number=1, made_by=by.pk, made_at=at, **content)
    record(CalendarAdded(calendar=made.pk), by=by.pk, at=at)
    return made


@transaction.atomic
def rename_calendar(*, calendar: int, name: str, by: Person, at: datetime) -> None:
    """
    Give a calendar another name; the same name again changes nothing.

    :raises CalendarTaken: if another one has this name.
    """
    kept = Calendar.objects.select_for_update().get(pk=calendar)
    if kept.name == name:
        return
    _refuse_name(name, but=calendar)
    try:
        with transaction.atomic():
            Calendar.objects.filter(pk=calendar).update(name=name)
    except IntegrityError as error:
        raise CalendarTaken(name) from error
    record(CalendarRenamed(calendar=calendar, before=kept.name, after=name), by=by.pk, at=at)


def _refuse_name(name: str, *, but: int | None = None) -> None:
    for other in Calendar.objects.exclude(pk__in=[but or 0]).order_by("id"):
        if plain_name(other.name) == plain_name(name):
            raise CalendarTaken(other.name)


@transaction.atomic
def make_default_calendar(*, calendar: int, by: Person, at: datetime) -> bool:
    """
    Let a calendar be the default one; it counts where no norm does, and for working days of silence.

    False when it was that already.

    Of two administrators at once the last one has it.
    """
    # All of them are locked, in one order: there is never a moment without a default or with two.
    kept = {one.pk: one for one in Calendar.objects.select_for_update().order_by("pk")}
    if kept[calendar].is_default:
        return False
    Calendar.objects.filter(is_default=True).update(is_default=False)
    Calendar.objects.filter(pk=calendar).update(is_default=True)
    record(DefaultCalendarChosen(calendar=calendar), by=by.pk, at=at)
    return True


def _new_version(proposal: Proposal, at: datetime) -> None:
    # The lock orders two administrators on PostgreSQL; on SQLite the IMMEDIATE transaction does.
    calendar = Calendar.objects.select_for_update().get(pk__in=[proposal.subject])
    _refuse_stale(proposal)
    content = proposal.content
    CalendarVersion.objects.create(
        calendar=calendar,
        number=proposal.base + 1,
        weekly=content["weekly"],
        closed=content["closed"],
        special=content["special"],
        made_by=proposal.made_by,
        made_at=at,
    )


def _save_norm(proposal: Proposal, at: datetime) -> None:
    wanted = Norm(**proposal.content)
    same = Norm.objects.filter(is_active=True, priority=wanted.priority, kind=wanted.kind, team=wanted.team_id)
    if wanted.is_active and same.exclude(pk__in=[proposal.subject]).exists():
        raise NormTaken(wanted.name)
    _refuse_norm_name(wanted.name, but=proposal.subject)
    try:
        with transaction.atomic():
            _write_norm(proposal, wanted)
    except IntegrityError as error:
        # The other one was saved in this same moment.
        _refuse_norm_name(wanted.name, but=proposal.subject)
        raise NormTaken(wanted.name) from error


def _refuse_norm_name(name: str, *, but: int | None) -> None:
    if taken := norm_named(name, but=but):
        raise NormNameTaken(taken)


def _write_norm(proposal: Proposal, wanted: Norm) -> None:
    if proposal.subject is None:
        wanted.save(force_insert=True)
        return
    kept = Norm.objects.filter(pk=proposal.subject, version=proposal.base)
    if not kept.update(**proposal.content, version=proposal.base + 1):
        raise StaleAgreement(proposal.pk)


def _set_matrix(proposal: Proposal, at: datetime) -> None:
    if not PriorityMatrix.objects.exists():
        # The number makes it one row when two administrators are the first at once.
        PriorityMatrix.objects.get_or_create(pk=1, defaults={"cells": DEFAULT_MATRIX, "version": 0})
    kept = PriorityMatrix.objects.filter(version=proposal.base)
    if not kept.update(cells=proposal.content["cells"], version=proposal.base + 1):
        raise StaleAgreement(proposal.pk)


def _refuse_stale(proposal: Proposal) -> None:
    if version_now(proposal.kind, proposal.subject) != proposal.base:
        raise StaleAgreement(proposal.pk)


_APPLY: dict[str, Callable[[Proposal, datetime], None]] = {
    "calendar": _new_version,
    "norm": _save_norm,
    "matrix": _set_matrix,
}
