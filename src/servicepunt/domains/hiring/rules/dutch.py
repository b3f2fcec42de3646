"""Dutch dates, times and numbers as people write them in a request."""

import re
from datetime import date, datetime, time

MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
    "december",
)  # fmt: skip
WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_DATE = re.compile(rf"(?:\b({'|'.join(WEEKDAYS)})\s+)?\b(\d{{1,2}})\s+({'|'.join(MONTHS)})\s+(\d{{4}})", re.IGNORECASE)
_TIME = re.compile(r"\b(\d{1,2})[.:](\d{2})\s*uur", re.IGNORECASE)
_COUNTS = ("nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien")


def day_in_words(day: date) -> str:
    """
    Return a day as people write it.

    >>> day_in_words(date(2026, 8, 14))
    '14 augustus 2026'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def moment_in_words(moment: datetime) -> str:
    """
    Return a local moment as people write it.

    >>> moment_in_words(datetime(2026, 8, 13, 9, 0))
    '13 augustus 2026, 09:00 uur'
    """
    return f"{day_in_words(moment.date())}, {moment:%H:%M} uur"


def find_date(text: str) -> tuple[date | None, str]:
    """Return the first date in a text and what is wrong with it: a day that is none, or another weekday (H-010)."""
    match = _DATE.search(text)
    if match is None:
        return None, ""
    weekday, day, month, year = match.groups()
    try:
        found = date(int(year), MONTHS.index(month.casefold()) + 1, int(day))
    except ValueError:
        return None, f"'{match.group(0)}' is geen datum"
    if weekday and WEEKDAYS[found.weekday()] != weekday.casefold():
        return found, f"{day} {month} {year} is een {WEEKDAYS[found.weekday()]}, geen {weekday.casefold()}"
    return found, ""


def find_time(text: str) -> time | None:
    """Return the first time of day in a text, written `09:00 uur` or `09.00 uur`."""
    match = _TIME.search(text)
    if match is None or int(match.group(1)) > 23 or int(match.group(2)) > 59:
        return None
    return time(int(match.group(1)), int(match.group(2)))


def count_of(word: str) -> int | None:
    """Return a small number, in digits or as a word."""
    plain = word.casefold().replace("é", "e")
    if plain.isdecimal():
        return int(plain)
    return _COUNTS.index(plain) if plain in _COUNTS else None
