"""Whose turn it is: the groups of a list of unfinished work in the order of its target times."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from itertools import groupby
from typing import Any

from servicepunt.foundation.text import ZONE

NEXT = timedelta(hours=2)


def turns(rows: Iterable[dict[str, Any]], at: datetime) -> list[tuple[str, list[dict[str, Any]]]]:
    """
    Return the rows in groups, each with its heading, as seen from `at`.

    A heading follows from the row itself, so a page that begins within a group has its heading too.
    """
    midnight = datetime.combine(at.astimezone(ZONE).date() + timedelta(days=1), time(), ZONE)

    def turn(row: dict[str, Any]) -> str:
        due = row["due_at"]
        if due is None:
            return "Wacht op een ander" if row["status"] == "waiting" else "Zonder streeftijd"
        if due <= at + NEXT:
            return "Nu aan de beurt"
        return "Vandaag" if due < midnight else "Later"

    return [(heading, list(part)) for heading, part in groupby(rows, turn)]
