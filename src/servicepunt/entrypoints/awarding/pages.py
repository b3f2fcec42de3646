"""What the pages of a request share: finding it for a seat, drawing a page, and what a refusal becomes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from servicepunt.domains.awards.rules.interests import asked_of, has_declared
from servicepunt.domains.hiring.rules.order import natural
from servicepunt.domains.tenders.queries import Look, frame_of, look_at
from servicepunt.domains.tenders.rules.refusals import Refused
from servicepunt.domains.tenders.rules.seats import Seat
from servicepunt.domains.tenders.rules.stages import Stage
from servicepunt.domains.tickets.forms import Key, fresh_key, key_of
from servicepunt.foundation.errors import NotThere

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.http import HttpResponse

    from servicepunt.design.page import PageRequest


@dataclass(frozen=True, slots=True)
class Retry:
    """A form that was refused: why, for whom, and what was typed."""

    sentence: str = ""
    about: str = ""
    form: str = ""
    typed: Any = field(default_factory=dict)

    def value(self, form: str, about: str, name: str, otherwise: Any = "") -> Any:
        """Return what stands in a field of one form of the page: what was typed there, or what it began with."""
        if (form, about) != (self.form, self.about):
            return otherwise
        return self.typed.get(name, "")

    def values(self, form: str, about: str, name: str, otherwise: Iterable[Any] = ()) -> list[str]:
        """Return the same for a field with several values."""
        if (form, about) != (self.form, self.about):
            return [str(each) for each in otherwise]
        return list(self.typed.getlist(name))


def find(request: PageRequest, number: str, tab: str) -> Look:
    """
    Return a request for a page of a tab.

    :raises NotThere: for whom has no seat that sees the tab, or before there is anything on it.
    """
    look = look_at(number, viewer=request.person, at=request.at)
    if tab not in {each.name for each in frame_of(look).tabs}:
        raise NotThere(number)
    return look


def draw(request: PageRequest, look: Look, tab: str, *, retry: Retry | None = None, **context: Any) -> HttpResponse:
    """Return a page of the request; with a refusal it is a 422 with everything that was typed."""
    template = f"{tab.replace(':', '/')}.html"
    words = {"look": look, "frame": frame_of(look), "here": tab, "retry": retry or Retry(), "form_key": fresh_key}
    return render(request, template, words | context | {"at": request.at}, status=422 if retry else 200)


def command(request: PageRequest) -> str:
    """Return the key of the form that was sent, so that sending it twice is sending it once."""
    return key_of(Key().clean(request.POST.get("key")), by=request.person) or ""


def attempt(request: PageRequest, do: Callable[[], object], *, form: str = "", about: str = "") -> Retry | None:
    """Do something, and return what was refused with what was typed; None when it was done."""
    try:
        do()
    except Refused as refusal:
        return Retry(str(refusal), about, form, request.POST)
    return None


def perform(
    request: PageRequest,
    look: Look,
    do: Callable[[], object],
    *,
    page: Callable[[PageRequest, Look, Retry], HttpResponse],
    to: str,
    said: str,
    form: str,
    about: str = "",
    anchor: str = "",
) -> HttpResponse:
    """Do what a form asks and go on to the tab `to`; what is refused draws `page` again, with what was typed."""
    refused = attempt(request, do, form=form, about=about)
    if refused:
        return page(request, look, refused)
    answer = back(request, look.tender.number, to, said, anchor=anchor)
    # What was done can take the tab away: then the request itself is where one goes on.
    now = look_at(look.tender.number, viewer=request.person, at=request.at)
    return answer if to in {each.name for each in frame_of(now).tabs} else redirect("hiring:request", now.tender.number)


def back(request: PageRequest, number: str, tab: str, said: str, *, anchor: str = "") -> HttpResponse:
    """Say what was done, and go back to the page."""
    messages.success(request, said)
    return redirect(reverse(tab, args=[number]) + (f"#{anchor}" if anchor else ""))


def to_interests(request: PageRequest, look: Look) -> HttpResponse | None:
    """Lead a client, or who signs, to where relations are declared, while not all who were put forward are in it."""
    asked = asked_of(look.dossier, look.viewer.pk)
    is_asked = look.has(Seat.CLIENT) and look.stage in {Stage.CHOICE, Stage.ADVICE}
    is_asked = is_asked or (look.has(Seat.MANDATE) and look.stage == Stage.DECISION)
    if not is_asked or not asked or has_declared(look.dossier, look.viewer.pk, asked):
        return None
    messages.warning(request, "Verklaar eerst of je een relatie hebt met een van de kandidaten")
    return redirect("assessing:interests", look.tender.number)


def shown(label: str) -> str:
    """
    Return a label as people read it.

    >>> shown("K3")
    'K-03'
    """
    return f"K-{int(label[1:]):02d}" if label[:1] == "K" and label[1:].isdecimal() else label


def in_order(labels: Iterable[str]) -> list[str]:
    """Return labels by their number: an order that tells nothing about points."""
    return sorted(labels, key=natural)
