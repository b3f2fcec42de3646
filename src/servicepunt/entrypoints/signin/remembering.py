"""What signing in remembers for a while, in the database: who tried how often."""

from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connection

from servicepunt.foundation.clock import now

# More than a lock is: what has no room for that has none for this.
_LARGER = "x" * 300


class Remembered(DatabaseCache):
    """
    Django's cache in the database, that says so when the database can keep nothing.

    Django's own takes that for "was there already", and so for too many attempts.
    """

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """
        Keep a value under a key that has none, and return whether it had none.

        :raises DatabaseError: if nothing can be kept.
        """
        added = bool(super().add(key, value, timeout, version))
        if not added:
            self._try()
        return added

    def _try(self) -> None:
        name = connection.ops.quote_name(self._table)  # type: ignore[attr-defined]  # the stubs leave it out
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {name} (cache_key, value, expires) VALUES (%s, %s, %s) "  # noqa: S608  # our own table
                "ON CONFLICT (cache_key) DO UPDATE SET expires = excluded.expires",
                ["room", _LARGER, connection.ops.adapt_datetimefield_value(now().replace(microsecond=0))],
            )
