"""Who is around a request: seats, invited suppliers, and who holds a key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from servicepunt.domains.awards.rules.leaving import unseated, withdrawn
from servicepunt.domains.tenders.actions import drafting
from servicepunt.domains.tenders.actions.inviting import invite_contact
from servicepunt.domains.tenders.queries import (
    contacts_of,
    find_person_to_seat,
    holders_of,
    people_by_number,
    people_to_seat,
)
from servicepunt.domains.tenders.rules.seats import INSIDE, Seat
from servicepunt.entrypoints.hiring.forms import Contact, MakeKey, TryKey
from servicepunt.entrypoints.hiring.page import REFUSALS, command_of, inside, show
from servicepunt.foundation.errors import NotThere

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpResponse, HttpResponseBase

    from servicepunt.design.page import PageRequest
    from servicepunt.domains.people.models import Person
    from servicepunt.domains.tenders.queries import Look

HOLDERS = (Seat.DESK, Seat.CLIENT, Seat.AUDITOR)
_INSIDE = [(seat.value, seat.label) for seat in Seat if seat in INSIDE]


@require_GET
def people(request: PageRequest, number: str) -> HttpResponse:
    """Show who has a seat, who is invited and who holds a key; the desk can search for more."""
    return _page(request, inside(request, number))


def _page(request: PageRequest, look: Look, *, refusal: str = "", form: forms.Form | None = None) -> HttpResponse:
    text, suppliers = request.GET.get("q", "")[:200], request.GET.get("soort") == "leverancier"
    found = people_to_seat(text, look=look, of_suppliers=suppliers) if text.strip() else []
    context: dict[str, Any] = {
        "groups": _groups(look),
        "found": found,
        "text": text,
        "of_suppliers": suppliers,
        "roles": _INSIDE,
        "holders": holders_of(look.tender),
        "least_holders": drafting.LEAST_HOLDERS,
        "may_hold": look.has(*HOLDERS) and look.dossier.published_at is None,
        "is_desk": look.has(Seat.DESK),
        "form": form,
    }
    return show(
        request,
        look,
        "people",
        "hiring:people",
        refusal=refusal,
        status=422 if form and form.errors else 200,
        **context,
    )


def _groups(look: Look) -> list[tuple[Seat, list[Person]]]:
    known = people_by_number(look.dossier.seats)
    return [(seat, [known[pk] for pk in look.dossier.persons(seat) if pk in known]) for seat in Seat]


@require_POST
def seat(request: PageRequest, number: str) -> HttpResponseBase:
    """Give somebody a seat, or take it away; a supplier's contact is invited this way."""
    look = inside(request, number, Seat.DESK)
    person = find_person_to_seat(request.POST.get("persoon", ""), look=look)
    wanted = request.POST.get("rol", "")
    if person is None or wanted not in {each.value for each in Seat}:
        return _page(request, look, refusal="Kies een persoon en een rol.")
    is_given = request.POST.get("stap") != "weg"
    change = drafting.give_seat if is_given else drafting.take_seat
    try:
        change(tender=look.tender, person=person, seat=Seat(wanted), by=request.person, at=request.at,
               command=command_of(request))  # fmt: skip
    except REFUSALS as refusal:
        return _page(request, look, refusal=str(refusal))
    messages.success(request, f"{person.name} is nu {wanted}" if is_given else _left(look, person, Seat(wanted)))
    return redirect("hiring:people", number)


def _left(look: Look, person: Person, seat: Seat) -> str:
    if seat != Seat.SUPPLIER:
        return unseated(look.dossier, person.pk, person.name, seat)
    others = [each for each in contacts_of(look.dossier, person) if each != person.pk]
    return withdrawn(person.name, people_by_number(others[:1])[others[0]].name if others else "")


@require_POST
def contact(request: PageRequest, number: str) -> HttpResponseBase:
    """Invite a contact of a supplier who is not known yet."""
    look = inside(request, number, Seat.DESK)
    form = Contact(request.POST)
    if not form.is_valid():
        return _page(request, look, form=form)
    try:
        made = invite_contact(
            tender=look.tender, by=request.person, at=request.at, command=command_of(request), **form.cleaned_data
        )
    except REFUSALS as refusal:
        return _page(request, look, refusal=str(refusal))
    messages.success(request, f"{made.name} is uitgenodigd")
    return redirect("hiring:people", number)


@require_POST
def key(request: PageRequest, number: str) -> HttpResponseBase:
    """Make one's own key from a passphrase that is kept nowhere."""
    look = inside(request, number, *HOLDERS)
    form = MakeKey(request.POST)
    if not form.is_valid():
        return _page(request, look, form=form)
    try:
        fingerprint = drafting.make_key(
            tender=look.tender, passphrase=form.cleaned_data["wachtzin"], by=request.person, at=request.at
        )
    except REFUSALS as refusal:
        return _page(request, look, refusal=str(refusal))
    messages.success(request, f"Je sleutel is gemaakt. De vingerafdruk begint met {fingerprint[:9]}")
    return redirect("hiring:people", number)


@require_POST
def try_key(request: PageRequest, number: str) -> HttpResponseBase:
    """Try whether one still knows the passphrase; nothing changes."""
    look = inside(request, number, *HOLDERS)
    if not any(each.person == request.person.pk for each in holders_of(look.tender)):
        raise NotThere(number)
    form = TryKey(request.POST)
    if not form.is_valid():
        return _page(request, look, form=form)
    if not drafting.try_key(tender=look.tender, passphrase=form.cleaned_data["proef"], by=request.person):
        form.add_error("proef", "Deze wachtzin past niet op je sleutel. Probeer het opnieuw.")
        return _page(request, look, form=form)
    messages.success(request, "De wachtzin past op je sleutel")
    return redirect("hiring:people", number)
