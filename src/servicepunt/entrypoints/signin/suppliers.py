"""The pages of signing in as somebody of a supplier, by a broker of eHerkenning."""

from __future__ import annotations

import logging
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url, perform_login
from allauth.core.ratelimit import consume_or_429
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.crypto import constant_time_compare, salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from servicepunt.domains.mail.actions import queue_system_letter
from servicepunt.domains.people.actions import AddressTaken
from servicepunt.domains.people.queries import find_person_by_address, find_supplier_by_kvk
from servicepunt.domains.people.rules import Permission
from servicepunt.domains.tenders.actions.inviting import join_invitations
from servicepunt.domains.tenders.queries import invitations_of
from servicepunt.entrypoints.signin.accounts import find_person_of, join, make_person
from servicepunt.entrypoints.signin.backends import may_come_in
from servicepunt.entrypoints.signin.broker import Broker, BrokerFailed, Cancelled, StaleTry, broker, finish, start
from servicepunt.entrypoints.signin.claims import NotEnough, Proven, proven
from servicepunt.entrypoints.signin.forms import MailedCode, Newcomer

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from servicepunt.design.page import PageRequest
    from servicepunt.domains.people.models import Person, Supplier

_log = logging.getLogger("servicepunt.signin")
WAITING = "supplier_signin"
PATIENCE = timedelta(minutes=15)
# Forty bits, without letters that look alike: nobody guesses one in a quarter of an hour.
_LETTERS, _CODE_LENGTH = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 8
BY_BROKER = {"by_broker": True}


def _set_broker() -> Broker:
    found = broker()
    if found is None:
        raise Http404
    return found


@login_not_required
@never_cache
@require_POST
def begin(request: HttpRequest) -> HttpResponseBase:
    """
    Send somebody to the broker, by a page of ours.

    A redirect would do, but browsers hold every redirect after a form against `form-action`, also those behind the
    broker; and that says: nothing but ourselves.
    """
    found = _set_broker()
    if (too_often := consume_or_429(request, action="login")) is not None:
        return too_often  # type: ignore[no-any-return]  # allauth is untyped
    try:
        address = start(request, found, next_url=get_next_redirect_url(request))
    except BrokerFailed as failure:
        return _failed(request, found, failure)
    return render(request, "signin/to_broker.html", {"address": address, "broker": found.name})


def _failed(request: HttpRequest, found: Broker, failure: BrokerFailed) -> HttpResponse:
    _log.error("signing in by the broker failed", extra={"reason": str(failure)})
    return render(request, "signin/broker_failed.html", {"broker": found.name}, status=502)


def _refused(request: HttpRequest, found: Broker, words: str, status: int = 403) -> HttpResponse:
    _log.warning("signing in by the broker was refused")
    return render(request, "signin/refused.html", {"words": words, "broker": found.name}, status=status)


@login_not_required
@never_cache
@require_GET
def back(request: PageRequest) -> HttpResponseBase:
    """Let somebody in who comes back from the broker, when that is enough; ask once for what we miss."""
    found = _set_broker()
    try:
        claims, next_url = finish(request, found)
        who = proven(claims, found.wanted)
        supplier = _invited(who.kvk)
    except StaleTry:
        return _refused(request, found, "Deze poging om in te loggen is verlopen of al gebruikt. Begin opnieuw.", 400)
    except Cancelled:
        return _refused(request, found, f"Het inloggen bij {found.name} is niet afgemaakt. Begin opnieuw.", 400)
    except BrokerFailed as failure:
        return _failed(request, found, failure)
    except NotEnough as refusal:
        return _refused(request, found, str(refusal))
    uid = who.uid(found.issuer)
    if (person := find_person_of(uid)) is not None:
        return _let_in(request, found, person, supplier, next_url)
    return _first_time(request, found, who, supplier, next_url)


def _invited(kvk: str) -> Supplier:
    """
    Return the supplier with this number that is invited.

    :raises NotEnough: if there is none; whether we know the organisation is nobody's business.
    """
    supplier = find_supplier_by_kvk(kvk)
    if supplier is not None and invitations_of(supplier).exists():
        return supplier
    contact = f" {settings.CONTACT}." if settings.CONTACT else ""
    raise NotEnough(
        f"Voor KvK-nummer {kvk} staat bij ons geen uitnodiging open. "
        f"Vraag de inhuurdesk van {settings.ORGANIZATION} om je organisatie uit te nodigen.{contact}"
    )


def _let_in(
    request: PageRequest, found: Broker, person: Person, supplier: Supplier, next_url: str | None
) -> HttpResponseBase:
    # Who works here since does not come in by a mandate of somebody else.
    is_ours = person.supplier_id != supplier.pk or person.may(Permission.WORK)
    if is_ours or not may_come_in(person, request.at):
        return _refused(request, found, f"Je toegang is gestopt. Vraag de inhuurdesk van {settings.ORGANIZATION}.")
    join_invitations(person=person, at=request.at)
    record_authentication(request, person, "socialaccount", provider=found.issuer)
    answer: HttpResponseBase = perform_login(
        request, person, email_verification="none", redirect_url=next_url, signal_kwargs=BY_BROKER
    )
    return answer


def _first_time(
    request: PageRequest, found: Broker, who: Proven, supplier: Supplier, next_url: str | None
) -> HttpResponseBase:
    uid = who.uid(found.issuer)
    form = Newcomer({"name": who.name, "email": who.email})
    if who.is_email_proven and form.is_valid() and _is_free(form):
        return _make(request, found, form.cleaned_data | {"uid": uid, "next": next_url}, supplier)
    request.session[WAITING] = {
        "uid": uid, "kvk": who.kvk, "name": who.name, "email": who.email, "next": next_url,
        "at": request.at.isoformat(),
    }  # fmt: skip
    return redirect("supplier_signin_details")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def details(request: PageRequest) -> HttpResponseBase:
    """Ask somebody who is new for name and e-mail, once; who is known already proves that with the password."""
    found, waiting = _set_broker(), _waiting(request)
    if waiting is None:
        return redirect("account_login")
    if request.POST.get("stap") == "koppel":
        request.session[WAITING] = {**waiting, "joins": True}
        return redirect("account_login")
    try:
        supplier = _invited(waiting["kvk"])
    except NotEnough as refusal:
        return _refused(request, found, str(refusal))
    form = Newcomer(request.POST or None, initial=waiting)
    if form.is_bound and form.is_valid() and _is_free(form):
        if (too_often := consume_or_429(request, action="reset_password", key=form.cleaned_data["email"])) is not None:
            return too_often  # type: ignore[no-any-return]  # allauth is untyped
        _mail_code(request, waiting | form.cleaned_data)
        return redirect("supplier_signin_code")
    is_known = _is_colleague(form["email"].value() or "", supplier)
    context = {"form": form, "supplier": supplier, "broker": found.name, "is_known": is_known}
    return render(request, "signin/newcomer.html", context, status=422 if form.errors else 200)


def _is_free(form: Newcomer) -> bool:
    if find_person_by_address(form.cleaned_data["email"]) is None:
        return True
    form.add_error("email", "Dit e-mailadres kun je hier niet gebruiken. Vul een ander in.")
    return False


def _mail_code(request: PageRequest, waiting: dict[str, Any]) -> None:
    """
    Mail a code to the address that was given, so that nobody claims the address of another.

    Whoever is read in later with that address would otherwise be the stranger who claimed it.
    """
    code = "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH))
    request.session[WAITING] = {**waiting, "code": _digest(code), "at": request.at.isoformat()}
    shown = f"{code[: _CODE_LENGTH // 2]}-{code[_CODE_LENGTH // 2 :]}"
    text = render_to_string("signin/code.txt", {"code": shown})
    queue_system_letter(to=waiting["email"], subject="Je code voor Servicepunt", text=text, at=request.at)


def _digest(code: str) -> str:
    return salted_hmac("servicepunt code", code, algorithm="sha256").hexdigest()


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def code(request: PageRequest) -> HttpResponseBase:
    """Let somebody in who is new, and read the code that we mailed."""
    found, waiting = _set_broker(), _waiting(request)
    if waiting is None or "code" not in waiting:
        return redirect("supplier_signin_details")
    form = MailedCode(request.POST or None)
    if form.is_bound and form.is_valid():
        if constant_time_compare(_digest(form.cleaned_data["code"]), waiting["code"]):
            try:
                return _make(request, found, waiting, _invited(waiting["kvk"]))
            except NotEnough as refusal:
                return _refused(request, found, str(refusal))
        form.add_error("code", "Deze code klopt niet. Kijk hem na, of laat een nieuwe mailen.")
    context = {"form": form, "email": waiting["email"]}
    return render(request, "signin/code.html", context, status=422 if form.errors else 200)


def _make(request: PageRequest, found: Broker, who: dict[str, Any], supplier: Supplier) -> HttpResponseBase:
    """Make somebody known and let them in; when the address was taken a moment ago, ask for another."""
    try:
        person = make_person(who["uid"], name=who["name"], email=who["email"], supplier=supplier, at=request.at)
    except AddressTaken:
        return redirect("supplier_signin_details")
    request.session.pop(WAITING, None)
    return _let_in(request, found, person, supplier, who["next"])


def _is_colleague(email: str, supplier: Supplier) -> bool:
    """Tell whether the address is one of the same supplier: only then we say that it is known."""
    known = find_person_by_address(email)
    return known is not None and known.supplier_id == supplier.pk


def _waiting(request: PageRequest) -> dict[str, Any] | None:
    """Return who proved by the broker to act for a supplier, in this browser, and is not let in yet; or None."""
    waiting: dict[str, Any] | None = request.session.get(WAITING)
    if waiting is None or datetime.fromisoformat(waiting["at"]) + PATIENCE < request.at:
        return None
    return waiting


def join_who_waited(request: PageRequest, person: Any) -> None:
    """Join the way in by the broker to who asked for it and now signed in; whoever else waited is forgotten."""
    waiting = _waiting(request)
    request.session.pop(WAITING, None)
    if waiting is None or not waiting.get("joins") or not person.supplier_id:
        return
    supplier = find_supplier_by_kvk(waiting["kvk"])
    if supplier is not None and supplier.pk == person.supplier_id:
        join(waiting["uid"], person)
