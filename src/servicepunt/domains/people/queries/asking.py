"""Fixed SQL: statements that are not built again for each page, and that the database plans once."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.db import connection

# "{among:ids}" asks whether a column is one of the value "ids", as `many` gives it; "{object}(...)" and "{array}(...)"
# make JSON, "{nested}(...)" puts JSON that is kept into it, and "{whole:data.hours}" reads a whole number out of that.
_AMONG = re.compile(r"{among:(\w+)}")
_IS_ONE_OF = {"postgresql": r"= ANY (CAST(%(\1)s AS bigint[]))", "sqlite": r"IN (SELECT value FROM json_each(%(\1)s))"}
_WORDS = {
    "{object}": {"postgresql": "json_build_object", "sqlite": "json_object"},
    "{array}": {"postgresql": "json_build_array", "sqlite": "json_array"},
    "{nested}": {"postgresql": "to_json", "sqlite": "json"},
}
_VALUE = re.compile(r"%\(\w+\)s")
_WHOLE = re.compile(r"{whole:([\w.]+)\.(\w+)}")
_NUMBER = {"postgresql": r"CAST(\1 ->> '\2' AS bigint)", "sqlite": r"json_extract(\1, '$.\2')"}


def in_this_database(statement: str) -> str:
    """Return a statement as this database takes it."""
    return _written(statement, connection.vendor)


@lru_cache(maxsize=512)
def _written(statement: str, vendor: str) -> str:
    # Without its lines: a driver reads a statement of over 4,096 characters again each time.
    plain = _WHOLE.sub(_NUMBER[vendor], _AMONG.sub(_IS_ONE_OF[vendor], " ".join(statement.split())))
    for word, written in _WORDS.items():
        plain = plain.replace(word, written[vendor])
    return _VALUE.sub(r"(SELECT \g<0>)", plain) if vendor == "postgresql" else plain


def ask(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Return every row of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(in_this_database(statement), values)
        return list(cursor.fetchall())


def given(value: Any) -> Any:
    """Return a value as this database takes it."""
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def many(ids: Iterable[int]) -> Any:
    """Return the value for "{among:...}"."""
    return list(ids) if connection.vendor == "postgresql" else json.dumps(list(ids))


def moment(kept: datetime | str) -> datetime:
    """Return a moment as a row gave it: SQLite keeps them in UTC without saying so, and as text in a subquery."""
    found = kept if isinstance(kept, datetime) else datetime.fromisoformat(kept)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def moment_if_any(kept: datetime | str | None) -> datetime | None:
    """Return a moment as a row gave it, or None."""
    return None if kept is None else moment(kept)
