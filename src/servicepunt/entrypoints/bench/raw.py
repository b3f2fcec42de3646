"""
The floor under every ratio: one fixed query into JSON, without a framework.

What the budgets are multiples of: on PostgreSQL granian's own protocol, asyncpg and msgspec. SQLite needs no waiting,
so it goes by WSGI.
"""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from django.conf import settings

_QUERY = """
    SELECT t.id, t.number, t.title, t.status, t.priority, t.due_at, p.name, g.name
    FROM tickets_ticket t JOIN people_person p ON p.id = t.requester_id JOIN people_team g ON g.id = t.team_id
    WHERE t.status IN ('new', 'open', 'waiting') ORDER BY t.due_at, t.id LIMIT 50
"""
_own = threading.local()
_encode = msgspec.json.Encoder().encode
_TYPE = "application/json"


def on_sqlite(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer fifty open tickets, whatever is asked (WSGI)."""
    if not hasattr(_own, "connection"):
        database: dict[str, Any] = settings.DATABASES["default"]
        _own.connection = sqlite3.connect(database["NAME"])
    rows = _own.connection.execute(_QUERY).fetchall()
    start_response("200 OK", [("Content-Type", _TYPE)])
    return [_encode(rows)]


class OnPostgresql:
    """Answers fifty open tickets, whatever is asked (RSGI)."""

    def __init__(self) -> None:
        self._pool: Any = None

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Open the connections of a process before its first visitor."""
        loop.run_until_complete(self._connect())

    async def _connect(self) -> None:
        import asyncpg  # noqa: PLC0415  # only who measures has it

        database: dict[str, Any] = settings.DATABASES["default"]
        self._pool = await asyncpg.create_pool(
            host=database["HOST"] or None,
            port=database["PORT"] or None,
            user=database["USER"],
            password=database["PASSWORD"] or None,
            database=database["NAME"],
            min_size=1,
            max_size=4,
        )

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Answer one request."""
        async with self._pool.acquire() as connection:
            rows = await connection.fetch(_QUERY)
        protocol.response_bytes(200, [("content-type", _TYPE)], _encode([tuple(row) for row in rows]))


on_postgresql = OnPostgresql()
