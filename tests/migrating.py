"""A database as it was before a migration, for tests of what a migration does to data that was there."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor


@contextmanager
def before(app: str, last: str) -> Iterator[Any]:
    """Go back to the migration `last` of an app, give its models of then, and always come back to the newest of all."""
    executor = MigrationExecutor(connection)
    newest = executor.loader.graph.leaf_nodes()
    try:
        yield executor.migrate([(app, last)]).apps
    finally:
        executor.loader.build_graph()
        executor.migrate(newest)
