"""Giving out ticket numbers: unique, without gaps, never twice."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from servicepunt.foundation.identifiers import format_ticket_number

_ZONE = ZoneInfo("Europe/Amsterdam")
# One statement takes the counter's row until the transaction ends, on both databases.
_NEXT = """
    INSERT INTO tickets_numberseries (prefix, period, last) VALUES (%s, %s, 1)
    ON CONFLICT (prefix, period) DO UPDATE SET last = tickets_numberseries.last + 1
    RETURNING last
"""


def next_number(at: datetime) -> str:
    """Return the next number of the month in which `at` falls here, as "M2611 0042"."""
    period = at.astimezone(_ZONE).strftime("%y%m")
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [settings.TICKET_PREFIX, period])
        (last,) = cursor.fetchone()
    return format_ticket_number(settings.TICKET_PREFIX, period, last)
