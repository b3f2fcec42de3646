"""Step 4: planning the interviews, own grades, what was agreed, and how each ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from servicepunt.domains.awards.actions import assessing, choosing
from servicepunt.domains.awards.queries.persons import candidates, names_inside, persons_with
from servicepunt.domains.awards.rules.interests import has_declared
from servicepunt.domains.awards.rules.questions import questions_of
from servicepunt.domains.awards.rules.rounds import talk_of
from servicepunt.domains.hiring.rules.interviews import Judged, Talk
from servicepunt.domains.tenders.queries import lines_of
from servicepunt.domains.tenders.rules.chain import read
from servicepunt.domains.tenders.rules.outcome import is_held
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.domains.tenders.rules.stages import Stage
from servicepunt.entrypoints.awarding.calendar import event
from servicepunt.entrypoints.awarding.delivery import undelivered
from servicepunt.entrypoints.awarding.forms import Plan
from servicepunt.entrypoints.awarding.pages import command, draw, find, in_order, perform, shown
from servicepunt.foundation.errors import NotThere

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from servicepunt.design.page import PageRequest
    from servicepunt.domains.tenders.queries import Look
    from servicepunt.domains.tenders.rules import facts
    from servicepunt.domains.tenders.rules.parts import RoundFile
    from servicepunt.domains.tenders.rules.parts import Talk as TalkFile
    from servicepunt.entrypoints.awarding.pages import Retry

TAB = "awarding:talks"
_OUTCOMES = {
    Talk.PASSED: ("Voldoende op elke competentie", "positive"),
    Talk.FAILED: ("Niet voldoende op elke competentie", "warning"),
    Talk.NO_SHOW: ("Niet verschenen", "warning"),
    Talk.REPLAN: ("Opnieuw plannen", ""),
    Talk.INVALID: ("Telt nog niet", "warning"),
}
_VOID = ("Telt niet: een gespreksvoerder heeft een relatie", "warning")


@dataclass(frozen=True, slots=True)
class Grading:
    """The grades of one interviewer."""

    name: str
    grades: Mapping[str, str]
    notes: str


@dataclass(frozen=True, slots=True)
class ShownTalk:
    """An interview as this viewer may see it: grades of others only once everybody gave own ones."""

    label: str
    name: str
    kept_at: str
    planned: facts.Planned | None
    interviewers: Sequence[str]
    own: Grading | None
    others: Sequence[Grading]
    waits_for: Sequence[str]
    agreed: facts.GradesAgreed | None
    agreed_reason: str
    outcomes: Sequence[tuple[str, str, Sequence[str], Mapping[str, str]]]
    is_mine: bool
    is_held: bool
    not_held: str


@require_GET
def talks_page(request: PageRequest, number: str) -> HttpResponse:
    """Show the interviews of every round, the last one first."""
    return _page(request, find(request, number, TAB))


def _page(request: PageRequest, look: Look, retry: Retry | None = None) -> HttpResponse:
    dossier = look.dossier
    names = names_inside(look)
    rounds = [each for each in dossier.rounds if each.invited_at is not None]
    people = candidates(look, {label for each in rounds for label in each.invited})
    context = {
        "rounds": [(each, [_talk(look, each, label, names, people) for label in in_order(each.invited)])
                   for each in reversed(rounds)],
        "competences": dossier.request.competences,
        "questions": questions_of(dossier),
        "scale": [(each, each.capitalize()) for each in dossier.settings.scale],
        "people": [(label, f"{shown(label)} {people.get(label, '')}") for label in in_order(rounds[-1].invited)]
        if rounds
        else [],
        "minimum": dossier.settings.minimum,
        "interviewers": [(str(each.pk), each.name) for each in persons_with(look, Seat.INTERVIEWER)],
        "is_running": look.stage == Stage.INTERVIEWS,
        "may_plan": look.has(Seat.CLIENT, Seat.DESK),
        "may_grade": look.has(Seat.INTERVIEWER),
        "has_declared": has_declared(dossier, look.viewer.pk, rounds[-1].invited if rounds else ()),
        "may_agree": look.stage in {Stage.INTERVIEWS, Stage.ADVICE, Stage.CHOICE, Stage.FAILED},
        "undelivered": undelivered(look) if look.has(Seat.DESK) else [],
        "shown": shown,
    }  # fmt: skip
    return draw(request, look, TAB, retry=retry, **context)


def _talk(look: Look, given: RoundFile, label: str, names: Mapping[int, str], people: Mapping[str, str]) -> ShownTalk:
    talks = given.talks.get(label, [])
    last = talks[-1] if talks and not talks[-1].is_void else None
    planned = last.planned if last else None
    held = last is not None and is_held(last)
    grades = last.grades if last else {}
    me = look.viewer.pk
    return ShownTalk(
        label=label,
        name=people.get(label, ""),
        kept_at="" if (kept := talk_of(look.dossier, given, label)) == label else kept,
        planned=planned,
        interviewers=[names.get(each, "–") for each in planned.interviewers] if planned else [],
        own=_grading(look, grades[me], names) if me in grades else None,
        others=[_grading(look, grades[each], names) for each in sorted(grades) if each != me] if held else [],
        waits_for=[names.get(each, "–") for each in planned.interviewers if each not in grades] if planned else [],
        agreed=last.agreed if last else None,
        agreed_reason=look.vault.show(last.agreed.reason) if last and last.agreed else "",
        outcomes=_outcomes(look, given.number, label, talks),
        is_mine=planned is not None and me in planned.interviewers,
        is_held=held,
        not_held=last.not_held if last else "",
    )


def _grading(look: Look, given: facts.Graded, names: Mapping[int, str]) -> Grading:
    dossier = look.dossier
    by = next(person for each in dossier.rounds for talks in each.talks.values() for talk in talks
              for person, found in talk.grades.items() if found is given)  # fmt: skip
    return Grading(names.get(by, "–"), given.grades, look.vault.show(given.notes))


def _outcomes(
    look: Look, number: int, label: str, talks: Sequence[TalkFile]
) -> list[tuple[str, str, list[str], Mapping[str, str]]]:
    rounds = [each for each in look.played.course.rounds if each.number == number]
    judged: list[Judged] = [each for one in rounds for each in one.interviews if each.is_about(label)]
    named = {each.id: each.name for each in look.dossier.request.competences if each.name}
    told = [(*_OUTCOMES[each.talk], [_named(why, named) for why in each.reasons], each.grades) for each in judged]
    return told + [(*_VOID, [], {}) for each in talks if each.is_void and not is_held(each)]


def _named(why: str, names: Mapping[str, str]) -> str:
    """Return a reason with the name of the competence in place of its number."""
    about, _, said = why.partition(": ")
    name = names.get(about.removeprefix("competentie "), "")
    return f"{name}: {said}" if name and said else why


@require_POST
def interest(request: PageRequest, number: str) -> HttpResponse:
    """Keep with which candidates the interviewer has a relation, or that there are none."""
    look = find(request, number, TAB)
    return _do(
        request,
        look,
        lambda: assessing.declare_interest(
            tender=look.tender,
            offers=sorted({*request.POST.getlist("offers"), *_said_before(look)}),
            text=request.POST.get("text", ""),
            by=request.person,
            at=request.at,
            command=command(request),
        ),
        form="interest",
        said="Je verklaring is opgeslagen",
    )


def _said_before(look: Look) -> Sequence[str]:
    """Return with whom the viewer declared a relation before: this form asks about the last round only."""
    before = look.dossier.interests.get(look.viewer.pk)
    return before.offers if before else ()


def _do(
    request: PageRequest, look: Look, do: Callable[[], object], *, form: str, said: str, label: str = ""
) -> HttpResponse:
    return perform(request, look, do, page=_page, to=TAB, said=said, form=form, about=label, anchor=label)


@require_POST
def plan(request: PageRequest, number: str, label: str) -> HttpResponse:
    """Give an interview a moment, a place and interviewers."""
    look = find(request, number, TAB)
    people = {each.pk: each for each in persons_with(look, Seat.INTERVIEWER)}

    def keep() -> None:
        form = Plan(request.POST)
        form.fields["interviewers"].choices = [(pk, pk) for pk in people]  # type: ignore[attr-defined]  # a choice field
        typed = _checked(form)
        choosing.plan_talk(
            tender=look.tender,
            offer=label,
            starts_at=typed["starts_at"],
            place=typed["place"],
            interviewers=[people[each] for each in typed["interviewers"]],
            by=request.person,
            at=request.at,
            command=command(request),
        )

    return _do(request, look, keep, form="plan", label=label, said=f"Het gesprek met {shown(label)} is gepland")


def _checked(form: Plan) -> dict[str, Any]:
    if not form.is_valid():
        raise Refused(next(str(sentences[0]) for sentences in form.errors.values()))
    return form.cleaned_data


@require_POST
def grade(request: PageRequest, number: str, label: str) -> HttpResponse:
    """Keep one's own grades; those of the others show once everybody has given them."""
    look = find(request, number, TAB)
    ids = [each.id for each in look.dossier.request.competences]
    return _do(
        request,
        look,
        lambda: choosing.grade(
            tender=look.tender,
            offer=label,
            grades={each: request.POST.get(f"grade-{each}", "") for each in ids},
            notes={each: request.POST.get(f"notes-{each}", "")[:20_000] for each in ids},
            by=request.person,
            at=request.at,
            command=command(request),
        ),
        form="grade",
        label=label,
        said=f"Je cijfers voor {shown(label)} zijn opgeslagen",
    )


@require_POST
def agree(request: PageRequest, number: str, label: str) -> HttpResponse:
    """Keep the grades that the interviewers agreed on, with the reason."""
    look = find(request, number, TAB)
    ids = [each.id for each in look.dossier.request.competences]
    return _do(
        request,
        look,
        lambda: choosing.agree_grades(
            tender=look.tender,
            offer=label,
            grades={each: request.POST[f"grade-{each}"] for each in ids if request.POST.get(f"grade-{each}")},
            reason=request.POST.get("reason", ""),
            by=request.person,
            at=request.at,
            command=command(request),
        ),
        form="agree",
        label=label,
        said=f"De afgesproken cijfers voor {shown(label)} zijn opgeslagen",
    )


@require_POST
def not_held(request: PageRequest, number: str, label: str) -> HttpResponse:
    """Note that an interview was not held, and because of whom."""
    look = find(request, number, TAB)
    return _do(
        request,
        look,
        lambda: choosing.note_not_held(
            tender=look.tender,
            offer=label,
            is_cause_client=_cause(request) == "opdrachtgever",
            by=request.person,
            at=request.at,
            command=command(request),
        ),
        form="not_held",
        label=label,
        said=f"Opgeslagen: het gesprek met {shown(label)} ging niet door",
    )


def _cause(request: PageRequest) -> str:
    cause = request.POST.get("cause", "")
    if cause not in {"opdrachtgever", "kandidaat"}:
        raise Refused("Kies waardoor het gesprek niet doorging.")
    return cause


def _planned_at(look: Look, label: str) -> list[datetime]:
    """Return the moments at which the talk with a candidate was planned, or planned again."""
    lines = read(line.body for line in lines_of(look.tender))
    return [at for _, at, _, fact in lines
            if fact["feit"] == "gesprek_gepland" and fact["inschrijving"] == label]  # fmt: skip


@require_GET
def calendar(request: PageRequest, number: str, label: str) -> HttpResponse:
    """Return a planned interview for a calendar; without a name, for calendars are shared."""
    look = find(request, number, TAB)
    planned = [talk.planned for each in look.dossier.rounds for talk in each.talks.get(label, []) if talk.planned]
    if not planned or label not in {offer.label for offer in look.offers}:
        raise NotThere(label)
    moments = _planned_at(look, label)
    content = event(
        uid=f"{look.tender.number}-gesprek-{label}@{settings.BASE_URL.partition('//')[2]}",
        sequence=len(moments) - 1,
        starts_at=planned[-1].starts_at,
        at=moments[-1],
        title=f"Gesprek met {shown(label)}, aanvraag {look.tender.number}",
        place=planned[-1].place,
        text=f"{settings.BASE_URL}{reverse(TAB, args=[look.tender.number])}#{label}",
    )
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="gesprek-{shown(label)}.ics"'
    return answer
