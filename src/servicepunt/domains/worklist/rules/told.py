"""What a requester may know of a ticket, while an answer or a solve can still be called back."""

from collections.abc import Sequence
from typing import Any

from servicepunt.domains.tickets.rules.history import Line
from servicepunt.domains.tickets.rules.standing import recalled, stood
from servicepunt.domains.tickets.rules.status import Status


def told(lines: Sequence[Line], *, status: str) -> dict[str, Any]:
    """
    Return the fields of a ticket as its requester knows them, where these differ from how it stands.

    `lines` are those of the undo time: what can still be called back, the requester must not notice.
    """
    gone = recalled(lines)
    back = max((place for place, line in enumerate(lines) if line.name == "ticket.solve_taken_back"), default=-1)
    acts = [
        (place, line.data["before"])
        for place, line in enumerate(lines)
        if line.data.get("before") and (line.data["message"] not in gone if "message" in line.data else place > back)
    ]
    if not acts:
        return {}
    spoke = max((place for place, line in enumerate(lines) if _is_of_requester(line)), default=-1)
    fields = next((stood(before) for place, before in acts if place > spoke), {})
    first, before = acts[0]
    if first < spoke and fields.get("status", status) == Status.OPEN:
        kept = {name: before[name] for name in ("cycle", "agent_id")}
        fields |= kept | {"status": Status.NEW if before["status"] == Status.NEW else Status.OPEN}
    return fields


def _is_of_requester(line: Line) -> bool:
    return line.name == "ticket.message_received" or line.data.get("how") in {"confirmed", "withdrawn"}
