"""Copying the database while others write to it, and putting a copy back."""

import os
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from django.db import connection, transaction

SQLITE, POSTGRESQL = "sqlite", "postgresql"
# Every new database has rows in these: they are no data of anybody.
_FURNITURE = ("django_migrations", "django_content_type", "auth_permission", "queue_worker", "queue_duetime")


class DatabaseTrouble(Exception):
    """The database could not be copied or put back; the words say why."""


def dump(target: Path) -> dict[str, int]:
    """
    Copy the database to a file, as it is at one moment, and return the number of rows of each table in it.

    :raises DatabaseTrouble: if the copy is not whole.
    """
    if connection.vendor == SQLITE:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(target)])
        return check_sqlite(target)
    return _dump_postgresql(target)


def check_sqlite(file: Path) -> dict[str, int]:
    """
    Return the number of rows of each table in a copy.

    :raises DatabaseTrouble: if SQLite finds it damaged.
    """
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as copy:
        try:
            verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
            if verdict != "ok":
                raise DatabaseTrouble(f"De kopie van de database is beschadigd: {verdict}")
            names = [row[0] for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {name: copy.execute(_count(name)).fetchone()[0] for name in _kept(names)}
        except sqlite3.DatabaseError as error:
            raise DatabaseTrouble(f"De kopie van de database is beschadigd: {error}") from error


def _dump_postgresql(target: Path) -> dict[str, int]:
    with transaction.atomic(), connection.cursor() as cursor:
        # The copy and the counts look at the same moment; a large copy may take longer than a page may.
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        counts = {}
        for name in _kept(connection.introspection.table_names(cursor)):
            cursor.execute(_count(name))
            counts[name] = cursor.fetchone()[0]
        _run(["pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"], target)
    return counts


def _run(command: Sequence[str], file: Path) -> None:
    settings = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    # In the environment and not in the command: other users of the machine can read commands.
    known = {name: str(settings[key]) for name, key in names.items() if settings.get(key)}
    options = {f"PG{key.upper()}": str(value) for key, value in settings["OPTIONS"].items() if key.startswith("ssl")}
    flag = f"--file={file}" if command[0] == "pg_dump" else str(file)
    wanted = [*command, flag] if command[0] == "pg_dump" else [*command, f"--dbname={settings['NAME']}", flag]
    try:
        subprocess.run(wanted, env=os.environ | known | options, check=True, capture_output=True, text=True)
    except FileNotFoundError:
        raise DatabaseTrouble(f"{command[0]} staat niet op deze machine; installeer postgresql-client.") from None
    except subprocess.CalledProcessError as error:
        raise DatabaseTrouble(f"{command[0]}: {error.stderr.strip()[-500:]}") from error


def counts() -> dict[str, int]:
    """Return the number of rows of each table of the database in use."""
    with connection.cursor() as cursor:
        found = {}
        for name in _kept(connection.introspection.table_names(cursor)):
            cursor.execute(_count(name))
            found[name] = cursor.fetchone()[0]
        return found


def is_empty() -> bool:
    """Tell whether the database in use holds nothing that anybody would miss."""
    return not any(rows for name, rows in counts().items() if name not in _FURNITURE)


def restore(source: Path) -> None:
    """
    Replace what the database holds by a copy, whole or not at all.

    :raises DatabaseTrouble: if it failed; the database is then as it was.
    """
    if connection.vendor == POSTGRESQL:
        connection.close()
        whole = ["--clean", "--if-exists", "--single-transaction", "--exit-on-error"]
        _run(["pg_restore", "--no-owner", "--no-privileges", *whole], source)
        return
    connection.ensure_connection()
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as copy:
        try:
            # Page by page inside one transaction of SQLite: a crash leaves what was there.
            copy.backup(connection.connection)
        except sqlite3.Error as error:
            raise DatabaseTrouble(f"Terugzetten lukte niet: {error}") from error
    connection.close()


def _kept(names: Sequence[str]) -> list[str]:
    return sorted(name for name in names if not name.startswith("sqlite_"))


def _count(name: str) -> str:
    return f"SELECT count(*) FROM {connection.ops.quote_name(name)}"  # noqa: S608  # a name out of the catalog
