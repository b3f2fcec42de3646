"""Complaints and court cases at any stage: what came, who handles it, and what became of it (H-105)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.views.decorators.http import require_GET, require_POST

from servicepunt.design.formfields import Moment
from servicepunt.design.words import full
from servicepunt.domains.awards.actions import complaining, deciding
from servicepunt.domains.hiring.rules.course import Kind, Result
from servicepunt.domains.tenders.queries import people_by_number
from servicepunt.domains.tenders.rules.complaints import complaints_of, may_handle, open_cases, open_complaints
from servicepunt.domains.tenders.rules.contract import is_signed
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.entrypoints.awarding.pages import command, draw, find, perform
from servicepunt.foundation.errors import NotThere

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from django.http import HttpResponse

    from servicepunt.design.page import PageRequest
    from servicepunt.domains.people.models import Person
    from servicepunt.domains.tenders.queries import Look
    from servicepunt.domains.tenders.rules.parts import Question
    from servicepunt.entrypoints.awarding.pages import Retry

TAB = "awarding:complaints"
_CASES = {Kind.SUMMONS: "Dagvaarding", Kind.RULING: "Uitspraak van de rechter"}
_TOLD = {Result.DISMISSED: "Ongegrond", Result.UPHELD: "Gegrond"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A complaint as the page shows it; `whose` is for the desk, and for who handles it."""

    id: str
    text: str
    came_at: datetime
    whose: str
    result: str
    answer: str
    handled_at: datetime | None
    handler: str


@require_GET
def complaints_page(request: PageRequest, number: str) -> HttpResponse:
    """Show every complaint and case, the open ones first."""
    return _page(request, _find(request, number))


def _find(request: PageRequest, number: str) -> Look:
    look = find(request, number, TAB)
    if look.dossier.published_at is None:
        raise NotThere(number)
    return look


def _page(request: PageRequest, look: Look, retry: Retry | None = None) -> HttpResponse:
    dossier = look.dossier
    waiting = open_complaints(dossier)
    handles = may_handle(dossier, look.viewer.pk)
    context = {
        "waiting": _shown(look, waiting, is_told=handles or look.has(Seat.DESK)),
        "handled": _shown(
            look, [each for each in complaints_of(dossier) if each.result], is_told=handles or look.has(Seat.DESK)
        ),
        "cases": [
            (each.at, _CASES[each.kind], _TOLD[each.result] if each.result else "", look.vault.show(each.reason))
            for each in dossier.happenings
            if each.kind in _CASES
        ],
        "running": [(each.id, f"De zaak van {full(each.at)}") for each in open_cases(dossier)],
        "kinds": [(kind.value, words) for kind, words in _CASES.items()],
        "results": [(Result.DISMISSED.value, "Ongegrond", "Er verandert niets."),
                    (Result.UPHELD.value, "Gegrond", "Er moet iets over of anders. Schrijf in het antwoord wat.")],
        "handles": handles,
        "has_handler": any(may_handle(dossier, each) for each in dossier.persons(Seat.AUDITOR)),
        "may_note": look.has(Seat.DESK, Seat.CLIENT),
        "is_signed": is_signed(dossier),
    }  # fmt: skip
    return draw(request, look, TAB, retry=retry, **context)


def _shown(look: Look, complaints: Sequence[Question], *, is_told: bool) -> list[Shown]:
    numbers = {each.answered_by for each in complaints} | {each.asked_by for each in complaints}
    people = people_by_number(each for each in numbers if each is not None)
    return [
        Shown(
            id=each.id,
            text=look.vault.show(each.text),
            came_at=each.asked_at,
            whose=_whose(people, each) if is_told else "",
            result=_TOLD[each.result] if each.result else "",
            answer=look.vault.show(each.answer),
            handled_at=each.answered_at if each.result else None,
            handler=people[each.answered_by].name if each.result and each.answered_by in people else "",
        )
        for each in complaints
    ]


def _whose(people: Mapping[int, Person], complaint: Question) -> str:
    person = people.get(complaint.asked_by or 0)
    if person is None:
        return ""
    if person.supplier is None:
        return f"Vastgelegd door {person.name}"
    return f"{person.name} ({person.supplier.name})"


def _do(
    request: PageRequest, look: Look, do: Callable[[], object], *, form: str, said: str, about: str = ""
) -> HttpResponse:
    return perform(request, look, do, page=_page, to=TAB, said=said, form=form, about=about)


def _moment(request: PageRequest) -> datetime | None:
    typed = request.POST.get("at", "").strip()
    if not typed:
        return None
    field = Moment(input_formats=["%Y-%m-%dT%H:%M", "%d-%m-%Y %H:%M"])
    try:
        return field.clean(typed)  # type: ignore[no-any-return]  # a field of Django says nothing of its value
    except ValidationError as error:
        raise Refused("Vul dag en tijd in, zoals 20-07-2026 10:00.") from error


@require_POST
def note(request: PageRequest, number: str) -> HttpResponse:
    """Note a complaint that came by letter, mail or phone."""
    look = _find(request, number)

    def keep() -> None:
        complaining.note_complaint(
            tender=look.tender, text=request.POST.get("text", ""), received_at=_moment(request), by=request.person,
            at=request.at, command=command(request),
        )  # fmt: skip

    return _do(request, look, keep, form="note", said="De klacht staat in het dossier")


@require_POST
def handle(request: PageRequest, number: str, complaint: str) -> HttpResponse:
    """Say what became of a complaint, and answer whoever complained."""
    look = _find(request, number)
    asked = look.dossier.questions.get(complaint)
    if asked is None or asked.kind != Kind.COMPLAINT:
        raise NotThere(complaint)

    def settle() -> None:
        chosen = request.POST.get("result", "")
        complaining.handle_complaint(
            tender=look.tender, complaint=complaint,
            result=Result(chosen) if chosen in {each.value for each in Result} else None,
            text=request.POST.get("text", ""), by=request.person, at=request.at, command=command(request),
        )  # fmt: skip

    return _do(request, look, settle, form="handle", about=complaint, said="De klacht is behandeld")


@require_POST
def case(request: PageRequest, number: str) -> HttpResponse:
    """Note a summons, or what the court said."""
    look = _find(request, number)

    def keep() -> None:
        kind, result = request.POST.get("kind", ""), request.POST.get("result", "")
        if kind not in {each.value for each in _CASES}:
            raise Refused("Kies wat er kwam: een dagvaarding of een uitspraak.")
        if not request.POST.get("reason", "").strip():
            raise Refused("Schrijf in een paar woorden op waar de zaak over gaat.")
        deciding.note_happening(
            tender=look.tender, kind=Kind(kind), happened_at=_moment(request), reason=request.POST["reason"],
            case=request.POST.get("about", "") if kind == Kind.RULING else "",
            result=Result(result) if result in {each.value for each in Result} else None, by=request.person,
            at=request.at, command=command(request),
        )  # fmt: skip

    return _do(request, look, keep, form="case", said="Opgeslagen in het dossier")
