"""The opening with two persons, the record of it, and everybody's own key (H-094, H-095)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from servicepunt.adapters.pdf.writing import write_pdf
from servicepunt.domains.awards.actions import unsealing
from servicepunt.domains.awards.actions.comparing import compare_persons
from servicepunt.domains.awards.queries.papers import names_of
from servicepunt.domains.awards.rules.signals import most_hours, same_persons, value_of
from servicepunt.domains.hiring.rules.admission import rate_of
from servicepunt.domains.tenders.queries import frame_of, look_at
from servicepunt.domains.tenders.queries.frame import OPENERS
from servicepunt.domains.tenders.queries.offers import holder_of, holders_of, suppliers_of
from servicepunt.domains.tenders.rules.labels import pseudonym
from servicepunt.domains.tenders.rules.outcome import is_cancelled
from servicepunt.domains.tenders.rules.refusals import AlreadyDone, Refused, WrongPhrase
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.domains.tickets.forms import fresh_key, key_of
from servicepunt.entrypoints.supply import forms
from servicepunt.entrypoints.supply.minutes import minutes_of
from servicepunt.foundation.errors import NotThere
from servicepunt.foundation.sealing import Kind, fingerprint_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from servicepunt.design.page import PageRequest
    from servicepunt.domains.people.models import Person
    from servicepunt.domains.tenders.queries import Look

TRIES, WINDOW = 5, 15 * 60
_TOO_MANY = "Je probeerde het te vaak. Wacht een kwartier, en vraag anders een van de andere sleutelhouders."
_WORDS = {Kind.CONTENT: "de inhoud", Kind.RATE: "de tarieven"}


def opener_look(request: PageRequest, number: str) -> Look:
    """
    Return a published request for who has to do with its opening.

    :raises NotThere: for everybody else.
    """
    look = look_at(number, viewer=request.person, at=request.at)
    if not look.seats & OPENERS or look.dossier.published_at is None:
        raise NotThere(number)
    return look


def _around(look: Look) -> dict[str, Any]:
    return {
        "look": look, "frame": frame_of(look), "here": "opening:opening", "at": look.at,
        "mine": holder_of(look.tender, viewer=look.viewer), "pseudonym": pseudonym,
    }  # fmt: skip


@require_GET
def page(request: PageRequest, number: str) -> HttpResponse:
    """Show how far the opening is, and whose turn it is."""
    return _show(request, opener_look(request, number))


def _show(request: PageRequest, look: Look, *, form: Any = None, status: int = 200) -> HttpResponse:
    dossier = look.dossier
    people = {*dossier.openings.values(), *(dossier.opened_by or ()), *(dossier.rates_opened_by or ())} - {None}
    context = _around(look) | {
        "form": form,
        "form_key": fresh_key(request.POST.get("key")),
        "kind": _next(look),
        "words": _WORDS,
        "names": names_of(people),
        "first": dossier.openings.get(kind.value) if (kind := _next(look)) else None,
        "is_closed": dossier.closes_at is not None and look.at >= dossier.closes_at,
        "holders": holders_of(look.tender),
        "is_desk": look.has(Seat.DESK),
    }
    return render(request, "supply/opening.html", context, status=status)


def _next(look: Look) -> Kind | None:
    """Return which envelopes are to be opened now."""
    dossier = look.dossier
    if dossier.closes_at is None or look.at < dossier.closes_at or is_cancelled(dossier):
        return None
    if dossier.opened_at is None:
        return Kind.CONTENT
    return Kind.RATE if dossier.locked_at is not None and dossier.rates_opened_at is None else None


@sensitive_post_parameters()
@require_POST
def give(request: PageRequest, number: str) -> HttpResponse:
    """Give one's own share: the first of two, or the second, which opens."""
    look = opener_look(request, number)
    form, kind = forms.Open(request.POST), _next(look)
    if kind is None:
        messages.error(request, "Er valt nu niets te openen")
        return redirect("opening:opening", number)
    if not form.is_valid():
        return _show(request, look, form=form, status=422)
    is_first = look.dossier.openings.get(kind.value) in {None, request.person.pk}
    act = unsealing.begin_opening if is_first else unsealing.finish_opening
    command = key_of(form.cleaned_data["key"], by=request.person) or ""
    try:
        _trying(request.person, lambda: act(
            tender=look.tender, kind=kind, passphrase=form.cleaned_data["passphrase"], by=request.person,
            at=request.at, command=command,
        ))  # fmt: skip
    except AlreadyDone as done:
        messages.error(request, str(done))
    except Refused as refusal:
        form.add_error(None if not isinstance(refusal, WrongPhrase) else "passphrase", str(refusal))
        return _show(request, look, form=form, status=422)
    else:
        messages.success(request, _said(kind, is_first=is_first))
    return redirect("opening:opening", number)


def _said(kind: Kind, *, is_first: bool) -> str:
    if is_first:
        return "Jouw deel is gegeven. Een andere sleutelhouder geeft nu het tweede deel"
    return "De inschrijvingen zijn geopend" if kind == Kind.CONTENT else "De tarieven zijn geopend"


def _trying(person: Person, act: Callable[[], object]) -> Any:
    """Do what takes a passphrase; five wrong ones in a quarter of an hour, in whatever session, and it ends."""
    # Every try takes one of five places for a quarter; adding is one step of the database, also with many at once.
    place = next(
        (name for number in range(TRIES) if cache.add(name := f"phrase:{person.pk}:{number}", 1, WINDOW)), None
    )
    if place is None:
        raise Refused(_TOO_MANY)
    is_wrong = False
    try:
        return act()
    except WrongPhrase:
        is_wrong = True
        raise
    finally:
        if not is_wrong:
            cache.delete(place)


@require_GET
def key(request: PageRequest, number: str) -> HttpResponse:
    """Show one's own key, to try it or to give it another passphrase."""
    return _key(request, opener_look(request, number))


def _key(request: PageRequest, look: Look, *, status: int = 200, **more: Any) -> HttpResponse:
    prints = [(each.person.name, fingerprint_of(bytes(each.key)), each.person_id) for each in holders_of(look.tender)]
    context = _around(look) | {"prints": prints, "tried": None, "renewed": None} | more
    if context["mine"] is None:
        raise NotThere(look.tender.number)
    return render(request, "supply/key.html", context, status=status)


@sensitive_post_parameters()
@require_POST
def try_key(request: PageRequest, number: str) -> HttpResponse:
    """Try one's passphrase; nothing is opened."""
    look, form = opener_look(request, number), forms.Open(request.POST)
    if not form.is_valid():
        return _key(request, look, tried=form, status=422)
    phrase = form.cleaned_data["passphrase"]
    try:
        _trying(
            request.person, lambda: unsealing.try_passphrase(tender=look.tender, passphrase=phrase, by=request.person)
        )
    except Refused as refusal:
        form.add_error("passphrase", str(refusal))
        return _key(request, look, tried=form, status=422)
    messages.success(request, "Je wachtzin klopt. Er is niets geopend")
    return redirect("opening:key", number)


@sensitive_post_parameters()
@require_POST
def renew(request: PageRequest, number: str) -> HttpResponse:
    """Seal one's own shares to another passphrase."""
    look, form = opener_look(request, number), forms.Renew(request.POST)
    if not form.is_valid():
        return _key(request, look, renewed=form, status=422)
    old, new = form.cleaned_data["passphrase"], form.cleaned_data["new_passphrase"]
    try:
        _trying(request.person, lambda: unsealing.renew_key(tender=look.tender, old=old, new=new, by=request.person))
    except Refused as refusal:
        form.add_error("passphrase" if isinstance(refusal, WrongPhrase) else "new_passphrase", str(refusal))
        return _key(request, look, renewed=form, status=422)
    messages.success(request, "Je hebt een nieuwe wachtzin. De vingerafdruk van je sleutel is veranderd")
    return redirect("opening:key", number)


@require_GET
def record(request: PageRequest, number: str) -> HttpResponse:
    """Show the record of opening."""
    look = opener_look(request, number)
    minutes = minutes_of(look)
    rows = [
        (pseudonym(each.label), each.supplier, each.received, str(each.version), each.state, each.content, each.rate)
        for each in minutes.rows
    ]
    return render(request, "supply/record.html", _around(look) | {"minutes": minutes, "rows": rows})


@require_GET
def record_pdf(request: PageRequest, number: str) -> HttpResponse:
    """Give the record of opening as PDF, the same bytes every time."""
    look = opener_look(request, number)
    minutes = minutes_of(look)
    answer = HttpResponse(write_pdf(minutes.document(), minutes.opened_at), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="proces-verbaal-{look.tender.pk}.pdf"'
    return answer


@require_GET
def signals(request: PageRequest, number: str) -> HttpResponse:
    """Show the desk what to look at, and never to decide by."""
    return _signals(request, _desk_look(request, number))


def _desk_look(request: PageRequest, number: str) -> Look:
    look = opener_look(request, number)
    if not look.has(Seat.DESK) or look.dossier.opened_at is None:
        raise NotThere(number)
    return look


def _signals(request: PageRequest, look: Look, *, form: Any = None, about: str = "", status: int = 200) -> HttpResponse:
    if not look.may_see_ranking:
        return _covered(request, look)
    suppliers, dossier = suppliers_of(look.tender), look.dossier
    invited = {label for each in dossier.rounds for label in each.invited}
    context = _around(look) | {
        "form": form,
        "about": about,
        "form_key": fresh_key(request.POST.get("key")),
        "twice": [
            (
                [(label, suppliers[label]) for label in labels],
                ",".join(labels),
                dossier.compared.get(tuple(labels)),
                not invited.intersection(labels) and not is_cancelled(dossier),
            )
            for labels in same_persons(dossier)
        ],
        "rates": look.may_see_rates or None,
        "rate_rows": _rates(look, suppliers) if look.may_see_rates else [],
        "hours": most_hours(look.dossier.request),
        "threshold": look.dossier.settings.value_threshold,
        "low": look.dossier.settings.low_rate,
    }
    return render(request, "supply/signals.html", context, status=status)


def _covered(request: PageRequest, look: Look) -> HttpResponse:
    """Tell who also interviews how many persons wait for a colleague, and nothing of an offer (H-050)."""
    waiting = sum(tuple(labels) not in look.dossier.compared for labels in same_persons(look.dossier))
    return render(request, "supply/signals_covered.html", _around(look) | {"waiting": waiting})


@require_POST
def compare(request: PageRequest, number: str) -> HttpResponse:
    """Keep what the desk says of offers with one name and town: one person, or not."""
    look, form = _desk_look(request, number), forms.Compare(request.POST)
    if not look.may_see_ranking:
        raise NotThere(number)
    about = request.POST.get("offers", "")
    if not form.is_valid():
        return _signals(request, look, form=form, about=about, status=422)
    is_same = form.cleaned_data["is_same"] == "ja"
    try:
        compare_persons(
            tender=look.tender, offers=about.split(","), is_same=is_same, by=request.person, at=request.at,
            command=key_of(form.cleaned_data["key"], by=request.person) or "",
        )  # fmt: skip
    except Refused as refusal:
        form.add_error("is_same", str(refusal))
        return _signals(request, look, form=form, about=about, status=422)
    asked = "Elke leverancier krijgt hetzelfde verzoek om de kandidaat te laten kiezen"
    messages.success(request, asked if is_same else "Opgeslagen: dit zijn verschillende personen")
    return redirect("opening:signals", number)


def _rates(look: Look, suppliers: dict[str, str]) -> list[tuple[str, str, str, str, str]]:
    chosen, found = look.dossier.settings, []
    for label, offer in look.dossier.offers.items():
        rate = rate_of(offer.rate)
        if rate is None:
            continue
        value = value_of(rate, look.dossier.request)
        flags = ["Laag tarief: vraag om uitleg"] if chosen.low_rate is not None and rate < chosen.low_rate else []
        if value is not None and chosen.value_threshold is not None and value >= chosen.value_threshold:
            flags.append("Waarde op of boven de grens")
        told = f"€ {value}".replace(".", ",") if value is not None else "–"
        found.append((pseudonym(label), suppliers[label], f"€ {rate}".replace(".", ","), told, ". ".join(flags)))
    return found
