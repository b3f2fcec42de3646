"""An independent model of working time: every minute of eight years, open or not, counted one by one."""

from bisect import bisect_left
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from servicepunt.foundation.worktime import ServiceHours

BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
END = datetime(2032, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Minutes:
    """Knows for every minute since BEGIN how many open ones came before it."""

    def __init__(self, hours: ServiceHours) -> None:
        zone = ZoneInfo(hours.zone)
        self.before = [0]
        moment = BEGIN
        while moment < END:
            # An offset from UTC holds for a whole hour of UTC.
            local = moment.astimezone(zone)
            for minute in range(60):
                wall = local + timedelta(minutes=minute)
                of_day = wall.hour * 60 + wall.minute
                spans = hours.intervals_on(wall.date())
                is_open = any(opens <= of_day < closes for opens, closes in spans)
                self.before.append(self.before[-1] + is_open)
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
