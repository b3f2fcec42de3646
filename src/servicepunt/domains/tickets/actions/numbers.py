"""Giving out ticket numbers: unique, without gaps, never twice."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from servicepunt.domains.agreements.queries import IN_FORCE_AS, InForce, in_force_as
from servicepunt.domains.tickets.actions.search import HELD
from servicepunt.foundation.identifiers import format_ticket_number

_ZONE = ZoneInfo("Europe/Amsterdam")
# One statement takes the counter's row until the transaction ends, on both databases, and holds who reports. It tells
# what we agreed too, and which number the row of the ticket gets: only one at a time is here on SQLite.
_NEXT = """
    INSERT INTO tickets_numberseries (prefix, period, last) VALUES (%s, %s, 1)
    ON CONFLICT (prefix, period) DO UPDATE SET last = tickets_numberseries.last + 1
    RETURNING last, ({name}), ({row}), ({agreed})
"""
_ROW = {
    "postgresql": "SELECT nextval('tickets_ticket_id_seq')",
    "sqlite": "SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'tickets_ticket'",
}


def next_place(at: datetime, *, requester: int) -> tuple[int, str, str, InForce]:
    """
    Return where the next ticket of the month in which `at` falls here comes: its row and its number, as "M2611 0042".

    With it comes who reports, held by name, and what we agreed.
    """
    period, vendor = at.astimezone(_ZONE).strftime("%y%m"), connection.vendor
    with connection.cursor() as cursor:
        statement = _NEXT.format(name=HELD[vendor], row=_ROW[vendor], agreed=IN_FORCE_AS[vendor])
        cursor.execute(statement, [settings.TICKET_PREFIX, period, requester])
        last, name, row, agreed = cursor.fetchone()
    return row, format_ticket_number(settings.TICKET_PREFIX, period, last), name, in_force_as(agreed)
