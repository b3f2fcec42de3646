"""The page to sign in, what people see when a form is too old to be trusted, and whether they are still signed in."""

from typing import Any

from allauth.account.views import LoginView, PasswordChangeView, PasswordSetView
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse_lazy
from django.views.decorators.http import require_safe

from servicepunt.entrypoints.signin.accounts import comes_by_broker_only
from servicepunt.entrypoints.signin.broker import broker
from servicepunt.entrypoints.signin.middleware import refuse_somebody_else
from servicepunt.entrypoints.signin.typed import typed_texts


class SignIn(LoginView):  # type: ignore[misc]  # allauth is untyped
    """Allauth's page to sign in, which knows the broker of suppliers."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the name of the broker, when there is one."""
        found = broker()
        return {**super().get_context_data(**kwargs), "broker": found.name if found else ""}


class PasswordPage(PasswordChangeView):  # type: ignore[misc]  # allauth is untyped
    """Another password, which is told where one came from."""

    success_url = reverse_lazy("people:profile")

    def form_valid(self, form: Any) -> HttpResponse:
        """Change it, and say so."""
        answer: HttpResponse = super().form_valid(form)
        messages.success(self.request, "Je wachtwoord is gewijzigd")
        return answer


class FirstPasswordPage(PasswordSetView):  # type: ignore[misc]  # allauth is untyped
    """A first password; not for who comes by the broker only, and would have a way in without it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the page, or none."""
        if request.user.is_authenticated and comes_by_broker_only(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)  # type: ignore[no-any-return]  # allauth is untyped


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form was open too long, or made for somebody else, and give back what was typed."""
    # Signing in makes every older form stale: who signed in since is what matters then.
    if (refusal := refuse_somebody_else(request)) is not None:
        return refusal
    return render(request, "signin/stale_form.html", {"texts": typed_texts(request.POST)}, status=403)


@require_safe
def still(request: HttpRequest) -> HttpResponse:
    """Tell who is signed in, in a header; anybody else is led to signing in, as by every page."""
    return HttpResponse(status=204, headers={"X-Signed-In": str(request.user.pk), "Cache-Control": "no-store"})
