"""A formal defect of one's own offer: what lacks, until when, the one answer with its receipt, and the letter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from servicepunt.adapters.pdf.from_text import is_heading, on_paper
from servicepunt.adapters.sandbox import SandboxFailed
from servicepunt.domains.awards.actions.repairing import answer_repair, note_late_repair, repair_lines
from servicepunt.domains.awards.rules.papers import Paper, fault_of
from servicepunt.domains.awards.rules.repair_letters import last_moment
from servicepunt.domains.hiring.rules.repairs import LABELS, rule_of
from servicepunt.domains.hiring.rules.request import Documents
from servicepunt.domains.tenders.rules.refusals import Refused, TooLate
from servicepunt.domains.tickets.forms import fresh_key, key_of
from servicepunt.entrypoints.supply.drafts import read_upload
from servicepunt.entrypoints.supply.receipts import exactly
from servicepunt.entrypoints.supply.requests import around, must_answer, own_repairs, supplier_look
from servicepunt.entrypoints.supply.uploads import keeps_in_memory
from servicepunt.foundation.errors import NotThere

if TYPE_CHECKING:
    from datetime import datetime

    from servicepunt.design.page import PageRequest
    from servicepunt.domains.tenders.queries import Look
    from servicepunt.domains.tenders.rules.parts import DefectFile

HERE = "supply:repairs"
_TEXT = 2_000
_CANNOT = "cannot"
_UNREAD = "Het bestand kon nu niet worden gelezen. Probeer het nog een keer."


@dataclass(frozen=True, slots=True)
class Own:
    """One defect of one own offer, as its supplier reads it."""

    defect: DefectFile
    label: str
    what: str
    lacking: str
    last: str
    may_answer: bool
    standing: tuple[str, str]


def _own(look: Look, defect: DefectFile, label: str) -> Own:
    may_answer = must_answer(defect, label, look.at)
    return Own(
        defect=defect,
        label=label,
        what=LABELS.get(defect.kind, defect.kind),
        lacking=look.vault.show(defect.lacking[label]),
        last=last_moment(defect.until) if defect.until else "",
        may_answer=may_answer,
        standing=_standing(defect, label, may_answer=may_answer),
    )


def _standing(defect: DefectFile, label: str, *, may_answer: bool) -> tuple[str, str]:
    """Return where a repair stands in words, and the kind of its badge."""
    verdict = defect.verdict(label)
    if verdict:
        return verdict.capitalize(), "negative" if verdict.startswith("niet") else "positive"
    if label in defect.answers:
        return "Ontvangen, nog niet beoordeeld", "info"
    return ("Wacht op jouw antwoord", "warning") if may_answer else ("Geen antwoord in de termijn", "negative")


@require_GET
def overview(request: PageRequest, number: str) -> HttpResponse:
    """Show every defect of an own offer that was asked about."""
    look = supplier_look(request, number)
    mine = [_own(look, defect, label) for defect, label in own_repairs(look)]
    return render(request, "supply/repairs.html", around(look, HERE) | {"mine": mine})


def _find(look: Look, defect: str, label: str) -> Own:
    for each, mine in own_repairs(look):
        if (each.id, mine) == (defect, label):
            return _own(look, each, mine)
    raise NotThere(f"{defect}/{label}")


@keeps_in_memory
@require_http_methods(["GET", "POST"])
def answer(request: PageRequest, number: str, defect: str, label: str) -> HttpResponse:
    """Show one defect, and take the answer: a document, or why there is none."""
    look = supplier_look(request, number)
    own = _find(look, defect, label)
    if request.method == "GET":
        return _page(request, look, own)
    if refusal := _take(request, look, own):
        return _page(request, look, own, refusal)
    messages.success(request, "Je antwoord is ontvangen")
    return redirect("supply:repair", number, defect, label)


def _take(request: PageRequest, look: Look, own: Own) -> tuple[str, str] | None:
    """Take the answer; return the field and the sentence of what is wrong with it."""
    content, pages = b"", None
    if request.POST.get("then") != _CANNOT:
        upload = request.FILES.get("paper")
        if upload is None:
            return "id_paper", "Kies het stuk."
        try:
            loaded = read_upload(upload)
        except SandboxFailed:
            return "id_paper", _UNREAD
        facts = loaded.facts
        paper = Paper(document="stuk", kind=facts.kind, fault=facts.fault or "", is_encrypted=facts.is_encrypted,
                      has_script=facts.has_script, pages=facts.pages)  # fmt: skip
        if sentence := fault_of(paper, Documents()):
            return "id_paper", f"Het bestand {sentence}"
        content, pages = loaded.content, facts.pages
    text = request.POST.get("text", "")[:_TEXT]
    command = key_of(fresh_key(request.POST.get("key")), by=request.person) or ""
    try:
        answer_repair(
            tender=look.tender, defect=own.defect.id, offer=own.label, content=content, pages=pages, text=text,
            by=request.person, at=request.at, command=command,
        )  # fmt: skip
    except Refused as refused:
        if isinstance(refused, TooLate):
            note_late_repair(
                tender=look.tender, defect=own.defect.id, offer=own.label, by=request.person, at=request.at
            )
        return ("" if content or text.strip() else "id_text"), str(refused)
    return None


def _page(request: PageRequest, look: Look, own: Own, refusal: tuple[str, str] | None = None) -> HttpResponse:
    given = own.defect.answers.get(own.label)
    text = _letter(look, own)
    context = around(look, HERE) | {
        "own": own,
        "rule": rule_of(look.dossier.settings.repair_days),
        "refusal": refusal,
        "typed": request.POST.get("text", ""),
        "form_key": fresh_key(request.POST.get("key")),
        "given": given[1] if given else None,
        "received": exactly(given[0]) if given else "",
        "said": look.vault.show(given[1].text) if given else "",
        "lines": _lines(look, own) if given else "",
        "judged": own.defect.verdicts.get(own.label),
        "letter": [(part, is_heading(part)) for part in text.strip().split("\n\n")[1:]] if text else [],
    }
    return render(request, "supply/repair.html", context, status=422 if refusal else 200)


def _lines(look: Look, own: Own) -> str:
    at, given = own.defect.answers[own.label]
    digest = given.document.digest if given.document else ""
    return repair_lines(number=look.tender.number, offer=own.label, defect=own.defect.id, digest=digest, at=at)


def _letter(look: Look, own: Own) -> str:
    judged = own.defect.verdicts.get(own.label)
    content = look.vault.open(judged[1].letter.partition(" ")[0]) if judged and judged[1].letter else None
    return content.decode() if content else ""


@require_GET
def receipt(request: PageRequest, number: str, defect: str, label: str) -> HttpResponse:
    """Give the lines whose SHA-256 is the number of the receipt."""
    look = supplier_look(request, number)
    own = _find(look, defect, label)
    if label not in own.defect.answers:
        raise NotThere(label)
    found = HttpResponse(_lines(look, own), content_type="text/plain; charset=utf-8")
    found["Content-Disposition"] = f'attachment; filename="herstel-{defect}-{label}.txt"'
    return found


@require_GET
def letter(request: PageRequest, number: str, defect: str, label: str) -> HttpResponse:
    """Give the letter to an offer that was set aside, as PDF."""
    look = supplier_look(request, number)
    own = _find(look, defect, label)
    text = _letter(look, own)
    if not text:
        raise NotThere(label)
    sent_at: datetime = own.defect.verdicts[label][0]
    paper = on_paper(text, number=look.tender.number, client=look.dossier.request.client, at=sent_at)
    found = HttpResponse(paper, content_type="application/pdf")
    found["Content-Disposition"] = f'attachment; filename="brief-herstel-{label}.pdf"'
    return found
