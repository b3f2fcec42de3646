"""An independent model of working time: every minute of ten years, open or not, counted one by one."""

from array import array
from bisect import bisect_left
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate
from zoneinfo import ZoneInfo

from servicepunt.foundation.worktime import Interval, ServiceHours

BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
END = datetime(2034, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Minutes:
    """Knows for every minute since BEGIN how many open ones came before it."""

    def __init__(self, hours: ServiceHours) -> None:
        zone = ZoneInfo(hours.zone)
        self.before = array("i", [0])
        moment = BEGIN
        while moment < END:
            # An offset from UTC holds for a whole hour of UTC, and that hour lies in one hour on the wall.
            local = moment.astimezone(zone)
            first = local.hour * 60
            minutes = _minutes_of_a_day(hours.intervals_on(local.date()))[first : first + 60]
            self.before.extend(accumulate(minutes, initial=self.before.pop()))
            moment += HOUR

    def open_seconds(self, moment: datetime) -> int:
        """Return the open seconds since BEGIN."""
        minute, second = divmod(int((moment - BEGIN).total_seconds()), 60)
        return self.before[minute] * 60 + (self.before[minute + 1] - self.before[minute]) * second

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Return the open time between two moments."""
        return timedelta(seconds=max(0, self.open_seconds(end) - self.open_seconds(start)))

    def when(self, total: int) -> datetime:
        """Return the first moment at which `total` open seconds have passed since BEGIN."""
        minute = bisect_left(self.before, -(-total // 60)) - 1
        return BEGIN + timedelta(seconds=minute * 60 + total - self.before[minute] * 60)

    def after(self, start: datetime, amount: timedelta) -> datetime:
        """Return the first moment at which so much open time lies behind `start`."""
        return self.when(self.open_seconds(start) + int(amount.total_seconds()))


@cache
def _minutes_of_a_day(spans: tuple[Interval, ...]) -> list[bool]:
    """Return for each of the 1,440 minutes on the wall whether it is open."""
    return [any(opens <= minute < closes for opens, closes in spans) for minute in range(1440)]
