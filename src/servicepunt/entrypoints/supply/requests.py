"""The requests of a supplier: the list, everything that was published of one, and the dates for a calendar."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from servicepunt.domains.awards.rules.documents import document_name
from servicepunt.domains.awards.rules.leaving import withdrawn
from servicepunt.domains.awards.rules.planning import change_of
from servicepunt.domains.hiring.rules.course import Kind
from servicepunt.domains.hiring.rules.moments import instant
from servicepunt.domains.tenders.actions import asking
from servicepunt.domains.tenders.actions.drafting import take_seat
from servicepunt.domains.tenders.queries import contacts_of, frame_of, look_at, people_by_number, tenders_offered_to
from servicepunt.domains.tenders.rules.contract import is_signed
from servicepunt.domains.tenders.rules.judging import reference_day
from servicepunt.domains.tenders.rules.labels import pseudonym
from servicepunt.domains.tenders.rules.outcome import is_cancelled
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.domains.tenders.rules.stages import Stage
from servicepunt.entrypoints.supply import papers, telling
from servicepunt.entrypoints.supply.dates import calendar
from servicepunt.foundation.errors import NotThere
from servicepunt.foundation.text import dutch_duration

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from servicepunt.design.page import PageRequest
    from servicepunt.domains.people.models import Person
    from servicepunt.domains.tenders.models import Tender
    from servicepunt.domains.tenders.queries import Look
    from servicepunt.domains.tenders.rules.parts import DefectFile

PAGE = 100


@require_GET
def overview(request: PageRequest) -> HttpResponse:
    """Show the requests a supplier is invited to, newest first."""
    invited = tenders_offered_to(request.person)[:PAGE]
    if not request.person.supplier_id and not invited:
        raise NotThere(request.path)
    found = [(tender, *state_of(tender, request.at)) for tender in invited]
    return render(request, "supply/list.html", {"tenders": found})


def state_of(tender: Tender, at: datetime) -> tuple[str, str]:
    """Return where a request stands for a supplier, and how much time there is."""
    if tender.stage == Stage.CANCELLED:
        return "Ingetrokken", ""
    if tender.closes_at is not None and at < tender.closes_at:
        return "Open", f"nog {dutch_duration(tender.closes_at - at)}"
    is_settled = tender.stage in {Stage.SUSPENDED, Stage.DISPUTE, Stage.CHECKS, Stage.CONTRACT, Stage.RUNNING,
                                  Stage.ENDED, Stage.FAILED, Stage.ARCHIVED}  # fmt: skip
    return ("Uitslag bekend" if is_settled else "In beoordeling"), ""


def supplier_look(request: PageRequest, number: str) -> Look:
    """
    Return a published request for a supplier who is invited.

    :raises NotThere: for everybody else, also for who works on it: they have pages of their own.
    """
    look = look_at(number, viewer=request.person, at=request.at)
    if Seat.SUPPLIER not in look.seats or look.dossier.published_at is None:
        raise NotThere(number)
    return look


def around(look: Look, here: str) -> dict[str, Any]:
    """Return what stands around every page of a request for a supplier."""
    dossier = look.dossier
    closes_at = dossier.closes_at
    is_open = closes_at is not None and look.at < closes_at and not is_cancelled(dossier)
    asked = own_repairs(look)
    return {
        "look": look,
        "dossier": dossier,
        "tender": look.tender,
        "here": here,
        "pseudonym": pseudonym,
        "closes_at": closes_at,
        "is_open": is_open,
        "is_cancelled": is_cancelled(dossier),
        "left": dutch_duration(closes_at - look.at) if closes_at and is_open else "",
        "at": look.at,
        "must_confirm": papers.must_confirm(look),
        "has_repair": bool(asked),
        "repair_until": min(
            (each.until for each, label in asked if each.until and must_answer(each, label, look.at)), default=None
        ),
        "cancelled": next((each for each in dossier.happenings if each.kind == Kind.CANCELLED), None),
        "is_signed": is_signed(dossier),
        "has_failed": look.stage == Stage.FAILED,
        "has_result": look.stage == Stage.FAILED
        or dossier.end_letters_sent_at is not None
        or any(each.sent_at for each in dossier.decisions),
    }


def own_repairs(look: Look) -> list[tuple[DefectFile, str]]:
    """Return every defect of an own offer that a repair was asked of, with the label of the offer."""
    mine = [each.label for each in look.own_offers]
    return [(each, label) for each in look.dossier.defects.values() for label in mine if label in each.asked]


def must_answer(defect: DefectFile, label: str, at: datetime) -> bool:
    """Say whether an answer can still come, and has not."""
    is_running = defect.until is not None and at < defect.until
    return is_running and label not in defect.answers and defect.waits(label)


@require_GET
def request_page(request: PageRequest, number: str) -> HttpResponse:
    """Show everything that was published of a request, with its versions."""
    look = supplier_look(request, number)
    dossier, asked = look.dossier, look.dossier.request
    context = around(look, "supply:request") | {
        "head": telling.head(asked),
        "condition": telling.condition(dossier),
        "passages": telling.passages(dossier),
        "knockouts": telling.knockouts(asked),
        "criteria": telling.criteria(asked),
        "choices": asked.choices,
        "competences": asked.competences,
        "demands": telling.demands(asked.offer),
        "checks": [document_name(each) for each in asked.checks],
        "settings": telling.settings(asked, dossier.settings, reference_day(dossier)),
        "corrections": [
            (version, at, each, telling.changed_parts(each.changed))
            for version, (at, _, each) in enumerate(dossier.corrections, 2)
        ],
        "seen": dossier.seen.get(look.viewer.pk, {}),
        "deadlines": frame_of(look).deadlines,
        "colleagues": _colleagues(look),
    }
    return render(request, "supply/request.html", context)


def _colleagues(look: Look) -> list[Person]:
    """Return the contacts of one's own company for its first contact, who may withdraw a later one; else nobody."""
    first, *others = contacts_of(look.dossier, look.viewer)
    known = people_by_number(others) if first == look.viewer.pk else {}
    return [known[each] for each in others if each in known]


@require_POST
def withdraw_colleague(request: PageRequest, number: str) -> HttpResponse:
    """Take the part of a colleague in this request away, as first contact of the supplier."""
    look = supplier_look(request, number)
    chosen = request.POST.get("persoon", "")
    colleague = next((each for each in _colleagues(look) if str(each.pk) == chosen), None)
    if colleague is None:
        raise NotThere(number)
    take_seat(tender=look.tender, person=colleague, seat=Seat.SUPPLIER, by=request.person, at=request.at)
    messages.success(request, withdrawn(colleague.name, request.person.name))
    return redirect("supply:request", number)


@require_POST
def confirm(request: PageRequest, number: str) -> HttpResponse:
    """Confirm that one has seen the request as it is now."""
    look = supplier_look(request, number)
    asking.note_seen(tender=look.tender, by=request.person, at=request.at)
    messages.success(request, f"Je hebt bevestigd dat je versie {look.dossier.version} hebt gezien")
    return redirect("supply:request", number)


@require_GET
def dates(request: PageRequest, number: str) -> HttpResponse:
    """Give every moment of the planning as a calendar."""
    look = supplier_look(request, number)
    name = f"aanvraag-{look.tender.pk}.ics"
    content = calendar(
        frame_of(look).deadlines, number=look.tender.number, title=look.tender.title, at=request.at,
        change_of=partial(change_of, look.dossier),
    )  # fmt: skip
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def questions_until(look: Look) -> datetime | None:
    """Return the moment until which questions are answered."""
    until = look.dossier.request.questions_until
    return instant(until, "vragen_tot") if until else None
