"""Finding tickets by number, person and every word in any message, at once after commit."""

import re

from django.db import connection

from servicepunt.foundation.identifiers import parse_ticket_number
from servicepunt.foundation.text import fold, search_terms

MOST_HITS = 1_000
_WORD = re.compile(r"[\w@.\-]+")
# A word of one in fifty of the newest tickets is found by walking them; the index would give every ticket ever.
_SAMPLE, _COMMON = 500, 10
# The words of any other are collected from the index before they are sorted: in one step PostgreSQL may walk them
# all. `IS TRUE` keeps the index out of the walk; the sample is asked once, and the part it rules out is not run.
_IS_HIT = "words @@ to_tsquery('simple', %(words)s)"
_HOW_COMMON = f"""(SELECT count(*) FROM (SELECT words FROM tickets_words ORDER BY ticket_id DESC LIMIT {_SAMPLE}) newest
    WHERE {_IS_HIT})"""
_POSTGRESQL = f"""
    WITH hits AS MATERIALIZED (
        SELECT ticket_id FROM tickets_words WHERE {_HOW_COMMON} < {_COMMON} AND {_IS_HIT}
        UNION ALL (
            SELECT ticket_id FROM tickets_words WHERE {_HOW_COMMON} >= {_COMMON} AND ({_IS_HIT}) IS TRUE
            ORDER BY ticket_id DESC LIMIT {MOST_HITS}
        )
    )
    SELECT ticket_id AS id FROM hits ORDER BY ticket_id DESC LIMIT {MOST_HITS}
"""
_SQLITE = f"""
    SELECT rowid AS id FROM tickets_words WHERE tickets_words MATCH %(words)s ORDER BY rowid DESC LIMIT {MOST_HITS}
"""
# The ids of tickets with the words of an `expression`, newest first, at most 1,000.
HITS = {"postgresql": _POSTGRESQL, "sqlite": _SQLITE}


def exact_number(text: str) -> str | None:
    """Return the ticket number when the text is nothing but one; it then ignores every filter."""
    return parse_ticket_number(text)


def tickets_with_words(text: str) -> list[int]:
    """Return the ids of tickets in which every word of the text occurs, newest first, at most 1,000."""
    words = expression(text)
    if not words:
        return []
    with connection.cursor() as cursor:
        cursor.execute(HITS[connection.vendor], {"words": words})
        return [row[0] for row in cursor.fetchall()]


def expression(text: str) -> str:
    """Return what `HITS` takes for a text: every word by its stem, or as the beginning of a word; empty for none."""
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
