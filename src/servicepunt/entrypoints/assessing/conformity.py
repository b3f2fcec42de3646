"""Step 0: the client judges of each offer whether it keeps the performance condition (H-015 to H-023)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from servicepunt.domains.awards.actions import assessing
from servicepunt.domains.awards.queries.papers import manifest_of
from servicepunt.domains.hiring.rules.offers import Citation
from servicepunt.domains.tenders.rules import judging
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.entrypoints.assessing.compared import place_in_words
from servicepunt.entrypoints.assessing.evidence import Row, Typed, document_of, passages_of, row_of, typed_in
from servicepunt.entrypoints.assessing.pages import command_of, look_from, say, show, to_interests
from servicepunt.entrypoints.assessing.papers import read_papers
from servicepunt.foundation.errors import NotThere

if TYPE_CHECKING:
    from django.http import HttpResponse

    from servicepunt.design.page import PageRequest
    from servicepunt.domains.tenders.queries import Look
    from servicepunt.domains.tenders.rules.parts import OfferFile

_WATCHING = (Seat.DESK, Seat.AUDITOR)


@require_GET
def overview(request: PageRequest, number: str) -> HttpResponse:
    """Show what is judged and what is still to do."""
    look = look_from(request, number, Seat.CLIENT, *_WATCHING)
    if look.dossier.opened_at is None:
        return show(request, "conformity", look, "assessing:conformity", offers=[])
    if look.has(Seat.CLIENT) and (declared := to_interests(request, look)):
        return declared
    offers = _shown(look)
    return show(
        request,
        "conformity",
        look,
        "assessing:conformity",
        offers=[(each, _said(look, each)) for each in offers],
        todo=sum(each.conformity is None for each in offers),
        is_asked=look.dossier.request.is_conditional,
        related=_related(look),
        repairing=judging.in_repair(look.dossier),
    )


def _shown(look: Look) -> list[OfferFile]:
    return [each for each in judging.competing(look.dossier) if each in look.offers]


def _related(look: Look) -> set[str]:
    declared = look.dossier.interests.get(look.viewer.pk)
    return set(declared.offers) if declared and look.has(Seat.CLIENT) else set()


def _said(look: Look, offer: OfferFile) -> tuple[str, str, str]:
    """Return judgement, reason and place of the passage, in words."""
    judged = offer.conformity
    if judged is None:
        return "", "", ""
    cited = judged.citation
    where = place_in_words(look, cited) if cited else ""
    return judged.judgement.value.replace("_", " "), say(look, judged.reason), where


@require_http_methods(["GET", "POST"])
def judge(request: PageRequest, number: str, label: str) -> HttpResponse:
    """Show the explanation and the documents of an offer beside earlier judgements, and take the client's."""
    look = look_from(request, number, Seat.CLIENT)
    declared = to_interests(request, look)
    if declared is not None:
        return declared
    offer = look.offer(label)
    if offer not in _shown(look) or label in _related(look) or not look.dossier.request.is_conditional:
        raise NotThere(label)
    if request.method == "GET":
        return _page(request, look, offer, _typed_before(look, offer))
    typed = typed_in(request.POST)
    refusal = _take(request, look, offer, typed)
    if refusal is not None:
        return _page(request, look, offer, typed, refusal)
    messages.success(request, "Je oordeel staat in het dossier")
    following = [each.label for each in _shown(look) if each.conformity is None and each.label != label]
    following = [each for each in following if each not in _related(look)]
    if following:
        return redirect("assessing:judge", number, following[0])
    return redirect("assessing:conformity", number)


def _take(request: PageRequest, look: Look, offer: OfferFile, typed: Typed) -> tuple[str, str] | None:
    """Take the judgement; return the field and the sentence of what is wrong with it."""
    if typed.meets not in {"conform", "niet_conform"}:
        return ("id_meets", "Kies conform of niet conform.")
    if not typed.reason:
        return ("id_reason", "Schrijf waarom je dat vindt.")
    if not typed.first.passage:
        return ("id_passage", "Neem de passage over waar je oordeel op rust.")
    page = typed.first.page
    is_page = page.isdecimal() and len(page) < 4 and int(page) > 0
    if not is_page:
        return ("id_page", "Vul de bladzijde van de passage in.")
    cited = Citation(page=int(page), passage=typed.first.passage, document=document_of(typed.first))
    try:
        assessing.judge_conformity(
            tender=look.tender, offer=offer.label, is_conform=typed.meets == "conform", reason=typed.reason,
            citation=cited, by=request.person, at=request.at, command=command_of(request),
        )  # fmt: skip
    except Refused as refused:
        return ("", str(refused))
    return None


def _typed_before(look: Look, offer: OfferFile) -> Typed:
    judged = offer.conformity
    if judged is None:
        return Typed(first=Row(document="dba"))
    cited = judged.citation
    passage = look.vault.show(cited.passage) if cited else ""
    row = row_of(cited, passage) if cited else Row(document="dba")
    return Typed(meets=judged.judgement.value, reason=look.vault.show(judged.reason), first=row)


def _page(
    request: PageRequest,
    look: Look,
    offer: OfferFile,
    typed: Typed,
    refusal: tuple[str, str] | None = None,
) -> HttpResponse:
    manifest = manifest_of(look, offer)
    papers = read_papers(look, offer, passages_of(typed))
    earlier = [(each, _said(look, each)) for each in _shown(look) if each.conformity and each is not offer]
    codes = [*([("dba", "Toelichting Wet DBA")] if manifest and manifest.dba else [])]
    codes += [(each.code, each.title) for each in papers if each.code != "dba"]
    return show(
        request,
        "judge",
        look,
        "assessing:conformity",
        status=422 if refusal else 200,
        offer=offer,
        manifest=manifest,
        papers=papers,
        codes=codes,
        typed=typed,
        refusal=refusal,
        earlier=earlier,
        said=_said(look, offer),
        has_begun=bool(look.dossier.findings),
    )
