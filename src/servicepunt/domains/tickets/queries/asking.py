"""Fixed SQL about tickets: statements that are not built again for each page, and that the database plans once."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.db import connection

from servicepunt.domains.people.models import Person
from servicepunt.domains.people.queries import team_ids_of
from servicepunt.domains.people.rules import Permission, may

OURS = "t.team_id {among:teams}"
# "{among:ids}" asks whether a column is one of the value "ids", as `many` gives it; "{object}(...)" makes JSON.
_AMONG = re.compile(r"{among:(\w+)}")
_IS_ONE_OF = {"postgresql": r"= ANY (%(\1)s)", "sqlite": r"IN (SELECT value FROM json_each(%(\1)s))"}
_OBJECT = {"postgresql": "json_build_object", "sqlite": "json_object"}
_VISIBLE = f"(NOT t.is_confidential OR {OURS} OR t.agent_id = %(me)s)"


def visible(viewer: Person) -> str:
    """Return the condition of `access.visible_at_desk` for a ticket `t`; it takes the values of `asked_by`."""
    return _VISIBLE if may(viewer.role, Permission.WORK) else "FALSE"


def asked_by(viewer: Person) -> dict[str, Any]:
    """Return the values that say who asks."""
    return {"me": viewer.pk, "teams": many(team_ids_of(viewer))}


def hidden_from(viewer: Person) -> tuple[str, dict[str, Any]]:
    """Return the ids of `access.hidden_tickets` as a part of a statement, and its values."""
    # Not `NOT`: a ticket without an agent is neither the viewer's nor not.
    ids = f"SELECT t.id FROM tickets_ticket t WHERE t.is_confidential AND {visible(viewer)} IS NOT TRUE"  # noqa: S608  # our own words
    return in_this_database(ids), asked_by(viewer)


def in_this_database(statement: str) -> str:
    """Return a statement as this database takes it."""
    return _written(statement, connection.vendor)


@lru_cache(maxsize=512)
def _written(statement: str, vendor: str) -> str:
    return _AMONG.sub(_IS_ONE_OF[vendor], statement).replace("{object}", _OBJECT[vendor])


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
