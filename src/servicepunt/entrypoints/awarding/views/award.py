"""The advice, the decision of the mandate holder, and the letters: read one by one, sent all at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from servicepunt.adapters.pdf.from_text import is_heading, on_paper
from servicepunt.domains.awards.actions import deciding, withdrawing
from servicepunt.domains.awards.queries.persons import candidates
from servicepunt.domains.hiring.rules.assessing import Outcome
from servicepunt.domains.tenders.queries import look_at
from servicepunt.domains.tenders.rules.farewell import cancelled_by
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.domains.tenders.rules.stages import Stage
from servicepunt.entrypoints.awarding import posting
from servicepunt.entrypoints.awarding.delivery import label_in, undelivered
from servicepunt.entrypoints.awarding.pages import command, draw, find, in_order, perform, shown, to_interests
from servicepunt.entrypoints.awarding.plain import Reading, reading_of
from servicepunt.foundation.errors import NotThere

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from servicepunt.design.page import PageRequest
    from servicepunt.domains.tenders.queries import Look
    from servicepunt.entrypoints.awarding.chapters import Letter
    from servicepunt.entrypoints.awarding.pages import Retry

TAB = "awarding:award"
_WAITING = {Outcome.PASSED, Outcome.INTENDED, Outcome.NOT_CHOSEN, Outcome.AWARDED}


@dataclass(frozen=True, slots=True)
class Passed:
    """Somebody who passed the interview, with the grade for every competence."""

    label: str
    name: str
    grades: Mapping[str, str]


@require_GET
def award_page(request: PageRequest, number: str) -> HttpResponse:
    """Show who passed, the advice, the decision, and the letters."""
    look = find(request, number, TAB)
    return to_interests(request, look) or _page(request, look)


def _page(request: PageRequest, look: Look, retry: Retry | None = None) -> HttpResponse:
    dossier = look.dossier
    letters = _visible(look, posting.letters_to_send(look))
    context = _ended(look) | {
        "passed": _passed(look),
        "competences": dossier.request.competences,
        "needed": dossier.request.needed,
        "may_advise": look.has(Seat.CLIENT) and look.stage in {Stage.ADVICE, Stage.DECISION},
        "may_decide": look.has(Seat.MANDATE) and look.stage == Stage.DECISION and posting.unsent(look) is None,
        "may_send": look.has(Seat.DESK, Seat.MANDATE) and posting.unsent(look) is not None,
        "advice": look.vault.show(dossier.advice.reason) if dossier.advice else "",
        "decisions": [(each, look.vault.show(each.reason)) for each in reversed(dossier.decisions)],
        "letters": [(each, reading_of(each.text)) for each in letters],
        "mark": posting.mark_of(posting.letters_to_send(look)),
        "problems": posting.problems(look, letters) if letters else [],
        "sees_all": look.has(Seat.DESK, Seat.MANDATE, Seat.AUDITOR),
        "undelivered": undelivered(look) if look.has(Seat.DESK) else [],
        "shown": shown,
        "in_order": in_order,
    }
    return draw(request, look, TAB, retry=retry, **context)


def _ended(look: Look) -> dict[str, Any]:
    """Return the letters about the withdrawal of the request: those to send, and those that were sent."""
    dossier, letters = look.dossier, posting.end_letters_to_send(look)
    return {
        "cancelled": cancelled_by(dossier),
        "end_letters": [(each, reading_of(each.text)) for each in _visible(look, letters)],
        "end_mark": posting.mark_of(letters),
        "end_problems": posting.problems(look, letters) if letters else [],
        "end_sent": [label for label in in_order(dossier.end_letters) if label in _seen(look)],
        "may_send_end": look.has(Seat.DESK, Seat.MANDATE) and bool(letters),
    }


def _seen(look: Look) -> set[str]:
    """Return the offers whose letter the viewer may read; one that stayed sealed is no more than a label."""
    sealed = {label for label, each in look.dossier.offers.items() if not each.opened and not each.unreadable}
    is_over = cancelled_by(look.dossier) is not None
    return {each.label for each in look.offers} | (sealed if is_over and look.may_see_ranking else set())


def _visible(look: Look, letters: Sequence[Letter]) -> list[Letter]:
    """Return the letters about offers that the viewer may see (H-050)."""
    seen = _seen(look)
    return [each for each in letters if each.label in seen]


def _passed(look: Look) -> list[Passed]:
    assessment = look.played.assessment
    fates = assessment.fates if assessment else {}
    labels = in_order(label for label, fate in fates.items() if fate.outcome in _WAITING)
    names = candidates(look, labels)
    talks = [each for one in look.played.course.rounds for each in one.interviews if each.grades]
    grades = {label: each.grades for each in talks for label in (each.offer, *each.also)}
    return [Passed(label, names.get(label, ""), grades.get(label, {})) for label in labels]


@require_POST
def advise(request: PageRequest, number: str) -> HttpResponse:
    """Keep the client's advice."""
    look = find(request, number, TAB)
    return perform(
        request,
        look,
        lambda: deciding.advise(
            tender=look.tender,
            offers=_chosen(request),
            reason=request.POST.get("reason", ""),
            by=request.person,
            at=request.at,
            command=command(request),
        ),
        page=_page,
        to=TAB,
        said="Je advies is opgeslagen",
        form="advise",
    )


def _chosen(request: PageRequest) -> list[str]:
    offers = request.POST.getlist("offers")
    if not offers:
        raise Refused("Kies wie de opdracht krijgt.")
    return offers


@require_POST
def decide(request: PageRequest, number: str) -> HttpResponse:
    """Keep the decision of the mandate holder."""
    look = find(request, number, TAB)
    return perform(
        request,
        look,
        lambda: deciding.decide_award(
            tender=look.tender,
            offers=_chosen(request),
            reason=request.POST.get("reason", ""),
            by=request.person,
            at=request.at,
            command=command(request),
        ),
        page=_page,
        to=TAB,
        said="De beslissing is opgeslagen. Lees nu de brieven",
        form="decide",
    )


def _must_be_as_read(request: PageRequest, look: Look, letters: Sequence[Letter]) -> None:
    if letters and posting.problems(look, letters):
        raise Refused("Een brief noemt iemand anders. Zo mag hij niet weg; meld dit bij de beheerder.")
    if letters and request.POST.get("mark") != posting.mark_of(letters):
        raise Refused("De brieven zijn veranderd sinds je ze las. Kijk ze nog eens na en verstuur opnieuw.")


@require_POST
def send(request: PageRequest, number: str) -> HttpResponse:
    """Send all letters at this moment; refused when they are not the ones that were read."""
    look = find(request, number, TAB)
    letters = posting.letters_to_send(look)

    def leave() -> None:
        _must_be_as_read(request, look, letters)
        deciding.send_letters(
            tender=look.tender,
            letters={each.label: each.text.encode() for each in letters},
            digests={each.label: posting.digest_of(each.text) for each in letters},
            by=request.person,
            at=request.at,
            command=command(request),
        )

    said = "Alle brieven zijn verstuurd. De wachttijd loopt"
    return perform(request, look, leave, page=_page, to="awarding:after", said=said, form="send")


@require_POST
def send_end(request: PageRequest, number: str) -> HttpResponse:
    """Send all letters about the withdrawal at this moment; refused when they are not the ones that were read."""
    look = find(request, number, TAB)
    letters = posting.end_letters_to_send(look)

    def leave() -> None:
        _must_be_as_read(request, look, letters)
        withdrawing.send_end_letters(
            tender=look.tender,
            letters={each.label: each.text.encode() for each in letters},
            digests={each.label: posting.digest_of(each.text) for each in letters},
            by=request.person,
            at=request.at,
            command=command(request),
        )

    return perform(request, look, leave, page=_page, to=TAB, said="Alle brieven zijn verstuurd", form="send_end")


@require_POST
def again(request: PageRequest, number: str) -> HttpResponse:
    """Send a mail that did not arrive once more, and note it in the file."""
    look = find(request, number, TAB)
    message = request.POST.get("message", "")

    def send_it() -> None:
        if message not in {each.message for each in undelivered(look) if each.to}:
            raise Refused("Deze mail is al onderweg, of er is geen e-mailadres.")
        deciding.send_again(
            tender=look.tender,
            offer=label_in(message),
            message=message,
            by=request.person,
            at=request.at,
            command=command(request),
        )

    said = "De mail is opnieuw verstuurd"
    return perform(request, look, send_it, page=_page, to=TAB, said=said, form="again", about=message)


@require_GET
def letter(request: PageRequest, number: str, label: str) -> HttpResponse:
    """Show one letter: as it was sent, or as it will be."""
    look = find(request, number, TAB)
    text, is_sent = _text(look, label)
    title, _, rest = text.partition("\n\n")
    context: dict[str, Any] = {
        "label": shown(label),
        "raw": label,
        "title": title,
        "parts": [(part, is_heading(part)) for part in rest.strip().split("\n\n")],
        "reading": Reading(0, ()) if is_sent else reading_of(text),
        "is_sent": is_sent,
        "of_tab": TAB,
    }
    return draw(request, look, "awarding:letter", **context)


def _text(look: Look, label: str) -> tuple[str, bool]:
    for each in (*posting.letters_to_send(look), *posting.end_letters_to_send(look)):
        if each.label == label and label in _seen(look):
            return each.text, False
    text = posting.sent_text(look, label) if label in _seen(look) else None
    if text is None:
        raise NotThere(label)
    return text, True


@require_GET
def letter_pdf(request: PageRequest, number: str, label: str) -> HttpResponse:
    """Return a letter as PDF: to who sees the decision inside, and to whose offer it is once it was sent."""
    look = look_at(number, viewer=request.person, at=request.at)
    if look.is_supplier:
        look.offer(label)
    text = posting.sent_text(look, label) if look.is_supplier else _text(find(request, number, TAB), label)[0]
    if text is None:
        raise NotThere(label)
    paper = on_paper(text, number=number, client=look.dossier.request.client, at=_sent_at(look))
    answer = HttpResponse(paper, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="brief-{number}-{shown(label)}.pdf"'
    return answer


def _sent_at(look: Look) -> datetime:
    sent = [each.sent_at for each in look.dossier.decisions if each.sent_at is not None]
    return look.dossier.end_letters_sent_at or (sent[-1] if sent else look.at)
