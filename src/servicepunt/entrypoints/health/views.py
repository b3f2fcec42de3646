"""Is it alive, is it ready: for proxies, monitors and systemd."""

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse

from servicepunt.adapters.queue.models import Worker
from servicepunt.adapters.storage.disk import StorageFull
from servicepunt.adapters.storage.django import store
from servicepunt.foundation.clock import now

WORKER_SILENT = timedelta(minutes=2)


@login_not_required
def alive(request: HttpRequest) -> JsonResponse:
    """Say that this process answers."""
    return JsonResponse({"toestand": "leeft"})


@login_not_required
def ready(request: HttpRequest) -> JsonResponse:
    """Say whether everything this process needs is there; 503 with what is missing when not."""
    parts = {"database": _database(), "ruimte": _room()}
    if parts["database"] == "goed":
        parts["werker"] = _worker()
    is_ready = all(state == "goed" for name, state in parts.items() if name != "werker")
    answer = {"toestand": "klaar" if is_ready else "niet klaar", "delen": parts}
    return JsonResponse(answer, status=200 if is_ready else 503)


def _database() -> str:
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "onbereikbaar"
    return "migraties ontbreken" if plan else "goed"


def _room() -> str:
    try:
        store().check_room()
    except StorageFull:
        return "te weinig schijfruimte"
    except OSError:
        return "map met bestanden onbereikbaar"
    return "goed"


def _worker() -> str:
    return (
        "goed" if Worker.objects.filter(seen_at__gte=now() - WORKER_SILENT).exists() else "geen werker gezien"
    )
