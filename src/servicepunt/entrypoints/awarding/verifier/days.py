"""Moments, days and terms in the Netherlands, with the holidays of the Algemene termijnenwet."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from servicepunt.entrypoints.awarding.verifier.package import Difference

DAY = timedelta(days=1)


def is_summer(moment: datetime) -> bool:
    """Say whether it is summer time in the Netherlands: from the last Sunday of March to that of October, 01:00 UTC."""

    def turn(month: int) -> datetime:
        last = datetime(moment.year, month, 31, 1, tzinfo=UTC)
        return last - timedelta(days=(last.weekday() + 1) % 7)

    return turn(3) <= moment.astimezone(UTC) < turn(10)


def instant(text: str) -> datetime:
    """Return a moment; without an offset it is local time in the Netherlands."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    for hours in (2, 1):
        found = moment.replace(tzinfo=UTC) - timedelta(hours=hours)
        if is_summer(found) == (hours == 2):
            return found
    raise Difference(f"{text} bestaat in Nederland niet.")


def local_day(moment: datetime) -> date:
    """Return the day in the Netherlands."""
    return (moment + timedelta(hours=2 if is_summer(moment) else 1)).date()


def local_text(moment: datetime | None) -> str | None:
    """Return a moment in local time with its offset."""
    if moment is None:
        return None
    hours = 2 if is_summer(moment) else 1
    return f"{(moment + timedelta(hours=hours)).replace(tzinfo=None).isoformat()}+0{hours}:00"


def later(day: date, months: int) -> date:
    """Return the same day some months later (earlier when negative), or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def length(value: Any, unit: str, reference: date) -> Decimal:
    """Return a length in days, as the days in the years or months before the reference day."""
    amount = Decimal(str(value))
    if unit == "dagen":
        return amount
    months = amount * 12 if unit == "jaren" else amount
    whole = int(months)
    days = Decimal((reference - later(reference, -whole)).days)
    rest = Decimal((reference - later(reference, -whole - 1)).days) - days
    return days + (months - whole) * rest


def easter(year: int) -> date:
    """Return Easter Sunday (the anonymous Gregorian reckoning)."""
    golden, century, rest = year % 19, year // 100, year % 100
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    days = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    total = moon + days - 7 * ((golden + 11 * moon + 22 * days) // 451) + 114
    return date(year, total // 31, total % 31 + 1)


def holidays(year: int) -> set[date]:
    """Return the days that count as holidays for a legal term; 5 May every year."""
    sunday = easter(year)
    king = date(year, 4, 27)
    king -= DAY if king.weekday() == 6 else timedelta()
    fixed = {date(year, 1, 1), king, date(year, 5, 5), date(year, 12, 25), date(year, 12, 26)}
    return fixed | {sunday + timedelta(days=days) for days in (-2, 0, 1, 39, 49, 50)}


def next_working_day(day: date) -> date:
    """Return the day itself, or the first one after it that is no Saturday, Sunday or holiday."""
    while day.weekday() >= 5 or day in holidays(day.year):
        day += DAY
    return day


def term_of(asked: datetime, working_days: int) -> datetime:
    """Return when the term of a request for repair is over: at the end of so many working days after that day."""
    day = local_day(asked)
    for _ in range(working_days):
        day = next_working_day(day + DAY)
    return instant(f"{day + DAY}T00:00:00")


def suspension(sent: datetime, days: int) -> tuple[date, date, date]:
    """Return first and last day, and the last one moved past Saturday, Sunday and holidays; one signs after it."""
    first = local_day(sent) + DAY
    last = first + timedelta(days=days - 1)
    return first, last, next_working_day(last) if days > 0 else last


def terms(start: date, duration: dict[str, Any], options: dict[str, Any]) -> list[tuple[date, date]]:
    """Return first and last day of the contract and of every option, all counted from the start."""

    def after(day: date, count: int, unit: str) -> date:
        if unit == "dagen":
            return day + timedelta(days=count)
        return later(day, count * 12 if unit == "jaren" else count)

    edges = [start, after(start, duration["aantal"], duration["eenheid"])]
    for number in range(1, options["aantal"] + 1):
        if options["eenheid"] == duration["eenheid"]:
            edges.append(after(start, duration["aantal"] + number * options["lengte"], duration["eenheid"]))
        else:
            edges.append(after(edges[1], number * options["lengte"], options["eenheid"]))
    return [(since, until - DAY) for since, until in zip(edges, edges[1:], strict=False) if until > since]
