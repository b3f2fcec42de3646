"""Who has a relation with whom: said before anything else, from a list of names without labels (H-096)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from servicepunt.domains.awards.actions import assessing
from servicepunt.domains.awards.queries.papers import candidates, names_of
from servicepunt.domains.awards.queries.persons import candidates as candidate_names
from servicepunt.domains.awards.rules.interests import asked_of, has_declared
from servicepunt.domains.awards.rules.relations import consequences
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.entrypoints.assessing.pages import command_of, look_from, show
from servicepunt.foundation.errors import NotThere

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from django.http import HttpResponse

    from servicepunt.design.page import PageRequest
    from servicepunt.domains.awards.queries.papers import Candidate
    from servicepunt.domains.tenders.queries import Look
    from servicepunt.domains.tenders.rules.dossier import Dossier
    from servicepunt.domains.tenders.rules.facts import InterestDeclared

_DECLARING = (Seat.ASSESSOR, Seat.INTERVIEWER, Seat.CLIENT, Seat.MANDATE)
_WATCHING = (Seat.DESK, Seat.AUDITOR)
_TEXT = 2_000
_UNSEEN = "een kandidaat die jij nu niet ziet"


@dataclass(frozen=True, slots=True)
class Recorded:
    """A relation that the desk wrote down about somebody; `offer` is empty when the viewer may not know with whom."""

    person: int
    offer: str
    name: str
    candidate: str
    words: str
    at: datetime
    by: str


@require_http_methods(["GET", "POST"])
def interests(request: PageRequest, number: str) -> HttpResponse:
    """Show the names, and take the declaration of who assesses, interviews or chooses."""
    look = look_from(request, number, *_DECLARING, *_WATCHING)
    if look.dossier.opened_at is None:
        return show(request, "interests", look, "assessing:interests")
    if request.method == "GET":
        return _page(request, look)
    if not look.has(*_DECLARING):
        raise NotThere(number)
    refusal = _take(request, look)
    if refusal:
        return _page(request, look, refusal)
    messages.success(request, "Je verklaring staat in het dossier")
    return redirect("assessing:interests", number)


def _take(request: PageRequest, look: Look) -> tuple[str, str] | None:
    """Take the declaration; return the field and the sentence of what is wrong with it."""
    everybody, chosen = candidates(look), set(request.POST.getlist("relation"))
    if not _is_as_shown(request, everybody):
        return ("id_choice", "De lijst is veranderd sinds je hem las. Kijk hem na en verklaar opnieuw.")
    related = [each.label for each in everybody if str(each.place) in chosen]
    refusal = _refusal(request.POST.get("choice", ""), related)
    if refusal:
        return refusal
    try:
        assessing.declare_interest(
            tender=look.tender, offers=related, text=request.POST.get("text", "")[:_TEXT], by=request.person,
            at=request.at, asked=[each.label for each in everybody], command=command_of(request),
        )  # fmt: skip
    except Refused as refused:
        return ("id_text", str(refused))
    return None


def _is_as_shown(request: PageRequest, everybody: Sequence[Candidate]) -> bool:
    """Say whether the form was about the names of now: places in the list are all that tells who was ticked."""
    return request.POST.get("seen", _mark(everybody)) == _mark(everybody)


def _mark(everybody: Sequence[Candidate]) -> str:
    shown = "\n".join(f"{each.place} {each.name} {each.supplier}" for each in everybody)
    return hashlib.sha256(shown.encode()).hexdigest()[:16]


def _refusal(choice: str, related: list[str]) -> tuple[str, str] | None:
    if choice == "none" and not related:
        return None
    if choice == "none":
        return ("id_relation", "Je koos 'geen relatie', maar vinkte wel iemand aan. Kies een van de twee.")
    if choice != "some":
        return ("id_choice", "Kies of je een relatie hebt met een van de kandidaten.")
    return None if related else ("id_relation", "Vink aan met wie je een relatie hebt.")


def _page(request: PageRequest, look: Look, refusal: tuple[str, str] | None = None) -> HttpResponse:
    everybody = candidates(look)
    mine = _declared(look.dossier, look.viewer.pk)
    related = _own(look.dossier, look.viewer.pk)
    places = [str(each.place) for each in everybody if each.label in related]
    posted = request.POST if request.method == "POST" else None
    ticked = posted.getlist("relation") if posted and _is_as_shown(request, everybody) else places
    return show(
        request,
        "interests",
        look,
        "assessing:interests",
        status=422 if refusal else 200,
        candidates=[(str(each.place), each.name, each.supplier) for each in everybody],
        declared=mine,
        choice=posted.get("choice", "") if posted else ("some" if related else "none" if mine else ""),
        places=ticked,
        mark=_mark(everybody),
        is_new=mine is not None and not has_declared(look.dossier, look.viewer.pk, [each.label for each in everybody]),
        text=posted.get("text", "") if posted else look.vault.show(mine.text) if mine else "",
        refusal=refusal,
        must_declare=look.has(*_DECLARING),
        watched=_watched(look) if look.has(*_WATCHING) else None,
        consequences=_consequences(look) if look.has(*_WATCHING) else [],
        about_me=_about(look, {each.label: each.name for each in everybody}),
        recorded=_recorded(look) if look.has(*_WATCHING) else [],
        may_record=look.has(Seat.DESK),
        may_take_back=look.has(Seat.DESK) and not any(each.sent_at for each in look.dossier.decisions),
    )


def _declared(dossier: Dossier, person: int) -> InterestDeclared | None:
    """Return what somebody declared; None when there is only what the desk wrote down."""
    found = dossier.interests.get(person)
    return found if found is not None and (found.asked or _own(dossier, person)) else None


def _own(dossier: Dossier, person: int) -> set[str]:
    """Return the relations that somebody declared, without what the desk wrote down."""
    found = dossier.interests.get(person)
    return {label for label in found.offers if (person, label) not in dossier.recorded} if found else set()


def _about(look: Look, asked: Mapping[str, str]) -> list[tuple[str, str, datetime, str]]:
    """Return what the desk wrote down about the viewer: with whom, the words, when and who wrote it."""
    seen = dict(asked) | dict(_called(look))
    found = [(label, kept) for (person, label), kept in look.dossier.recorded.items() if person == look.viewer.pk]
    names = names_of(by for _, (_, by, _) in found if by is not None)
    return [
        (seen.get(label, _UNSEEN), look.vault.show(words) if label in seen else "", at, names.get(by or 0, "iemand"))
        for label, (at, by, words) in found
    ]


def _recorded(look: Look) -> list[Recorded]:
    """Return for the hiring desk what was written down about others."""
    called, found = _called(look), look.dossier.recorded
    names = names_of({person for person, _ in found} | {by for _, by, _ in found.values() if by is not None})
    return [
        Recorded(
            person=person,
            offer=label if label in called else "",
            name=names.get(person, "?"),
            candidate=called.get(label, _UNSEEN),
            words=look.vault.show(words) if label in called else "",
            at=at,
            by=names.get(by or 0, "?"),
        )
        for (person, label), (at, by, words) in found.items()
    ]


def _watched(look: Look) -> list[tuple[str, str, str]]:
    """Return for the hiring desk who has declared what: name, seats, relation."""
    dossier = look.dossier
    persons = sorted({person for seat in _DECLARING for person in dossier.persons(seat)} | set(dossier.interests))
    names, called = names_of(persons), _called(look)
    rows = []
    for person in persons:
        seats = ", ".join(sorted(seat.label for seat in dossier.seats.get(person, ()) if seat in _DECLARING))
        declared, own = _declared(dossier, person), _own(dossier, person)
        said = "nog niet verklaard"
        if declared is not None:
            with_whom = ", ".join(called.get(label, _UNSEEN) for label in sorted(own))
            is_seen = all(label in called for label in own)
            words = look.vault.show(declared.text) if is_seen else "toelichting bij deze kandidaat"
            said = f"{with_whom}: {words}" if with_whom else "geen relatie"
        if asked_of(dossier, person) and not has_declared(dossier, person, asked_of(dossier, person)):
            said = f"{said}; nog niet over iedereen" if declared is not None else said
        rows.append((names.get(person, "?"), seats or "geen rol meer", said))
    return rows


def _called(look: Look) -> Mapping[str, str]:
    """Return the names of candidates that the viewer may know: the strictest seat decides."""
    seen = {each.label for each in look.offers}
    related_to = {label for declared in look.dossier.interests.values() for label in declared.offers}
    return candidate_names(look, seen & related_to)


def _consequences(look: Look) -> list[tuple[str, str, str, str]]:
    """Return for the hiring desk what a relation means for what was done before: name, candidate, what, and then."""
    found = consequences(look.dossier)
    names, called = names_of(each.person for each in found), _called(look)
    return [(names.get(each.person, "?"), called.get(each.offer, _UNSEEN), each.did, each.again) for each in found]
