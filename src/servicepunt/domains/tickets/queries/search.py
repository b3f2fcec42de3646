"""Finding tickets by number, person and every word in any message, at once after commit."""

import re

from django.db import connection

from servicepunt.foundation.identifiers import parse_ticket_number
from servicepunt.foundation.text import fold, search_terms

MOST_HITS = 2_000
_WORD = re.compile(r"[\w@.\-]+")
# The hits are collected before they are sorted: with LIMIT in one step PostgreSQL walks the newest tickets.
_POSTGRESQL = """
    WITH hits AS MATERIALIZED (
        SELECT ticket_id FROM tickets_words WHERE words @@ to_tsquery('simple', %s)
    )
    SELECT ticket_id FROM hits ORDER BY ticket_id DESC LIMIT %s
"""
_SQLITE = "SELECT rowid FROM tickets_words WHERE tickets_words MATCH %s ORDER BY rowid DESC LIMIT %s"


def exact_number(text: str) -> str | None:
    """Return the ticket number when the text is nothing but one; it then ignores every filter."""
    return parse_ticket_number(text)


def tickets_with_words(text: str) -> list[int]:
    """Return the ids of tickets in which every word of the text occurs, newest first, at most 2,000."""
    expression = _expression(text)
    if not expression:
        return []
    sql = _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE
    with connection.cursor() as cursor:
        cursor.execute(sql, [expression, MOST_HITS])
        return [row[0] for row in cursor.fetchall()]


def _expression(text: str) -> str:
    """Return the query: every word by its stem, or as the beginning of a word."""
    is_postgresql = connection.vendor == "postgresql"
    parts = []
    for word in _WORD.findall(text)[:12]:
        stems = search_terms(word)
        if not stems:
            continue
        begin = re.sub(r"\W", "", fold(word))
        if is_postgresql:
            options = [f"'{stem}'" for stem in stems[:1]] + ([f"'{begin}':*"] if begin else [])
            parts.append(f"({' | '.join(options)})")
        else:
            options = [f'"{stem}"' for stem in stems[:1]] + ([f'"{begin}"*'] if begin else [])
            parts.append(f"({' OR '.join(options)})")
    return (" & " if is_postgresql else " AND ").join(parts)
