"""The database backend that Django loads: it asks less of the server and reads moments at once."""

import select
from datetime import UTC
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg.abc import AdaptContext, Buffer
from psycopg.adapt import Loader


class DatabaseWrapper(base.DatabaseWrapper):
    """
    Django's PostgreSQL, that asks before a request whether its connection still works only when it has reason to.

    A server that stops, restarts or throws somebody out says so on the line: an idle connection that is silent is one
    that works, and nothing needs to be asked.
    """

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect, and let moments be read without Django's step for each of them."""
        made = super().get_new_connection(conn_params)
        if self.timezone == UTC:
            made.adapters.register_loader("timestamptz", MomentLoader)
        return made

    def is_usable(self) -> bool:
        """Tell whether the connection works."""
        if self.connection is None or self.connection.closed:
            return False
        return not _has_something_to_say(self.connection.fileno()) or super().is_usable()


class MomentLoader(Loader):
    """
    Moments as psycopg reads them, in C where it can: the server tells them in UTC, so they have Django's zone already.

    A list of tickets has three for each row.
    """

    timezone = UTC  # Django asks

    def __init__(self, oid: int, context: AdaptContext | None = None) -> None:
        super().__init__(oid, context)
        reader = psycopg.adapters.get_loader(oid, self.format)
        assert reader is not None
        self.load = reader(oid, context).load  # type: ignore[method-assign]  # without a call in between

    def load(self, data: Buffer) -> Any:  # noqa: D102  # replaced above
        raise NotImplementedError


def _has_something_to_say(line: int) -> bool:
    waiting = select.poll()
    waiting.register(line, select.POLLIN)
    return bool(waiting.poll(0))
