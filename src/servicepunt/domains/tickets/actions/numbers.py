"""Giving out ticket numbers: unique, without gaps, never twice."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from servicepunt.domains.tickets.actions.search import HELD
from servicepunt.foundation.identifiers import format_ticket_number

_ZONE = ZoneInfo("Europe/Amsterdam")
# One statement takes the counter's row until the transaction ends, on both databases, and holds who reports.
_NEXT = """
    INSERT INTO tickets_numberseries (prefix, period, last) VALUES (%s, %s, 1)
    ON CONFLICT (prefix, period) DO UPDATE SET last = tickets_numberseries.last + 1
    RETURNING last, ({name})
"""


def next_number(at: datetime, *, requester: int) -> tuple[str, str]:
    """Return the next number of the month in which `at` falls here, as "M2611 0042", and who reports, held by name."""
    period = at.astimezone(_ZONE).strftime("%y%m")
    with connection.cursor() as cursor:
        cursor.execute(_NEXT.format(name=HELD[connection.vendor]), [settings.TICKET_PREFIX, period, requester])
        last, name = cursor.fetchone()
    return format_ticket_number(settings.TICKET_PREFIX, period, last), name
