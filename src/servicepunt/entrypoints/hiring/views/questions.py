"""Questions on content and call notes; answers to all at one moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from servicepunt.domains.hiring.rules.moments import instant
from servicepunt.domains.tenders.actions import asking
from servicepunt.domains.tenders.queries import people_by_number
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.domains.tenders.rules.stages import Stage
from servicepunt.entrypoints.hiring.forms import AnswerQuestion, EnterQuestion
from servicepunt.entrypoints.hiring.note import note_as_pdf, published_answers
from servicepunt.entrypoints.hiring.page import REFUSALS, command_of, inside, show
from servicepunt.foundation.errors import NotThere

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpResponseBase

    from servicepunt.design.page import PageRequest
    from servicepunt.domains.tenders.queries import Look
    from servicepunt.domains.tenders.rules.parts import Question

READERS = (Seat.DESK, Seat.CLIENT, Seat.AUDITOR)


@require_GET
def questions(request: PageRequest, number: str) -> HttpResponse:
    """Show questions and call notes, each apart."""
    return _page(request, _look(request, number, *READERS))


def _look(request: PageRequest, number: str, *seats: Seat) -> Look:
    look = inside(request, number, *seats)
    if look.dossier.published_at is None:
        raise NotThere(number)
    return look


def _page(
    request: PageRequest, look: Look, *, refusal: str = "", form: forms.Form | None = None, refused: str = ""
) -> HttpResponse:
    found = sorted(look.dossier.questions.values(), key=lambda each: (each.asked_at, each.id))
    until = look.dossier.request.questions_until
    waiting = [each for each in found if each.kind == asking.QUESTION and each.published_at is None]
    context: dict[str, Any] = {
        "form": form,
        "refused": refused,
        "waiting": waiting,
        "published": [each for each in found if each.kind == asking.QUESTION and each.published_at is not None],
        "calls": [each for each in found if each.kind == asking.CALL],
        "askers": _askers(look, found),
        "open_count": sum(each.answered_at is None for each in waiting),
        "is_over": until is None or instant(until, "vragen_tot") <= request.at,
        "is_desk": look.has(Seat.DESK) and look.stage != Stage.CANCELLED,
    }
    status = 422 if form and form.errors else 200
    return show(request, look, "questions", "hiring:questions", refusal=refusal, status=status, **context)


def _askers(look: Look, found: list[Question]) -> dict[str, str]:
    """Return who asked, for the desk only: others inside do not need it."""
    if not look.has(Seat.DESK):
        return {}
    known = people_by_number(each.asked_by for each in found if each.asked_by is not None)
    told = {}
    for each in found:
        person = known.get(each.asked_by or 0)
        if person is not None:
            told[each.id] = f"{person.name} ({person.supplier.name})" if person.supplier else person.name
    return told


@require_POST
def answer(request: PageRequest, number: str, question: str) -> HttpResponseBase:
    """Write an answer, or why there is none; nobody outside sees it yet."""
    look = _look(request, number, Seat.DESK)
    form = AnswerQuestion(request.POST)
    if question not in look.dossier.questions:
        raise NotThere(question)
    if not form.is_valid():
        return _page(request, look, form=form, refused=question)
    typed = form.cleaned_data
    try:
        asking.answer(
            tender=look.tender, question=question, public=typed["vraag"], text=typed["antwoord"],
            is_refused=typed["geweigerd"], by=request.person, at=request.at, command=command_of(request),
        )  # fmt: skip
    except REFUSALS as refusal:
        return _page(request, look, refusal=str(refusal), refused=question)
    messages.success(request, "Antwoord bewaard. Leveranciers zien het als je alle antwoorden publiceert")
    return redirect("hiring:questions", number)


@require_POST
def enter(request: PageRequest, number: str) -> HttpResponseBase:
    """Enter a question that came by mail or phone, or a note of a call on procedure."""
    look = _look(request, number, Seat.DESK)
    form = EnterQuestion(request.POST)
    if not form.is_valid():
        return _page(request, look, form=form)
    try:
        asking.ask(
            tender=look.tender, kind=form.cleaned_data["soort"], text=form.cleaned_data["tekst"], by=request.person,
            at=request.at, command=command_of(request),
        )  # fmt: skip
    except REFUSALS as refusal:
        return _page(request, look, refusal=str(refusal))
    messages.success(request, "Vastgelegd in het dossier")
    return redirect("hiring:questions", number)


@require_POST
def publish(request: PageRequest, number: str) -> HttpResponseBase:
    """Publish every answer at one moment, to everybody."""
    look = _look(request, number, Seat.DESK)
    try:
        asking.publish_answers(tender=look.tender, by=request.person, at=request.at, command=command_of(request))
    except REFUSALS as refusal:
        return _page(request, look, refusal=str(refusal))
    messages.success(request, "De nota van inlichtingen is gepubliceerd")
    return redirect("hiring:note", number)


@require_GET
def note(request: PageRequest, number: str) -> HttpResponse:
    """Show the nota van inlichtingen: every published answer, without who asked."""
    look = _look(request, number)
    return show(request, look, "note", "hiring:questions", answers=published_answers(look.dossier))


@require_GET
def note_pdf(request: PageRequest, number: str) -> HttpResponse:
    """Download the nota van inlichtingen as a tagged PDF."""
    look = _look(request, number)
    answers = published_answers(look.dossier)
    if not answers:
        raise NotThere(number)
    given = HttpResponse(note_as_pdf(look, answers), content_type="application/pdf")
    given["Content-Disposition"] = f'attachment; filename="nota-van-inlichtingen-{number}.pdf"'
    return given
