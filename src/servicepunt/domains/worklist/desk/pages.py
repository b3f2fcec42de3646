"""The worklist: filter, sort, page, select, change many, undo, export."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect

from servicepunt.design.access import only
from servicepunt.design.export import csv_answer
from servicepunt.design.page import PageRequest
from servicepunt.design.words import plural
from servicepunt.domains.agreements.queries import InForce
from servicepunt.domains.agreements.rules.priority import Impact, Priority, Urgency
from servicepunt.domains.people.rules import Permission
from servicepunt.domains.tickets.actions import StepNotAllowed
from servicepunt.domains.tickets.rules.status import STATUS_FILTERS, shown_status
from servicepunt.domains.tickets.rules.words import CATEGORIES, Channel, Kind
from servicepunt.domains.worklist import queries as listing
from servicepunt.domains.worklist.actions import (
    BulkResult,
    Chosen,
    assign_many,
    drop_view,
    prioritize_many,
    save_view,
    undo,
)
from servicepunt.domains.worklist.desk.rows import Rows
from servicepunt.domains.worklist.forms import Bulk
from servicepunt.domains.worklist.rules.turns import turns

HEADER = (
    "Nummer", "Onderwerp", "Soort", "Kanaal", "Status", "Prioriteit", "Categorie", "Aanmelder", "Afdeling",
    "Groep", "Behandelaar", "Streeftijd", "Eerste contact",
)  # fmt: skip
_LISTS = {
    "impacts": tuple((item.value, item.label) for item in Impact),
    "urgencies": tuple((item.value, item.label) for item in Urgency),
    "sorts": tuple(listing.SORT_WORDS.items()),
    "statuses": tuple(STATUS_FILTERS.items()),
    "priorities_list": tuple((item.value, item.label) for item in Priority),
    "kinds_list": tuple((item.value, item.label) for item in Kind),
    "channels_list": tuple((item.value, item.label) for item in Channel),
    "categories_list": tuple((name, name) for name in CATEGORIES),
}


@require_GET
@only(Permission.WORK)
def worklist(request: PageRequest) -> HttpResponseBase:
    """Show a page of the worklist; an exact number leads to its ticket."""
    filters = listing.Filters.read(request.GET.dict())
    page = listing.worklist(filters, viewer=request.person, at=request.at)
    if page.by_number:
        url = reverse("tickets:ticket", args=[page.rows[0]["number"].replace(" ", "-")])
        return HttpResponseClientRedirect(url) if request.htmx else redirect(url)
    chosen = listing.choices(request.person)
    return render(request, "worklist/worklist.html", _table(page, chosen.agreed, request) | _choices(chosen))


def _table(page: listing.Page, agreed: InForce, request: PageRequest) -> dict[str, Any]:
    filters, shown = page.filters, Rows(agreed, request.at)
    groups = turns(page.rows, request.at) if filters.is_in_turn else [("", page.rows)]
    return {
        "moment": request.at,
        "page": page,
        "total_words": _how_many(page),
        "groups": [(heading, [shown.row_of(row) for row in rows]) for heading, rows in groups if rows],
        "filters": filters,
        "view_label": listing.VIEWS[filters.view][0],
        "next_url": f"?{urlencode(filters.query(cursor=page.next_cursor))}" if page.next_cursor else "",
        "first_url": f"?{urlencode(filters.query())}" if filters.cursor else "",
        "clear_url": f"?{urlencode({'view': filters.view})}",
        "everywhere_url": f"?{urlencode({'view': 'all', 'q': filters.q})}" if filters.view != "all" else "",
        "literally_url": f"?{urlencode(filters.query(q=listing.quoted(filters.q)))}" if page.askers else "",
        "sort_urls": {name: f"?{urlencode(filters.query(sort=name))}" for name in listing.SORTS},
        "query": urlencode(filters.query()),
        "ticket_base": f"{reverse('worklist:worklist')}melding/",
    }


def _how_many(page: listing.Page) -> str:
    if page.total < page.most:
        return plural(page.total, "melding", "meldingen")
    return f"meer dan {page.most:,} meldingen".replace(",", ".")


def _choices(chosen: listing.Choices) -> dict[str, Any]:
    return {
        "own_views": [(view, urlencode(view.filters)) for view in chosen.views],
        "bulk_teams": chosen.staff.teams,
        "bulk_agents": chosen.staff.agents,
        "teams_list": chosen.staff.teams + chosen.staff.stopped,
        "agents_list": (("none", "Niemand"), *chosen.staff.agents),
    } | _LISTS


@require_GET
@only(Permission.WORK)
def news(request: PageRequest) -> HttpResponse:
    """Say how many tickets came into this list, or changed in it, since it was shown."""
    filters = listing.Filters.read(request.GET.dict())
    since = _moment(request.GET.get("since", "")) or request.at
    fresh, changed = listing.news_since(since, filters, viewer=request.person, at=request.at)
    if not fresh and not changed:
        return HttpResponse()
    context = {"fresh": fresh, "changed": changed, "query": urlencode(filters.query()), "since": since}
    return render(request, "worklist/_news.html", context)


def _moment(typed: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(typed)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


@require_POST
@only(Permission.WORK)
def bulk(request: PageRequest) -> HttpResponseBase:
    """Change the selected tickets, and offer to undo it."""
    form = Bulk(request.POST)
    found = listing.by_numbers(request.POST.getlist("number"), viewer=request.person)
    seen = _seen(request.POST.getlist("seen"))
    chosen = [(ticket, seen.get(ticket.number)) for ticket in found]
    if not chosen:
        messages.error(request, "Kies eerst een of meer meldingen.")
    elif not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    else:
        _say(request, _change(request, form.cleaned_data, chosen))
    return _back(request)


# More than any version has; endless ones are not read.
_DIGITS = 12


def _seen(rows: Sequence[str]) -> dict[str, int]:
    """Return the version of each ticket that the list showed: a row says its number and its version."""
    parts = (row.rpartition(" ") for row in rows)
    return {number: int(version) for number, _, version in parts if version.isdecimal() and len(version) < _DIGITS}


class Said(NamedTuple):
    """What a change is called: for one ticket and for more, where it changed and where it was like that already."""

    done: tuple[str, str]
    same: tuple[str, str]


_PRIORITY = Said(
    ("kreeg een andere prioriteit", "kregen een andere prioriteit"),
    ("had deze prioriteit al", "hadden deze prioriteit al"),
)


def _change(request: PageRequest, wanted: dict[str, Any], chosen: Sequence[Chosen]) -> tuple[Said, BulkResult]:
    by_at = {"tickets": chosen, "by": request.person, "at": request.at}
    if wanted["action"] == "priority":
        how = {"impact": wanted["impact"], "urgency": wanted["urgency"]}
        return _PRIORITY, prioritize_many(said="een andere prioriteit", **how, **by_at)
    agent = request.person if wanted["action"] == "mine" else wanted["agent"]
    name = (agent or wanted["team"]).name
    said = f"toegewezen aan {name}"
    same = (f"was al van {name}", f"waren al van {name}") if agent else (f"lag al bij {name}", f"lagen al bij {name}")
    return Said((said, said), same), assign_many(team=wanted["team"], agent=agent, said=said, **by_at)


def _say(request: PageRequest, outcome: tuple[Said, BulkResult]) -> None:
    said, result = outcome
    here = urlencode({"query": request.POST.get("query", "")})
    undo_url = f"{reverse('worklist:undo', args=[result.undo])}?{here}" if result.undo else ""
    if result.changed:
        words = f"{plural(result.changed, 'melding', 'meldingen')} {said.done[result.changed > 1]}"
        messages.success(request, words, extra_tags=undo_url)
    if result.same:
        which = result.same[0] if len(result.same) == 1 else f"{len(result.same)} meldingen"
        messages.info(request, f"{which} {said.same[len(result.same) > 1]}")
    for number, reason in result.refused:
        messages.warning(request, f"{number}: {reason}")


@require_POST
@only(Permission.WORK)
def undo_step(request: PageRequest, step: int) -> HttpResponseBase:
    """Undo a change of one's own."""
    try:
        result = undo(step=step, by=request.person, at=request.at)
    except StepNotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        noun = "melding" if result.changed == 1 else "meldingen"
        messages.success(request, f"Ongedaan gemaakt voor {result.changed} {noun}")
        for number, reason in result.refused:
            messages.warning(request, f"{number}: {reason}")
    return _back(request)


@require_POST
@only(Permission.WORK)
def keep_view(request: PageRequest) -> HttpResponseBase:
    """Keep the shown filters under a name."""
    filters = listing.Filters.read(request.POST.dict())
    name = request.POST.get("name", "").strip()
    if name:
        save_view(name=name, filters=filters.query(), by=request.person)
        messages.success(request, f"Weergave bewaard: {name}")
    else:
        messages.error(request, "Geef de weergave een naam.")
    return redirect(f"{reverse('worklist:worklist')}?{urlencode(filters.query())}")


@require_POST
@only(Permission.WORK)
def forget_view(request: PageRequest, view: int) -> HttpResponseBase:
    """Forget one of one's own views."""
    drop_view(view=view, by=request.person)
    messages.success(request, "Weergave verwijderd")
    return redirect("worklist:worklist")


@require_GET
@only(Permission.WORK)
def export(request: PageRequest) -> HttpResponseBase:
    """Download the filtered worklist as CSV."""
    filters = listing.Filters.read(request.GET.dict())
    rows = listing.all_rows(filters, viewer=request.person, at=request.at)
    return csv_answer("werkvoorraad.csv", HEADER, (_cells(row) for row in rows))


def _cells(row: dict[str, Any]) -> list[object]:
    state = {name: row[name] for name in ("wait_reason", "has_new_answer", "cycle")}
    return [
        row["number"],
        row["title"],
        Kind(row["kind"]).label,
        Channel(row["channel"]).label,
        shown_status(row["status"], **state)[1],
        Priority(row["priority"]).label,
        row["category"],
        row["requester__name"],
        row["requester__department__name"],
        row["team__name"],
        row["agent__name"],
        row["due_at"],
        row["started_at"],
    ]


def _back(request: PageRequest) -> HttpResponseRedirect:
    query = request.POST.get("query", "") or request.GET.get("query", "")
    return redirect(f"{reverse('worklist:worklist')}?{query}")
