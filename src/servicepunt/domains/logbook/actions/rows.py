"""Writing whole rows by statements that are written once, and not built again for each change."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Field, Model

_MOST_ROWS = 500  # PostgreSQL takes 65,535 values in a statement


def insert(rows: Sequence[Model]) -> None:
    """Write new rows of one table, in their order, in one statement for 500; each knows its number afterwards."""
    for start in range(0, len(rows), _MOST_ROWS):
        _insert(rows[start : start + _MOST_ROWS])


def _insert(rows: Sequence[Model]) -> None:
    model = type(rows[0])
    fields = _columns(model)
    # Looked up once: Django's `connection` looks up at each touch which one this thread has.
    here = connections[DEFAULT_DB_ALIAS]
    values = [field.get_db_prep_save(field.pre_save(row, add=True), here) for row in rows for field in fields]
    with here.cursor() as cursor:
        cursor.execute(_insertion(model, len(rows), here.vendor), values)
        for row, (pk,) in zip(rows, cursor.fetchall(), strict=True):
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
def _columns(model: type[Model]) -> Sequence["Field[Any, Any]"]:
    """Return the fields whose values we give; the database numbers the rows."""
    return [field for field in model._meta.concrete_fields if not field.primary_key]


@cache
def _insertion(model: type[Model], rows: int, _vendor: str) -> str:
    names = [_quoted(field) for field in _columns(model)]
    row = f"({', '.join(['%s'] * len(names))})"
    into = f"INSERT INTO {model._meta.db_table} ({', '.join(names)})"
    return f"{into} VALUES {', '.join([row] * rows)} RETURNING id"


@cache
def _alteration(model: type[Model], names: tuple[str, ...], _vendor: str) -> str:
    sets = (f"{_quoted(model._meta.get_field(name))} = %s" for name in names)
    return f"UPDATE {model._meta.db_table} SET {', '.join(sets)} WHERE id = %s"  # noqa: S608  # our own words


def _quoted(field: Any) -> str:
    return str(connection.ops.quote_name(field.column))
