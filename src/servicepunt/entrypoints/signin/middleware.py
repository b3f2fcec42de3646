"""What happens to a request of somebody who is not signed in."""

from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render, resolve_url

from servicepunt.entrypoints.signin.typed import typed_texts


class SignInRequired(LoginRequiredMiddleware):
    """
    Ask to sign in, and lose nothing that was typed.

    A page leads to signing in; a part of a page (htmx) gets 401 with the address to sign in, so the page can
    ask without leaving; a form that was sent gets its text back on the page that answers.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseBase:  # type: ignore[override]  # the stubs know only the redirect
        """Answer in the way the request asks for."""
        if request.headers.get("HX-Request") == "true":
            address = resolve_url(settings.LOGIN_URL)
            return HttpResponse(status=401, headers={"X-Signin-Url": address, "Cache-Control": "no-store"})
        if request.method == "POST":
            context = {"texts": typed_texts(request.POST)}
            return render(request, "signin/lapsed.html", context, status=401)
        return super().handle_no_permission(request, view_func)
