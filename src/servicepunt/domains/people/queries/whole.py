"""Whole rows, with the rows they point at, by a statement that is written once and not for each page."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import ForeignKey, Model

from servicepunt.domains.people.queries.asking import ask

M = TypeVar("M", bound=Model)
# The place of a column, and what turns its value as the database gave it into that of the field.
_Turn = tuple[int, Callable[[Any], Any]]


class Whole(Generic[M]):
    """
    A table `t` with rows that it points at, each under its own name; "requester.department" goes on from one of them.

    What a queryset with `select_related` gives, as a start that takes a condition.
    """

    def __init__(self, model: type[M], *paths: str) -> None:
        self._model = model
        self._paths = paths

    def find(self, rest: str, values: Mapping[str, Any]) -> M | None:
        """Return the first instance, or None."""
        return next(iter(self.all(rest, values)), None)

    def all(self, rest: str, values: Mapping[str, Any]) -> list[M]:
        """Return the instances that the rest of the statement gives, which begins with WHERE."""
        columns, tables, models = _start(self._model, self._paths, connection.vendor)
        return [self._made(row, models) for row in ask(f"SELECT {columns} {tables} {rest}", values)]

    def first(self, rest: str, values: Mapping[str, Any], *, also: str) -> tuple[M, Any] | None:
        """Return the first instance, and with it the value of one more column; or None."""
        columns, tables, models = _start(self._model, self._paths, connection.vendor)
        found = ask(f"SELECT {columns}, {also} {tables} {rest}", values)
        return (self._made(found[0], models), found[0][-1]) if found else None

    def _made(self, row: Sequence[Any], models: Mapping[str, type[Model]]) -> M:
        place, made = 0, {}
        for path, model in models.items():
            end = place + len(model._meta.concrete_fields)
            made[path] = _instance(model, row[place:end])
            place = end
        for path in self._paths:
            owner, _, name = path.rpartition(".")
            if (holder := made[owner]) is not None:
                holder._state.fields_cache[name] = made[path]
        return made[""]  # type: ignore[return-value]  # the first is of our own table


@cache
def _start(model: type[Model], paths: Sequence[str], vendor: str) -> tuple[str, str, dict[str, type[Model]]]:
    models, joins = {"": model}, []
    for path in paths:
        owner, _, name = path.rpartition(".")
        field = models[owner]._meta.get_field(name)
        assert isinstance(field, ForeignKey)
        models[path] = field.related_model
        joins.append(
            f"LEFT JOIN {field.related_model._meta.db_table} {_alias(path)}"
            f" ON {_alias(path)}.id = {_alias(owner)}.{field.column}"
        )
    columns = (
        f"{_alias(path)}.{connection.ops.quote_name(str(field.column))}"
        for path, one in models.items()
        for field in one._meta.concrete_fields
    )
    return ", ".join(columns), f"FROM {model._meta.db_table} t {' '.join(joins)}", models


def _alias(path: str) -> str:
    return path.replace(".", "_") or "t"


def _instance(model: type[Model], values: Sequence[Any]) -> Model | None:
    # The first column is the key: without it there is no row.
    if values[0] is None:
        return None
    names, turns = _shape(model, connection.vendor)
    plain = list(values)
    for place, turn in turns:
        plain[place] = turn(plain[place])
    return model.from_db(connection.alias, names, plain)


@cache
def _shape(model: type[Model], vendor: str) -> tuple[list[str], list[_Turn]]:
    fields = model._meta.concrete_fields
    return [field.attname for field in fields], [
        turn for place, field in enumerate(fields) for turn in _turns(place, field)
    ]


def _turns(place: int, field: Any) -> Iterator[_Turn]:
    column = field.get_col("t")
    for turn in (*connection.ops.get_db_converters(column), *column.get_db_converters(connection)):
        yield place, partial(_turned, turn, column)


def _turned(turn: Callable[[Any, Any, Any], Any], column: Any, value: Any) -> Any:
    return turn(value, column, connection)
