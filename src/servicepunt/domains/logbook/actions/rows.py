"""Writing whole rows by statements that are written once, and not built again for each change."""

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Field, Model

_MOST_ROWS = 500  # PostgreSQL takes 65,535 values in a statement
# A statement of our own that writes rows, and its values.
Writing = tuple[str, Sequence[Any]]


def insert(rows: Sequence[Model]) -> None:
    """Write new rows of one table, in their order, in one statement for 500; each knows its number afterwards."""
    for start in range(0, len(rows), _MOST_ROWS):
        _insert(rows[start : start + _MOST_ROWS])


def insert_together(*tables: Sequence[Model], also: Writing) -> None:
    """
    Write a few new rows of several tables and what is written besides: in one statement where the database has it.

    The first row of a table may have its number already. Nothing is seen of the others while one is written.
    """
    here = connections[DEFAULT_DB_ALIAS]
    if here.vendor != "postgresql":
        for rows in tables:
            _insert(rows)
        with here.cursor() as cursor:
            cursor.execute(*also)
        return
    shapes = tuple((type(rows[0]), len(rows), rows[0].pk is not None) for rows in tables)
    values = [value for rows in tables for value in _values(rows, here)]
    written = tuple("NULL" if value is None else "''" if value == "" else "%s" for value in values)
    given = [value for value, word in zip(values, written, strict=True) if word == "%s"]
    with here.cursor() as cursor:
        cursor.execute(_together(shapes, written, also[0]), [*given, *also[1]])
        for row, (_, pk) in zip((row for rows in tables for row in rows), cursor.fetchall(), strict=True):
            _numbered(row, pk)


def _insert(rows: Sequence[Model]) -> None:
    # Looked up once: Django's `connection` looks up at each touch which one this thread has.
    here = connections[DEFAULT_DB_ALIAS]
    with here.cursor() as cursor:
        cursor.execute(_insertion(type(rows[0]), len(rows), rows[0].pk is not None), _values(rows, here))
        for row, (pk,) in zip(rows, cursor.fetchall(), strict=True):
            _numbered(row, pk)


def _values(rows: Sequence[Model], here: Any) -> list[Any]:
    fields = _columns(type(rows[0]), has_number=rows[0].pk is not None)
    return [field.get_db_prep_save(field.pre_save(row, add=True), here) for row in rows for field in fields]


def _numbered(row: Model, pk: int) -> None:
    row.pk = pk
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def change(row: Model, fields: Mapping[str, Any]) -> None:
    """Write these fields of a row that is kept, and let it know them."""
    model = type(row)
    here = connections[DEFAULT_DB_ALIAS]
    values = [_given(model._meta.get_field(name), value, here) for name, value in fields.items()]
    with here.cursor() as cursor:
        cursor.execute(_alteration(model, tuple(fields), here.vendor), [*values, row.pk])
    for name, value in fields.items():
        setattr(row, name, value)


def _given(field: Any, value: Any, here: Any) -> Any:
    return field.get_db_prep_save(value.pk if isinstance(value, Model) else value, here)


@cache
def _columns(model: type[Model], *, has_number: bool) -> Sequence["Field[Any, Any]"]:
    """Return the fields whose values we give; the database numbers the rows that have none."""
    return [field for field in model._meta.concrete_fields if has_number or not field.primary_key]


@cache
def _insertion(model: type[Model], rows: int, has_number: bool) -> str:  # noqa: FBT001  # a key of the cache
    names = [_quoted(field) for field in _columns(model, has_number=has_number)]
    row = f"({', '.join(['%s'] * len(names))})"
    into = f"INSERT INTO {model._meta.db_table} ({', '.join(names)})"
    return f"{into} VALUES {', '.join([row] * rows)} RETURNING id"


@lru_cache(maxsize=256)
def _together(shapes: Sequence[tuple[type[Model], int, bool]], values: Sequence[str], also: str) -> str:
    # What is empty is written out: a driver reads a statement with over 50 values again each time.
    left = iter(values)
    parts = [
        f"rows{place} AS ({re.sub('%s', lambda _: next(left), _insertion(*shape))})"
        for place, shape in enumerate(shapes)
    ]
    numbers = (f"SELECT {place}, id FROM rows{place}" for place in range(len(shapes)))  # noqa: S608  # our own words
    return f"WITH {', '.join(parts)}, besides AS ({also}) {' UNION ALL '.join(numbers)} ORDER BY 1, 2"


@cache
def _alteration(model: type[Model], names: tuple[str, ...], _vendor: str) -> str:
    sets = (f"{_quoted(model._meta.get_field(name))} = %s" for name in names)
    return f"UPDATE {model._meta.db_table} SET {', '.join(sets)} WHERE id = %s"  # noqa: S608  # our own words


def _quoted(field: Any) -> str:
    return str(connection.ops.quote_name(field.column))
