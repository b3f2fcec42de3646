"""The pages about people and teams: lists, editing, reading in from CSV, and one's own profile."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from servicepunt.design.access import only
from servicepunt.design.export import csv_answer
from servicepunt.design.page import PageRequest
from servicepunt.domains.people import actions
from servicepunt.domains.people.forms import EditPerson, EditTeam, Profile, Upload
from servicepunt.domains.people.models import Department
from servicepunt.domains.people.queries import (
    agents,
    get_import,
    get_person,
    get_team,
    members,
    search_people,
    teams,
)
from servicepunt.domains.people.rules import Permission, Role

PAGE = 50
_HEADER = ("personeelsnummer", "naam", "e-mailadres", "telefoon", "afdeling", "functie", "werkplek", "rol")


@require_GET
@only(Permission.MANAGE_PEOPLE)
def people(request: PageRequest) -> HttpResponse:
    """Show people, found by what is typed, by name."""
    typed = request.GET.get("q", "")
    found = search_people(typed).select_related("department").order_by("name", "id")
    if role := request.GET.get("rol", ""):
        found = found.filter(role=role)
    after_name, _, after_id = request.GET.get("na", "").rpartition("|")
    if after_id.isdecimal():
        found = found.filter(name__gte=after_name).exclude(name=after_name, pk__lte=int(after_id))
    shown = list(found[: PAGE + 1])
    last = shown[PAGE - 1] if len(shown) > PAGE else None
    context = {
        "people": shown[:PAGE],
        "next": f"{last.name}|{last.pk}" if last else "",
        "typed": typed,
        "role": role,
        "roles": Role.choices(),
    }
    return render(request, "people/people.html", context)


@require_GET
@only(Permission.MANAGE_PEOPLE)
def export(request: PageRequest) -> HttpResponseBase:
    """Download the people as CSV, in the form that can be read in."""
    found = search_people(request.GET.get("q", "")).select_related("department").prefetch_related("phones")
    rows = (
        (
            person.key,
            person.name,
            person.email,
            ", ".join(phone.shown for phone in person.phones.all()),
            person.department.name if person.department else "",
            person.job_title,
            person.location,
            Role(person.role).label,
        )
        for person in found.order_by("name", "id").iterator(chunk_size=500)
    )
    return csv_answer("personen.csv", _HEADER, rows)


@require_http_methods(["GET", "POST"])
@only(Permission.MANAGE_PEOPLE)
def person(request: PageRequest, pk: int) -> HttpResponseBase:
    """Show and change one person."""
    found = get_person(pk, viewer=request.person)
    shown = {name: getattr(found, name) for name in ("name", "email", "role", "job_title", "location")}
    form = EditPerson(
        request.POST or None, initial=shown | {"seen": found.version, "department": found.department_id}
    )
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        try:
            actions.change_person(
                person=found, seen=typed.pop("seen"), by=request.person, at=request.at, **typed
            )
        except actions.StalePerson:
            form.add_error(
                None, "Iemand anders wijzigde deze persoon net. Ververs de pagina en probeer opnieuw."
            )
        except actions.AddressTaken:
            form.add_error("email", "Dit e-mailadres is van iemand anders.")
        else:
            messages.success(request, f"{found.name} bewaard")
            return redirect("people:person", pk)
    context = {"form": form, "person": found, "departments": _departments(), "roles": Role.choices()}
    return render(request, "people/person.html", context, status=422 if form.errors else 200)


def _departments() -> list[tuple[int, str]]:
    return list(Department.objects.order_by("name").values_list("pk", "name"))


@require_POST
@only(Permission.MANAGE_PEOPLE)
def leave(request: PageRequest, pk: int) -> HttpResponseBase:
    """Take every right of a person away at once."""
    found = get_person(pk, viewer=request.person)
    if found.pk == request.person.pk:
        messages.error(request, "Je kunt jezelf niet uit dienst melden. Vraag een andere beheerder.")
        return redirect("people:person", pk)
    actions.say_goodbye(person=found, by=request.person, at=request.at)
    messages.success(request, f"{found.name} kan niet meer inloggen")
    return redirect("people:people")


@require_GET
@only(Permission.MANAGE_PEOPLE)
def team_list(request: PageRequest) -> HttpResponse:
    """Show the teams with their members."""
    shown = [(team, list(members(team))) for team in teams()]
    return render(request, "people/teams.html", {"teams": shown})


@require_http_methods(["GET", "POST"])
@only(Permission.MANAGE_PEOPLE)
def team(request: PageRequest, pk: int | None = None) -> HttpResponseBase:
    """Make or change a team."""
    found = get_team(pk) if pk else None
    initial = (
        {"name": found.name, "line": found.line, "members": [p.pk for p in members(found)]} if found else {}
    )
    form = EditTeam(request.POST or None, initial=initial, team=found)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        saved = actions.save_team(
            team=found,
            name=typed["name"],
            line=typed["line"],
            members=list(typed["members"]),
            by=request.person,
            at=request.at,
        )
        messages.success(request, f"Groep {saved.name} bewaard")
        return redirect("people:teams")
    chosen = form["members"].value() or []
    context = {
        "form": form,
        "team": found,
        "choices": [(p.pk, p.name) for p in agents()],
        "chosen": [int(value) for value in chosen],
    }
    return render(request, "people/team.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@only(Permission.MANAGE_PEOPLE)
def upload(request: PageRequest) -> HttpResponseBase:
    """Take a CSV file and show what it would change."""
    form = Upload(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        kept = actions.keep_import(
            kind=form.cleaned_data["kind"],
            file_name=form.cleaned_data["file"].name,
            content=form.cleaned_data["file"].read(),
            by=request.person,
            at=request.at,
        )
        return redirect("people:preview", kept.pk)
    context: dict[str, Any] = {"form": form, "header": ";".join(_HEADER)}
    return render(request, "people/upload.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@only(Permission.MANAGE_PEOPLE)
def preview(request: PageRequest, pk: int) -> HttpResponseBase:
    """Show what a file would change, and apply it whole or not at all."""
    kept = get_import(pk, viewer=request.person)
    plan = actions.plan_import(kept)
    if request.method == "POST" and not plan.errors and kept.applied_at is None:
        done = actions.apply_import(kept=kept, by=request.person, at=request.at)
        messages.success(request, f"Ingelezen: {done.added} nieuw, {done.changed} gewijzigd")
        return redirect("people:people" if kept.kind == "people" else "people:teams")
    return render(request, "people/preview.html", {"kept": kept, "plan": plan, "most": plan.errors[:100]})


@require_http_methods(["GET", "POST"])
def profile(request: PageRequest) -> HttpResponseBase:
    """Show and change how one wants the pages."""
    person = request.person
    if request.method == "POST":
        form = Profile(request.POST)
        if form.is_valid():
            actions.save_profile(person=person, **form.cleaned_data)
            messages.success(request, "Je voorkeuren zijn bewaard")
        return redirect("people:profile")
    return render(request, "people/profile.html", {"person": person, "is_desk": person.may(Permission.WORK)})
