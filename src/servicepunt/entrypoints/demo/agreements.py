"""The agreements of the demo municipality: opening hours, closed days and norms."""

from datetime import datetime

from servicepunt.domains.agreements.models import Calendar, CalendarVersion, Norm, PriorityMatrix
from servicepunt.domains.agreements.rules.priority import DEFAULT_MATRIX, Priority
from servicepunt.foundation.holidays import municipal_closed_days

# Minutes of working time: first answer, next answer, solution, a team's turn, a supplier's turn.
TARGETS = {
    Priority.CRITICAL: (15, 30, 240, 120, 240),
    Priority.HIGH: (60, 120, 510, 255, 510),
    Priority.NORMAL: (240, 510, 1_530, 1_020, 1_530),
    Priority.LOW: (510, 1_020, 5_100, 2_550, 5_100),
}


def make_agreements(*, at: datetime) -> CalendarVersion:
    """Make the calendar with its closed days, a norm for each priority, and the matrix."""
    calendar = Calendar.objects.create(name="Servicepunt", is_default=True)
    weekdays = {str(day): [["08:30", "17:00"]] for day in range(5)}
    years = range(at.year - 1, at.year + 4)
    version = CalendarVersion.objects.create(
        calendar=calendar,
        number=1,
        weekly=weekdays,
        closed=[day.isoformat() for year in years for day in municipal_closed_days(year)],
        special={f"{year}-12-24": [["08:30", "15:00"]] for year in years},
        made_at=at,
    )
    Norm.objects.bulk_create(
        Norm(
            name=f"Prioriteit {priority.label}",
            priority=priority,
            calendar=calendar,
            acknowledge=minutes[0],
            answer=minutes[1],
            resolve=minutes[2],
            team_time=minutes[3],
            supplier=minutes[4],
        )
        for priority, minutes in TARGETS.items()
    )
    PriorityMatrix.objects.create(cells=DEFAULT_MATRIX)
    return version
