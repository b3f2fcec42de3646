"""Step 3: the client's choice, and the invitations. Nothing of step 2 is on these pages."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from servicepunt.domains.awards.actions import choosing
from servicepunt.domains.awards.queries.persons import document_of
from servicepunt.domains.awards.rules.interests import asked_of, has_declared, related
from servicepunt.domains.awards.rules.rounds import chosen, open_round, pool
from servicepunt.domains.hiring.rules.faults import Faulty
from servicepunt.domains.hiring.rules.moments import end_of
from servicepunt.domains.tenders.queries import look_at
from servicepunt.domains.tenders.rules.outcome import stage_of
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.domains.tenders.rules.stages import Stage
from servicepunt.entrypoints.awarding.pages import command, draw, find, in_order, perform, shown, to_interests
from servicepunt.foundation.errors import NotThere

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from servicepunt.design.page import PageRequest
    from servicepunt.domains.hiring.rules.choice import Chosen
    from servicepunt.domains.tenders.queries import Look
    from servicepunt.entrypoints.awarding.pages import Retry

TAB = "awarding:choice"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody in a round: points by criterion and the reason, once they are there."""

    label: str
    documents: Sequence[str]
    scores: Mapping[str, Decimal]
    reason: str
    same_as: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ShownRound:
    """A round as the page shows it; `order` says who is (or will be) invited, once all have points."""

    number: int
    candidates: Sequence[Candidate]
    order: Sequence[Chosen]
    is_open: bool
    tie: Sequence[str]

    @property
    def done(self) -> int:
        """How many have points."""
        return sum(bool(each.scores) for each in self.candidates)


@require_GET
def choice_page(request: PageRequest, number: str) -> HttpResponse:
    """Show the candidates of this round with their points, and the rounds before it."""
    look = find(request, number, TAB)
    return to_interests(request, look) or _page(request, look)


def _page(request: PageRequest, look: Look, retry: Retry | None = None) -> HttpResponse:
    rounds = _rounds(look)
    by = look.dossier.request.invite_by
    context = {
        "rounds": rounds,
        "current": rounds[-1] if rounds and rounds[-1].is_open else None,
        "anchors": sorted((int(score), words) for score, words in look.dossier.anchors.items()),
        "criteria": look.dossier.request.choices,
        "may_choose": look.has(Seat.CLIENT) and look.stage == Stage.CHOICE and not _stands_in_the_way(look),
        "partial": look.has(Seat.CLIENT) and look.stage == Stage.CHOICE and _stands_in_the_way(look),
        "invite_by": by,
        "is_late": by is not None and look.at >= end_of(by),
        "shown": shown,
    }
    return draw(request, look, TAB, retry=retry, **context)


def _stands_in_the_way(look: Look) -> bool:
    return bool(related(look.dossier, look.viewer.pk, pool(look.dossier, open_round(look.dossier))))


def _rounds(look: Look) -> list[ShownRound]:
    dossier = look.dossier
    numbers = [each.number for each in dossier.rounds if each.invited_at is not None]
    if stage_of(dossier, at=look.at) == Stage.CHOICE:
        numbers.append(open_round(dossier))
    return [_round(look, number) for number in numbers]


def _round(look: Look, number: int) -> ShownRound:
    given = look.dossier.rounds[number - 1] if len(look.dossier.rounds) >= number else None
    try:
        order = chosen(look.dossier, number)
    except Faulty:
        order = []
    candidates = []
    for label in in_order(pool(look.dossier, number)):
        scored = given.scores.get(label) if given else None
        opened = look.dossier.offers[label].opened
        candidates.append(
            Candidate(
                label=label,
                documents=[each.name for each in opened.documents] if opened else [],
                scores=scored.scores if scored else {},
                reason=look.vault.show(scored.reason) if scored else "",
                same_as=[each for each in look.dossier.same_person(label) if each != label],
            )
        )
    is_open = given is None or given.invited_at is None
    return ShownRound(number, candidates, order, is_open, _tied(order, look.dossier.settings.invite))


def _tied(order: Sequence[Chosen], invite: int) -> list[str]:
    """Return who shares the last place at the line, when that makes more than the number invited."""
    going = [each for each in order if each.is_invited]
    if len(going) <= invite:
        return []
    return [each.id for each in going if each.total == going[-1].total]


@require_POST
def score(request: PageRequest, number: str, label: str) -> HttpResponse:
    """Keep the client's points for one candidate, with the reason."""
    look = find(request, number, TAB)

    def keep() -> None:
        choosing.score_choice(
            tender=look.tender,
            offer=label,
            scores=_scores(request, [each.id for each in look.dossier.request.choices]),
            reason=request.POST.get("reason", ""),
            by=request.person,
            at=request.at,
            command=command(request),
        )

    said = f"De punten van {shown(label)} zijn opgeslagen"
    return perform(request, look, keep, page=_page, to=TAB, said=said, form="score", about=label, anchor=label)


def _scores(request: PageRequest, criteria: Sequence[str]) -> dict[str, Decimal]:
    found = {}
    for each in criteria:
        typed = request.POST.get(f"score-{each}", "").strip().replace(",", ".")
        try:
            found[each] = Decimal(typed)
        except InvalidOperation:
            raise Refused("Geef op elk criterium een score, bijvoorbeeld 7 of 7,5.") from None
        if not found[each].is_finite() or found[each].as_tuple().exponent < -1:  # type: ignore[operator]  # finite
            raise Refused("Geef een score met ten hoogste één cijfer achter de komma.")
    return found


@require_POST
def invite(request: PageRequest, number: str) -> HttpResponse:
    """Invite the best of the round; the suppliers hear of it by mail."""
    look = find(request, number, TAB)
    return perform(
        request,
        look,
        lambda: choosing.invite(tender=look.tender, by=request.person, at=request.at, command=command(request)),
        page=_page,
        to="awarding:talks",
        said="De uitnodigingen zijn verstuurd. Plan nu de gesprekken",
        form="invite",
    )


@require_GET
def document(request: PageRequest, number: str, label: str, document: str) -> HttpResponse:
    """Return a document of an offer that the viewer may see, and has said of that there is no relation (H-096)."""
    look = look_at(number, viewer=request.person, at=request.at)
    me = look.viewer.pk
    if label in asked_of(look.dossier, me) and not has_declared(look.dossier, me, [label]):
        messages.warning(request, "Verklaar eerst of je een relatie hebt met een van de kandidaten")
        return redirect("assessing:interests", number)
    if related(look.dossier, me, [label]):
        raise NotThere(label)
    answer = HttpResponse(document_of(look, label, document), content_type="application/pdf")
    name = document.replace('"', "").replace("\\", "")
    answer["Content-Disposition"] = f'attachment; filename="{shown(label)}-{name}"'
    return answer
