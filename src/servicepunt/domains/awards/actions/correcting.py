"""Corrections of a published request, and a later closing by two people: never more than the budget holder approved."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from servicepunt.domains.awards.rules.growth import outgrown
from servicepunt.domains.hiring.rules.gate import remarks_on
from servicepunt.domains.hiring.rules.law import least_days_on
from servicepunt.domains.hiring.rules.moments import local_day
from servicepunt.domains.hiring.rules.reading import Draft
from servicepunt.domains.people.models import Person
from servicepunt.domains.tenders.actions.writing import Pen, need, still_runs, write
from servicepunt.domains.tenders.models import Tender
from servicepunt.domains.tenders.rules import facts
from servicepunt.domains.tenders.rules.corrections import earliest_closing, touches_substance
from servicepunt.domains.tenders.rules.dossier import Dossier
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.foundation.text import dutch_full

# What comes after the closing, and may have to move with it (invariant 30).
LATER_DAYS = ("uitnodigen_uiterlijk", "gesprekken_op")


def correct(
    *,
    tender: Tender,
    text: str,
    closes_at: datetime,
    by: Person,
    at: datetime,
    changed: Mapping[str, Any] | None = None,
    command: str = "",
) -> Dossier:
    """
    Correct a published request for everybody; the closing moment may only move later (H-098).

    What changes the substance leaves everybody at least six days, so that who already sent can replace the offer.
    What makes it larger than the budget holder approved is another assignment, and needs another request.

    :raises Refused: with what is wrong.
    """

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.DESK, Seat.CLIENT)
        still_runs(dossier)
        now = dossier.closes_at
        if dossier.published_at is None or now is None:
            raise Refused("De aanvraag is nog niet gepubliceerd; wijzig gewoon het concept.")
        if not text.strip():
            raise Refused("Schrijf op wat er verandert; iedereen leest dit.")
        if at >= now:
            raise Refused("De inschrijving is gesloten; een rectificatie kan niet meer.")
        if closes_at < now:
            raise Refused("De sluiting kan niet naar voren. Kies hetzelfde moment of een later.")
        made = facts.Corrected(text=text.strip(), closes_at=closes_at, changed=dict(changed or {}))
        _leaves_time(dossier, made, at)
        _must_hold(dossier, made.changed, closes_at)
        _stays_approved(dossier, made)
        return [made]

    return write(tender, decide, by=by, at=at, command=command)


def _leaves_time(dossier: Dossier, made: facts.Corrected, at: datetime) -> None:
    earliest = earliest_closing(at, dossier.closes_at or made.closes_at)
    if touches_substance(dossier.written, made.changed) and made.closes_at < earliest:
        raise Refused(
            f"Dit verandert waarop wordt ingeschreven of beoordeeld. Wie al inschreef, moet kunnen vervangen: "
            f"daarvoor zijn er ten minste {least_days_on(local_day(at))} dagen. "
            f"Zet de sluiting op {dutch_full(earliest)} of later."
        )


def _must_hold(dossier: Dossier, changed: Mapping[str, Any], closes_at: datetime) -> None:
    """Refuse what the gate would have refused at publication; the settings are frozen, so they pass."""
    if dossier.draft is None:  # pragma: no cover  # a published request has a draft
        return
    request = {
        **dossier.written,
        **changed,
        "gepubliceerd": dossier.published_at,
        "sluiting": closes_at.isoformat(),
    }
    blocking = [
        each.sentence
        for each in remarks_on(Draft(request=request, settings=dossier.draft.settings, texts=dossier.draft.texts))
        if each.blocks
    ]
    if blocking:
        raise Refused(f"Zo klopt de aanvraag niet meer. {blocking[0]}")


def _stays_approved(dossier: Dossier, made: facts.Corrected) -> None:
    if dossier.draft is None:  # pragma: no cover  # a published request has a draft
        return
    more = outgrown(dossier.draft.request, {**dossier.written, **made.changed})
    if more:
        raise Refused(
            f"Dit is meer dan de budgethouder goedkeurde. {more} Een rectificatie kan dat niet. "
            "Trek de aanvraag in en begin een nieuwe: die keurt de budgethouder opnieuw goed."
        )


def propose_extension(
    *,
    tender: Tender,
    text: str,
    closes_at: datetime,
    by: Person,
    at: datetime,
    days: Mapping[str, str] | None = None,
    command: str = "",
) -> Dossier:
    """
    Propose a later closing moment, and why: an outage, or answers that come late; also after the closing itself.

    Nothing moves before a second person confirms (H-099). Everybody reads the reason. `days` are the later days of
    the planning that move along, by name: they stay after the closing (invariant 30).

    :raises Refused: with what is wrong.
    """

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.DESK, Seat.CLIENT)
        moved = {name: day for name, day in (days or {}).items() if day != dossier.written.get(name)}
        _may_extend(dossier, closes_at, moved, at)
        if not text.strip():
            raise Refused("Schrijf op waarom de sluiting later wordt; iedereen leest dit.")
        return [facts.ExtensionProposed(text=text.strip(), closes_at=closes_at, changed=moved)]

    return write(tender, decide, by=by, at=at, command=command)


def _may_extend(dossier: Dossier, closes_at: datetime, days: Mapping[str, str], at: datetime) -> None:
    still_runs(dossier)
    now = dossier.closes_at
    if dossier.published_at is None or now is None:
        raise Refused("De aanvraag is nog niet gepubliceerd; wijzig gewoon het concept.")
    if dossier.opened_at is not None or dossier.openings:
        raise Refused("Het openen is begonnen; verlengen kan niet meer.")
    if closes_at <= max(now, at):
        raise Refused("Kies een sluiting die later is dan nu en later dan de sluiting die er staat.")
    if not set(days) <= set(LATER_DAYS):
        raise Refused("Met een verlenging verschuiven alleen de sluiting en de dagen daarna.")
    _must_hold(dossier, days, closes_at)


def confirm_extension(*, tender: Tender, by: Person, at: datetime, command: str = "") -> Dossier:
    """
    Confirm the extension that somebody else proposed; from now on everybody has the later closing moment (H-099).

    :raises Refused: if there is none, or one proposed it oneself.
    """

    def decide(dossier: Dossier, pen: Pen) -> list[facts.Fact]:
        need(dossier, by, Seat.DESK, Seat.CLIENT, Seat.AUDITOR)
        if dossier.extension is None:
            raise Refused("Er ligt geen voorstel om te verlengen.")
        _at, proposer, proposed = dossier.extension
        if proposer == by.pk:
            raise Refused("Je stelde de verlenging zelf voor; een tweede persoon bevestigt haar.")
        _may_extend(dossier, proposed.closes_at, proposed.changed, at)
        return [
            facts.Corrected(
                text=proposed.text,
                closes_at=proposed.closes_at,
                changed=proposed.changed,
                is_outage=True,
                seconded_by=proposer,
            )
        ]

    return write(tender, decide, by=by, at=at, command=command)
