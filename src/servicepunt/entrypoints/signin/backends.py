"""Signing in with e-mail and password, for people who are active."""

from datetime import datetime
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from servicepunt.domains.people.queries import find_person_to_sign_in, find_visitor
from servicepunt.foundation.clock import now

LONGEST = 1_000
BACKEND = "servicepunt.entrypoints.signin.backends.ActivePeople"


def may_come_in(person: Any, at: datetime) -> bool:
    """Tell whether this person may come in at this moment: is still here, and of a supplier that was not put out."""
    return is_still_here(person, at) and (person.supplier_id is None or person.supplier.is_active)


def is_still_here(person: Any, at: datetime) -> bool:
    """Tell whether this person is active, and not gone yet."""
    return bool(person.is_active and (person.leaves_at is None or person.leaves_at > at))


class ActivePeople(AuthenticationBackend):  # type: ignore[misc]  # allauth is untyped
    """Refuse empty and endless passwords, and people who left."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> Any:
        """Return the person, or None; the same answer for an unknown address and a wrong password."""
        password = credentials.get("password") or ""
        if not password or "\0" in password or len(password) > LONGEST:
            return None
        return super().authenticate(request, **credentials)

    def _authenticate_by_email(self, email: str, password: str) -> Any:
        """Look in our own table only: an address that was somebody's before opens nothing."""
        return self._check_password(find_person_to_sign_in(email), password)

    def user_can_authenticate(self, user: Any) -> bool:
        """Tell whether this person may come in now."""
        return may_come_in(user, now())

    @classmethod
    def _stash_user(cls, user: Any) -> Any:
        """Forget who gave a right password but may not come in: they get the answer of a wrong one."""
        return None

    def get_user(self, user_id: Any) -> Any:
        """Return who a session is of, unless they left since."""
        user = find_visitor(int(user_id))
        # Who is of a supplier that was put out is not found at all: that costs no question of its own.
        return user if user is not None and is_still_here(user, now()) else None
