"""What happens to a request of somebody who is not signed in, or of another than its page was made for."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.middleware import AuthenticationMiddleware, LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render, resolve_url
from django.utils.functional import SimpleLazyObject

from servicepunt.design.environment import MADE_FOR
from servicepunt.entrypoints.signin.typed import typed_texts


class Visitors(AuthenticationMiddleware):
    """Name who asks, as Django does, without asking the database again for who came with the session."""

    def process_request(self, request: HttpRequest) -> None:
        """Let `request.user` be who signed in."""
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _visitor(request))  # type: ignore[assignment]  # as Django itself


def _visitor(request: Any) -> Any:
    return request.session.visitor or get_user(request)


class SignInRequired(LoginRequiredMiddleware):
    """
    Ask to sign in, lose nothing that was typed, and let nobody send what another typed.

    A page leads to signing in; a part of a page (htmx) gets 401 with the address to sign in, so the page can
    ask without leaving; a form that was sent gets its text back on the page that answers. The same holds when
    somebody else signed in since the page was made: what Fatima typed is never sent as Willemien.
    """

    def process_view(
        self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        """Refuse what a page asks that was made for somebody else."""
        if (refusal := refuse_somebody_else(request)) is not None:
            return refusal
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseBase:  # type: ignore[override]  # the stubs know only the redirect
        """Answer in the way the request asks for."""
        if request.headers.get("HX-Request") == "true":
            return _ask_to_sign_in()
        if request.method == "POST":
            context = {"texts": typed_texts(request.POST)}
            return render(request, "signin/lapsed.html", context, status=401)
        return super().handle_no_permission(request, view_func)


def _marks(request: HttpRequest) -> set[str]:
    given = [request.META.get("HTTP_X_MADE_FOR", "")]
    if request.method == "POST":
        given += request.POST.getlist(MADE_FOR)
    return {mark for mark in given if mark}


def refuse_somebody_else(request: HttpRequest) -> HttpResponse | None:
    """Return the refusal of what a page asks that was made for another than who is signed in, or None."""
    marks = _marks(request)
    if not marks or not request.user.is_authenticated or marks == {str(request.user.pk)}:
        return None
    if request.headers.get("HX-Request") == "true":
        return _ask_to_sign_in({"X-Somebody-Else": "1"})
    return render(request, "signin/somebody_else.html", {"texts": typed_texts(request.POST)}, status=403)


def _ask_to_sign_in(also: dict[str, str] | None = None) -> HttpResponse:
    address = resolve_url(settings.LOGIN_URL)
    return HttpResponse(status=401, headers={"X-Signin-Url": address, "Cache-Control": "no-store"} | (also or {}))
