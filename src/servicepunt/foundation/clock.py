"""The one place, beside the middleware, where the clock is read: for tasks and commands on their way in."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return this moment, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251  # the sanctioned reader
