"""Who sees which ticket, as parts of fixed SQL."""

from typing import Any

from servicepunt.domains.people.models import Person
from servicepunt.domains.people.queries import team_ids_of
from servicepunt.domains.people.queries.asking import in_this_database, many
from servicepunt.domains.people.rules import Permission, may

OURS = "t.team_id {among:teams}"
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
