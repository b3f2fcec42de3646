"""Questions and answers, and complaints: two different doors (hiring, 3.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from servicepunt.adapters.pdf.documents import Document, Heading, Paragraph
from servicepunt.adapters.pdf.writing import write_pdf
from servicepunt.domains.tenders.actions.asking import COMPLAINT, QUESTION, ask
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tickets.forms import fresh_key, key_of
from servicepunt.entrypoints.supply import forms
from servicepunt.entrypoints.supply.requests import around, questions_until, supplier_look
from servicepunt.foundation.errors import NotThere
from servicepunt.foundation.text import dutch_full

if TYPE_CHECKING:
    from typing import Any

    from servicepunt.adapters.pdf.documents import Block
    from servicepunt.design.page import PageRequest
    from servicepunt.domains.tenders.queries import Look
    from servicepunt.domains.tenders.rules.parts import Question


@require_GET
def questions(request: PageRequest, number: str) -> HttpResponse:
    """Show the answers to all, and one's own questions and complaints with their state."""
    look = supplier_look(request, number)
    known = look.dossier.questions.values()
    context = around(look, "supply:questions") | {
        "answers": _answers(look),
        "mine": [
            (each, look.vault.show(each.text), state_of(each)) for each in known if each.asked_by == request.person.pk
        ],
        "until": questions_until(look),
    }
    return render(request, "supply/questions.html", context)


@require_GET
def nota(request: PageRequest, number: str) -> HttpResponse:
    """Give the answers to all as PDF, the same bytes every time."""
    look = supplier_look(request, number)
    moment = look.dossier.answers_published_at
    if moment is None:
        raise NotThere(number)
    blocks: list[Block] = [Paragraph(f"Gepubliceerd op {dutch_full(moment)}. Dit hoort bij de aanvraag.")]
    for place, each in enumerate(_answers(look), 1):
        blocks += [Heading(f"Vraag {place}"), Paragraph(each.public), Paragraph("Antwoord", is_strong=True)]
        blocks.append(Paragraph(each.answer))
    paper = Document(
        title=f"Nota van inlichtingen bij aanvraag {look.tender.number}",
        header=look.dossier.request.client,
        footer=f"Aanvraag {look.tender.number}: {look.tender.title}",
        blocks=blocks,
    )
    answer = HttpResponse(write_pdf(paper, moment), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="nota-van-inlichtingen-{look.tender.pk}.pdf"'
    return answer


def _answers(look: Look) -> list[Question]:
    known = look.dossier.questions.values()
    return [each for each in known if each.published_at is not None and each.kind == QUESTION]


def state_of(question: Question) -> str:
    """Return where one's own question stands; an answer is for everybody at one moment."""
    if question.kind == COMPLAINT:
        return f"Behandeld: {question.result}" if question.result else "Ontvangen, nog niet behandeld"
    return "Beantwoord, zie hieronder" if question.published_at is not None else "Ontvangen, nog niet beantwoord"


@require_http_methods(["GET", "POST"])
def ask_page(request: PageRequest, number: str) -> HttpResponse:
    """Take a question on content, until the term."""
    look = supplier_look(request, number)
    form = forms.Ask(request.POST or None)
    return _take(request, look, form, kind=QUESTION, said="Je vraag is ontvangen")


@require_http_methods(["GET", "POST"])
def complain(request: PageRequest, number: str) -> HttpResponse:
    """Take a complaint, at any moment."""
    look = supplier_look(request, number)
    form = forms.Complain(request.POST or None)
    return _take(request, look, form, kind=COMPLAINT, said="Je klacht is ontvangen")


def _take(request: PageRequest, look: Look, form: Any, *, kind: str, said: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            ask(
                tender=look.tender, kind=kind, text=form.cleaned_data["text"], by=request.person, at=request.at,
                command=key_of(form.cleaned_data["key"], by=request.person) or "",
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said)
            return redirect("supply:questions", look.tender.number)
    until = questions_until(look)
    context = around(look, "supply:questions") | {
        "form": form,
        "kind": kind,
        "typed": request.POST.get("text", ""),
        "form_key": fresh_key(request.POST.get("key")),
        "until": until,
        "is_over": kind == QUESTION and until is not None and request.at >= until,
    }
    return render(request, "supply/ask.html", context, status=422 if form.errors else 200)
