"""Sessions in the database, with who each is of, looked up with one fixed question."""

import json
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.utils.crypto import constant_time_compare

from servicepunt.domains.people.queries import find_session
from servicepunt.entrypoints.signin.backends import BACKEND, is_still_here
from servicepunt.foundation.clock import now


@lru_cache(maxsize=512)
def _checked(store: "type[SessionStore]", _salt: str, kept: str) -> str:
    return json.dumps(super(SessionStore, store()).decode(kept))


class SessionStore(DatabaseSessions):
    """Django's own, in a table that says who each is of; who asks comes along when a session is looked up."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self._found: Any = None

    @classmethod
    def get_model_class(cls) -> Any:
        """Return our own table."""
        return apps.get_model("people", "Session")

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """Return the row to keep."""
        kept: Any = super().create_model_instance(data)
        kept.person_id = data.get(SESSION_KEY)
        return kept

    def get_expiry_date(self, **given: Any) -> Any:
        """Return when the session ends, by our own clock: that is the one it is looked up by."""
        return super().get_expiry_date(**{"modification": now()} | given)

    def load(self) -> Any:
        """Return what the session holds; without one, a new session that is empty."""
        found = find_session(self.session_key or "", at=now())
        if found is None:
            self._session_key = None
            return {}
        self._found = found.person
        return self.decode(found.session_data)

    def decode(self, session_data: Any) -> Any:
        """Return what a session holds; what is signed is checked once for the same text."""
        return json.loads(_checked(type(self), self.key_salt, session_data))

    @property
    def visitor(self) -> Any:
        """Who signed in, when nothing about it calls for a closer look (Django's `get_user`); else None."""
        kept, person = (self.get(SESSION_KEY), self.get(BACKEND_SESSION_KEY)), self._found
        if person is None or kept != (str(person.pk), BACKEND) or not is_still_here(person, now()):
            return None
        is_same = constant_time_compare(self.get(HASH_SESSION_KEY, ""), person.get_session_auth_hash())
        return person if is_same else None
