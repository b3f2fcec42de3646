"""Formal defects found after opening: note them, ask everybody who has the same at one moment, judge what came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from servicepunt.domains.awards.actions.repairing import ask_repair, judge_repair, note_defect
from servicepunt.domains.awards.rules.repair_letters import last_moment
from servicepunt.domains.hiring.rules.repairs import LABELS, NOT_FORMAL, repair_term
from servicepunt.domains.tenders.rules.judging import competing
from servicepunt.domains.tenders.rules.labels import pseudonym
from servicepunt.domains.tenders.rules.parts import NO_DEFECT, NOT_REPAIRED, REPAIRED
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.entrypoints.assessing.pages import command_of, look_from, say, show
from servicepunt.entrypoints.assessing.papers import give
from servicepunt.foundation.errors import NotThere

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from servicepunt.design.page import PageRequest
    from servicepunt.domains.tenders.queries import Look
    from servicepunt.domains.tenders.rules.parts import DefectFile

_LOOKING = (Seat.DESK, Seat.CLIENT, Seat.AUDITOR)
# What was answered, and why: for who handles the offers themselves.
_READING = (Seat.DESK, Seat.AUDITOR)
_TEXT = 2_000
VERDICTS = ((REPAIRED, "Hersteld"), (NOT_REPAIRED, "Niet hersteld: de inschrijving valt af"),
            (NO_DEFECT, "Bij nader inzien is er geen gebrek"))  # fmt: skip
KINDS = (*LABELS.items(), *((kind, f"Geen vormgebrek: {words[:1].lower()}{words[1:]}")
                            for kind, (words, _) in NOT_FORMAL.items()))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One offer with a defect: what it lacks, what came, what was judged; `choices` are the verdicts that can be."""

    label: str
    lacking: str
    standing: tuple[str, str]
    answer: str
    has_paper: bool
    verdict: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A defect with everybody who has it; `last` is the last day, of the term that runs or that would."""

    defect: DefectFile
    what: str
    rows: list[Row]
    without: str
    to_ask: int
    last: str
    rule: str
    earlier: str


@require_GET
def overview(request: PageRequest, number: str) -> HttpResponse:
    """Show every formal defect, who has it, and what came of it."""
    return _page(request, look_from(request, number, *_LOOKING))


def _page(request: PageRequest, look: Look, refusal: tuple[str, str] | None = None, *, form: str = "") -> HttpResponse:
    dossier = look.dossier
    is_writing = look.has(Seat.DESK) and dossier.opened_at is not None and dossier.locked_at is None
    return show(
        request, "repairs", look, "assessing:repairs",
        status=422 if refusal else 200,
        groups=[_group(look, each) for each in dossier.defects.values()],
        offers=[(each.label, pseudonym(each.label)) for each in competing(dossier)] if is_writing else [],
        kinds=KINDS,
        is_writing=is_writing,
        is_locked=dossier.locked_at is not None,
        may_read=look.has(*_READING),
        refusal=refusal,
        form=form,
        typed=request.POST,
        chosen=request.POST.getlist("offers"),
    )  # fmt: skip


def _group(look: Look, defect: DefectFile) -> Group:
    dossier = look.dossier
    there = [each.label for each in look.offers]
    waiting = [each.label for each in competing(dossier) if defect.waits(each.label)]
    term = repair_term(look.at, dossier.settings.repair_days)
    earlier = [each for each in dossier.defects.values() if _came_before(each, defect)]
    return Group(
        defect=defect,
        what=LABELS.get(defect.kind, defect.kind),
        rows=[_row(look, defect, label) for label in there if label in defect.lacking],
        without=", ".join(pseudonym(each.label) for each in competing(dossier) if each.label not in defect.lacking),
        to_ask=len(waiting),
        last=last_moment(defect.until or term.until),
        rule=term.rule,
        earlier=", ".join(pseudonym(label) for each in earlier for label in each.asked),
    )


def _came_before(other: DefectFile, defect: DefectFile) -> bool:
    return other is not defect and other.kind == defect.kind and other.asked_at is not None and defect.asked_at is None


def _row(look: Look, defect: DefectFile, label: str) -> Row:
    may_read = look.has(*_READING)
    answered = defect.answers.get(label)
    judged = defect.verdicts.get(label)
    return Row(
        label=label,
        lacking=say(look, defect.lacking[label]) if may_read else "",
        standing=_standing(look, defect, label),
        answer=say(look, answered[1].text) if answered and may_read else "",
        has_paper=bool(answered and answered[1].document and may_read),
        verdict=say(look, judged[1].reason) if judged and may_read else "",
        choices=_choices(look, defect, label) if look.has(Seat.DESK) and look.dossier.locked_at is None else (),
    )


def _choices(look: Look, defect: DefectFile, label: str) -> tuple[tuple[str, str], ...]:
    if not defect.waits(label):
        return ()
    answered = defect.answers.get(label)
    is_over = defect.until is not None and look.at >= defect.until
    possible = {NO_DEFECT}
    if label in defect.asked and (answered or is_over):
        possible.add(NOT_REPAIRED)
    if answered and answered[1].document:
        possible.add(REPAIRED)
    return tuple(each for each in VERDICTS if each[0] in possible)


def _standing(look: Look, defect: DefectFile, label: str) -> tuple[str, str]:
    """Return where a repair stands in words, and the kind of its badge."""
    verdict = defect.verdict(label)
    if verdict:
        return verdict, "negative" if verdict == NOT_REPAIRED else "positive"
    if look.dossier.offers[label].is_withdrawn:
        return "teruggetrokken", ""
    if label in defect.answers:
        kind = "stuk ontvangen" if defect.answers[label][1].document else "kan niet herstellen"
        return f"{kind}, nog beoordelen", "warning"
    if label not in defect.asked or defect.until is None:
        return "nog niet gevraagd", "warning"
    return ("termijn loopt", "info") if look.at < defect.until else ("geen antwoord, nog beoordelen", "warning")


def _do(
    request: PageRequest, number: str, act: Callable[[Look], object], *, said: str, form: str, field: str
) -> HttpResponse:
    """Do something from the desk; a refusal shows the page again with what was typed."""
    look = look_from(request, number, Seat.DESK)
    try:
        act(look)
    except Refused as refused:
        return _page(request, look, (field, str(refused)), form=form)
    messages.success(request, said)
    return redirect(reverse("assessing:repairs", args=[number]))


def _by(request: PageRequest) -> dict[str, Any]:
    return {"by": request.person, "at": request.at, "command": command_of(request)}


@require_POST
def note(request: PageRequest, number: str) -> HttpResponse:
    """Note a defect of one or more offers."""

    def act(look: Look) -> object:
        kind, lacking = request.POST.get("kind", ""), request.POST.get("lacking", "")[:_TEXT]
        offers, because = request.POST.getlist("offers"), request.POST.get("because", "")[:_TEXT]
        return note_defect(
            tender=look.tender, kind=kind, offers=offers, lacking=lacking, because=because, **_by(request)
        )

    return _do(request, number, act, said="Het vormgebrek is genoteerd", form="note", field="id_kind")


@require_POST
def ask(request: PageRequest, number: str, defect: str) -> HttpResponse:
    """Ask everybody with this defect to repair it, at this moment."""

    def act(look: Look) -> object:
        has_looked = bool(request.POST.get("looked"))
        return ask_repair(tender=look.tender, defect=defect, has_looked=has_looked, **_by(request))

    said = "Het herstel is gevraagd; iedereen met dit gebrek krijgt nu bericht"
    return _do(request, number, act, said=said, form=defect, field=f"id_looked-{defect}")


@require_POST
def judge(request: PageRequest, number: str, defect: str, label: str) -> HttpResponse:
    """Judge a repair."""

    def act(look: Look) -> object:
        look.offer(label)
        return judge_repair(
            tender=look.tender, defect=defect, offer=label, verdict=request.POST.get("verdict", ""),
            reason=request.POST.get("reason", "")[:_TEXT], complaints=settings.COMPLAINT_ADDRESS, **_by(request),
        )  # fmt: skip

    said = f"Je oordeel over {pseudonym(label)} staat in het dossier; de leverancier krijgt bericht"
    return _do(request, number, act, said=said, form=f"{defect}-{label}", field=f"id_reason-{defect}-{label}")


@require_GET
def document(request: PageRequest, number: str, defect: str, label: str) -> HttpResponse:
    """Give the document with which an offer was repaired."""
    look = look_from(request, number, *_READING)
    look.offer(label)
    found = look.dossier.defects.get(defect)
    answered = found.answers.get(label) if found else None
    kept = answered[1].document if answered else None
    content = look.vault.open(kept.reference) if kept else None
    if content is None:
        raise NotThere(f"{defect}/{label}")
    return give(content, f"{pseudonym(label)}-herstel-{defect}.pdf", is_kept="bewaar" in request.GET)
