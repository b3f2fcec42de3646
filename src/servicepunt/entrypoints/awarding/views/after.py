"""After the decision: the suspension, what crosses it, the documents, the signature, the contract and its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from servicepunt.domains.awards.actions import deciding
from servicepunt.domains.awards.queries.persons import candidates, senders
from servicepunt.domains.awards.rules.documents import document_name, documents_named
from servicepunt.domains.hiring.rules.course import Kind
from servicepunt.domains.hiring.rules.moments import local_day, next_working_day
from servicepunt.domains.tenders.rules.contract import is_signed, last_day, next_option, options_used, terms_of
from servicepunt.domains.tenders.rules.labels import pseudonym
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.domains.tenders.rules.stages import Stage
from servicepunt.entrypoints.awarding import checks
from servicepunt.entrypoints.awarding.forms import Day
from servicepunt.entrypoints.awarding.pages import attempt, command, draw, find, perform, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from django.http import HttpResponse

    from servicepunt.design.page import PageRequest
    from servicepunt.domains.hiring.rules.deciding import Award
    from servicepunt.domains.tenders.queries import Look
    from servicepunt.entrypoints.awarding.pages import Retry

TAB = "awarding:after"
_HAPPENED = {
    Kind.COMPLAINT: "Klacht",
    Kind.COMPLAINT_SETTLED: "Klacht behandeld",
    Kind.SUMMONS: "Dagvaarding (kort geding)",
    Kind.RULING: "Uitspraak van de rechter",
    Kind.WINNER_DROPPED: "De gekozen kandidaat valt af",
    Kind.CHECK_FAILED: "Een document is afgekeurd, dus de gekozen kandidaat valt af",
    Kind.SIGNED: "Ondertekend",
    Kind.CANCELLED: "Aanvraag ingetrokken",
}


@dataclass(frozen=True, slots=True)
class ShownCheck:
    """A document of a winner: what to look at, and how the check ended."""

    label: str
    name: str
    check: str
    paper: checks.Paper
    words: str
    state: str
    seen: str


@dataclass(frozen=True, slots=True)
class ShownTerm:
    """A stretch of the contract; `state` is base, used, next, passed over or later."""

    number: int
    first: date
    last: date
    decide_by: date | None
    state: str


@require_GET
def after_page(request: PageRequest, number: str) -> HttpResponse:
    """Show where the request stands after the decision, and what can be done now."""
    return _page(request, find(request, number, TAB))


def _page(request: PageRequest, look: Look, retry: Retry | None = None) -> HttpResponse:
    dossier, course = look.dossier, look.played.course
    award = course.awards[-1] if course.awards else None
    following = next_option(dossier)
    context = _may(look, award) | {
        "award": award,
        "awarded": [(label, shown(label)) for label in award.decision.awarded] if award else [],
        "waits_for": [_in_words(each) for each in course.waits_for],
        "voided": _in_words(award.voided) if award else "",
        "hints": course.hints,
        "happenings": _happenings(look),
        "checks": _checks(look, award) if award else [],
        "has_social_return": checks.has_social_return(dossier.request, dossier.estimate),
        "is_signed": is_signed(dossier),
        "earliest": _earliest(look, award) if award else None,
        "terms": _terms(look),
        "option": following,
        "last_day": last_day(dossier),
        "contractors": _contractors(look, award) if award else [],
        "shown": shown,
        "document_name": document_name,
    }
    return draw(request, look, TAB, retry=retry, **context)


def _in_words(sentence: str) -> str:
    """Return a sentence of the rules as people read it: documents by their names, candidates as on every page."""
    return pseudonym(documents_named(sentence))


def _may(look: Look, award: Award | None) -> dict[str, Any]:
    dossier, is_running = look.dossier, look.stage == Stage.RUNNING
    is_open = award is not None and not award.voided and not is_signed(dossier)
    return {
        "may_drop": look.has(Seat.DESK, Seat.CLIENT) and is_open,
        "may_name": look.has(Seat.DESK) and award is not None and not award.voided,
        "may_check": look.has(Seat.DESK) and is_open,
        "may_sign": look.has(Seat.MANDATE, Seat.CLIENT) and look.stage == Stage.CONTRACT,
        "may_begin": look.has(Seat.DESK, Seat.CLIENT) and is_running and not dossier.options,
        "may_extend": look.has(Seat.CLIENT) and is_running and next_option(dossier) is not None,
        "may_end": look.has(Seat.DESK, Seat.CLIENT) and is_running and dossier.starts_on is not None,
    }


def _happenings(look: Look) -> list[tuple[datetime, str, str, str]]:
    return [
        (each.at, _HAPPENED[each.kind], each.result.value if each.result else "", look.vault.show(each.reason))
        for each in sorted(look.dossier.happenings, key=lambda each: each.at)
        if each.kind in _HAPPENED
    ]


def _checks(look: Look, award: Award) -> list[ShownCheck]:
    names = candidates(look, award.decision.awarded)
    found = {
        (each.offer, each.check): each for each in look.dossier.happenings if each.check and each.at >= award.sent_at
    }
    rows = []
    for label in award.decision.awarded:
        for check in look.dossier.request.checks:
            paper, done = checks.paper_of(check), found.get((label, check))
            state = "" if done is None else "goed" if done.kind == Kind.CHECK_PASSED else "afgekeurd"
            rows.append(
                ShownCheck(
                    label=label,
                    name=names.get(label, ""),
                    check=check,
                    paper=paper,
                    words=checks.words_on(paper, on=local_day(look.at)),
                    state=state,
                    seen=look.vault.show(done.reason) if done else "",
                )
            )
    return rows


def _contractors(look: Look, award: Award) -> list[tuple[str, str, str]]:
    """Return name and number of who gets the award, by label; what we know of the supplier until it was looked up."""
    named, whose = look.dossier.contractors, senders(look.tender)
    return [
        (label, named[label].name if label in named else whose[label].supplier,
         named[label].number if label in named else whose[label].kvk)
        for label in award.decision.awarded
    ]  # fmt: skip


def _earliest(look: Look, award: Award) -> date:
    wanted = look.dossier.request.start
    earliest = next_working_day(max(award.sign_from, local_day(look.at)))
    return max(wanted, earliest) if wanted else earliest


def _terms(look: Look) -> list[ShownTerm]:
    dossier, today = look.dossier, local_day(look.at)
    used, following = options_used(dossier), next_option(dossier)
    rows = []
    for number, term in enumerate(terms_of(dossier)):
        is_next = following is not None and number == following[0]
        state = "basis" if number == 0 else "gebruikt" if number <= used else "volgende" if is_next else "later"
        if number > used and (following is None or (is_next and term.decide_by is not None and term.decide_by < today)):
            state = "vervallen"
        rows.append(ShownTerm(number, term.first, term.last, term.decide_by, state))
    return rows


def _do(request: PageRequest, look: Look, do: Callable[[], object], *, form: str, said: str) -> HttpResponse:
    about = (
        "|".join([request.POST.get("offer", ""), request.POST.get("check", "")])
        if form == "check"
        else request.POST.get("offer", "")
        if form == "contractor"
        else ""
    )
    return perform(request, look, do, page=_page, to=TAB, said=said, form=form, about=about)


@require_POST
def drop(request: PageRequest, number: str) -> HttpResponse:
    """Note that the winner drops out."""
    look = find(request, number, TAB)

    def note() -> None:
        if not request.POST.get("reason", "").strip():
            raise Refused("Schrijf in een paar woorden op wat er gebeurde.")
        deciding.note_happening(
            tender=look.tender,
            kind=Kind.WINNER_DROPPED,
            offer=_dropped(look, request.POST.get("offer", "")),
            reason=request.POST["reason"],
            by=request.person,
            at=request.at,
            command=command(request),
        )

    return _do(request, look, note, form="drop", said="Opgeslagen in het dossier")


def _dropped(look: Look, label: str) -> str:
    awarded = look.dossier.decisions[-1].offers if look.dossier.decisions else ()
    if len(awarded) > 1 and label not in awarded:
        raise Refused("Kies wie er afvalt.")
    return label if label in awarded else next(iter(awarded), "")


@require_POST
def check(request: PageRequest, number: str) -> HttpResponse:
    """Note that a document of the winner is good, or not; the paper itself is not kept."""
    look = find(request, number, TAB)

    def note() -> None:
        name, verdict = request.POST.get("check", ""), request.POST.get("verdict", "")
        if verdict not in {"goed", "afgekeurd"}:
            raise Refused("Kies of het document goed is.")
        day = _day(request, is_needed=False)
        seen = checks.Shown(day, request.POST.get("profile", ""))
        fault = checks.fault_of(checks.paper_of(name), seen, today=local_day(request.at)) if verdict == "goed" else ""
        if fault:
            raise Refused(fault)
        deciding.note_happening(
            tender=look.tender,
            kind=Kind.CHECK_PASSED if verdict == "goed" else Kind.CHECK_FAILED,
            offer=request.POST.get("offer", ""),
            check=name,
            reason=_seen_words(seen, request.POST.get("reason", "")),
            by=request.person,
            at=request.at,
            command=command(request),
        )

    return _do(request, look, note, form="check", said="De controle is opgeslagen")


@require_POST
def contractor(request: PageRequest, number: str) -> HttpResponse:
    """Note under which name and number in the trade register the winner works."""
    look = find(request, number, TAB)
    return _do(
        request,
        look,
        lambda: deciding.name_contractor(
            tender=look.tender,
            offer=request.POST.get("offer", ""),
            name=request.POST.get("name", ""),
            number=request.POST.get("chamber", ""),
            by=request.person,
            at=request.at,
            command=command(request),
        ),
        form="contractor",
        said="Naam en KvK-nummer zijn opgeslagen",
    )


def _seen_words(seen: checks.Shown, words: str) -> str:
    parts = [
        f"Van {seen.day:%d-%m-%Y}" if seen.day else "",
        f"profiel {seen.profile.strip()}" if seen.profile.strip() else "",
    ]
    told = ", ".join(part for part in parts if part)
    return ". ".join(part for part in (told, words.strip()) if part)


def _day(request: PageRequest, *, is_needed: bool) -> Any:
    if not is_needed and not request.POST.get("day", "").strip():
        return None
    form = Day(request.POST)
    if not form.is_valid():
        raise Refused(str(form.errors["day"][0]))
    return form.cleaned_data["day"]


@require_POST
def espd(request: PageRequest, number: str) -> HttpResponse:
    """Read a UEA in XML and say what it declares; the file itself is not kept."""
    look = find(request, number, TAB)

    def read() -> None:
        upload = request.FILES.get("uea")
        if upload is None or not look.has(Seat.DESK):
            raise Refused("Kies eerst het bestand met de UEA.")
        fault, said = checks.declared(upload.read())
        if fault:
            raise Refused(fault)
        messages.success(request, said)

    refused = attempt(request, read, form="uea")
    return _page(request, look, refused) if refused else redirect(TAB, number)


@require_POST
def sign(request: PageRequest, number: str) -> HttpResponse:
    """Note that the contract is signed; refused before the suspension is over and every document is good."""
    look = find(request, number, TAB)
    return _do(
        request,
        look,
        lambda: deciding.note_happening(
            tender=look.tender, kind=Kind.SIGNED, by=request.person, at=request.at, command=command(request)
        ),
        form="sign",
        said="De overeenkomst is getekend. Vul nu de eerste werkdag in",
    )


@require_POST
def begin(request: PageRequest, number: str) -> HttpResponse:
    """Note the first day of the work; the service point gets a ticket to prepare it."""
    look = find(request, number, TAB)
    return _do(
        request,
        look,
        lambda: deciding.start_contract(
            tender=look.tender,
            starts_on=_day(request, is_needed=True),
            by=request.person,
            at=request.at,
            command=command(request),
        ),
        form="begin",
        said="De eerste dag is opgeslagen. Het servicepunt krijgt een melding om alles klaar te zetten",
    )


@require_POST
def option(request: PageRequest, number: str) -> HttpResponse:
    """Use the next option to extend, or not."""
    look = find(request, number, TAB)

    def decide() -> None:
        following, verdict = next_option(look.dossier), request.POST.get("verdict", "")
        if following is None or verdict not in {"ja", "nee"}:
            raise Refused("Kies of je verlengt." if following else "Er is geen optie meer.")
        deciding.decide_option(
            tender=look.tender,
            number=following[0],
            is_used=verdict == "ja",
            checked=_known(request.POST.getlist("checked"), look.dossier.request.checks),
            by=request.person,
            at=request.at,
            today=local_day(request.at),
            command=command(request),
        )

    return _do(request, look, decide, form="option", said="Je besluit over de optie is opgeslagen")


def _known(given: Sequence[str], known: Sequence[str]) -> list[str]:
    return [each for each in known if each in given]


@require_POST
def end(request: PageRequest, number: str) -> HttpResponse:
    """Note the last day of the work, when that is earlier than the end of the contract."""
    look = find(request, number, TAB)
    return _do(
        request,
        look,
        lambda: deciding.end_contract(
            tender=look.tender,
            on=_day(request, is_needed=True),
            by=request.person,
            at=request.at,
            command=command(request),
        ),
        form="end",
        said="De laatste dag is opgeslagen",
    )
