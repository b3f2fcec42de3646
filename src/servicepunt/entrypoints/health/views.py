"""Is it alive, is it ready: for proxies, monitors and systemd."""

from functools import lru_cache

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from servicepunt.adapters.queue.overview import WORKER_SILENT, last_sign_of_life
from servicepunt.adapters.storage.django import store
from servicepunt.foundation.clock import now
from servicepunt.foundation.files import StorageFull

_FINE = "goed"


class _Behind(Exception):
    """The tables are not those of this version; raised so that only the good answer is remembered."""


@login_not_required
@never_cache
@require_safe
def alive(request: HttpRequest) -> JsonResponse:
    """Say that this process answers."""
    return JsonResponse({"toestand": "leeft"})


@login_not_required
@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """
    Say whether everything this process needs is there; 503 with what is missing when not.

    The age of the worker's last sign of life is told and does not count: pages work without one.
    """
    parts: dict[str, object] = {"database": _database(), "ruimte": _room()}
    is_ready = all(state == _FINE for state in parts.values())
    if parts["database"] == _FINE:
        parts |= _worker()
    answer = {"toestand": "klaar" if is_ready else "niet klaar", "delen": parts}
    return JsonResponse(answer, status=200 if is_ready else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        _check_migrations()
    except DatabaseError:
        return "onbereikbaar"
    except _Behind:
        return "migraties ontbreken"
    return _FINE


@lru_cache(maxsize=1)
def _check_migrations() -> None:
    # Reads every migration from disk: once it is fine it stays fine for this process.
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise _Behind


def _room() -> str:
    try:
        store().check_room()
    except StorageFull:
        return "te weinig schijfruimte"
    except OSError:
        return "map met bestanden onbereikbaar"
    return _FINE


def _worker() -> dict[str, object]:
    seen = last_sign_of_life()
    if seen is None:
        return {"werker": "nooit gezien"}
    age = now() - seen
    return {"werker": _FINE if age < WORKER_SILENT else "zwijgt", "werker_seconden": round(age.total_seconds())}
