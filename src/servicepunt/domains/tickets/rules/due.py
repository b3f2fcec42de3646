"""How the cached due moment of a ticket reads in a list."""

from datetime import datetime
from typing import Any

from servicepunt.foundation import text


def clock_of(row: dict[str, Any], at: datetime) -> tuple[str, str]:
    """Return the state (late, soon, paused, met, normal) and the words of the cached due moment."""
    if row["status"] in {"solved", "closed"}:
        return "met", "klaar" if not row["is_late"] else "klaar, was te laat"
    if row["status"] == "waiting" and row["due_at"] is None:
        until = row["wait_until"]
        return "paused", f"stil tot {text.dutch_moment(until, at)}" if until else "stil"
    if row["due_at"] is None:
        return "paused", "geen streeftijd"
    left = row["due_at"] - at
    if left.total_seconds() < 0:
        return "late", f"{text.dutch_rough_duration(-left)} te laat"
    if left.total_seconds() <= 3600:
        return "soon", f"nog {text.dutch_rough_duration(left)}"
    if left.days >= 1:
        return "normal", text.dutch_moment(row["due_at"], at)
    return "normal", f"nog {text.dutch_rough_duration(left)}"
