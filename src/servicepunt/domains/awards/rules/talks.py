"""When an interview can be: a moment that still comes, on a working day, in working hours, and soon (H-074)."""

from datetime import datetime, time, timedelta

from servicepunt.domains.hiring.rules.moments import is_working_day, local_day
from servicepunt.foundation.text import ZONE

LEAST_INTERVIEWERS = 2
_FROM, _UNTIL = time(8), time(18)
_WITHIN = timedelta(days=60)


def planning_fault(starts_at: datetime, at: datetime) -> str:
    """Return in Dutch why an interview cannot be planned at this moment now; empty when it can."""
    if starts_at <= at:
        return "Dit moment is al geweest. Kies een moment na nu."
    if starts_at - at > _WITHIN:
        return f"Dit is te ver weg. Kies een moment binnen {_WITHIN.days} dagen."
    if not is_working_day(local_day(starts_at)):
        return "Dit is geen werkdag. Kies een dag van maandag tot en met vrijdag die geen feestdag is."
    if not _FROM <= starts_at.astimezone(ZONE).time() < _UNTIL:
        return f"Dit is buiten werktijd. Kies een begin tussen {_FROM:%H:%M} en {_UNTIL:%H:%M} uur."
    return ""
