"""The pages about people and teams: lists, editing, reading in from CSV, and one's own profile."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from servicepunt.design.access import only
from servicepunt.design.export import csv_answer
from servicepunt.design.page import PageRequest
from servicepunt.domains.people import actions
from servicepunt.domains.people.forms import EditPerson, EditSupplier, EditTeam, NewSupplier, Profile, Upload
from servicepunt.domains.people.queries import (
    STATES,
    Asked,
    PersonNotFound,
    agents,
    bounced_addresses,
    departments,
    get_import,
    get_person,
    get_supplier,
    get_team,
    list_people,
    members,
    names_of,
    phones_of,
    second_steps_of,
    select_people,
    suppliers,
    teams_of,
    teams_with_members,
)
from servicepunt.domains.people.rules import Permission, Role
from servicepunt.domains.people.rules.plans import Plan, TeamChange, TeamPlan, Value, digest_of
from servicepunt.domains.people.rules.sheets import HEADERS
from servicepunt.foundation.text import ZONE

if TYPE_CHECKING:
    from servicepunt.domains.people.models import Person, Team

MOST_CHANGES = 100
_BLOCKED = {
    "already": "Dit bestand is al ingelezen.",
    "errors": "Er zitten nu fouten in het bestand. Er is niets ingelezen.",
    "meanwhile": "Iemand wijzigde net een persoon. Er is niets ingelezen. Kijk nog eens en lees opnieuw in.",
}
_FIELDS = {
    "name": "naam", "email": "e-mailadres", "addresses": "e-mailadressen", "phones": "telefoon",
    "key": "personeelsnummer", "role": "rol", "department": "afdeling", "job_title": "functie",
    "location": "werkplek", "leaves_at": "uit dienst", "bounced": "mail komt niet aan",
}  # fmt: skip


def _asked(request: PageRequest) -> dict[str, str]:
    names = {"text": "q", "role": "rol", "state": "toestand"}
    return {name: request.GET.get(parameter, "") for name, parameter in names.items()}


@require_GET
@only(Permission.MANAGE_PEOPLE)
def people(request: PageRequest) -> HttpResponse:
    """Show people, found by what is typed, by name."""
    asked = _asked(request)
    page = list_people(Asked(**asked), viewer=request.person, after=request.GET.get("na", ""))
    context = {"page": page, "roles": Role.choices(), "states": STATES, **asked}
    return render(request, "people/people.html", context)


@require_GET
@only(Permission.MANAGE_PEOPLE)
def export(request: PageRequest) -> HttpResponseBase:
    """Download the people of the list as CSV, in the form that can be read in."""
    found = select_people(Asked(**_asked(request)), viewer=request.person).prefetch_related("phones")
    return csv_answer("personen.csv", HEADERS["people"], map(_row, found.iterator(chunk_size=500)))


def _row(person: Person) -> tuple[object, ...]:
    return (
        person.key,
        person.name,
        person.email,
        ", ".join(phone.shown for phone in person.phones.all()),
        person.department.name if person.department else "",
        person.job_title,
        person.location,
        Role(person.role).label,
        f"{person.leaves_at.astimezone(ZONE):%d-%m-%Y}" if person.leaves_at else "",
    )


@require_GET
@only(Permission.MANAGE_PEOPLE)
def template(request: PageRequest, kind: str) -> HttpResponseBase:
    """Download an empty file with the right column names."""
    if kind not in HEADERS:
        raise PersonNotFound(kind)
    return csv_answer(f"{kind}.csv", HEADERS[kind], [])


@require_http_methods(["GET", "POST"])
@only(Permission.MANAGE_PEOPLE)
def new_person(request: PageRequest) -> HttpResponseBase:
    """Make a person known."""
    form = EditPerson(request.POST or None, initial={"role": Role.EMPLOYEE.value})
    if request.method == "POST" and form.is_valid():
        typed = {name: value for name, value in form.cleaned_data.items() if name != "seen"}
        typed |= {name: tuple(typed[name]) for name in ("other_emails", "phones")}
        try:
            made = actions.add_person(by=request.person, at=request.at, how="page", **typed)
        except (actions.AddressTaken, actions.KeyTaken) as error:
            _refuse(form, error)
        else:
            messages.success(request, f"{made.name} toegevoegd")
            return redirect("people:person", made.pk)
    return _person_page(request, form, None)


@require_http_methods(["GET", "POST"])
@only(Permission.WORK)
def person(request: PageRequest, pk: int) -> HttpResponseBase:
    """Show one person to agents, and let administrators change them."""
    found = get_person(pk, viewer=request.person)
    if not request.person.may(Permission.MANAGE_PEOPLE):
        if request.method == "POST":
            raise PersonNotFound(pk)
        context = {"person": found, "reach": _reach(found), "bounced": bounced_addresses(found)}
        return render(request, "people/contact.html", context)
    form = EditPerson(request.POST or None, initial=_shown(found))
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        seen = typed.pop("seen") or 0
        try:
            actions.change_person(person=found, seen=seen, by=request.person, at=request.at, **typed)
        except actions.StalePerson as error:
            return _person_page(request, form, found, stale=[_FIELDS.get(name, name) for name in error.fields])
        except (actions.AddressTaken, actions.KeyTaken, actions.LastAdministrator) as error:
            _refuse(form, error)
        else:
            messages.success(request, f"{typed['name']} bewaard")
            return redirect("people:person", pk)
    return _person_page(request, form, found)


def _shown(found: Person) -> dict[str, object]:
    names = ("name", "email", "key", "role", "job_title", "location")
    reach = _reach(found)
    return {name: getattr(found, name) or "" for name in names} | {
        "department": found.department_id,
        "other_emails": "\n".join(email for email in reach["emails"] if email != found.email),
        "phones": ", ".join(reach["phones"]),
        "leaves_at": f"{found.leaves_at.astimezone(ZONE):%d-%m-%Y}" if found.leaves_at else "",
    }


def _reach(found: Person) -> dict[str, list[str]]:
    return {
        "emails": list(found.addresses.order_by("id").values_list("email", flat=True)),
        "phones": phones_of(found),
    }


def _refuse(form: EditPerson, error: Exception) -> None:
    if isinstance(error, actions.AddressTaken):
        name = "email" if str(error) == form.cleaned_data.get("email", "").lower() else "other_emails"
        form.add_error(name, f"{error} is van iemand anders.")
    elif isinstance(error, actions.KeyTaken):
        form.add_error("key", "Dit personeelsnummer is van iemand anders.")
    else:
        field = str(error) or "role"
        form.add_error(field, "Er moet een functioneel beheerder overblijven. Wijs eerst een ander aan.")


def _person_page(
    request: PageRequest, form: EditPerson, found: Person | None, *, stale: list[str] | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "person": found,
        "departments": list(departments().values_list("pk", "name")),
        "roles": Role.choices(),
        "teams": teams_of(found) if found else [],
        "bounced": bounced_addresses(found) if found else [],
        "has_second_step": second_steps_of(found).exists() if found else False,
        "stale": stale,
        "moment": request.at,
    }
    status = 409 if stale is not None else 422 if form.errors else 200
    return render(request, "people/person.html", context, status=status)


@require_POST
@only(Permission.MANAGE_PEOPLE)
def leave(request: PageRequest, pk: int) -> HttpResponseBase:
    """Take every right of a person away at once."""
    found = get_person(pk, viewer=request.person)
    if found.pk == request.person.pk:
        messages.error(request, "Je kunt jezelf niet uit dienst melden. Vraag een andere beheerder.")
        return redirect("people:person", pk)
    actions.say_goodbye(person=found, by=request.person, at=request.at)
    words = f"{found.name} kan niet meer inloggen. Open meldingen gaan terug naar hun groep."
    messages.success(request, words, extra_tags=reverse("people:come_back", args=[pk]))
    return redirect("people:person", pk)


@require_POST
@only(Permission.MANAGE_PEOPLE)
def come_back(request: PageRequest, pk: int) -> HttpResponseBase:
    """Let a person who left in again."""
    found = get_person(pk, viewer=request.person)
    actions.welcome_back(person=found, by=request.person, at=request.at)
    messages.success(request, f"{found.name} kan weer inloggen")
    return redirect("people:person", pk)


@require_POST
@only(Permission.MANAGE_PEOPLE)
def forget_second_step(request: PageRequest, pk: int) -> HttpResponseBase:
    """Let somebody in with a password alone who lost the second step."""
    found = get_person(pk, viewer=request.person)
    if actions.forget_second_step(person=found, by=request.person, at=request.at):
        messages.success(request, f"{found.name} logt weer in met alleen het wachtwoord en kreeg daar mail over")
    else:
        messages.info(request, f"{found.name} heeft geen tweede stap")
    return redirect("people:person", pk)


@require_POST
@only(Permission.MANAGE_PEOPLE)
def trust(request: PageRequest, pk: int) -> HttpResponseBase:
    """Let automatic mail go again to the addresses of a person where mail did not arrive."""
    found = get_person(pk, viewer=request.person)
    actions.trust_addresses(person=found, by=request.person, at=request.at)
    messages.success(request, f"{found.name} krijgt weer automatische mail")
    return redirect("people:person", pk)


@require_GET
@only(Permission.MANAGE_PEOPLE)
def team_list(request: PageRequest) -> HttpResponse:
    """Show the teams with their members."""
    return render(request, "people/teams.html", {"teams": teams_with_members(viewer=request.person)})


@require_http_methods(["GET", "POST"])
@only(Permission.MANAGE_PEOPLE)
def team(request: PageRequest, pk: int | None = None) -> HttpResponseBase:
    """Make or change a team."""
    found = get_team(pk, viewer=request.person) if pk else None
    form = EditTeam(request.POST or None, initial=_shown_team(found), team=found)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data | {"members": list(form.cleaned_data["members"])}
        # What is not told is not the newest.
        typed["seen"] = (typed["seen"] or 0) if found else None
        try:
            saved = actions.save_team(team=found, by=request.person, at=request.at, **typed)
        except actions.StaleTeam:
            return _team_page(request, form, found, is_stale=True)
        except actions.TeamNameTaken as taken:
            form.add_error("name", f"Er is al een groep met deze naam: {taken}. Kies een andere naam.")
        else:
            messages.success(request, f"Groep {saved.name} bewaard")
            return redirect("people:teams")
    return _team_page(request, form, found)


def _shown_team(found: Team | None) -> dict[str, object]:
    if found is None:
        return {"line": 2, "is_active": True}
    return {
        "name": found.name,
        "line": found.line,
        "is_active": found.is_active,
        "members": list(members(found).values_list("pk", flat=True)),
    }


def _team_page(request: PageRequest, form: EditTeam, found: Team | None, *, is_stale: bool = False) -> HttpResponse:
    chosen = form["members"].value() or []
    context = {
        "form": form,
        "team": found,
        "choices": list(agents().values_list("pk", "name")),
        "chosen": [int(value) for value in chosen if str(value).isdecimal()],
        "is_stale": is_stale,
    }
    status = 409 if is_stale else 422 if form.errors else 200
    return render(request, "people/team.html", context, status=status)


@require_http_methods(["GET", "POST"])
@only(Permission.MANAGE_PEOPLE)
def supplier_list(request: PageRequest) -> HttpResponseBase:
    """Show the suppliers with their number in the trade register, and add one; a name that is known leads there."""
    form = NewSupplier(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = actions.welcome_supplier(name=form.cleaned_data["name"])
        return redirect("people:supplier", made.pk)
    context = {"suppliers": suppliers(), "form": form}
    return render(request, "people/suppliers.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@only(Permission.MANAGE_PEOPLE)
def supplier(request: PageRequest, pk: int) -> HttpResponseBase:
    """Set what lets the people of a supplier come in."""
    found = get_supplier(pk)
    shown = {"kvk": found.kvk or "", "is_active": found.is_active}
    form, is_stale = EditSupplier(request.POST or None, initial=shown), False
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_supplier(supplier=found, by=request.person, at=request.at, **form.cleaned_data)
        except actions.StaleSupplier:
            is_stale, found = True, get_supplier(pk)
        except actions.KvkTaken:
            form.add_error("kvk", "Een andere leverancier heeft dit KvK-nummer al.")
        else:
            messages.success(request, f"{found.name} bewaard")
            return redirect("people:suppliers")
    context = {"form": form, "supplier": found, "seen": actions.shown_supplier(found), "is_stale": is_stale}
    status = 409 if is_stale else 422 if form.errors else 200
    return render(request, "people/supplier.html", context, status=status)


@require_http_methods(["GET", "POST"])
@only(Permission.MANAGE_PEOPLE)
def upload(request: PageRequest) -> HttpResponseBase:
    """Take a CSV file and show what it would change."""
    form = Upload(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        kept = actions.keep_import(
            kind=form.cleaned_data["kind"],
            file_name=file.name,
            content=file.read(),
            by=request.person,
            at=request.at,
        )
        return redirect("people:preview", kept.pk)
    context: dict[str, Any] = {"form": form, "headers": {kind: ", ".join(names) for kind, names in HEADERS.items()}}
    return render(request, "people/upload.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@only(Permission.MANAGE_PEOPLE)
def preview(request: PageRequest, pk: int) -> HttpResponseBase:
    """Show what a file would change, and apply it whole or not at all."""
    kept = get_import(pk, viewer=request.person)
    blocked = ""
    if request.method == "POST":
        try:
            done = actions.apply_import(kept=kept, by=request.person, at=request.at, seen=request.POST.get("seen", ""))
        except actions.ImportBlocked as error:
            blocked = _BLOCKED[str(error)]
            kept.refresh_from_db()
        else:
            messages.success(request, f"Ingelezen: {done.added} nieuw, {done.changed} gewijzigd")
            return redirect("people:people" if kept.kind == "people" else "people:teams")
    context: dict[str, Any] = {"kept": kept, "blocked": blocked, "fields": _FIELDS}
    if kept.applied_at is None:
        context |= _changes(request, actions.plan_import(kept))
    return render(request, "people/preview.html", context, status=409 if blocked else 200)


def _changes(request: PageRequest, plan: Plan | TeamPlan) -> dict[str, Any]:
    """Return a page of what a file would change; for teams with who comes and who goes, by name."""
    asked = request.GET.get("vanaf", "")
    start = int(asked) if asked.isdecimal() and len(asked) < 7 else 0
    shown = plan.changes[start : start + MOST_CHANGES]
    names = names_of({pk for one in shown if isinstance(one, TeamChange) for pk in one.joins | one.leaves})
    following = start + MOST_CHANGES
    return {
        "plan": plan,
        "digest": digest_of(plan),
        "changes": shown,
        "told": _told,
        "named": lambda people: sorted(names[pk] for pk in people),
        "first": start + 1,
        "previous_url": f"?vanaf={max(0, start - MOST_CHANGES)}" if start else "",
        "next_url": f"?vanaf={following}" if following < len(plan.changes) else "",
    }


def _told(name: str, value: Value | None) -> str:
    """Say a value of a row as a reader does."""
    if not value:
        return "leeg"
    if isinstance(value, datetime):
        return f"{value.astimezone(ZONE):%d-%m-%Y}"
    if isinstance(value, tuple):
        return ", ".join(value)
    return Role(value).label if name == "role" else value


@require_http_methods(["GET", "POST"])
def profile(request: PageRequest) -> HttpResponseBase:
    """Show and change how one wants the pages."""
    person = request.person
    form = Profile(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.save_profile(person=person, **form.cleaned_data)
        messages.success(request, "Je voorkeuren zijn bewaard")
        return redirect("people:profile")
    context = {"person": person, "form": form, "is_desk": person.may(Permission.WORK), "teams": teams_of(person)}
    return render(request, "people/profile.html", context, status=422 if form.errors else 200)
