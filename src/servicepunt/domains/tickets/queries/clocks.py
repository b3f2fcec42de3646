"""The clocks of a ticket, worked out from its lines in the logbook."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from servicepunt.domains.agreements.queries import hours_by_version
from servicepunt.domains.agreements.rules.clocks import Clock, Reading, measure
from servicepunt.domains.agreements.rules.explaining import Explanation, explain
from servicepunt.domains.logbook.models import Entry
from servicepunt.domains.tickets.queries.detail import Names
from servicepunt.domains.tickets.rules.history import happenings
from servicepunt.foundation.worktime import ServiceHours


@dataclass(frozen=True, slots=True)
class ShownClock:
    """A clock with the answer to "why this moment?"."""

    reading: Reading
    why: Explanation
    team: str


def hours_in(lines: Sequence[Entry]) -> dict[int, ServiceHours]:
    """Return the service hours that the lines of a ticket name."""
    return hours_by_version(line.data["hours"] for line in lines if line.name == "ticket.targets_set")


def hours_now(lines: Sequence[Entry], known: Mapping[int, ServiceHours]) -> ServiceHours | None:
    """Return by which of the known service hours a ticket counts, or None."""
    return next((known.get(line.data["hours"]) for line in lines[::-1] if line.name == "ticket.targets_set"), None)


def readings_of(
    lines: Sequence[Entry], *, at: datetime, hours: Mapping[int, ServiceHours] | None = None
) -> list[Reading]:
    """Return every clock of a ticket in every cycle, as it stands at `at`."""
    return measure(happenings(lines), hours=hours_in(lines) if hours is None else hours, now=at)


def clocks_of(
    lines: Sequence[Entry], *, at: datetime, names: Names, hours: Mapping[int, ServiceHours] | None = None
) -> list[ShownClock]:
    """Return the clocks for the why-view: those with a target (or that were late), the running ones first."""
    hours = hours_in(lines) if hours is None else hours
    readings = [
        reading for reading in readings_of(lines, at=at, hours=hours) if reading.target is not None or reading.is_late
    ]
    shown = [
        ShownClock(reading, explain(reading, hours[reading.hours], at), names.get(("team", reading.team), ""))
        for reading in readings
        if reading.hours in hours
    ]
    order = list(Clock)
    return sorted(
        shown,
        key=lambda clock: (
            clock.reading.stopped_at is not None,
            order.index(clock.reading.clock),
            -clock.reading.cycle,
        ),
    )
