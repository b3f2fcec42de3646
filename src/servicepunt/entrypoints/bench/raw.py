"""The floor under every ratio: one fixed query into JSON, without a framework."""

import sqlite3
import threading
from collections.abc import Callable, Iterable
from typing import Any

import msgspec
import psycopg
from django.conf import settings

_QUERY = """
    SELECT t.id, t.number, t.title, t.status, t.priority, t.due_at, p.name, g.name
    FROM tickets_ticket t JOIN people_person p ON p.id = t.requester_id JOIN people_team g ON g.id = t.team_id
    WHERE t.status IN ('new', 'open', 'waiting') ORDER BY t.due_at, t.id LIMIT 50
"""
_own = threading.local()
_encode = msgspec.json.Encoder().encode
_HEADERS = [("Content-Type", "application/json")]


def _connect() -> Any:
    database: dict[str, Any] = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        return sqlite3.connect(database["NAME"])
    return psycopg.connect(
        host=database["HOST"],
        port=database["PORT"] or None,
        user=database["USER"],
        password=database["PASSWORD"] or None,
        dbname=database["NAME"],
        autocommit=True,
        prepare_threshold=0,
    )


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer fifty open tickets, whatever is asked."""
    if not hasattr(_own, "connection"):
        _own.connection = _connect()
    rows = _own.connection.execute(_QUERY).fetchall()
    start_response("200 OK", _HEADERS)
    return [_encode(rows)]
