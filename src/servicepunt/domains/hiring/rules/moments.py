"""Moments of a procedure: one zone, stored in UTC; days, months and terms as the law counts them."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated

from msgspec import Meta

from servicepunt.domains.hiring.rules.faults import Faulty
from servicepunt.foundation.holidays import legal_holidays
from servicepunt.foundation.text import ZONE

DAY = timedelta(days=1)
# A moment as it stands in a file.
Moment = Annotated[
    datetime,
    Meta(
        description="A moment; without an offset it is local time in Europe/Amsterdam.",
        extra_json_schema={"examples": ["2026-07-14T09:00:00", "2026-07-14T09:00:00+02:00"]},
    ),
]


def instant(moment: datetime, place: str) -> datetime:
    """
    Return a moment in UTC; without an offset it is local time in Europe/Amsterdam (A-29).

    Raises `Faulty` for the hour that does not exist in spring and for the one that comes twice in autumn.
    """
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    first = moment.replace(tzinfo=ZONE, fold=0)
    if first.utcoffset() != first.replace(fold=1).utcoffset():
        raise Faulty(
            f"{place}: {moment:%d-%m-%Y %H:%M} bestaat in Nederland niet, of twee keer; "
            "zet het tijdverschil erbij, zoals +01:00."
        )
    return first.astimezone(UTC)


def local_day(moment: datetime) -> date:
    """Return the day of a moment in Europe/Amsterdam."""
    return moment.astimezone(ZONE).date()


def end_of(day: date) -> datetime:
    """Return the instant at which a local day is over: a day without an hour lasts until its end (A-30)."""
    return datetime.combine(day + DAY, time(), tzinfo=ZONE).astimezone(UTC)


def months_later(day: date, months: int) -> date:
    """Return the same day some months later (earlier when negative), or the last day of a shorter month."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def is_working_day(day: date) -> bool:
    """Say whether a day is none of Saturday, Sunday and the holidays of the Algemene termijnenwet."""
    return day.weekday() < 5 and day not in legal_holidays(day.year)


def next_working_day(day: date) -> date:
    """Return the day itself, or the first working day after it (Algemene termijnenwet, art. 1)."""
    return next(each for each in _days_from(day) if is_working_day(each))


def _days_from(day: date) -> Iterator[date]:
    while True:
        yield day
        day += DAY
