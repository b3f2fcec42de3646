"""What a ticket can wait for, and until when; each reason pauses its own clocks."""

from datetime import datetime, time, timedelta
from enum import StrEnum

from servicepunt.foundation.text import ZONE
from servicepunt.foundation.worktime import ServiceHours, open_windows

LONGEST_WAIT = timedelta(days=2 * 366)
_LOOK_AHEAD = timedelta(days=366)
_MORNING = 9 * 60
# Why a ticket waits no more for a requester who never got the question; it is shown until the next answer.
UNDELIVERED = "undelivered"


class WaitReason(StrEnum):
    """What a waiting ticket waits for."""

    REQUESTER = "requester"
    SUPPLIER = "supplier"
    APPOINTMENT = "appointment"
    APPROVAL = "approval"

    @property
    def label(self) -> str:
        """The Dutch words, as the status reads."""
        return _WAITS[self]


_WAITS = {
    WaitReason.REQUESTER: "Wacht op aanmelder",
    WaitReason.SUPPLIER: "Wacht op leverancier",
    WaitReason.APPOINTMENT: "Ingepland",
    WaitReason.APPROVAL: "Wacht op akkoord",
}


def next_morning(at: datetime, *, workdays: int, hours: ServiceHours | None) -> datetime:
    """
    Return 09:00 on the wall (later when the desk opens later), so many days that the desk is open after that of `at`.

    Without hours, or with such as never open, these are weekdays.
    """
    today = at.astimezone(ZONE).date()
    day, left = today, workdays
    while left and hours is not None and day - today < _LOOK_AHEAD:
        day += timedelta(days=1)
        left -= bool(hours.intervals_on(day))
    if hours is None or left:
        return next_morning(at, workdays=workdays, hours=_WEEKDAYS)
    opens = max(_MORNING, hours.intervals_on(day)[0][0])
    return datetime.combine(day, time(opens // 60, opens % 60), tzinfo=ZONE)


def opens_again(moment: datetime, hours: ServiceHours | None) -> datetime | None:
    """Return when the desk opens after a moment at which it is closed; None when it is open then, or never."""
    if hours is None:
        return None
    opens = next((since for since, _ in open_windows(moment, moment + _LOOK_AHEAD, hours)), moment)
    return opens if opens > moment else None


_WEEKDAYS = ServiceHours(weekly=(((0, 1440),),) * 5 + ((), ()))
